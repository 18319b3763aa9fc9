"""/v1/eval: questions with known answers, asked of the index in use."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool

from embeddings.errors import InputRefusedError
from qa.evaluate import EvalReport, evaluate
from qa.golden import GoldenQuestion
from qa.holdings import catalogue_of
from qa.server.errors import ConflictError
from qa.server.models import EvalRequest
from qa.server.problems import problems
from qa.server.shared import Shared, SharedOf
from qa.shipped import shipped

router = APIRouter(tags=["measuring"])


@router.post("/v1/eval", responses=problems(409))
async def evaluate_questions(asked: EvalRequest, shared: SharedOf) -> EvalReport:
    """Figures on questions with known answers, one evaluation at a time; it takes one place at the gate.

    Raises:
        ConflictError: An evaluation is under way.
        InputRefusedError: There are too many questions, or none.
    """
    if shared.evaluating.locked():
        raise ConflictError("no evaluation under way", "one", "ask again when it is at its end")
    async with shared.evaluating:
        questions = asked.questions or await run_in_threadpool(_shipped, shared)
        limit = shared.settings.eval_questions
        if len(questions) > limit:
            raise InputRefusedError(
                f"at most {limit} questions", f"{len(questions)}", "ask in parts, or by `wenju eval`"
            )
        return await _evaluated(questions, shared)


async def _evaluated(questions: Sequence[GoldenQuestion], shared: Shared) -> EvalReport:
    """The report; an end of the server stops it after the question that it is at."""

    def done(count: int, total: int) -> None:
        if count < total and shared.under_way.closing:
            raise ConflictError("an evaluation to its end", f"a stop after {count} of {total}", "begin again")

    return await shared.gate.run(lambda: evaluate(questions, shared.assistant, done=done))


def _shipped(shared: Shared) -> list[GoldenQuestion]:
    questions = shipped(catalogue_of(shared.assistant))
    if not questions:
        raise InputRefusedError("questions, or an index of the shipped seeds", "neither", "send questions")
    return questions
