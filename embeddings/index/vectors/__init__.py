"""Which passages are nearest to a vector? What an index asks of a store of vectors, and which store it gets.

`faiss` is the one implementation. Another is a module beside it, a row of tests/embeddings/index/test_vector_store.py
and a choice in `build_vectors` and `open_vectors`: no other module names one.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from embeddings.config import IndexConfig
from embeddings.index.vectors.faiss import FaissVectors
from embeddings.store.generations import Generation

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

__all__ = ["Known", "VectorStore", "build_vectors", "open_vectors"]


class VectorStore(Protocol):
    """Row i is the vector of passage i. Immutable, safe to share among threads."""

    @property
    def shape(self) -> tuple[int, int]:
        """Number of vectors and of dimensions."""
        ...

    def search(self, vector: FloatArray, k: int, *, allowed: BoolArray | None = None) -> tuple[IntArray, FloatArray]:
        """The k nearest passages, by cosines of the exact vectors: a filter must not cost any of them.

        Args:
            vector: float32 (dim,) of length 1; of the zero vector nothing is near.
            k: Number of passages at most.
            allowed: One truth value a passage; None means all.

        Returns:
            Rows and cosines in [-1, 1], best first, ties by row.
        """
        ...

    def reconstruct(self, rows: IntArray) -> FloatArray:
        """The vectors at `rows` as they were given to `build_vectors`, float32 (n, dim)."""
        ...

    def save(self, folder: Path) -> None:
        """Write what opens the store again into the folder of a generation, the same bytes for the same vectors.

        A store elsewhere writes where it is and what it holds: files of the folder are hashed into the manifest.
        """
        ...


def build_vectors(vectors: FloatArray, config: IndexConfig) -> VectorStore:
    """A store of new vectors, in memory until it is saved.

    Args:
        vectors: float32 (n, dim), each of length 1 or 0.
        config: Of the index.
    """
    return FaissVectors.build(vectors, config)


def open_vectors(generation: Generation) -> VectorStore:
    """The store of a generation whose files' hashes have been checked; IndexDamagedError where it can't be read."""
    return FaissVectors.load(generation.folder)


class Known(NamedTuple):
    """Vectors that need not be worked out again."""

    rows: dict[bytes, int]
    """Row of each content hash."""
    vectors: VectorStore
