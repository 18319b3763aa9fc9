"""What a passage's tokens have to do with a question: the features that the network reads beside the tokens.

All passages of a question are worked on at once, one behind the other; nothing looks across their borders. Most
features are coverages: the share of the question's weight that stands near a token, in its sentence, in the passage.

What the reader sees of a text: the static encoder's tokens, where they stand, and what stands around them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from embeddings.encoders.static import StaticEncoder
from embeddings.index.tokens import placed
from embeddings.text.segment_batch import TAGS, tagged_words

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


FloatArray = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]

NEAR_COSINE = 0.4
"""Cosine of two tokens' vectors from which one counts as standing for the other; as much as it is above that."""
HIT = 0.3
"""Match by relative weight from which a token counts as a hit of the question."""
REACH = 6.0
"""Tokens after which the nearness of a hit has fallen to 1 / e."""
NARROW, WIDE = 8, 24
"""Tokens to either side that a coverage looks at; the windows are put together from powers of two."""

COVERAGES = ("cover_narrow", "cover_wide", "cover_sentence", "cover_beside", "cover_passage", "cover_best")
NAMES = (
    "exact", "soft", "weighted", "rarity", "hit_before", "hit_behind", *COVERAGES, "short_of_best", "cover_above",
    "run", "place", "place_in_sentence", "quoted", "bracketed", "above", "cosine", "digits", "latin", "han", "one",
    "long", "begins", "ends", *(f"before_{kind}" for kind in range(len(MARKS))),
    *(f"after_{kind}" for kind in range(len(MARKS))),
)  # fmt: skip


class Layout(NamedTuple):
    """How tokens lie in passages and sentences."""

    passage: Places
    """Number of each token's passage, (n,)."""
    starts: Places
    """First token of each passage that has any, (passages,)."""
    sentence: Places
    """Number of each token's sentence, counted through all passages, (n,)."""
    sentence_starts: Places
    """First token of each sentence, (sentences,)."""
    above: npt.NDArray[np.bool_]
    """Whether a token stands above its passage, in title or heading, (n,)."""


class ReaderQuestion(NamedTuple):
    """The question of each passage as it is compared with the passage; q is the length of the longest."""

    ids: IntArray
    """-1 behind a question's last token, (passages, q)."""
    weights: FloatArray
    """What each token counts in a coverage, sum 1, (passages, q)."""


def layout(tokens: Tokens, passage: Places, above: npt.NDArray[np.bool_]) -> Layout:
    """Sentences by the marks before their tokens; what stands above a passage is a sentence of its own.

    Args:
        tokens: Of all passages, in their order.
        passage: Number of each token's passage, rising by one at most.
        above: Whether a token stands above its passage.
    """
    first = np.ones(len(passage), dtype=bool)
    first[1:] = passage[1:] != passage[:-1]
    begins = first | tokens.before[:, END].astype(bool)
    begins |= (tokens.before[:, POINT] & tokens.before[:, SPACE]).astype(bool)
    begins[1:] = np.where(above[1:], first[1:], begins[1:] | (above[:-1] != above[1:]))
    return Layout(passage, np.flatnonzero(first), np.cumsum(begins) - 1, np.flatnonzero(begins), above)


def features(tokens: Tokens, rarity: FloatArray, cosines: FloatArray, asked: ReaderQuestion, lay: Layout) -> FloatArray:
    """Features of every token, float32 (n, len(NAMES)), each within about 0 to 1.

    Args:
        tokens: Of all passages.
        rarity: Length of each token's vector, which smooth inverse frequency makes its weight, (n,).
        cosines: Of each token's vector and each of its question's, 0 behind the last, (n, q).
        asked: The questions.
        lay: How the tokens lie.
    """
    exact = tokens.ids[:, None] == asked.ids[lay.passage]
    match = np.where(exact, np.float32(1), np.clip((cosines - NEAR_COSINE) / (1 - NEAR_COSINE), 0, 1))
    relative = asked.weights / np.maximum(asked.weights.max(axis=1, keepdims=True), 1e-6)
    weighted = (match * relative[lay.passage]).max(axis=1)
    hits = weighted > HIT
    counts = np.arange(len(hits))
    within = counts - lay.starts[lay.passage]
    before, behind = _nearness(hits, lay)
    found = np.empty((len(hits), len(NAMES)), dtype=np.float32)
    found[:, 0] = exact.any(axis=1)
    found[:, 1] = match.max(axis=1)
    found[:, 2] = weighted
    found[:, 3] = rarity / 10
    found[:, 4] = before
    found[:, 5] = behind
    found[:, 6:14] = _coverages(match, asked.weights, lay)
    found[:, 14] = np.minimum(_runs(found[:, 0] > 0, lay), 6) / 6
    found[:, 15] = np.minimum(within / 200, 1.5)
    found[:, 16] = np.exp(-(counts - lay.sentence_starts[lay.sentence]) / 10)
    found[:, 17:19] = tokens.depth
    found[:, 19] = lay.above
    found[:, 20] = cosines.max(axis=1)
    found[:, 21] = tokens.script == DIGITS
    found[:, 22] = tokens.script == LATIN
    found[:, 23] = tokens.script == HAN
    lengths = tokens.spans[:, 1] - tokens.spans[:, 0]
    found[:, 24] = lengths == 1
    found[:, 25] = lengths > 2
    found[:, 26:28] = tokens.borders
    found[:, 28 : 28 + len(MARKS)] = tokens.before
    found[:, 28 + len(MARKS) :] = tokens.after
    return found


