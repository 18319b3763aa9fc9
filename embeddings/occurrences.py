"""Terms counted for the BM25 index: which stands how often in which field of which passage, and what that is worth.

A passage has fields (title, section heading, body): a term of the title counts as if it stood there `title_weight`
times, and lengths are counted alike (BM25F as in Robertson, Zaragoza and Taylor, 2004). What is stored is Lucene's
form, idf × tf / (tf + k1 × (1 − b + b × length / mean length)) with idf = ln(1 + (n − df + ½) / (df + ½)).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import count
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from embeddings.config import IndexConfig
from embeddings.segment import terms_of_all

IntArray = npt.NDArray[np.int64]
Arrays = dict[str, npt.NDArray[np.generic]]

HEAD_BYTES = 8


class Fields(NamedTuple):
    """What the index sees of a passage; an empty text where there is no such field."""

    title: str
    heading: str
    body: str


class Occurrences(NamedTuple):
    """Every occurrence of a term of one kind, in any order."""

    vocabulary: Arrays
    """`term_bytes`, `term_starts` and `term_heads` as Postings has them."""
    numbers: IntArray
    """Each occurrence's place in the vocabulary."""
    slots: IntArray
    """Where each stands: row × number of fields + field."""
    lengths: IntArray
    """(rows, fields): occurrences in each field of each row."""


class _Kind:
    """The terms of one kind, field after field.

    Most terms have two characters. These are numbers as they are, 64 bits of UTF-32, and are told apart by one sort at
    the end; looking each up in a dictionary of a million strings took longer than anything else in a build.
    """

    def __init__(self) -> None:
        self._short: list[npt.NDArray[np.uint64]] = []
        self._others: list[IntArray] = []
        self._places = defaultdict[str, int](count().__next__)

    def add(self, found: Sequence[str]) -> None:
        """Take the terms of the next field."""
        short = "".join([term for term in found if len(term) == 2])
        self._short.append(np.frombuffer(short.encode("utf-32-le"), dtype=np.uint64))
        self._others.append(np.array([self._places[term] for term in found if len(term) != 2], dtype=np.int64))

    def occurrences(self) -> Occurrences:
        """All that was taken."""
        values, short = np.unique(np.concatenate([np.zeros(0, np.uint64), *self._short]), return_inverse=True)
        others = np.concatenate([np.zeros(0, np.int64), *self._others]) + len(values)
        characters = values.tobytes().decode("utf-32-le")
        terms = [*map("".join, zip(characters[::2], characters[1::2], strict=True)), *self._places]
        vocabulary, places = _in_order([term.encode() for term in terms])
        short_lengths, other_lengths = (np.array([*map(len, each)], np.int64) for each in (self._short, self._others))
        fields = np.arange(len(self._short))
        return Occurrences(
            vocabulary,
            places[np.concatenate([short, others])],
            np.concatenate([np.repeat(fields, short_lengths), np.repeat(fields, other_lengths)]),
            (short_lengths + other_lengths).reshape(-1, len(Fields._fields)),
        )


def count_terms(passages: Sequence[Fields]) -> tuple[Occurrences, Occurrences]:
    """The occurrences of words and of pairs."""
    above = dict.fromkeys(text for passage in passages for text in (passage.title, passage.heading))
    known = dict(zip(above, terms_of_all(above), strict=True))  # all passages of an article repeat its title
    words, pairs = _Kind(), _Kind()
    for passage, body in zip(passages, terms_of_all(passage.body for passage in passages), strict=True):
        for found in (known[passage.title], known[passage.heading], body):
            words.add(found.words)
            pairs.add(found.pairs)
    return words.occurrences(), pairs.occurrences()


def of_articles(occurrences: Occurrences, articles: IntArray) -> Occurrences:
    """The same occurrences by article: its passages become one row, its title counts once.

    A sentence that two passages share counts twice, which is what the overlap costs.
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
    """The arrays of Postings."""
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
    """The first eight bytes of each term as a number; their order is that of the terms, as far as eight bytes tell."""
    padded = b"".join([term[:HEAD_BYTES].ljust(HEAD_BYTES, b"\0") for term in terms])
    return np.frombuffer(padded, dtype=">u8").astype(np.uint64)


def _in_order(terms: list[bytes]) -> tuple[Arrays, IntArray]:
    """The vocabulary of these terms, and the place of each in it."""
    order: list[int] = np.argsort(heads(terms), kind="stable").tolist()
    order.sort(key=terms.__getitem__)  # nearly sorted already, which takes a fifth of the time
    places = np.zeros(len(terms), dtype=np.int64)
    places[order] = np.arange(len(terms))
    ordered = [terms[number] for number in order]
    return {
        "term_bytes": np.frombuffer(b"".join(ordered), dtype=np.uint8),
        "term_starts": _ends(map(len, ordered)),
        "term_heads": heads(ordered),
    }, places


def _frequencies(
    occurrences: Occurrences, weights: npt.NDArray[np.float64]
) -> tuple[IntArray, IntArray, npt.NDArray[np.float64]]:
    """Each term of each passage once, by term and row, with its weighted frequency.

    An occurrence is one number, (term × rows + row) × fields + field, so that one sort brings equals together.
    """
    rows, fields = len(occurrences.lengths), len(weights)
    keys = occurrences.numbers * (rows * fields) + occurrences.slots
    keys.sort()
    both, field = np.divmod(keys, fields)
    first = np.flatnonzero(np.diff(both, prepend=-1))
    frequency = np.add.reduceat(weights[field], first) if len(first) else np.zeros(0)
    term, row = np.divmod(both[first], max(rows, 1))
    return term, row, frequency


def _ends(lengths: Iterable[int]) -> IntArray:
    """Where each of things of these lengths begins when they stand one after the other, and the end."""
    return np.cumsum([0, *lengths], dtype=np.int64)
