"""The ranker: a weight for each feature, fitted by qa.training, applied to a question's candidates.

A candidate's features are standardised by the question's own best candidates (how much better than its rivals it is),
multiplied by the weights and added up. There are two sets of weights: for articles in the question's language, and for
articles in another, where words can't be compared and late interaction has to carry it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydantic import Field

from embeddings.candidates import Candidates
from embeddings.schema import Frozen
from qa.features import NAMES, NAMES_ACROSS

FloatArray = npt.NDArray[np.float32]

MODEL = Path(__file__).parent / "model" / "ranker.json"

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


class Weights(Frozen):
    """What each feature counts, per deviation."""

    same: dict[str, float] = Field(description="articles in the question's language")
    across: dict[str, float] = Field(description="articles in another language")

    def of(self, *, across: bool) -> FloatArray:
        """In the order of NAMES, or of NAMES_ACROSS, float32."""
        chosen, names = (self.across, NAMES_ACROSS) if across else (self.same, NAMES)
        return np.array([chosen[name] for name in names], dtype=np.float32)


@cache
def shipped_weights() -> Weights:
    """The weights beside this module."""
    return Weights.model_validate_json(MODEL.read_bytes())


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
