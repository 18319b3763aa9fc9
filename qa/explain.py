"""How an answer came about: the question as understood, and what the score of each sentence is made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from embeddings.index import Index
from embeddings.schema import Frozen, Hit
from qa.config import Settings
from qa.question import Question, of_side
from qa.question_rules import Kind
from qa.read import HIT_POWER, HIT_WEIGHT, KIND_BONUS, Judged, Scored, judge
from qa.schema import Answer

Outcome = Literal["answered", "name_missing", "too_little_covered", "kind_missing", "nothing_found"]
"""Why there is evidence or none: no hit at all; a name that no hit holds; no sentence that covers enough; none of
those that do that holds an answer of the kind asked for, or is about the name."""


class SentenceScore(Frozen):
    """A sentence that was read; its score is the sum of the four parts."""

    path: str
    text: str
    score: float
    coverage: float = Field(description="share of the question's weight found in it, around it and above it")
    cosine: float = Field(description="the weighted cosine of question and sentence")
    hit: float = Field(description="the weighted rank of its passage")
    kind: float = Field(description="for holding an answer of the kind asked for")
    evidence: bool = Field(description="whether it may be quoted")


class Asked(Frozen):
    """A question as understood: the whole one, or one side of a comparison."""

    text: str
    kind: Kind
    focus: str
    unit: str | None = Field(description="expression that the figure must match; None where any will do")
    entities: tuple[str, ...]
    negated: bool
    content: str = Field(description="what the indexes were asked")
    missing: tuple[str, ...] = Field(description="names that no hit holds")
    outcome: Outcome
    sentences: tuple[SentenceScore, ...] = Field(description="best first")


class Explanation(Frozen):
    """An answer and how it came about."""

    answer: Answer
    min_coverage: float = Field(description="Settings.min_coverage")
    asked: tuple[Asked, ...] = Field(min_length=1, description="several for the sides of a comparison")


def explained(answer: Answer, question: Question, index: Index, *, settings: Settings, most: int = 10) -> Explanation:
    """Judge the sentences of an answer's hits once more, and keep what each score is made of.

    Args:
        answer: What was answered.
        question: As understood for it.
        index: The snapshot that answered.
        settings: Those that it was answered with.
        most: Sentences to keep for each question.

    Returns:
        The explanation; the sides of a comparison are judged over the hits of all sides.
    """
    parts = [of_side(question, side) for side in question.sides] or [question]
    asked = tuple(_asked(part, answer.hits, index, settings, most) for part in parts)
    return Explanation(answer=answer, min_coverage=settings.min_coverage, asked=asked)


def _asked(question: Question, hits: Sequence[Hit], index: Index, settings: Settings, most: int) -> Asked:
    judged = judge(question, hits, index, settings=settings)
    best = max((each.sentence.hit_score for each in judged.scored), default=0.0) or 1.0
    good = {(each.sentence.doc_id, each.sentence.span.start) for each in judged.good}
    covered = any(each.coverage >= settings.min_coverage for each in judged.scored)
    return Asked(
        text=question.text,
        kind=question.kind,
        focus=question.focus,
        unit=question.unit.pattern if question.unit else None,
        entities=question.entities,
        negated=question.negated,
        content=question.content,
        missing=judged.missing,
        outcome=_outcome(judged, covered=covered),
        sentences=tuple(_sentence(each, best, good, index) for each in judged.scored[:most]),
    )


def _outcome(judged: Judged, *, covered: bool) -> Outcome:
    if judged.good:
        return "answered"
    if not judged.scored:
        return "nothing_found"
    if judged.missing:
        return "name_missing"
    return "kind_missing" if covered else "too_little_covered"


def _sentence(scored: Scored, best: float, good: set[tuple[str, int]], index: Index) -> SentenceScore:
    sentence = scored.sentence
    hit = HIT_WEIGHT * (sentence.hit_score / best) ** HIT_POWER
    kind = KIND_BONUS * scored.holds_kind
    return SentenceScore(
        path=index.document(sentence.doc_id).source.path,
        text=sentence.text,
        score=scored.score,
        coverage=scored.coverage,
        cosine=scored.score - scored.coverage - hit - kind,
        hit=hit,
        kind=kind,
        evidence=(sentence.doc_id, sentence.span.start) in good,
    )
