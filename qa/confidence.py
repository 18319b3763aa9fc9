"""How sure it is that the articles hold the answer: signals of the best sentence, weighed, as a probability."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydantic import Field

from embeddings.schema import Frozen, Hit
from qa.question import Question
from qa.sentence_features import NAMES
from qa.sentences import Sentence

FloatArray = npt.NDArray[np.float32]

MODEL = Path(__file__).parent / "model" / "reading.json"

OF_SENTENCE: tuple[str, ...] = (
    "coverage",
    "own",
    "lacking",
    "late",
    "late_square",
    "cosine",
    "mass",
    "answered",
    "length",
)
"""Features of the best sentence that are signals; the best is one that lacks no name of the question, if any does."""
SIGNALS: tuple[str, ...] = (
    *OF_SENTENCE,
    "kind_missing",  # a number, a date or a person is asked for, and the best sentence holds none
    "years_missing",  # share of the question's years that sentence, heading, title and day of publication lack
    "margin",  # nats by which the best sentence leads the best one of another passage
    "best_answered",  # the highest of `answered` among all sentences
    "dense",  # highest cosine of a hit
    "agreed",  # whether the hit nearest by cosine is the one that BM25 puts first
)
"""In order."""

KINDS_WITH_SPANS = frozenset({"number", "date", "person"})
MOST_MARGIN = 5.0
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


class ReadingWeights(Frozen):
    """What was fitted to questions of one sort."""

    sentences: dict[str, float] = Field(description="nats of each feature of a sentence")
    signals: dict[str, float] = Field(description="logits of each signal")
    bias: float = Field(description="logit where all signals are 0")
    knots: tuple[tuple[float, float], ...] = Field(
        description="logits and the probabilities that they mean, both rising; straight lines between them"
    )

    def scores(self, features: FloatArray) -> FloatArray:
        """How good each sentence is as an answer, in nats, (n,)."""
        return features @ np.array([self.sentences[name] for name in NAMES], dtype=np.float32)

    def probability(self, found: FloatArray) -> float:
        """That the articles hold the answer, given its signals, (len(SIGNALS),)."""
        logit = float(found @ np.array([self.signals[name] for name in SIGNALS], dtype=np.float32)) + self.bias
        logits, probabilities = zip(*self.knots, strict=True)
        return float(np.interp(logit, logits, probabilities))


class AllWeights(Frozen):
    """What was fitted by qa.training.reading."""

    same: ReadingWeights = Field(description="articles in the question's language")
    across: ReadingWeights = Field(description="articles in another language, of which the reader knows little")

    def of(self, *, across: bool) -> ReadingWeights:
        """The weights for one sort of question."""
        return self.across if across else self.same


@cache
def shipped_weights() -> AllWeights:
    """The weights beside this module."""
    return AllWeights.model_validate_json(MODEL.read_bytes())


def asks_across(question: Question, hits: Sequence[Hit]) -> bool:
    """Whether most hits are in another language than the question."""
    return 2 * sum(hit.source.language.startswith("zh") != question.chinese for hit in hits) > len(hits)


def signals(
    question: Question, sentences: Sequence[Sentence], hits: Sequence[Hit], *, features: FloatArray, scores: FloatArray
) -> FloatArray:
    """What speaks for and against an answer, float32 (len(SIGNALS),).

    Args:
        question: As understood.
        sentences: At least one.
        hits: Whose passages they are of.
        features: Of the sentences, (n, len(NAMES)).
        scores: Of the sentences, in nats, (n,).
    """
    about = features[:, NAMES.index("lacking")] == 0
    best = int(np.where(about, scores, -np.inf).argmax() if about.any() else scores.argmax())
    elsewhere = [
        score for score, each in zip(scores.tolist(), sentences, strict=True) if each.hit != sentences[best].hit
    ]
    margin = float(scores[best]) - max(elsewhere) if elsewhere else MOST_MARGIN
    row = dict(zip(NAMES, features[best].tolist(), strict=True))
    dense = [hit.parts.dense or 0.0 for hit in hits]
    lexical = [hit.parts.lexical or 0.0 for hit in hits]
    found = {name: row[name] for name in OF_SENTENCE} | {
        "kind_missing": float(question.kind in KINDS_WITH_SPANS and not row["kind"]),
        "years_missing": _years_missing(question, sentences[best], hits),
        "margin": float(np.clip(margin, -MOST_MARGIN, MOST_MARGIN)),
        "best_answered": float(features[:, NAMES.index("answered")].max()),
        "dense": max(dense),
        "agreed": float(int(np.argmax(dense)) == int(np.argmax(lexical))),
    }
    return np.array([found[name] for name in SIGNALS], dtype=np.float32)


def _years_missing(question: Question, sentence: Sentence, hits: Sequence[Hit]) -> float:
    """Share of the years typed that are nowhere around a sentence; one that a follow-up inherits may be another's."""
    years = YEAR.findall(question.own)
    published = hits[sentence.hit].source.published
    around = " ".join((sentence.text, sentence.heading, sentence.title, str(published.year) if published else ""))
    return sum(year not in around for year in years) / len(years) if years else 0.0
