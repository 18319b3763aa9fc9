"""The BM25 index: what each term adds to each passage's score is worked out at the build, and summed at a question.

Words and character pairs are two lists of their own, so that 元宇宙 asked as a word and as its pairs can be told apart.
What is stored is the whole of what a term adds (`occurrences` works it out): a question costs one addition for each
stored value and nothing else. Arrays are memory-mapped; no pickle.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from threading import Event
from typing import Literal

import numpy as np
import numpy.typing as npt

from embeddings.arrays import load_arrays, save_arrays
from embeddings.config import IndexConfig
from embeddings.occurrences import Arrays, Fields, Occurrences, count_terms, heads, of_articles, weigh
from embeddings.segment import Terms

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]
TermKind = Literal["words", "pairs"]
KINDS: tuple[TermKind, ...] = ("words", "pairs")
ARRAYS = ("values", "rows", "starts", "term_bytes", "term_starts", "term_heads")
"""Arrays of each kind; the file of one is KIND_ARRAY.npy."""
COUNT = "passage_count"
"""One number: passages may hold no term at all, so it can't be told from the other arrays."""


class Postings:
    """The terms of one kind and what each adds to which passage; immutable, safe to share among threads."""

    def __init__(self, arrays: Arrays, passage_count: int) -> None:
        """Keep the arrays of a build or of a saved index.

        Args:
            arrays: By name: `values` float32 and `rows` int32, what each term adds to which passage, term after term,
                rows rising within a term; `starts` int64, where each term's values begin, and the end; `term_bytes`
                uint8 and `term_starts` int64, the terms in UTF-8, in order; `term_heads` uint64, the first eight bytes
                of each as a number.
            passage_count: Number of passages.
        """
        self.passage_count = passage_count
        self._values = np.asarray(arrays["values"], dtype=np.float32)
        self._rows = np.asarray(arrays["rows"], dtype=np.int32)
        self._starts = np.asarray(arrays["starts"], dtype=np.int64)
        self._terms = np.asarray(arrays["term_bytes"], dtype=np.uint8)
        self._term_starts = np.asarray(arrays["term_starts"], dtype=np.int64)
        self._term_heads = np.asarray(arrays["term_heads"], dtype=np.uint64)

    def scores(self, query: Sequence[str]) -> FloatArray:
        """BM25 of every passage for these terms, float32 (passage_count,); a term given twice counts twice."""
        scores = np.zeros(self.passage_count, dtype=np.float32)
        for number in self._numbers(query):
            if number is not None:
                start, end = self._starts[number], self._starts[number + 1]
                np.add.at(scores, self._rows[start:end], self._values[start:end])  # scores[rows] += … takes 1.7 times
        return scores

    def holding(self, query: Sequence[str], rows: IntArray) -> BoolArray:
        """Which of the passages at `rows` hold which of the terms, (len(query), len(rows))."""
        held = np.zeros((len(query), len(rows)), dtype=np.bool_)
        for at, number in enumerate(self._numbers(query)):
            if number is not None:
                own = self._rows[self._starts[number] : self._starts[number + 1]]
                places = np.minimum(np.searchsorted(own, rows), len(own) - 1)  # a term's rows rise; it has at least one
                held[at] = own[places] == rows
        return held

    def entries(self, query: Sequence[str]) -> list[tuple[npt.NDArray[np.int32], FloatArray]]:
        """Of each term the rows of the passages that hold it, rising, and what it adds to the score of each."""
        found: list[tuple[npt.NDArray[np.int32], FloatArray]] = []
        for number in self._numbers(query):
            own = slice(0, 0) if number is None else slice(int(self._starts[number]), int(self._starts[number + 1]))
            found.append((self._rows[own], self._values[own]))
        return found

    def document_frequencies(self, query: Sequence[str]) -> IntArray:
        """Number of passages that hold each term."""
        starts = self._starts
        counts = [0 if number is None else starts[number + 1] - starts[number] for number in self._numbers(query)]
        return np.array(counts, dtype=np.int64)

    def idf(self, term: str) -> float:
        """Lucene's inverse document frequency; for a term that no passage holds, that of df 0, the largest there is."""
        return self.idfs([term])[0]

    def idfs(self, query: Sequence[str]) -> list[float]:
        """`idf` of each term, looked up together."""
        frequencies: list[int] = self.document_frequencies(query).tolist()
        return [math.log(1 + (self.passage_count - each + 0.5) / (each + 0.5)) for each in frequencies]

    def _numbers(self, query: Sequence[str]) -> list[int | None]:
        """Each term's number: its first eight bytes narrow the search to a few terms, all terms in one call."""
        wanted = [term.encode(errors="surrogatepass") for term in query]
        first_bytes = heads(wanted)
        lows = np.searchsorted(self._term_heads, first_bytes, side="left").tolist()
        highs = np.searchsorted(self._term_heads, first_bytes, side="right").tolist()
        return [self._bisect(*each) for each in zip(wanted, lows, highs, strict=True)]

    def _bisect(self, wanted: bytes, low: int, high: int) -> int | None:
        while low < high:
            middle = (low + high) // 2
            found = self._terms[self._term_starts[middle] : self._term_starts[middle + 1]].tobytes()
            if found == wanted:
                return middle
            low, high = (middle + 1, high) if found < wanted else (low, middle)
        return None


