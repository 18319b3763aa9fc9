"""What the ranker looks at: one row of named numbers for each candidate, in numpy on a few dozen passages.

The ranker: a weight for each feature, fitted by qa.training, applied to a question's candidates.

A candidate's features are standardised by the question's own best candidates (how much better than its rivals it is),
multiplied by the weights and added up. There are two sets of weights: for articles in the question's language, and for
articles in another, where words can't be compared and late interaction has to carry it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from pydantic import Field

from embeddings.encoders.static import StaticEncoder
from embeddings.index.snapshot import Candidates
from embeddings.index.tokens import PassageTokens
from embeddings.schema import Frozen
from qa.retrieval.late_interaction import late_interaction, likeness, nothing_alike, question_coverage

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


class RankerQuery(NamedTuple):
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
    asked: RankerQuery,
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
        subject = question_coverage(like, openings)
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


MODEL = Path(__file__).parents[1] / "model" / "ranker.json"

RIVALS = 10
"""Candidates whose mean and deviation a feature is standardised by: the best of the first ranking."""
LEAST_DEVIATION = 0.01
"""Added to a deviation, so that a feature in which the candidates hardly differ does not decide."""
MOST = 6.0
"""Standardised values are cut at this many deviations."""

DENSE_SHARE = 0.5
"""Of the cosine, beside BM25 over its best, in the first ranking; of the article's BM25 likewise."""
LEXICAL_SHARE_ACROSS = 0.1
"""Of BM25 beside the cosine where the languages differ: shared numbers and names."""
TRANSLATED_SHARE = 0.5
"""Of BM25 of the translated words over its best, beside both."""


class RankerWeights(Frozen):
    """What each feature counts, per deviation."""

    same: dict[str, float] = Field(description="articles in the question's language")
    across: dict[str, float] = Field(description="articles in another language")

    def of(self, *, across: bool) -> FloatArray:
        """In the order of NAMES, or of NAMES_ACROSS, float32."""
        chosen, names = (self.across, NAMES_ACROSS) if across else (self.same, NAMES)
        return np.array([chosen[name] for name in names], dtype=np.float32)


@cache
def shipped_weights() -> RankerWeights:
    """The weights beside this module."""
    return RankerWeights.model_validate_json(MODEL.read_bytes())


def first_scores(candidates: Candidates, *, across: bool) -> FloatArray:
    """Scores that choose whom the ranker looks at, (n,)."""
    lexical: FloatArray = np.divide(candidates.lexical, candidates.best_lexical or 1.0)
    if across:
        share: FloatArray = lexical * LEXICAL_SHARE_ACROSS
        says = candidates.translated
        if says is not None:
            share += says.passages * np.float32(TRANSLATED_SHARE / (says.best_passage or 1.0))
        return candidates.dense + share
    article: FloatArray = np.divide(candidates.article, candidates.best_article or 1.0)
    shares: FloatArray = (candidates.dense + article) * DENSE_SHARE
    return lexical + shares


def standardised(values: FloatArray) -> FloatArray:
    """Features in deviations from the mean of the first RIVALS candidates, which come best first."""
    rivals = values[:RIVALS]
    deviations: FloatArray = (values - rivals.mean(axis=0)) / (rivals.std(axis=0) + np.float32(LEAST_DEVIATION))
    return np.clip(deviations, np.float32(-MOST), np.float32(MOST))
