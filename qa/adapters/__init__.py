"""Retrievers for other people's frameworks, each in a module of its own with an extra of its own."""
