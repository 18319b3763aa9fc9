"""The BM25 index: what each term adds to each passage's score is worked out at the build, and summed at a question.

Words and character pairs are two lists of their own, so that 元宇宙 asked as a word and as its pairs can be told apart.
A passage has fields (title, section heading, body): a term of the title counts as if it stood there `title_weight`
times, and lengths are counted alike (BM25F as in Robertson, Zaragoza and Taylor, 2004). What is stored is Lucene's
form, idf × tf / (tf + k1 × (1 − b + b × length / mean length)) with idf = ln(1 + (n − df + ½) / (df + ½)): a question
costs one addition for each stored value and nothing else. Arrays are memory-mapped; no pickle.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import count
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from embeddings.arrays import load_arrays, save_arrays
from embeddings.config import IndexConfig
from embeddings.segment import Terms, terms_of_all

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]
Arrays = dict[str, npt.NDArray[np.generic]]

TermKind = Literal["words", "pairs"]
KINDS: tuple[TermKind, ...] = ("words", "pairs")
ARRAYS = ("values", "rows", "starts", "term_bytes", "term_starts", "term_heads")
"""Arrays of each kind; the file of one is KIND_ARRAY.npy."""
COUNT = "passage_count"
"""One number: passages may hold no term at all, so it can't be told from the other arrays."""

_HEAD_BYTES = 8


class Fields(NamedTuple):
    """What the index sees of a passage; an empty text where there is no such field."""

    title: str
    heading: str
    body: str


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
                scores[self._rows[start:end]] += self._values[start:end]
        return scores

    def holding(self, query: Sequence[str], rows: IntArray) -> BoolArray:
        """Which of the passages at `rows` hold which of the terms, (len(query), len(rows))."""
        held = np.zeros((len(query), len(rows)), dtype=np.bool_)
        for at, number in enumerate(self._numbers(query)):
            if number is not None:
                start, end = self._starts[number], self._starts[number + 1]
                held[at] = np.isin(rows, self._rows[start:end])
        return held

    def document_frequencies(self, query: Sequence[str]) -> IntArray:
        """Number of passages that hold each term."""
        starts = self._starts
        counts = [0 if number is None else starts[number + 1] - starts[number] for number in self._numbers(query)]
        return np.array(counts, dtype=np.int64)

    def document_frequency(self, term: str) -> int:
        """Number of passages that hold a term."""
        return int(self.document_frequencies([term])[0])

    def idf(self, term: str) -> float:
        """Lucene's inverse document frequency; for a term that no passage holds, that of df 0, the largest there is."""
        frequency = self.document_frequency(term)
        return math.log(1 + (self.passage_count - frequency + 0.5) / (frequency + 0.5))

    def _numbers(self, query: Sequence[str]) -> list[int | None]:
        """Each term's number: its first eight bytes narrow the search to a few terms, all terms in one call."""
        wanted = [term.encode(errors="surrogatepass") for term in query]
        heads = np.array([_head(term) for term in wanted], dtype=np.uint64)
        lows = np.searchsorted(self._term_heads, heads, side="left").tolist()
        highs = np.searchsorted(self._term_heads, heads, side="right").tolist()
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
        return cls._of_counts(_count(passages), config)

    @classmethod
    def build_both(
        cls, passages: Sequence[Fields], articles: IntArray, config: IndexConfig
    ) -> tuple[LexicalIndex, LexicalIndex]:
        """Index passages, and the whole articles that they are of; the text is cut into terms once.

        Args:
            passages: What the index sees of each.
            articles: Of each passage the row of its article, rising from 0 in steps of 1.
            config: As for `build`.
        """
        counted = _count(passages)
        whole = tuple(_of_articles(occurrences, articles) for occurrences in counted)
        return cls._of_counts(counted, config), cls._of_counts(whole, config)

    @classmethod
    def _of_counts(cls, counted: Sequence[_Occurrences], config: IndexConfig) -> LexicalIndex:
        arrays: Arrays = {COUNT: np.array([len(counted[0].lengths)], dtype=np.int64)}
        for kind, occurrences in zip(KINDS, counted, strict=True):
            arrays |= {f"{kind}_{name}": array for name, array in _weigh(occurrences, config).items()}
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

    def document_frequency(self, term: str, *, kind: TermKind = "words") -> int:
        """Number of passages that hold a term."""
        return self.of(kind).document_frequency(term)

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


class _Occurrences(NamedTuple):
    """Every occurrence of a term of one kind, passage after passage and field after field."""

    vocabulary: list[str]
    """In the order in which terms were first met."""
    numbers: npt.NDArray[np.int32]
    """Each occurrence's place in the vocabulary."""
    slots: IntArray
    """Where each stands: row × number of fields + field."""
    lengths: IntArray
    """(rows, fields): occurrences in each field of each row."""


