from __future__ import annotations

import threading
from collections.abc import Sequence

from embeddings.schema import Hit
from qa.evaluation.golden import GoldenQuestion
from qa.schema import Answer, Mode
from qa.web.evaluate import EvaluationJob, EvaluationState

QUESTIONS = [GoldenQuestion(id=f"{n}", question=f"第{n}问？", docs=(), answers=()) for n in range(3)]


class Refusing:
    """Refuses all; waits before each question until it may go on."""

    def __init__(self) -> None:
        self.go = threading.Semaphore(0)
        self.asked = threading.Semaphore(0)

    def retrieve(self, question: str, k: int = 8, *, mode: Mode = "hybrid") -> list[Hit]:
        raise AssertionError(question)

    def ask(self, question: str, *, history: Sequence[str] = (), generator: str | None = None) -> Answer:
        self.asked.release()
        assert self.go.acquire(timeout=20)
        return Answer(question=question, standalone_question=question, status="no_evidence", text="无", generation="g")


def ended(trial: EvaluationJob) -> EvaluationState:
    assert trial._future is not None
    trial._future.exception(timeout=20)
    return trial.state()


def test_one_at_a_time_with_its_result() -> None:
    trial, respondent = EvaluationJob(), Refusing()
    assert trial.state() == EvaluationState(running=False)
    assert trial.start(QUESTIONS, respondent, "g")
    assert respondent.asked.acquire(timeout=20)
    assert not trial.start(QUESTIONS, respondent, "g")
    assert trial.state() == EvaluationState(running=True, done=0, total=3)
    respondent.go.release(3)
    result = ended(trial).result
    assert result is not None
    assert (result.generation, result.report.unanswerable) == ("g", 3)
    assert result.report.reading.refused_of_unanswerable == 1


def test_it_stops_after_the_question_it_is_at() -> None:
    trial, respondent = EvaluationJob(), Refusing()
    trial.start(QUESTIONS, respondent, "g")
    assert respondent.asked.acquire(timeout=20)
    trial.stop()
    respondent.go.release(3)
    assert ended(trial).stopped
