"""Which sentences of the hits are evidence: each scored by what is known of it, and the best kept if that is enough.

A sentence's score is a weighted sum of its features; from the best one's signals comes the probability that the
articles hold the answer at all, and below `Settings.min_probability` there is no evidence.

How sure it is that the articles hold the answer: signals of the best sentence, weighed, as a probability.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from pydantic import Field

from embeddings.index.snapshot import Index
from embeddings.schema import Frozen, Hit
from embeddings.text.chunk import above_text
from qa.config import Settings
from qa.evidence.coverage import Matcher, query_words
from qa.evidence.sentences import NAMES, Sentence, sentence_features, sentences_of
from qa.question.understand import Question
from qa.reader import Reader, Reading, StoredPassages, load_reader

FloatArray = npt.NDArray[np.float32]

MODEL = Path(__file__).parents[1] / "model" / "reading.json"

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
        "kind_missing": float(question.spec.patterned and not row["kind"]),
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
    above = " ".join((sentence.text.raw, sentence.heading.raw, sentence.title.raw))
    around = f"{above} {published.year if published else ''}"
    return sum(year not in around for year in years) / len(years) if years else 0.0


RELATED_COVERAGE = 0.4
"""Share of the question's weight that a figure of a list must cover: the first says 目标 or 提出, others need not."""
COVERAGE_ACROSS = 0.5
"""Share of the question's weight that evidence in another language must cover: there the probability alone refuses a
third of what no article answers (docs/reading.md)."""
SHORT_ANSWERS = 0.4
"""How long the reader is told that answers by no clause are, 0 to 1: told 0, it is right more seldom where articles
answer in phrases, told 0.5 where they answer in names (docs/reader.md)."""
_YEAR = re.compile(r"(?:19|20)\d\d(?= ?年)")
"""A year in the question: each figure of a list must be of that year."""


class Scored(NamedTuple):
    """A sentence and how well it answers."""

    sentence: Sentence
    score: float
    """In nats: a sentence that leads by one is e times as likely to hold the answer."""
    features: dict[str, float]
    """By their names in qa.evidence.sentences."""

    @property
    def holds_kind(self) -> bool:
        """Whether it holds an answer of the kind asked for."""
        return bool(self.features["kind"])


class Judged(NamedTuple):
    """The sentences of the hits, and which of them are evidence; both best first."""

    scored: list[Scored]
    good: list[Scored]
    match: Matcher
    readings: list[Reading]
    """What the reader found in the passage of each hit."""
    probability: float
    """That the articles hold the answer, 0 to 1."""
    missing: tuple[str, ...]
    """Names of the question that no hit holds, where there is no evidence."""
    across: bool = False
    """Whether the articles are in another language than the question."""

    def by_passage(self, hits: Sequence[Hit]) -> dict[str, float]:
        """The score of the best sentence of each passage that has one, in nats, by passage_id."""
        best: dict[str, float] = {}
        for each in self.scored:
            best.setdefault(hits[each.sentence.hit].passage.passage_id, each.score)
        return best


def judge(question: Question, hits: Sequence[Hit], index: Index, *, settings: Settings) -> Judged:
    """Score every sentence of the hits and tell evidence from the rest.

    Args:
        question: The question as understood.
        hits: Retrieved passages, best first.
        index: The snapshot that the hits came from.
        settings: The least probability.
    """
    sentences = sentences_of(hits, index)
    texts = [text for each in sentences for text in (each.text, each.heading, each.title, each.passage, each.lead)]
    match = Matcher(query_words(question, index), texts, index)
    if not sentences:
        return Judged([], [], match, [], 0.0, tuple(match.missing(texts)))
    readings = read_hits(question, hits, index, load_reader())
    features = sentence_features(question, sentences, hits, index, match=match, readings=readings)
    across = asks_across(question, hits)
    weights = shipped_weights().of(across=across)
    scores = weights.scores(features)
    probability = weights.probability(signals(question, sentences, hits, features=features, scores=scores))
    scored = [
        Scored(sentence, score, dict(zip(NAMES, row, strict=True)))
        for sentence, score, row in zip(sentences, scores.tolist(), features.tolist(), strict=True)
    ]
    scored.sort(key=lambda each: (-each.score, each.sentence.doc_id, each.sentence.span.start))
    sure = probability >= settings.min_probability
    good = [each for each in scored if sure and _is_evidence(question, each, across=across)]
    return Judged(scored, good, match, readings, probability, () if good else tuple(match.missing(texts)), across)


def read_hits(question: Question, hits: Sequence[Hit], index: Index, reader: Reader) -> list[Reading]:
    """What the reader finds in the passage of each hit of the index."""
    above = [above_text(hit.passage, hit.source.title) for hit in hits]
    passages = [hit.passage for hit in hits]
    long = 1.0 if question.spec.long else SHORT_ANSWERS
    stored = StoredPassages(index, passages)
    return reader.read(question.text, [passage.text for passage in passages], above, long=long, stored=stored)


def _is_evidence(question: Question, scored: Scored, *, across: bool) -> bool:
    """Whether a sentence is about the names asked for; of a list of figures, whether it holds one of the year asked."""
    if scored.features["lacking"] or (across and scored.features["coverage"] < COVERAGE_ACROSS):
        return False
    if not question.lists_figures:
        return True
    of_year = all(year in scored.sentence.text.raw for year in _YEAR.findall(question.own))
    return of_year and scored.holds_kind and scored.features["coverage"] >= RELATED_COVERAGE
