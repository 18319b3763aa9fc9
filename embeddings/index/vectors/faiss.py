"""A vector store in FAISS: a flat scan in float32, or above `IndexConfig.flat_limit` passages a scan of 4-bit codes.

The codes (product quantisation, Jégou and others 2011; scanned in registers as in André and others 2017) only select
candidates and are a thirty-second of the bytes; cosines come from the exact rows, which are memory-mapped. A single
thread keeps the order of sums, so that a question always gives the same cosines to the last bit.
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
from embeddings.reasons import IndexReason

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

FILE = "vectors.faiss"
"""File in the folder of a generation; with codes, the exact rows are in FILE.exact.npy."""

faiss.omp_set_num_threads(1)
_EXACT = f"{FILE}.exact"
_loading = threading.Lock()
_MORE_IN_CODES = 8
"""Factor of candidates taken from the codes per passage wanted, to be sorted by the exact rows: they hold 99.97 % of
the fifty nearest of 50,000 (`python -m benchmarks.scan`)."""
_WIDTHS = (4, 3, 2, 1)
"""Dimensions that one code may stand for: the largest that divides the number of dimensions is used."""
_CENTROIDS = 16
_BLOCK_ROWS = 8192
"""Exact rows multiplied in one step."""


class FaissVectors:
    """The vectors of all passages; row i is passage i. Immutable, safe to share among threads."""

    def __init__(self, index: faiss.Index, exact: FloatArray | None) -> None:
        """Use `build` or `load`.

        Args:
            index: The FAISS index to scan.
            exact: The exact rows if `index` holds codes, else None.
        """
        self._index = index
        self._exact = exact

    @classmethod
    def build(cls, vectors: FloatArray, config: IndexConfig) -> FaissVectors:
        """Index vectors.

        Args:
            vectors: float32 (n, dim), each of length 1 or 0.
            config: Its flat_limit is used.
        """
        count, dim = vectors.shape
        rows = np.ascontiguousarray(vectors, dtype=np.float32)
        coded = count > max(config.flat_limit, _CENTROIDS)
        index: faiss.Index = _codes(rows) if coded else faiss.IndexFlatIP(dim)
        if count:
            index.add(rows)
        return cls(index, rows if coded else None)

    @classmethod
    def load(cls, folder: Path) -> FaissVectors:
        """Read the index in the folder of a generation, whose hash has been checked.

        FAISS trusts the sizes in a file (one flipped bit cost 4 GB and 18 s), so they are checked against its size.

        Raises:
            IndexDamagedError: FAISS can't read the file.
        """
        path = folder / FILE
        with _loading:
            faiss.set_deserialization_vector_byte_limit(2 * path.stat().st_size)
            try:
                index = faiss.read_index(str(path))
            except RuntimeError as error:
                raise IndexDamagedError(IndexReason.BAD_VECTORS_FILE, {"path": str(path)}) from error
        if isinstance(index, faiss.IndexFlat):
            return cls(index, None)
        return cls(index, load_arrays(folder, (_EXACT,))[_EXACT].view(np.float32))

    def save(self, folder: Path) -> None:
        """Write the index to FILE, and the exact rows to a second file if the index holds codes."""
        faiss.write_index(self._index, str(folder / FILE))
        if self._exact is not None:
            save_arrays(folder, {_EXACT: self._exact})

    @property
    def shape(self) -> tuple[int, int]:
        """Number of vectors and of dimensions."""
        return self._index.ntotal, self._index.d

    def search(self, vector: FloatArray, k: int, *, allowed: BoolArray | None = None) -> tuple[IntArray, FloatArray]:
        """The k nearest passages.

        Args:
            vector: float32 (dim,) of length 1; the zero vector gives no passages.
            k: Number of passages at most.
            allowed: One truth value per passage; None means all.

        Returns:
            Rows and cosines in [-1, 1], best first, ties by row.
        """
        count = self._index.ntotal if allowed is None else int(np.count_nonzero(allowed))
        k = min(k, count)
        if k <= 0 or not vector.any():
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        if self._exact is None:
            rows, cosines = self._scan(vector, k, min(k + 1, count), allowed)
        elif allowed is not None:
            rows = np.flatnonzero(allowed)
            cosines = _products(self._exact, rows, vector)
        else:
            rows, _ = self._scan(vector, k, min(_MORE_IN_CODES * k, count), None)
            cosines = self._exact[rows] @ vector
        order = np.lexsort((rows, -cosines))[:k]
        return rows[order], np.clip(cosines[order], -1.0, 1.0)

    def _scan(self, vector: FloatArray, k: int, wanted: int, allowed: BoolArray | None) -> tuple[IntArray, FloatArray]:
        """At least `wanted` passages, including all that tie with the k-th best."""
        count, params = self._index.ntotal, None
        if allowed is not None:
            count = int(np.count_nonzero(allowed))
            params = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little")))
        while True:
            cosines, rows = self._index.search(vector[None, :], wanted, params=params)
            if wanted == count or cosines[0, -1] < cosines[0, k - 1]:
                return rows[0], cosines[0]
            wanted = min(2 * wanted, count)  # of equal vectors at the end of the list FAISS keeps arbitrary ones

    def reconstruct(self, rows: IntArray) -> FloatArray:
        """The vectors at `rows` as they were given, float32 (n, dim)."""
        if self._exact is not None:
            return self._exact[rows]
        if not len(rows):
            return np.zeros((0, self._index.d), np.float32)
        return self._index.reconstruct_batch(rows)


def _codes(rows: FloatArray) -> faiss.Index:
    """An empty index of 4-bit codes; k-means with FAISS's fixed seed learns its centroids from these rows."""
    dim = rows.shape[1]
    width = next(each for each in _WIDTHS if dim % each == 0)
    index = faiss.IndexPQFastScan(dim, dim // width, 4, faiss.METRIC_INNER_PRODUCT)
    index.pq.cp.min_points_per_centroid = 1  # no warning on stderr for a small index
    index.train(rows)
    return index


def _products(exact: FloatArray, rows: IntArray, vector: FloatArray) -> FloatArray:
    """The product of each of these rows with a vector, computed in blocks to save memory."""
    blocks = [exact[rows[at : at + _BLOCK_ROWS]] @ vector for at in range(0, len(rows), _BLOCK_ROWS)]
    return np.concatenate(blocks)
