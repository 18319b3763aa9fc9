"""Which span of a passage answers a question, and does any?

`reader` is what evidence asks of a reader; `convolutional` is the one implementation. Another is a module beside it, a
row of tests/qa/reader/test_contract.py and a choice in `load_reader`; `qa.training.reading` fits evidence to it.
"""

from functools import cache

from embeddings.encoders.load import shipped_encoder
from qa.reader.convolutional import MODEL, ConvolutionalReader
from qa.reader.network import ReaderWeights
from qa.reader.reader import Reader, Reading, SpanCandidate, StoredPassages

__all__ = ["Reader", "Reading", "SpanCandidate", "StoredPassages", "load_reader"]


@cache
def load_reader() -> Reader:
    """The shipped reader with the shipped encoder, whatever encoder an index was built with."""
    encoder = shipped_encoder()
    return ConvolutionalReader(ReaderWeights.load(MODEL, encoder), encoder)
