"""What a passage's tokens have to do with a question: the features that the network reads beside the tokens.

All passages of a question are worked on at once, one behind the other; nothing looks across their borders. Most
features are coverages: the share of the question's weight that stands near a token, in its sentence, in the passage.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from qa.reader.tokens import DIGITS, END, HAN, LATIN, MARKS, POINT, SPACE, IntArray, Tokens

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


class Asked(NamedTuple):
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


def features(tokens: Tokens, rarity: FloatArray, cosines: FloatArray, asked: Asked, lay: Layout) -> FloatArray:
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
