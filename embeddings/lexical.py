"""The BM25 index: scores that bm25s works out at the build, stored by term, and summed with numpy at a question.

Every value that a term adds to a passage's score is stored (Lucene's form: idf × tf / (tf + k1 × (1 − b + b × length /
mean length)), idf = ln(1 + (n − df + ½) / (df + ½))), so a question costs one addition per stored value and nothing
else: bm25s itself, 0.4 s of imports, is needed at the build only. Arrays are memory-mapped; no pickle.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings.config import IndexConfig
from embeddings.segment import Word, terms, words

__all__ = ["LexicalIndex", "Word", "terms", "words"]

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

ARRAYS = ("values", "rows", "starts", "term_bytes", "term_starts", "lengths")
"""Files of a saved index: ARRAY.npy for each."""

_loading = threading.Lock()
"""np.load reads a header with ast.literal_eval. On Python 3.11.7 that raised SystemError (AST constructor recursion
depth mismatch) where a garbage collection inside it ran a finalizer in Python and another thread parsed meanwhile: 16
of 15,744 concurrent openings during rebuilds, none of 6,997 with this lock."""


class LexicalIndex:
    """BM25 over the terms of passages; immutable, safe to share among threads.

    Args:
        arrays: By name: `values` float32 and `rows` int32, what each term adds to which passage, term after term;
            `starts` int64, where each term's values begin, and the end; `term_bytes` uint8 and `term_starts` int64,
            the terms in UTF-8, in order; `lengths` int32, the number of terms of each passage.
    """

    def __init__(self, arrays: dict[str, npt.NDArray[np.generic]]) -> None:
        self._arrays = arrays
        self._values = arrays["values"].view(np.float32)
        self._rows = arrays["rows"].view(np.int32)
        self._starts = arrays["starts"].view(np.int64)
        self._terms = arrays["term_bytes"].view(np.uint8)
        self._term_starts = arrays["term_starts"].view(np.int64)
        self.passage_count = len(arrays["lengths"])

    @classmethod
    def build(cls, texts: Sequence[str], config: IndexConfig) -> LexicalIndex:
        """Index passages; row i of every result is `texts[i]`.

        Args:
            texts: What the index sees of each passage.
            config: k1 and b.
        """
        ids, vocabulary = _number(texts)
        encoded = [term.encode() for term in vocabulary]
        values, rows, starts = _weigh(ids, len(vocabulary), config)
        return cls({
            "values": values,
            "rows": rows,
            "starts": starts,
            "term_bytes": np.frombuffer(b"".join(encoded), dtype=np.uint8),
            "term_starts": np.cumsum([0, *map(len, encoded)], dtype=np.int64),
            "lengths": np.array([len(passage) for passage in ids], dtype=np.int32),
        })

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Map a saved index into memory; its files are those that `save` wrote (generations check their hashes)."""
        with _loading:
            return cls({name: np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in ARRAYS})

    def save(self, folder: Path) -> None:
        """Write the arrays into `folder`, which is made if need be."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in ARRAYS:
            np.save(folder / f"{name}.npy", self._arrays[name], allow_pickle=False)

    def search(self, query: Sequence[str], k: int, *, allowed: BoolArray | None = None) -> tuple[IntArray, FloatArray]:
        """The k best passages for the terms of a question; a term given twice counts twice.

        Args:
            query: Terms as `terms` gives them.
            k: Number of passages at most.
            allowed: One truth value a passage; None means all.

        Returns:
            Rows and BM25 scores, best first, ties by row; passages that share no term are left out.
        """
        scores = np.zeros(self.passage_count, dtype=np.float32)
        for start, end in self._ranges(query):
            scores[self._rows[start:end]] += self._values[start:end]
        if allowed is not None:
            scores[~allowed] = 0.0
        return best_rows(scores, k)

    def scores(self, query: Sequence[str], rows: IntArray) -> FloatArray:
        """BM25 of the passages at `rows`: to the bit what `search` gives for them."""
        scores = np.zeros(len(rows), dtype=np.float32)
        for start, end in self._ranges(query):
            held = self._rows[start:end]
            at = np.minimum(np.searchsorted(held, rows), len(held) - 1)
            scores += np.where(held[at] == rows, self._values[start:end][at], np.float32(0))
        return scores

    def document_frequency(self, term: str) -> int:
        """Number of passages that hold a term."""
        number = self._find(term)
        return 0 if number is None else int(self._starts[number + 1] - self._starts[number])

    def idf(self, term: str) -> float:
        """Lucene's inverse document frequency; for a term that no passage holds, that of df 0, the largest there is."""
        frequency = self.document_frequency(term)
        return math.log(1 + (self.passage_count - frequency + 0.5) / (frequency + 0.5))

    def _ranges(self, query: Sequence[str]) -> list[tuple[int, int]]:
        """Where the values of each known term stand."""
        numbers = (self._find(term) for term in query)
        return [(int(self._starts[n]), int(self._starts[n + 1])) for n in numbers if n is not None]

    def _find(self, term: str) -> int | None:
        """The term's number by bisection: nothing is parsed when an index is opened."""
        wanted = term.encode(errors="surrogatepass")
        low, high = 0, len(self._term_starts) - 1
        while low < high:
            middle = (low + high) // 2
            found = self._terms[self._term_starts[middle] : self._term_starts[middle + 1]].tobytes()
            if found == wanted:
                return middle
            low, high = (middle + 1, high) if found < wanted else (low, middle)
        return None


def best_rows(scores: FloatArray, k: int) -> tuple[IntArray, FloatArray]:
    """Rows of the k highest scores above 0 and these scores, best first, ties by row."""
    rows = np.flatnonzero(scores > 0)
    if len(rows) > k:
        least = np.partition(scores[rows], len(rows) - k)[len(rows) - k]
        rows = rows[scores[rows] >= least]
    rows = rows[np.argsort(-scores[rows], kind="stable")][:k]
    return rows.astype(np.int64), scores[rows]


def _number(texts: Sequence[str]) -> tuple[list[list[int]], list[str]]:
    """Each text's terms as places in the sorted vocabulary; each distinct term is held once (14 M terms in 50,000)."""
    met: dict[str, int] = {}
    passages = [np.array([met.setdefault(term, len(met)) for term in terms(text)], dtype=np.int64) for text in texts]
    vocabulary = sorted(met)
    place = np.zeros(len(met), dtype=np.int64)
    place[[met[term] for term in vocabulary]] = np.arange(len(met))
    return [place[passage].tolist() for passage in passages], vocabulary


def _weigh(
    ids: list[list[int]], vocabulary: int, config: IndexConfig
) -> tuple[FloatArray, npt.NDArray[np.int32], IntArray]:
    """What bm25s gives each term for each passage: values, rows and starts, rows rising within a term."""
    if not vocabulary:
        return np.zeros(0, np.float32), np.zeros(0, np.int32), np.zeros(1, np.int64)
    import bm25s  # noqa: PLC0415  (0.4 s, and needed at a build only)

    scored = bm25s.BM25(config.bm25_k1, config.bm25_b, method="lucene").build_index_from_ids(
        list(range(vocabulary)), ids, show_progress=False
    )
    starts = scored["indptr"].astype(np.int64)
    terms_of_values = np.repeat(np.arange(vocabulary), np.diff(starts))
    order = np.lexsort((scored["indices"], terms_of_values))
    return scored["data"][order].astype(np.float32), scored["indices"][order].astype(np.int32), starts
