"""The BM25 index: each term's contribution to each passage's score is computed at the build and summed for a question.

Words and character pairs have separate postings, so that a match of 元宇宙 as a word and as pairs can be distinguished.
A posting stores the whole contribution (`weigh` computes it): a question costs one addition per stored value. Arrays
are memory-mapped; no pickle.

A passage has fields (title, section heading, body): a term of the title counts `title_weight` times, in frequency and
in length (BM25F as in Robertson, Zaragoza and Taylor, 2004). The contribution has Lucene's form,
idf × tf / (tf + k1 × (1 − b + b × length / mean length)) with idf = ln(1 + (n − df + ½) / (df + ½)).

In a question in another language each word may stand for any of several terms, with probabilities. They count as one
term, as in structured queries (Pirkola 1998; with probabilities, Darwish and Oard 2003): a passage gains the highest
contribution of these terms relative to its idf, times the idf of a term that occurs wherever any of them does. A rare
wrong translation can't outweigh a frequent right one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Event
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from embeddings.arrays import load_arrays, ranges, save_arrays
from embeddings.config import IndexConfig
from embeddings.text.segment import Terms
from embeddings.text.segment_batch import SHORT, CodeArray, TermPlaces, code_points, cut_all, packed, unpacked

IntArray = npt.NDArray[np.int64]
Arrays = dict[str, npt.NDArray[np.generic]]

HEAD_BYTES = 8


class Fields(NamedTuple):
    """The indexed fields of a passage; an empty text for a missing field."""

    title: str
    heading: str
    body: str


class Occurrences(NamedTuple):
    """Every occurrence of a term of one kind, in any order."""

    vocabulary: Arrays
    """`term_bytes`, `term_starts` and `term_heads` as in Postings."""
    numbers: IntArray
    """Each occurrence's index in the vocabulary."""
    slots: IntArray
    """Position of each occurrence: row × number of fields + field."""
    lengths: IntArray
    """(rows, fields): occurrences in each field of each row."""


def count_terms(passages: Sequence[Fields], *, stop: Event | None = None) -> tuple[Occurrences, Occurrences]:
    """The occurrences of words and of pairs; raises CancelledError if `stop` is set meanwhile."""
    places: dict[str, int] = {}  # all passages of an article repeat its title
    texts = np.array([places.setdefault(text, len(places)) for passage in passages for text in passage], np.int64)
    words, pairs = (_occurrences(found, texts, len(places)) for found in cut_all(places, stop=stop))
    return words, pairs


def _occurrences(found: TermPlaces, texts: IntArray, count: int) -> Occurrences:
    """Occurrences by slot.

    Args:
        found: The terms of each text.
        texts: Index of the text in each slot, passage by passage, field by field.
        count: Number of texts.
    """
    vocabulary, short, long = _in_order(found)
    slots, numbers = list[IntArray](), list[IntArray]()
    for terms, held in ((short, found.short_texts), (long, found.long_texts)):
        ends = np.searchsorted(held, np.arange(count + 1))
        counts = np.diff(ends)[texts]
        slots.append(np.repeat(np.arange(len(texts)), counts))
        numbers.append(terms[ranges(ends[texts], counts)])
    lengths = sum(np.bincount(each, minlength=len(texts)) for each in slots)
    return Occurrences(
        vocabulary,
        np.concatenate(numbers),
        np.concatenate(slots),
        np.asarray(lengths, dtype=np.int64).reshape(-1, len(Fields._fields)),
    )


def of_articles(occurrences: Occurrences, articles: IntArray) -> Occurrences:
    """The same occurrences by article: its passages become one row, and its title counts once.

    A sentence in the overlap of two passages counts twice.
    """
    fields = len(Fields._fields)
    row, field = np.divmod(occurrences.slots, fields)
    repeated = np.flatnonzero(np.diff(articles, prepend=-1) == 0)
    kept = (field != Fields._fields.index("title")) | ~np.isin(row, repeated)
    slots = articles[row[kept]] * fields + field[kept]
    rows = int(articles[-1]) + 1 if len(articles) else 0
    lengths = np.bincount(slots, minlength=rows * fields).reshape(-1, fields)
    return Occurrences(occurrences.vocabulary, occurrences.numbers[kept], slots, lengths)


