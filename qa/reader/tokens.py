"""What the reader sees of a text: the static encoder's tokens, where they stand, and what stands around them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from embeddings.placed import placed
from embeddings.static import StaticEncoder
from embeddings.tagging import TAGS, tagged_words

IntArray = npt.NDArray[np.int32]
ByteArray = npt.NDArray[np.uint8]
LongArray = npt.NDArray[np.int64]

__all__ = ["MARKS", "TAGS", "Tokens", "joined", "tokenise", "tokens_around"]

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

HAN, DIGITS, LATIN, OTHER = 0, 1, 2, 3
_RANGES = {
    HAN: ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF)),
    DIGITS: ((0x30, 0x39), (0xFF10, 0xFF19)),
    LATIN: ((0x41, 0x5A), (0x61, 0x7A), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x24F), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A)),
}

_TOGETHER = 256
"""Texts that are tokenised in one go."""


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
        own = slice(start, end)
        return Tokens(
            self.ids[own],
            self.spans[own],
            self.before[own],
            self.after[own],
            self.depth[own],
            self.tags[own],
            self.borders[own],
            self.script[own],
        )

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
    found: list[Tokens] = []
    for start in range(0, len(texts), _TOGETHER):
        some = texts[start : start + _TOGETHER]
        tokens = placed(some, encoder)
        spans = np.stack([tokens.starts, tokens.starts + tokens.sizes], axis=1)
        found += tokens_around(some, tokens.counts, tokens.ids, spans)
    return found


def tokens_around(texts: Sequence[str], counts: LongArray, ids: IntArray, spans: LongArray) -> list[Tokens]:
    """Tokens of each text, with what stands around them.

    Args:
        texts: What the tokens stand in.
        counts: Of each text the number of its tokens.
        ids: Tokens of the texts, one behind the other, (n,).
        spans: Characters of their texts, half-open, (n, 2); an empty one stands nowhere, and is left out.
    """
    of_text = np.repeat(np.arange(len(texts)), counts)
    there = spans[:, 0] < spans[:, 1]
    if not there.all():
        of_text, ids, spans = of_text[there], ids[there], spans[there]
        counts = np.bincount(of_text, minlength=len(texts))
    whole = "".join([f"{text}\n" for text in texts])
    codes = _codes(whole)
    tags, begins, stops = tagged_words(whole)
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    opens = np.cumsum(lengths + 1) - lengths - 1
    starts, ends = (spans + opens[of_text, None]).T
    marks = np.zeros((len(codes) + 1, len(MARKS)), dtype=np.int32)
    np.cumsum(_mark_table()[codes], axis=0, out=marks[1:])
    at, behind = marks[starts], marks[ends]
    parts = np.cumsum(counts)
    firsts, lasts = (parts - counts)[counts > 0], parts[counts > 0] - 1
    edges = np.concatenate([behind[:1], behind[:-1]])
    edges[firsts] = marks[opens[counts > 0]]
    before = (at > edges).astype(np.uint8)
    after = np.concatenate([before[1:], before[:1]])
    after[lasts] = marks[(opens + lengths)[counts > 0]] > behind[lasts]
    since = at - marks[opens[of_text]]
    opened = since[:, [OPEN_QUOTE, OPEN_BRACKET]] - since[:, [CLOSE_QUOTE, CLOSE_BRACKET]]
    every = Tokens(
        ids=ids,
        spans=spans.astype(np.int32),
        before=before,
        after=after,
        depth=(opened > 0).astype(np.uint8),
        tags=tags[starts],
        borders=np.stack([begins[starts], stops[ends]], axis=1),
        script=_scripts()[codes[starts]],
    )
    return [every.part(stop - count, stop) for stop, count in zip(parts.tolist(), counts.tolist(), strict=True)]


def _codes(text: str) -> npt.NDArray[np.uint32]:
    """Code points, those beyond the basic plane as 0xFFFF."""
    return np.minimum(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32), 0xFFFF)


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
