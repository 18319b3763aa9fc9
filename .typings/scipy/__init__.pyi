"""Only what the modules of embeddings/ and qa/training/fit.py use."""
