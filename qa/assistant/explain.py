"""How an answer came about: the question as understood, and what the score of each sentence is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import Field

from embeddings.schema import Frozen, Hit
from qa.assistant.pipeline import Trace
from qa.evidence.select import Scored, Selection, shipped_weights
from qa.question.rules import Kind
from qa.question.understand import Question
from qa.schema import Answer

Outcome = Literal["answered", "name_missing", "improbable", "figures_missing", "nothing_found"]
"""Why there is evidence or none: no hit at all; a name that no hit holds; too little chance that the articles hold the
answer; no sentence with such a figure, or about the name."""


class SentenceScore(Frozen):
    """A sentence that was read; its score is the sum of its parts."""

    path: str
    text: str
    score: float = Field(description="in nats")
    parts: dict[str, float] = Field(description="what each of its features adds, in nats")
    evidence: bool = Field(description="whether it may be quoted")


class ExplainedQuestion(Frozen):
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
    probability: float = Field(description="that the articles hold the answer")
    sentences: tuple[SentenceScore, ...] = Field(description="best first")


class Explanation(Frozen):
    """An answer and how it came about."""

    answer: Answer
    min_probability: float = Field(description="Settings.min_probability")
    asked: tuple[ExplainedQuestion, ...] = Field(min_length=1, description="several for the sides of a comparison")


def explanation_of(trace: Trace, *, min_probability: float, most: int = 10) -> Explanation:
    """What a trace says of an answer.

    Args:
        trace: Of the answer.
        min_probability: The least that it was answered with.
        most: Sentences to keep for each question.
    """
    steps = zip(trace.interpretation.parts, trace.retrieval.by_part, trace.selections, strict=True)
    asked = tuple(_asked(part, hits, selection, min_probability, most) for part, hits, selection in steps)
    return Explanation(answer=trace.answer, min_probability=min_probability, asked=asked)


def _asked(
    question: Question, hits: Sequence[Hit], selection: Selection, min_probability: float, most: int
) -> ExplainedQuestion:
    judged = selection.judged
    weights = shipped_weights().of(across=judged.across).sentences
    good = {(each.sentence.doc_id, each.sentence.span.start) for each in judged.good}
    outcomes: list[tuple[bool, Outcome]] = [
        (bool(judged.good), "answered"),
        (not judged.scored, "nothing_found"),
        (bool(judged.missing), "name_missing"),
        (judged.probability < min_probability, "improbable"),
        (True, "figures_missing"),
    ]
    return ExplainedQuestion(
        text=question.text,
        kind=question.kind,
        focus=question.focus,
        unit=question.unit.pattern if question.unit else None,
        entities=question.entities,
        negated=question.negated,
        content=question.content,
        missing=judged.missing,
        outcome=next(outcome for holds, outcome in outcomes if holds),
        probability=judged.probability,
        sentences=tuple(_sentence(each, hits, weights, good) for each in judged.scored[:most]),
    )


def _sentence(
    scored: Scored, hits: Sequence[Hit], weights: Mapping[str, float], good: set[tuple[str, int]]
) -> SentenceScore:
    sentence = scored.sentence
    return SentenceScore(
        path=hits[sentence.hit].source.path,
        text=sentence.text.raw,
        score=scored.score,
        parts={name: weights[name] * value for name, value in scored.features.items()},
        evidence=(sentence.doc_id, sentence.span.start) in good,
    )
