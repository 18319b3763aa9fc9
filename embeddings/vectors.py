"""The vectors of passages in FAISS: a flat scan, in float32, or above `IndexConfig.flat_limit` in 8 bit.

The 8-bit copy only finds: cosines come from the exact rows, which lie beside it, memory-mapped, so that a scan reads a
quarter of the bytes and nothing is rounded. Graph and cluster indexes lost 12 % of the nearest for less than a tenth of
that time. One thread keeps sums in one order: the same question gives the same cosines to the last bit.
"""

from __future__ import annotations

import threading
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from embeddings.arrays import load_arrays, save_arrays
from embeddings.config import IndexConfig
from embeddings.errors import IndexDamagedError

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

faiss.omp_set_num_threads(1)
_loading = threading.Lock()
_MORE_IN_8_BIT = 2
"""Times as many passages are taken from the 8-bit scan: their order is set right by the exact rows."""


class FaissVectors:
    """Row i is the vector of passage i. Immutable, safe to share among threads."""

    def __init__(self, index: faiss.Index, exact: FloatArray | None) -> None:
        """Use `build` or `load`.

        Args:
            index: What is scanned.
            exact: The rows as they were given, where `index` holds them in 8 bit.
        """
        self._index = index
        self._exact = exact

    @classmethod
    def build(cls, vectors: FloatArray, config: IndexConfig) -> FaissVectors:
        """Index vectors.

        Args:
            vectors: float32 (n, dim), each of length 1 or 0.
            config: flat_limit.
        """
        count, dim = vectors.shape
        rows = np.ascontiguousarray(vectors, dtype=np.float32)
        index: faiss.Index = faiss.IndexFlatIP(dim)
        if count > config.flat_limit:
            index = faiss.IndexScalarQuantizer(dim, faiss.ScalarQuantizer.QT_8bit_uniform, faiss.METRIC_INNER_PRODUCT)
            index.train(rows)
        if count:
            index.add(rows)
        return cls(index, rows if count > config.flat_limit else None)

    @classmethod
    def load(cls, path: Path) -> FaissVectors:
        """Read a saved index whose hash has been checked.

        FAISS trusts the sizes in a file (one flipped bit cost 4 GB and 18 s), so they are bounded by the file's own.

        Raises:
            IndexDamagedError: FAISS can't read the file.
        """
        with _loading:
            faiss.set_deserialization_vector_byte_limit(2 * path.stat().st_size)
            try:
                index = faiss.read_index(str(path))
            except RuntimeError as error:
                raise IndexDamagedError(f"vectors in {path}", "a file FAISS can't read", "run `wenju build`") from error
        if isinstance(index, faiss.IndexFlat):
            return cls(index, None)
        return cls(index, load_arrays(path.parent, (_exact(path),))[_exact(path)].view(np.float32))

    def save(self, path: Path) -> None:
        """Write the index to a file, and the exact rows beside it where it does not hold them."""
        faiss.write_index(self._index, str(path))
        if self._exact is not None:
            save_arrays(path.parent, {_exact(path): self._exact})

    @property
    def shape(self) -> tuple[int, int]:
        """Number of vectors and of dimensions."""
        return self._index.ntotal, self._index.d

    def search(self, vector: FloatArray, k: int, *, allowed: BoolArray | None = None) -> tuple[IntArray, FloatArray]:
        """The k nearest passages.

        Args:
            vector: float32 (dim,) of length 1; of the zero vector nothing is near.
            k: Number of passages at most.
            allowed: One truth value a passage; None means all.

        Returns:
            Rows and cosines in [-1, 1], best first, ties by row.
        """
        count = self._index.ntotal if allowed is None else int(np.count_nonzero(allowed))
        k = min(k, count)
        if k <= 0 or not vector.any():
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        params = None
        if allowed is not None:
            params = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little")))
        if self._exact is None:
            rows, cosines = self._scan(vector, k, count, params)
        else:
            rows, _ = self._scan(vector, min(_MORE_IN_8_BIT * k, count), count, params)
            cosines = self._exact[rows] @ vector
        order = np.lexsort((rows, -cosines))[:k]
        return rows[order], np.clip(cosines[order], -1.0, 1.0)

    def _scan(
        self, vector: FloatArray, k: int, count: int, params: faiss.SearchParameters | None
    ) -> tuple[IntArray, FloatArray]:
        """At least k of the `count` passages that may be found, no equal ones left out."""
        wanted = min(k + 1, count)
        while True:
            cosines, rows = self._index.search(vector[None, :], wanted, params=params)
            if wanted == count or cosines[0, -1] < cosines[0, k - 1]:
                return rows[0], cosines[0]
            wanted = min(2 * wanted, count)  # equal vectors at the end of the list: FAISS keeps any of them

    def reconstruct(self, rows: IntArray) -> FloatArray:
        """The vectors at `rows` as they were given, float32 (n, dim)."""
        if self._exact is not None:
            return self._exact[rows]
        if not len(rows):
            return np.zeros((0, self._index.d), np.float32)
        return self._index.reconstruct_batch(rows)


def _exact(path: Path) -> str:
    """Name of the array of exact rows beside an index file."""
    return f"{path.name}.exact"
