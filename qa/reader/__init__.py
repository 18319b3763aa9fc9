"""The reader: which span of a passage answers a question, and whether any does."""

from qa.reader.decoding import Found, Reading
from qa.reader.reader import Reader, load_reader

__all__ = ["Found", "Reader", "Reading", "load_reader"]
