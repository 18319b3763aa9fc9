"""What the ranker looks at: one row of named numbers for each candidate, in numpy on a few dozen passages.

Late interaction (MaxSim of ColBERT, Khattab and Zaharia 2020, arXiv:2004.12832) on the static encoder's own token
vectors: each token of the question looks for its likest token in a text; the best cosines are averaged by the tokens'
weights, which are the lengths of their vectors. It needs no model of its own and tells apart what one vector a passage
can't.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from embeddings.candidates import Candidates
from embeddings.static import StaticEncoder
from embeddings.tokens import PassageTokens

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

NAMES: tuple[str, ...] = (
    "lexical",  # BM25 of words and pairs, over the best of the index
    "words",  # BM25 of words, over the idf of the question's
    "pairs",  # the same of character pairs
    "article",  # BM25 in the whole article, over the best of the index
    "dense",  # cosine of the passage
    "sentence",  # cosine of its best sentence
    "late",  # MaxSim in the passage and what stands above it
    "late_sentence",  # MaxSim in the best sentence
    "late_window",  # MaxSim in the best two neighbouring sentences
    "late_root",  # as late, of the roots of the cosines: many weak likenesses count for more
    "late_square",  # as late, of their squares: a few strong ones do
    "subject",  # how far the question holds what the article opens with: its title, or its first words
)
"""The ranker's features, in order."""

OPENING = 2
"""Tokens that an article opens with: with three or five of them, fewer right articles came first."""

_NOTHING = np.float32(-1.0)
"""Below every cosine that counts: the best of no token."""
_NO_LENGTH = np.float32(1e-9)
"""Divides the products of a vector that is 0: its cosines are 0."""


class Asked(NamedTuple):
    """A question as the ranker sees it."""

    tokens: npt.NDArray[np.int32]
    words_idf: float
    """Sum of the idf of its words."""
    pairs_idf: float


class Features(NamedTuple):
    """What is known of each candidate."""

    values: FloatArray
    """(candidates, len(NAMES)), not yet standardised."""
    sentences: IntArray
    """(candidates, 2): span of the sentence that matches best, in characters of the passage."""


def features(
    asked: Asked,
    candidates: Candidates,
    tokens: PassageTokens,
    openings: npt.NDArray[np.int32],
    *,
    encoder: StaticEncoder,
) -> Features:
    """The features of candidates.

    Args:
        asked: The question.
        candidates: n passages.
        tokens: Of the same passages, in the same order.
        openings: The first tokens of their articles, (n, OPENING), -1 where there are fewer.
        encoder: Whose tokens they are.
    """
    late = _late(asked.tokens, tokens, encoder)
    values = np.stack(
        [
            candidates.lexical / (candidates.best_lexical or 1.0),
            candidates.words / (asked.words_idf or 1.0),
            candidates.pairs / (asked.pairs_idf or 1.0),
            candidates.article / (candidates.best_article or 1.0),
            candidates.dense,
            late.dense,
            late.passage,
            late.sentence,
            late.window,
            late.root,
            late.square,
            _subject(asked.tokens, openings, encoder),
        ],
        axis=1,
    )
    return Features(values.astype(np.float32), late.spans)


class _Late(NamedTuple):
    passage: FloatArray
    sentence: FloatArray
    window: FloatArray
    root: FloatArray
    square: FloatArray
    dense: FloatArray
    spans: IntArray


def _late(question: npt.NDArray[np.int32], tokens: PassageTokens, encoder: StaticEncoder) -> _Late:
    """MaxSim and sentence cosines of passages; 0 everywhere for a question without a known token."""
    n = len(tokens.passages) - 1
    firsts = tokens.passages[:-1]
    if not len(question) or not len(tokens.ids):
        none = np.zeros(n, dtype=np.float32)
        spans = tokens.spans[np.minimum(firsts + 1, tokens.passages[1:] - 1)].astype(np.int64)
        return _Late(none, none, none, none, none, none, spans)
    known, places = np.unique(tokens.ids, return_inverse=True)
    rows, asked = encoder.vectors_of(known), encoder.vectors_of(question)
    weights = _lengths(asked)
    cosines: FloatArray = np.divide(asked @ rows.T, np.maximum(np.outer(weights, _lengths(rows)), _NO_LENGTH))
    best = _best_of_each(cosines[:, places], tokens.sentences)  # (question tokens, sentences)
    shares: FloatArray = np.divide(weights, weights.sum() or 1.0)
    in_sentence = shares @ best
    window = shares @ np.maximum(best[:, :-1], best[:, 1:]) if best.shape[1] > 1 else np.zeros(0, np.float32)
    across = np.zeros(best.shape[1], dtype=np.bool_)  # a window of the last sentence would reach the next passage
    across[tokens.passages[1:] - 1] = True
    windows = np.where(across, in_sentence, np.append(window, _NOTHING))
    query = asked.sum(axis=0)
    query /= np.sqrt(np.square(query).sum()) or np.float32(1.0)
    dense = _sums((query @ rows.T)[places], tokens.sentences) / np.maximum(tokens.lengths, _NO_LENGTH)
    own = in_sentence.copy()
    own[firsts] = _NOTHING  # what stands above is no sentence of the passage
    own[np.diff(tokens.sentences) == 0] = _NOTHING  # exactly: shares add up to nearly 1
    chosen = _first_best(own, tokens.passages)
    in_passage = np.maximum(np.maximum.reduceat(best, firsts, axis=1), np.float32(0.0))
    return _Late(
        passage=shares @ in_passage,
        root=shares @ np.sqrt(in_passage),
        square=shares @ np.square(in_passage),
        sentence=np.maximum.reduceat(own, firsts),
        window=np.maximum.reduceat(windows, firsts),
        dense=np.maximum.reduceat(dense, firsts),
        spans=tokens.spans[chosen].astype(np.int64),
    )


def _subject(question: npt.NDArray[np.int32], openings: npt.NDArray[np.int32], encoder: StaticEncoder) -> FloatArray:
    """The weighted mean of what each opening token finds in the question: MaxSim the other way round."""
    if not len(question) or not openings.size:
        return np.zeros(len(openings), dtype=np.float32)
    known, places = np.unique(openings, return_inverse=True)
    asked, rows = encoder.vectors_of(question), encoder.vectors_of(np.maximum(known, 0))
    lengths = _lengths(rows) * (known >= 0)
    products = rows @ (asked / np.maximum(_lengths(asked), _NO_LENGTH)[:, None]).T
    best = np.maximum(products.max(axis=1), np.float32(0.0))  # cosine × length of the opening's token
    best *= known >= 0
    places = places.reshape(openings.shape)
    return best[places].sum(axis=1) / np.maximum(lengths[places].sum(axis=1), _NO_LENGTH)


def _lengths(rows: FloatArray) -> FloatArray:
    squares: FloatArray = np.einsum("ij,ij->i", rows, rows)
    return np.sqrt(squares)


def _best_of_each(values: FloatArray, offsets: IntArray) -> FloatArray:
    """The largest of each row in offsets[j]:offsets[j + 1]; _NOTHING where that is empty."""
    best = np.full((len(values), len(offsets) - 1), _NOTHING, dtype=np.float32)
    filled = np.flatnonzero(np.diff(offsets))
    best[:, filled] = np.maximum.reduceat(values, offsets[filled], axis=1)
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
