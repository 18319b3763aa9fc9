"""What the ranker looks at: one row of named numbers for each candidate, in numpy on a few dozen passages."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from embeddings.candidates import Candidates
from embeddings.static import StaticEncoder
from embeddings.tokens import PassageTokens
from qa.late import held_by_question, late_interaction, likeness, nothing_alike

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

NAMES_ACROSS: tuple[str, ...] = (
    *NAMES,
    "translated",  # BM25 of what the question's words may be in the other language, over the best of the index
    "translated_article",  # the same in the whole article
    "spelt",  # names of an English question that Chinese characters spell
)
"""Those of articles in another language than the question."""

OPENING = 2
"""Tokens that an article opens with: with three or five of them, fewer right articles came first."""


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
    late, subject = nothing_alike(tokens), np.zeros(len(openings), dtype=np.float32)
    if len(asked.tokens):
        like = likeness(asked.tokens, tokens.ids, openings, encoder=encoder)
        late = late_interaction(like, tokens) if len(tokens.ids) else late
        subject = held_by_question(like, openings)
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
            subject,
        ],
        axis=1,
    )
    return Features(values.astype(np.float32), late.spans)
