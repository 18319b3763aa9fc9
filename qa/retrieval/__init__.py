"""Which passages may answer?

Public too: `retrieve.retrieve`, named as its module is.
"""

from qa.retrieval.retrieve import dedupe, diversify

__all__ = ["dedupe", "diversify"]
