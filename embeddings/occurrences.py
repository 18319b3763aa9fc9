"""Terms counted for the BM25 index: which stands how often in which field of which passage, and what that is worth.

A passage has fields (title, section heading, body): a term of the title counts as if it stood there `title_weight`
times, and lengths are counted alike (BM25F as in Robertson, Zaragoza and Taylor, 2004). What is stored is Lucene's
form, idf × tf / (tf + k1 × (1 − b + b × length / mean length)) with idf = ln(1 + (n − df + ½) / (df + ½)).
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from embeddings.arrays import ranges
from embeddings.config import IndexConfig
from embeddings.cutting import SHORT, CodeArray, Found, code_points, cut_all, packed, unpacked

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


def count_terms(passages: Sequence[Fields], *, stop: Event | None = None) -> tuple[Occurrences, Occurrences]:
    """The occurrences of words and of pairs; CancelledError where `stop` is set meanwhile."""
    places: dict[str, int] = {}  # all passages of an article repeat its title
    texts = np.array([places.setdefault(text, len(places)) for passage in passages for text in passage], np.int64)
    words, pairs = (_occurrences(found, texts, len(places)) for found in cut_all(places, stop=stop))
    return words, pairs


def _occurrences(found: Found, texts: IntArray, count: int) -> Occurrences:
    """Occurrences by slot.

    Args:
        found: The terms of each text.
        texts: Of each slot, field after field of passage after passage, its text.
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


def _in_order(found: Found) -> tuple[Arrays, IntArray, IntArray]:
    """The vocabulary in order, and the place in it of each short and of each long term that was found."""
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
    """All terms one behind the other in the order of their places, and their lengths in characters."""
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
    """The `heads` of terms that stand one behind the other."""
    at = starts[:-1, None] + np.arange(HEAD_BYTES)
    inside = at < starts[1:, None]
    padded = np.zeros(at.shape, dtype=np.uint8)
    padded[inside] = letters[at[inside]]
    return padded.view(">u8").reshape(-1).astype(np.uint64)


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


def _ends(lengths: IntArray) -> IntArray:
    """Where each of things of these lengths begins when they stand one after the other, and the end."""
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])
