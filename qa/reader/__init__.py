"""The reader: which span of a passage answers a question, and whether any does."""

from qa.reader.reader import Found, Reader, Reading, load_reader

__all__ = ["Found", "Reader", "Reading", "load_reader"]
