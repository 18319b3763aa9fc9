"""Late interaction of a question with the tokens of passages, in numpy.

MaxSim of ColBERT (Khattab and Zaharia 2020, arXiv:2004.12832) on the static encoder's own token vectors: each token of
the question looks for its likest token in a text; the best cosines are averaged by the tokens' weights, which are the
lengths of their vectors. It needs no model of its own and tells apart what one vector a passage can't.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from embeddings.encoders.static import StaticEncoder
from embeddings.index.tokens import PassageTokens

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]
TokenArray = npt.NDArray[np.int32]

_NOTHING = np.float32(-1.0)
"""Below every cosine that counts: the best of no token."""
_NO_LENGTH = np.float32(1e-9)
"""Divides the products of a vector that is 0: its cosines are 0."""


class Likeness(NamedTuple):
    """The question's tokens beside every other token that is looked at, each decoded once."""

    places: IntArray
    """Of every token of the encoder the row of the arrays below; meaningless for one that is not looked at."""
    cosines: FloatArray
    """Of each known token with each of the question's, (known tokens, question tokens)."""
    along: FloatArray
    """Product of each known token's vector with the question's normalised sum, (known tokens,)."""
    lengths: FloatArray
    """Of the known tokens' vectors."""
    shares: FloatArray
    """Of the question's tokens in its weight; they sum to 1, or are all 0."""


class BySentence(NamedTuple):
    """What late interaction says of each sentence, float32 (sentences,); what stands above a passage is its first."""

    late: FloatArray
    """MaxSim; _NOTHING where it has no known token."""
    square: FloatArray
    """The same of the squares of the cosines."""
    dense: FloatArray
    """Cosine of its sum with the question's."""


class Late(NamedTuple):
    """What late interaction says of each passage, float32 (passages,), and where."""

    passage: FloatArray
    """MaxSim in the passage and what stands above it."""
    sentence: FloatArray
    """In its best sentence."""
    window: FloatArray
    """In its best two neighbouring sentences."""
    root: FloatArray
    """As `passage`, of the roots of the cosines."""
    square: FloatArray
    """As `passage`, of their squares."""
    dense: FloatArray
    """Cosine of the question's sum with that of the best sentence, or of what stands above."""
    spans: IntArray
    """(passages, 2): the best sentence, in characters of the passage."""


def likeness(question: TokenArray, *others: TokenArray, encoder: StaticEncoder) -> Likeness:
    """Decode the tokens of a question and of all it is compared with.

    Args:
        question: Its tokens, at least one.
        others: Tokens of texts, in any shape; -1 for none.
        encoder: Whose tokens they are.
    """
    seen = np.zeros(encoder.token_count + 1, dtype=np.bool_)  # the last place is that of -1
    for tokens in (question, *others):
        seen[tokens] = True
    known = np.flatnonzero(seen[:-1])
    places = np.zeros(encoder.token_count + 1, dtype=np.int64)
    places[known] = np.arange(len(known))
    rows = encoder.vectors_of(known)
    lengths = _lengths(rows)
    own = places[question]
    asked, weights = rows[own], lengths[own]
    total = asked.sum(axis=0)
    total /= np.sqrt(np.square(total).sum()) or np.float32(1.0)
    asked /= np.maximum(weights, _NO_LENGTH)[:, None]
    products = rows @ np.concatenate([asked, total[None]]).T
    cosines: FloatArray = np.divide(products[:, :-1], np.maximum(lengths, _NO_LENGTH)[:, None])
    return Likeness(places, cosines, products[:, -1], lengths, np.divide(weights, weights.sum() or 1.0))


