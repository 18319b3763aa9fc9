"""Only what embeddings/clean_html.py, clean_meta.py, clean_page.py and extract_child.py use."""