def _count(passages: Sequence[Fields]) -> tuple[_Occurrences, ...]:
    """The occurrences of each kind."""
    above = dict.fromkeys(text for passage in passages for text in (passage.title, passage.heading))
    known = dict(zip(above, terms_of_all(above), strict=True))  # all passages of an article repeat its title
    bodies = terms_of_all(passage.body for passage in passages)
    places = tuple(defaultdict[str, int](count().__next__) for _ in KINDS)
    numbers = tuple(list[npt.NDArray[np.int32]]() for _ in KINDS)
    for passage, body in zip(passages, bodies, strict=True):
        for fields in (known[passage.title], known[passage.heading], body):
            for place, number, found in zip(places, numbers, fields, strict=True):
                number.append(np.fromiter(map(place.__getitem__, found), np.int32, len(found)))
    return tuple(_occurrences(list(place), number) for place, number in zip(places, numbers, strict=True))


def _occurrences(vocabulary: list[str], numbers: list[npt.NDArray[np.int32]]) -> _Occurrences:
    """Occurrences from the numbers in each field of each passage."""
    lengths = np.array([*map(len, numbers)], np.int64)
    slots = np.repeat(np.arange(len(numbers)), lengths)
    return _Occurrences(vocabulary, _joined(numbers), slots, lengths.reshape(-1, len(Fields._fields)))


def _of_articles(occurrences: _Occurrences, articles: IntArray) -> _Occurrences:
    """The same occurrences by article: its passages become one row, its title counts once.

    A sentence that two passages share counts twice, which is what the overlap costs.
    """
    fields = len(Fields._fields)
    row, field = np.divmod(occurrences.slots, fields)
    repeated = np.flatnonzero(np.diff(articles, prepend=-1) == 0)
    kept = (field != Fields._fields.index("title")) | ~np.isin(row, repeated)
    slots = articles[row[kept]] * fields + field[kept]
    count = int(articles[-1]) + 1 if len(articles) else 0
    lengths = np.bincount(slots, minlength=count * fields).reshape(-1, fields)
    return _Occurrences(occurrences.vocabulary, occurrences.numbers[kept], slots, lengths)


def _joined(parts: list[npt.NDArray[np.int32]]) -> npt.NDArray[np.int32]:
    return np.concatenate([np.zeros(0, np.int32), *parts])


def _weigh(occurrences: _Occurrences, config: IndexConfig) -> Arrays:
    """The arrays of Postings."""
    vocabulary, lengths = occurrences.vocabulary, occurrences.lengths
    order = sorted(range(len(vocabulary)), key=vocabulary.__getitem__)
    place = np.zeros(len(vocabulary), dtype=np.int64)
    place[order] = np.arange(len(vocabulary))
    term, row, frequency = _frequencies(
        place[occurrences.numbers], occurrences.slots, len(lengths), _field_weights(config)
    )
    held = np.bincount(term, minlength=len(vocabulary))
    idf = np.log(1 + (len(lengths) - held + 0.5) / (held + 0.5))
    length = lengths @ _field_weights(config)
    relative = length / (length.mean() or 1.0) if len(length) else length
    saturation = config.bm25_k1 * (1 - config.bm25_b + config.bm25_b * relative)
    encoded = [vocabulary[number].encode() for number in order]
    return {
        "values": (idf[term] * frequency / (frequency + saturation[row])).astype(np.float32),
        "rows": row.astype(np.int32),
        "starts": _ends(held),
        "term_bytes": np.frombuffer(b"".join(encoded), dtype=np.uint8),
        "term_starts": _ends(map(len, encoded)),
        "term_heads": np.array([*map(_head, encoded)], dtype=np.uint64),
    }


def _frequencies(
    terms_met: IntArray, slots: IntArray, rows: int, weights: npt.NDArray[np.float64]
) -> tuple[IntArray, IntArray, npt.NDArray[np.float64]]:
    """Each term of each passage once, by term and row, with its weighted frequency.

    An occurrence is one number, (term × rows + row) × fields + field, so that one sort brings equals together.
    """
    fields = len(Fields._fields)
    keys = terms_met * (rows * fields) + slots
    keys.sort()
    both, field = np.divmod(keys, fields)
    first = np.flatnonzero(np.diff(both, prepend=-1))
    frequency = np.add.reduceat(weights[field], first) if len(first) else np.zeros(0)
    term, row = np.divmod(both[first], max(rows, 1))
    return term, row, frequency


def _field_weights(config: IndexConfig) -> npt.NDArray[np.float64]:
    """In the order of Fields."""
    return np.array([config.bm25_title_weight, config.bm25_heading_weight, 1.0])


def _ends(lengths: Iterable[int]) -> IntArray:
    """Where each of things of these lengths begins when they stand one after the other, and the end."""
    return np.cumsum([0, *lengths], dtype=np.int64)


def _head(term: bytes) -> int:
    """The first eight bytes as a number whose order is theirs."""
    return int.from_bytes(term[:_HEAD_BYTES].ljust(_HEAD_BYTES, b"\0"), "big")