def late_interaction(like: Likeness, tokens: PassageTokens) -> Late:
    """MaxSim and sentence cosines of passages.

    Args:
        like: Made with these tokens.
        tokens: Of the passages.
    """
    places, firsts, shares = like.places[tokens.ids], tokens.passages[:-1], like.shares
    best = _best_of_each(like.cosines[places], tokens.sentences)  # (sentences, question tokens)
    in_sentence = best @ shares
    windows = np.append(np.maximum(best[:-1], best[1:]) @ shares, _NOTHING)
    last = tokens.passages[1:] - 1  # its window would reach into the next passage
    windows[last] = in_sentence[last]
    dense = _sums(like.along[places], tokens.sentences) / np.maximum(tokens.lengths, _NO_LENGTH)
    own = in_sentence.copy()
    own[firsts] = _NOTHING  # what stands above is no sentence of the passage
    own[np.diff(tokens.sentences) == 0] = _NOTHING  # exactly: shares add up to nearly 1
    in_passage = np.maximum(np.maximum.reduceat(best, firsts), np.float32(0.0))
    return Late(
        passage=in_passage @ shares,
        root=np.sqrt(in_passage) @ shares,
        square=np.square(in_passage) @ shares,
        sentence=np.maximum.reduceat(own, firsts),
        window=np.maximum.reduceat(windows, firsts),
        dense=np.maximum.reduceat(dense, firsts),
        spans=tokens.spans[_first_best(own, tokens.passages)].astype(np.int64),
    )


def by_sentence(like: Likeness, tokens: PassageTokens) -> BySentence:
    """MaxSim and cosine of each sentence of passages.

    Args:
        like: Made with these tokens.
        tokens: Of the passages.
    """
    places = like.places[tokens.ids]
    best = _best_of_each(like.cosines[places], tokens.sentences)
    return BySentence(
        late=best @ like.shares,
        square=np.square(np.maximum(best, np.float32(0.0))) @ like.shares,
        dense=np.divide(_sums(like.along[places], tokens.sentences), np.maximum(tokens.lengths, _NO_LENGTH)),
    )


def nothing_alike(tokens: PassageTokens) -> Late:
    """What `late_interaction` says of a question or of passages without a known token: 0, and the first sentences."""
    none = np.zeros(len(tokens.passages) - 1, dtype=np.float32)
    spans = tokens.spans[np.minimum(tokens.passages[:-1] + 1, tokens.passages[1:] - 1)].astype(np.int64)
    return Late(none, none, none, none, none, none, spans)


def question_coverage(like: Likeness, openings: TokenArray) -> FloatArray:
    """MaxSim the other way round: the weighted mean of what each opening token finds in the question.

    Args:
        like: Made with these openings.
        openings: Tokens, (n, count); -1 for none.
    """
    there, places = openings >= 0, like.places[openings]
    weights = like.lengths[places] * there
    best = np.maximum(like.cosines.max(axis=1), np.float32(0.0))[places]
    return (best * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), _NO_LENGTH)


def _lengths(rows: FloatArray) -> FloatArray:
    squares: FloatArray = np.einsum("ij,ij->i", rows, rows)
    return np.sqrt(squares)


def _best_of_each(values: FloatArray, offsets: IntArray) -> FloatArray:
    """The largest of the rows offsets[j]:offsets[j + 1] of each column; _NOTHING where there is no row."""
    best = np.full((len(offsets) - 1, values.shape[1]), _NOTHING, dtype=np.float32)
    filled = np.flatnonzero(np.diff(offsets))
    best[filled] = np.maximum.reduceat(values, offsets[filled])
    return best


def _sums(values: FloatArray, offsets: IntArray) -> FloatArray:
    sums = np.zeros(len(offsets) - 1, dtype=np.float32)
    filled = np.flatnonzero(np.diff(offsets))
    sums[filled] = np.add.reduceat(values, offsets[filled])
    return sums


def _first_best(values: FloatArray, offsets: IntArray) -> IntArray:
    """Place of the first largest value in each offsets[i]:offsets[i + 1]."""
    return np.array(
        [first + int(np.argmax(values[first:last])) for first, last in pairwise(offsets.tolist())],
        dtype=np.int64,
    )