def weigh(occurrences: Occurrences, config: IndexConfig) -> Arrays:
    """Compute the arrays of Postings."""
    lengths, weights = occurrences.lengths, np.array([config.bm25_title_weight, config.bm25_heading_weight, 1.0])
    term, row, frequency = _frequencies(occurrences, weights)
    held = np.bincount(term, minlength=len(occurrences.vocabulary["term_heads"]))
    idf = np.log(1 + (len(lengths) - held + 0.5) / (held + 0.5))
    length = lengths @ weights
    relative = length / (length.mean() or 1.0) if len(length) else length
    saturation = config.bm25_k1 * (1 - config.bm25_b + config.bm25_b * relative)
    return {
        "values": (idf[term] * frequency / (frequency + saturation[row])).astype(np.float32),
        "rows": row.astype(np.int32),
        "starts": _ends(held),
        **occurrences.vocabulary,
    }


def heads(terms: Sequence[bytes]) -> npt.NDArray[np.uint64]:
    """The first eight bytes of each term as a number; they sort as the terms do, up to equal first eight bytes."""
    padded = b"".join([term[:HEAD_BYTES].ljust(HEAD_BYTES, b"\0") for term in terms])
    return np.frombuffer(padded, dtype=">u8").astype(np.uint64)


def _in_order(found: TermPlaces) -> tuple[Arrays, IntArray, IntArray]:
    """The sorted vocabulary, and the index in it of each short and of each long term."""
    short, short_places = np.unique(found.short, return_inverse=True)
    long = sorted(set(found.long))  # by code point, which is the order of their UTF-8 too
    beginnings = code_points("".join([term[:SHORT] for term in long])).reshape(-1, SHORT)
    before = np.searchsorted(short, packed(beginnings), side="right")
    place_of_long = before + np.arange(len(long))
    place_of_short = np.arange(len(short)) + np.searchsorted(before, np.arange(len(short)), side="right")
    codes, lengths = _code_points_in_order(short, place_of_short, long, place_of_long)
    letters = np.frombuffer(codes.tobytes().decode("utf-32-le").encode(), dtype=np.uint8)
    starts = np.concatenate([[0], np.cumsum(_utf8_bytes(codes))])[_ends(lengths)]
    numbers = dict(zip(long, place_of_long.tolist(), strict=True))
    return (
        {"term_bytes": letters, "term_starts": starts, "term_heads": _heads(letters, starts)},
        place_of_short[short_places],
        np.array([numbers[term] for term in found.long], dtype=np.int64),
    )


def _code_points_in_order(
    short: CodeArray, place_of_short: IntArray, long: Sequence[str], place_of_long: IntArray
) -> tuple[npt.NDArray[np.uint32], IntArray]:
    """The code points of all terms, concatenated in sorted order, and each term's length in characters."""
    spelt = unpacked(short)
    lengths = np.zeros(len(short) + len(long), dtype=np.int64)
    lengths[place_of_short] = np.count_nonzero(spelt, axis=1)
    lengths[place_of_long] = [*map(len, long)]
    codes = np.zeros(lengths.sum(), dtype=np.uint32)
    is_long = np.zeros(len(lengths), dtype=np.bool_)
    is_long[place_of_long] = True
    of_long = np.repeat(is_long, lengths)
    codes[of_long] = code_points("".join(long))
    codes[~of_long] = spelt[spelt > 0]
    return codes, lengths


def _utf8_bytes(codes: npt.NDArray[np.uint32]) -> IntArray:
    """Number of bytes of each code point in UTF-8."""
    return 1 + np.searchsorted(np.array([0x80, 0x800, 0x10000], dtype=np.uint32), codes, side="right")


def _heads(letters: npt.NDArray[np.uint8], starts: IntArray) -> npt.NDArray[np.uint64]:
    """The `heads` of concatenated terms."""
    at = starts[:-1, None] + np.arange(HEAD_BYTES)
    inside = at < starts[1:, None]
    padded = np.zeros(at.shape, dtype=np.uint8)
    padded[inside] = letters[at[inside]]
    return padded.view(">u8").reshape(-1).astype(np.uint64)


def _frequencies(
    occurrences: Occurrences, weights: npt.NDArray[np.float64]
) -> tuple[IntArray, IntArray, npt.NDArray[np.float64]]:
    """Each term of each passage once, sorted by term and row, with its weighted frequency.

    An occurrence is one number, (term × rows + row) × fields + field, so that one sort groups equal ones.
    """
    rows, fields = len(occurrences.lengths), len(weights)
    keys = occurrences.numbers * (rows * fields) + occurrences.slots
    keys.sort()
    both, field = np.divmod(keys, fields)
    first = np.flatnonzero(np.diff(both, prepend=-1))
    frequency = np.add.reduceat(weights[field], first) if len(first) else np.zeros(0)
    term, row = np.divmod(both[first], max(rows, 1))
    return term, row, frequency


def _ends(lengths: IntArray) -> IntArray:
    """Start of each of several concatenated pieces of these lengths, and the end."""
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])


BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float32]
TermKind = Literal["words", "pairs"]
KINDS: tuple[TermKind, ...] = ("words", "pairs")
ARRAYS = ("values", "rows", "starts", "term_bytes", "term_starts", "term_heads")
"""Arrays of each kind; the file of one is KIND_ARRAY.npy."""
COUNT = "passage_count"
"""The number of passages: passages may hold no term at all, so the other arrays don't tell it."""


class Postings:
    """The terms of one kind and their contributions to passages; immutable, safe to share among threads."""

    def __init__(self, arrays: Arrays, passage_count: int) -> None:
        """Keep the arrays of a build or of a saved index.

        Args:
            arrays: By name: `values` float32 and `rows` int32, each term's contributions and their passages, term by
                term, rows ascending within a term; `starts` int64, the start of each term's values, and the end;
                `term_bytes` uint8 and `term_starts` int64, the sorted terms in UTF-8; `term_heads` uint64, the first
                eight bytes of each as a number.
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
        """Whether each term occurs in each of the passages at `rows`, (len(query), len(rows))."""
        held = np.zeros((len(query), len(rows)), dtype=np.bool_)
        for at, number in enumerate(self._numbers(query)):
            if number is not None:
                own = self._rows[self._starts[number] : self._starts[number + 1]]
                places = np.minimum(np.searchsorted(own, rows), len(own) - 1)  # rows ascend; each term has at least one
                held[at] = own[places] == rows
        return held

    def entries(self, query: Sequence[str]) -> list[tuple[npt.NDArray[np.int32], FloatArray]]:
        """For each term the rows of the passages that hold it, ascending, and its contribution to each score."""
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
        """Lucene's inverse document frequency; an unknown term has that of document frequency 0, the largest."""
        return self.idfs([term])[0]

    def idfs(self, query: Sequence[str]) -> list[float]:
        """`idf` of each term, looked up together."""
        frequencies: list[int] = self.document_frequencies(query).tolist()
        return [math.log(1 + (self.passage_count - each + 0.5) / (each + 0.5)) for each in frequencies]

    def _numbers(self, query: Sequence[str]) -> list[int | None]:
        """Each term's index in the vocabulary: the first eight bytes, looked up together, leave few candidates."""
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
            arrays: By file name without suffix: `passage_count` and, for each kind, KIND_ARRAY as in Postings.
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
            passages: The indexed fields of each.
            config: k1, b and the weights of the fields.
        """
        return cls._of_counts(count_terms(passages), config)

    @classmethod
    def build_both(
        cls, passages: Sequence[Fields], articles: IntArray, config: IndexConfig, *, stop: Event | None = None
    ) -> tuple[LexicalIndex, LexicalIndex]:
        """Index passages and their whole articles; the text is cut into terms once.

        Args:
            passages: The indexed fields of each.
            articles: The row of each passage's article, ascending from 0 in steps of 1.
            config: As for `build`.
            stop: Set by another thread to cancel the work.

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
            allowed: One truth value per passage; None means all.

        Returns:
            Rows and BM25 scores, best first, ties by row; passages that share no term are left out.
        """
        scores = self.scores(query)
        if allowed is not None:
            scores[~allowed] = 0.0
        return best_rows(scores, k)

    def scores(self, query: Terms) -> FloatArray:
        """BM25 of words and pairs together for every passage, float32 (passage_count,)."""
        return self.words.scores(query.words) + self.pairs.scores(query.pairs)

    def idf(self, term: str, *, kind: TermKind = "words") -> float:
        """Inverse document frequency of a term, as in Postings.idf."""
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


def scores_of_alternatives(postings: Postings, asked: Sequence[Mapping[str, float]]) -> FloatArray:
    """Score every passage for words that may each stand for several terms, float32 (passage_count,).

    Args:
        postings: Words of passages, or of whole articles.
        asked: For each word of the question the terms that it may stand for, with probabilities from 0 to 1.
    """
    count = postings.passage_count
    total = np.zeros(count, dtype=np.float32)
    for word in asked:
        terms = list(word)
        best, there = np.zeros(count, dtype=np.float32), np.zeros(count, dtype=np.float32)
        found = zip(postings.entries(terms), postings.idfs(terms), word.values(), strict=True)
        for (rows, values), idf, surely in found:
            if len(rows):
                best[rows] = np.maximum(best[rows], values * np.float32(surely / idf))
                there[rows] = np.maximum(there[rows], np.float32(surely))
        held = float(there.sum())
        total += best * np.float32(math.log(1 + (count - held + 0.5) / (held + 0.5)))
    return total
