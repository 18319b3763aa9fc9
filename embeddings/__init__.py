"""Build an index from seed files, and search it."""

from embeddings.build import build
from embeddings.config import IndexConfig
from embeddings.encoders.load import Encoder, load_encoder
from embeddings.index.snapshot import Index

__all__ = ["Encoder", "Index", "IndexConfig", "build", "load_encoder"]
