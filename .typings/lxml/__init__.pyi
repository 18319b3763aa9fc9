"""Only what embeddings/clean_html.py, clean_meta.py and clean_page.py use."""
