"""The page: ask, read the answer, check it against the article. The only door to gradio."""

from qa.web.serve import create_app

__all__ = ["create_app"]
