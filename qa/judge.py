"""Which sentences of the hits are evidence: each scored by what is known of it, and the best kept if that is enough.

A sentence's score is a weighted sum of its features; from the best one's signals comes the probability that the
articles hold the answer at all, and below `Settings.min_probability` there is no evidence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from embeddings.chunk import above_text
from embeddings.index import Index
from embeddings.schema import Hit
from qa.confidence import asks_across, shipped_weights, signals
from qa.config import Settings
from qa.match import Matcher, asked_words
from qa.question import Question
from qa.reader import Reader, Reading, load_reader
from qa.sentence_features import NAMES, sentence_features
from qa.sentences import Sentence, sentences_of

RELATED_COVERAGE = 0.4
"""Share of the question's weight that a figure of a list must cover: the first says 目标 or 提出, others need not."""
COVERAGE_ACROSS = 0.5
"""Share of the question's weight that evidence in another language must cover: there the probability alone refuses a
third of what no article answers (docs/reading.md)."""
LONG_ANSWERS = frozenset({"reason", "way", "definition", "list", "yesno"})
"""Kinds that are answered by a clause and not by a name or a number."""
SHORT_ANSWERS = 0.4
"""How long the reader is told that other answers are, 0 to 1: told 0, it is right more seldom where articles answer in
phrases, told 0.5 where they answer in names (docs/reader.md)."""
_YEAR = re.compile(r"(?:19|20)\d\d(?= ?年)")
"""A year in the question: each figure of a list must be of that year."""


class Scored(NamedTuple):
    """A sentence and how well it answers."""

    sentence: Sentence
    score: float
    """In nats: a sentence that leads by one is e times as likely to hold the answer."""
    features: dict[str, float]
    """By their names in qa.sentence_features."""

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
    match = Matcher(asked_words(question, index), texts, index)
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
    long = 1.0 if question.kind in LONG_ANSWERS else SHORT_ANSWERS
    return reader.read_stored(question.text, passages, above, index, long=long)


def _is_evidence(question: Question, scored: Scored, *, across: bool) -> bool:
    """Whether a sentence is about the names asked for; of a list of figures, whether it holds one of the year asked."""
    if scored.features["lacking"] or (across and scored.features["coverage"] < COVERAGE_ACROSS):
        return False
    if not question.lists_figures:
        return True
    of_year = all(year in scored.sentence.text for year in _YEAR.findall(question.own))
    return of_year and scored.holds_kind and scored.features["coverage"] >= RELATED_COVERAGE
