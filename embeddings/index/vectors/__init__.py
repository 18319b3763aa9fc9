"""Which passages are nearest to a vector? The interface of a vector store, and the choice of its implementation.

`faiss` is the one implementation. To add another, add a module next to it, a row in
tests/embeddings/index/test_vector_store.py and a choice in `build_vectors` and `open_vectors`.
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
    """The vectors of all passages; row i is passage i. Immutable, safe to share among threads."""

    @property
    def shape(self) -> tuple[int, int]:
        """Number of vectors and of dimensions."""
        ...

    def search(self, vector: FloatArray, k: int, *, allowed: BoolArray | None = None) -> tuple[IntArray, FloatArray]:
        """The k nearest allowed passages by cosine of the exact vectors; a filter must not reduce their number.

        Args:
            vector: float32 (dim,) of length 1; the zero vector gives no passages.
            k: Number of passages at most.
            allowed: One truth value per passage; None means all.

        Returns:
            Rows and cosines in [-1, 1], best first, ties by row.
        """
        ...

    def reconstruct(self, rows: IntArray) -> FloatArray:
        """The vectors at `rows` as they were given to `build_vectors`, float32 (n, dim)."""
        ...

    def save(self, folder: Path) -> None:
        """Write into the folder of a generation what is needed to open the store; equal vectors give equal bytes.

        A store outside the folder writes its address and a fingerprint of its content: the manifest hashes these files.
        """
        ...


def build_vectors(vectors: FloatArray, config: IndexConfig) -> VectorStore:
    """A store of new vectors, in memory until it is saved.

    Args:
        vectors: float32 (n, dim), each of length 1 or 0.
        config: Settings of the index.
    """
    return FaissVectors.build(vectors, config)


def open_vectors(generation: Generation) -> VectorStore:
    """Open the store of a generation whose hashes have been checked; raises IndexDamagedError if it can't be read."""
    return FaissVectors.load(generation.folder)


class Known(NamedTuple):
    """Vectors of an earlier generation, which need not be computed again."""

    rows: dict[bytes, int]
    """Row of each content hash."""
    vectors: VectorStore
