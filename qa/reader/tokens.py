"""What the reader sees of a text: the static encoder's tokens, where they stand, and what stands around them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from embeddings.arrays import ranges
from embeddings.segment import words
from embeddings.static import StaticEncoder

IntArray = npt.NDArray[np.int32]
ByteArray = npt.NDArray[np.uint8]

MARKS = (
    " \t\u3000\xa0",
    "，,；;：:",
    "、",
    "。｡！？!?…⋯\n",
    ".．",
    '“‘「『"',
    '”’」』"',
    "《〈（(【[",
    "》〉）)】]",
    "-—－·•~/%％$￥",
)
"""Kinds of marks that may stand between two tokens: space, comma, list comma, end of a sentence, point, quotations,
brackets, others."""
SPACE, END, POINT = 0, 3, 4
OPEN_QUOTE, CLOSE_QUOTE, OPEN_BRACKET, CLOSE_BRACKET = 5, 6, 7, 8

TAGS = (
    "-", "n", "v", "m", "ns", "p", "nr", "uj", "d", "c", "eng", "f", "r", "a", "vn", "t", "nz", "nrt", "q", "zg", "b",
    "nt", "l", "u", "ul", "j", "ng", "s", "x", "i", "k", "ad", "g", "vg", "z", "uv", "nrfg", "ug", "ag", "tg", "mq",
    "an", "h", "uz", "ud", "y",
)  # fmt: skip
"""Parts of speech as jieba tags them, by frequency; what is not among them counts as the first, no part of speech."""

HAN, DIGITS, LATIN, OTHER = 0, 1, 2, 3
_RANGES = {
    HAN: ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF)),
    DIGITS: ((0x30, 0x39), (0xFF10, 0xFF19)),
    LATIN: ((0x41, 0x5A), (0x61, 0x7A), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x24F), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A)),
}


class Tokens(NamedTuple):
    """Tokens of one text, or of several one behind the other."""

    ids: IntArray
    """In the static encoder's vocabulary, (n,)."""
    spans: IntArray
    """Characters of the text, half-open, (n, 2)."""
    before: ByteArray
    """Whether a mark of each kind stands between the token and the one before it, (n, len(MARKS)) of 0 and 1."""
    after: ByteArray
    """The same behind it, (n, len(MARKS))."""
    depth: ByteArray
    """Whether it stands in a quotation, and whether in brackets, (n, 2) of 0 and 1."""
    tags: ByteArray
    """Part of speech of the word that the token begins in, (n,): a place in TAGS."""
    borders: ByteArray
    """Whether a word begins where it begins, and whether one ends where it ends, (n, 2) of 0 and 1."""
    script: ByteArray
    """Of its first character: HAN, DIGITS, LATIN or OTHER, (n,)."""

    def part(self, start: int, end: int) -> Tokens:
        """The tokens at start:end."""
        return self.taken(np.arange(start, min(end, len(self.ids))))

    def taken(self, places: npt.NDArray[np.integer]) -> Tokens:
        """The tokens at some places, in their order."""
        return Tokens(
            self.ids[places],
            self.spans[places],
            self.before[places],
            self.after[places],
            self.depth[places],
            self.tags[places],
            self.borders[places],
            self.script[places],
        )


def joined(parts: Sequence[Tokens]) -> Tokens:
    """The tokens of several texts, one behind the other; their spans stay those in their own texts."""
    return Tokens(
        np.concatenate([part.ids for part in parts]),
        np.concatenate([part.spans for part in parts]),
        np.concatenate([part.before for part in parts]),
        np.concatenate([part.after for part in parts]),
        np.concatenate([part.depth for part in parts]),
        np.concatenate([part.tags for part in parts]),
        np.concatenate([part.borders for part in parts]),
        np.concatenate([part.script for part in parts]),
    )


def tokenise(texts: Sequence[str], encoder: StaticEncoder) -> list[Tokens]:
    """The tokens of each text; a text without a known token has none."""
    placed = encoder.placed_tokens(texts)
    return [_tokens(text, ids, spans) for text, (ids, spans) in zip(texts, placed, strict=True)]


def _tokens(text: str, ids: IntArray, spans: IntArray) -> Tokens:
    kinds = _kinds(text)
    counts = np.zeros((len(text) + 1, len(MARKS)), dtype=np.int32)
    np.cumsum(kinds, axis=0, out=counts[1:])
    starts, ends = spans[:, 0], spans[:, 1]
    at, edges = counts[starts], np.concatenate([counts[:1], counts[ends]])
    before = at > edges[:-1]
    last = counts[-1:] > edges[-1:]
    after = np.concatenate([before[1:], last]) if len(ids) else before
    opened = at[:, [OPEN_QUOTE, OPEN_BRACKET]] - at[:, [CLOSE_QUOTE, CLOSE_BRACKET]]
    tags, begins, stops = _words(text)
    return Tokens(
        ids=ids,
        spans=spans,
        before=before.astype(np.uint8),
        after=after.astype(np.uint8),
        depth=(opened > 0).astype(np.uint8),
        tags=tags[starts],
        borders=np.stack([begins[starts], stops[ends]], axis=1),
        script=_scripts()[_codes(text)[starts]],
    )


def _words(text: str) -> tuple[ByteArray, ByteArray, ByteArray]:
    """Of each character the tag of its word, (n + 1,), whether a word begins before it, and whether one ends there."""
    tags, begins, stops = (np.zeros(len(text) + 1, dtype=np.uint8) for _ in range(3))
    found = words(text)
    if found:
        known = _tag_numbers()
        _, first, last, kinds = zip(*found, strict=True)
        starts, ends = np.array(first, dtype=np.int64), np.array(last, dtype=np.int64)
        numbers: ByteArray = np.array([known.get(kind, 0) for kind in kinds], dtype=np.uint8)
        tags[ranges(starts, ends - starts)] = np.repeat(numbers, ends - starts)
        begins[starts] = stops[ends] = 1
    return tags, begins, stops


@cache
def _tag_numbers() -> dict[str, int]:
    return {tag: number for number, tag in enumerate(TAGS)}


def _codes(text: str) -> npt.NDArray[np.uint32]:
    """Code points, those beyond the basic plane as 0xFFFF."""
    return np.minimum(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32), 0xFFFF)


def _kinds(text: str) -> ByteArray:
    """Whether each character is a mark of each kind, (len(text), len(MARKS))."""
    return _mark_table()[_codes(text)]


@cache
def _mark_table() -> ByteArray:
    table = np.zeros((0x10000, len(MARKS)), dtype=np.uint8)
    for kind, marks in enumerate(MARKS):
        table[[ord(mark) for mark in marks], kind] = 1
    return table


@cache
def _scripts() -> ByteArray:
    """The script of each code point of the basic plane."""
    table = np.full(0x10000, OTHER, dtype=np.uint8)
    for script, stretches in _RANGES.items():
        for first, last in stretches:
            table[first : last + 1] = script
    return table
