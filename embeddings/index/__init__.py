"""Which passages hold a question's terms, and which are nearest to its vector?"""

from embeddings.index.snapshot import Index

__all__ = ["Index"]
