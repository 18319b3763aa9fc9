"""Compare encoders on the same questions and articles: figures of each, and differences from the first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol

from pydantic import Field

from embeddings.bootstrap import paired_difference
from embeddings.errors import InputRefusedError
from embeddings.schema import Frozen, Hit
from qa.evaluation.evaluate import (
    DEPTH,
    MODES,
    RetrievalScores,
    first_rank,
    ndcg,
    recall,
    reciprocal_rank,
    retrieval_scores,
)
from qa.evaluation.golden import GoldenQuestion
from qa.followup.rewrite import standalone
from qa.question.understand import accept
from qa.schema import Mode

COMPARED: dict[str, Callable[[int | None], float]] = {
    "ndcg@10": lambda rank: ndcg(rank, 10),
    "mrr@10": lambda rank: reciprocal_rank(rank, 10),
    "recall@1": lambda rank: recall(rank, 1),
}
"""Figures whose differences are reported."""


class Retriever(Protocol):
    """An index with the vectors of one encoder; an Assistant is one."""

    def retrieve(self, question: str, k: int = 8, *, mode: Mode = "hybrid") -> list[Hit]:
        """The k best passages, best first."""
        ...


class Whole(NamedTuple):
    """A stand-alone question, and the prefixes of the paths of the right articles."""

    text: str
    docs: tuple[str, ...]


class WholeQuestions(NamedTuple):
    """The questions put to every encoder."""

    asked: list[Whole]
    not_asked: tuple[str, ...]
    """Ids of questions refused as input."""


class EncoderTrial(NamedTuple):
    """The results of one encoder."""

    dim: int
    seconds: float
    """Time to encode the passages."""
    ranks: dict[Mode, list[int | None]]
    """Rank of the first right article per question; None if it was not found."""


class FigureDifference(Frozen):
    """A figure less that of the first encoder, question by question."""

    mean: float
    low: float = Field(description="lower end of the 95 % interval, by bootstrap over the questions")
    high: float


class EncoderReport(Frozen):
    """What one encoder is worth on a file of questions."""

    dim: int
    seconds: float = Field(description="to encode the passages")
    questions: int = Field(description="that have an answer and were asked: what the means are over")
    not_asked: tuple[str, ...] = Field(description="ids of questions refused as input, such as blank ones; in no mean")
    retrieval: dict[Mode, RetrievalScores]
    difference: dict[Mode, dict[str, FigureDifference]] | None = Field(
        description="of ndcg@10, mrr@10 and recall@1 from the first encoder; None for the first"
    )


class EncoderComparison(Frozen):
    """Reports by the encoders' names, in the order in which they were named."""

    encoders: dict[str, EncoderReport]


def whole_questions(questions: Sequence[GoldenQuestion], max_chars: int) -> WholeQuestions:
    """The questions that have an answer, with follow-ups rewritten to stand alone.

    Args:
        questions: The questions of the file.
        max_chars: Longest question accepted, in characters.
    """
    asked: list[Whole] = []
    not_asked: list[str] = []
    for question in questions:
        try:
            history = [accept(earlier, max_chars) for earlier in question.history]
            text = standalone(accept(question.question, max_chars), history)
        except InputRefusedError:
            not_asked.append(question.id)
        else:
            if question.docs:
                asked.append(Whole(text, question.docs))
    return WholeQuestions(asked, tuple(not_asked))


def ranks_of(
    questions: Sequence[Whole], retriever: Retriever, *, done: Callable[[int, int], None] | None = None
) -> dict[Mode, list[int | None]]:
    """Rank of the first right article for each question, by mode; `done` is called after each question."""
    ranks: dict[Mode, list[int | None]] = {mode: [] for mode in MODES}
    for number, question in enumerate(questions, 1):
        for mode in MODES:
            hits = retriever.retrieve(question.text, DEPTH, mode=mode)
            ranks[mode].append(first_rank([hit.source.path for hit in hits], question.docs))
        if done is not None:
            done(number, len(questions))
    return ranks


def compare(trials: Mapping[str, EncoderTrial], not_asked: tuple[str, ...] = ()) -> EncoderComparison:
    """Figures of each encoder, and their differences from the first.

    Args:
        trials: Results by encoder name, all for the same questions in the same order.
        not_asked: Ids of the questions that were refused as input.
    """
    first = next(iter(trials.values()))
    return EncoderComparison(
        encoders={
            name: EncoderReport(
                dim=trial.dim,
                seconds=trial.seconds,
                questions=len(trial.ranks["hybrid"]),
                not_asked=not_asked,
                retrieval={mode: retrieval_scores(trial.ranks[mode]) for mode in MODES},
                difference=None if trial is first else _differences(first, trial),
            )
            for name, trial in trials.items()
        }
    )


def _differences(first: EncoderTrial, other: EncoderTrial) -> dict[Mode, dict[str, FigureDifference]]:
    return {
        mode: {name: _difference(of, first.ranks[mode], other.ranks[mode]) for name, of in COMPARED.items()}
        for mode in MODES
    }


def _difference(
    of: Callable[[int | None], float], first: Sequence[int | None], other: Sequence[int | None]
) -> FigureDifference:
    found = paired_difference([of(rank) for rank in first], [of(rank) for rank in other])
    return FigureDifference(mean=found.mean, low=found.low, high=found.high)
