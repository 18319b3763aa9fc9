"""The page: ask, read the answer, check it against the article. The only door to gradio."""

from qa.web.app import create_app

__all__ = ["create_app"]
