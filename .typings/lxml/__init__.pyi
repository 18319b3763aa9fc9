"""Only what embeddings/clean/html.py, embeddings/clean/page.py and embeddings/ingest/extract_child.py use."""