class LexicalIndex:
    """BM25 over the words and over the character pairs of passages; immutable, safe to share among threads."""

    def __init__(self, arrays: Arrays) -> None:
        """Use `build` or `load`.

        Args:
            arrays: By file name without its suffix: `passage_count` and, for each kind, KIND_ARRAY as Postings has it.
        """
        self._arrays = arrays
        self.passage_count = int(np.asarray(arrays[COUNT], dtype=np.int64)[0])
        self.words, self.pairs = (
            Postings({name: arrays[f"{kind}_{name}"] for name in ARRAYS}, self.passage_count) for kind in KINDS
        )

    @classmethod
    def build(cls, passages: Sequence[Fields], config: IndexConfig) -> LexicalIndex:
        """Index passages; row i of every result is `passages[i]`.

        Args:
            passages: What the index sees of each.
            config: k1, b and the weights of the fields.
        """
        return cls._of_counts(count_terms(passages), config)

    @classmethod
    def build_both(
        cls, passages: Sequence[Fields], articles: IntArray, config: IndexConfig, *, stop: Event | None = None
    ) -> tuple[LexicalIndex, LexicalIndex]:
        """Index passages, and the whole articles that they are of; the text is cut into terms once.

        Args:
            passages: What the index sees of each.
            articles: Of each passage the row of its article, rising from 0 in steps of 1.
            config: As for `build`.
            stop: Set by another thread when nobody waits for the indexes any more.

        Raises:
            CancelledError: `stop` was set meanwhile.
        """
        counted = count_terms(passages, stop=stop)
        whole = tuple(of_articles(occurrences, articles) for occurrences in counted)
        return cls._of_counts(counted, config), cls._of_counts(whole, config)

    @classmethod
    def _of_counts(cls, counted: Sequence[Occurrences], config: IndexConfig) -> LexicalIndex:
        arrays: Arrays = {COUNT: np.array([len(counted[0].lengths)], dtype=np.int64)}
        for kind, occurrences in zip(KINDS, counted, strict=True):
            arrays |= {f"{kind}_{name}": array for name, array in weigh(occurrences, config).items()}
        return cls(arrays)

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Map a saved index into memory; its files are those that `save` wrote (generations check their hashes)."""
        return cls(load_arrays(folder, (COUNT, *(f"{kind}_{name}" for kind in KINDS for name in ARRAYS))))

    def save(self, folder: Path) -> None:
        """Write the arrays into `folder`, which is made if need be."""
        save_arrays(folder, self._arrays)

    def search(self, query: Terms, k: int, *, allowed: BoolArray | None = None) -> tuple[IntArray, FloatArray]:
        """The k best passages for the terms of a question.

        Args:
            query: Terms as `terms` gives them.
            k: Number of passages at most.
            allowed: One truth value a passage; None means all.

        Returns:
            Rows and BM25 scores, best first, ties by row; passages that share no term are left out.
        """
        scores = self.scores(query)
        if allowed is not None:
            scores[~allowed] = 0.0
        return best_rows(scores, k)

    def scores(self, query: Terms) -> FloatArray:
        """BM25 of words and of pairs together, of every passage, float32 (passage_count,)."""
        return self.words.scores(query.words) + self.pairs.scores(query.pairs)

    def idf(self, term: str, *, kind: TermKind = "words") -> float:
        """Inverse document frequency of a term, as Postings.idf has it."""
        return self.of(kind).idf(term)

    def of(self, kind: TermKind) -> Postings:
        """The postings of one kind."""
        return self.words if kind == "words" else self.pairs


def best_rows(scores: FloatArray, k: int) -> tuple[IntArray, FloatArray]:
    """Rows of the k highest scores above 0 and these scores, best first, ties by row."""
    rows = np.flatnonzero(scores > 0)
    if len(rows) > k:
        least = np.partition(scores[rows], len(rows) - k)[len(rows) - k]
        rows = rows[scores[rows] >= least]
    rows = rows[np.argsort(-scores[rows], kind="stable")][:k]
    return rows.astype(np.int64), scores[rows]