def _nearness(hits: npt.NDArray[np.bool_], lay: Layout) -> tuple[FloatArray, FloatArray]:
    """exp(-distance / REACH) to the nearest hit at or before each token, and to the nearest at or behind it."""
    count = len(hits)
    places = np.arange(count)
    last = np.maximum.accumulate(np.where(hits, places, -1))
    there = last >= lay.starts[lay.passage]
    before = np.where(there, np.exp((last - places) / REACH), 0).astype(np.float32)
    following = np.minimum.accumulate(np.where(hits, places, count)[::-1])[::-1]
    ends = np.append(lay.starts[1:], count)[lay.passage]
    behind = np.where(following < ends, np.exp((places - following) / REACH), 0).astype(np.float32)
    return before, behind


def _coverages(match: FloatArray, weights: FloatArray, lay: Layout) -> FloatArray:
    """The COVERAGES, how far a token's sentence is behind the best one, and its sentence with what stands above."""
    found = np.empty((len(match), len(COVERAGES) + 2), dtype=np.float32)
    found[:, 0], found[:, 1] = (_share(window, weights[lay.passage]) for window in _windows(match, lay))
    best = np.maximum.reduceat(match, lay.sentence_starts, axis=0)
    passage = lay.passage[lay.sentence_starts]
    first = np.searchsorted(passage, np.arange(len(lay.starts)))
    own = weights[passage]
    covered = _share(best, own)
    within = np.where(lay.above[lay.sentence_starts], 0, covered).astype(np.float32)
    beside = np.zeros_like(covered)
    same = passage[1:] == passage[:-1]
    beside[1:] = np.where(same, within[:-1], 0)
    beside[:-1] = np.maximum(beside[:-1], np.where(same, within[1:], 0))
    highest = np.maximum.reduceat(within, first)[passage]
    heads = np.where(lay.above[lay.starts][:, None], best[first], 0)
    with_above = _share(np.maximum(best, heads[passage]), own)
    whole = _share(np.maximum.reduceat(best, first, axis=0), weights)[passage]
    by_sentence = np.stack([covered, beside, whole, highest, highest - covered, with_above], axis=1)
    found[:, 2:] = by_sentence[lay.sentence]
    return found


def _share(match: FloatArray, weights: FloatArray) -> FloatArray:
    """The weight that is matched in each row, of (n, q) and (n, q)."""
    return np.einsum("ij,ij->i", match, weights)


def _windows(match: FloatArray, lay: Layout) -> tuple[FloatArray, FloatArray]:
    """The highest match of each question token among NARROW, and among WIDE tokens to either side, (n, q) each."""
    place = np.arange(len(match)) + WIDE * (lay.passage + 1)
    wide = np.zeros((len(match) + WIDE * (len(lay.starts) + 2) + 1, match.shape[1]), dtype=np.float32)
    wide[place] = match
    reach = 1
    while reach < 2 * NARROW:  # wide[i] is the highest of reach tokens from i on
        wide[:-reach] = np.maximum(wide[:-reach], wide[reach:])
        reach *= 2
    narrow = np.maximum(wide[place - NARROW], wide[place - NARROW + 1])
    wide[:-reach] = np.maximum(wide[:-reach], wide[reach:])
    reach *= 2
    return narrow, np.maximum(wide[place - WIDE], wide[place + WIDE + 1 - reach])


def _runs(hits: npt.NDArray[np.bool_], lay: Layout) -> Places:
    """Length of the run of hits that each token stands in, 0 outside; a run ends with its passage."""
    breaks = np.ones(len(hits), dtype=bool)
    breaks[1:] = (hits[1:] != hits[:-1]) | (lay.passage[1:] != lay.passage[:-1])
    starts = np.flatnonzero(breaks)
    lengths = np.diff(np.append(starts, len(hits)))
    return np.where(hits, np.repeat(lengths, lengths), 0)
