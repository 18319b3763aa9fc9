"""Only what embeddings/adapt_table.py and qa/training/fit.py use."""
