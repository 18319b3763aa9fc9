"""Retrievers for third-party frameworks; each has its own module and its own installation extra."""
