"""/v1/build and /v1/generations: the index built anew while questions are answered, and the way back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse

from embeddings.errors import IndexMissingError, UsageError, WenjuError
from embeddings.generations import current_id
from qa.building import PROGRESS_SECONDS, State
from qa.server.errors import AbsentError, ConflictError
from qa.server.models import BuildState, Generations, InUse
from qa.server.problems import problem_of, problems
from qa.server.shared import Shared, SharedOf
from qa.server.streams import MEDIA_TYPE, ONE_EVENT, EventStream, sse

router = APIRouter(tags=["index"])

EVENTS: dict[str, Any] = {MEDIA_TYPE: {"schema": ONE_EVENT, "example": 'event: progress\ndata: {"running":true,…}\n\n'}}
SAID = "How it stands; with Accept: text/event-stream, events progress and then done (BuildState), or error (Problem)"
Accept = Annotated[str, Header(include_in_schema=False)]


@router.post(
    "/v1/build",
    status_code=202,
    response_model=BuildState,
    responses={202: {"description": SAID, "content": EVENTS}} | problems(409),
)
async def start_build(shared: SharedOf, accept: Accept = "") -> Response:
    """Begin to build the index from the seeds folder; questions are answered from the old one meanwhile.

    Raises:
        ConflictError: A build is under way.
    """
    if not shared.building.start():
        raise ConflictError("no build under way", "one", "wait for its end: GET /v1/build says how it stands")
    return _stands(shared, accept, status=202)


@router.get(
    "/v1/build",
    response_model=BuildState,
    responses={200: {"description": SAID, "content": EVENTS}} | problems(),
)
async def get_build(shared: SharedOf, accept: Accept = "") -> Response:
    """How the build stands that is under way, or what became of the last one."""
    return _stands(shared, accept, status=200)


@router.delete("/v1/build", status_code=202, responses=problems())
async def cancel_build(shared: SharedOf) -> BuildState:
    """Tell the build that is under way to stop; the index in use stays."""
    shared.building.cancel()
    return told(shared.building.state())


@router.get("/v1/generations", responses=problems())
def list_generations(shared: SharedOf) -> Generations:
    """The generations of the index that are kept."""
    return Generations(
        generation=current_id(shared.assistant.settings.index), generations=shared.assistant.generations()
    )


@router.post("/v1/generations/{generation}/rollback", responses=problems(404, 409))
async def roll_back(generation: Annotated[str, Path(description="its id", max_length=100)], shared: SharedOf) -> InUse:
    """Answer from an earlier generation again.

    Raises:
        AbsentError: There is no such generation.
    """
    try:
        return InUse(generation=await run_in_threadpool(shared.assistant.rollback, generation))
    except (UsageError, IndexMissingError) as error:
        raise AbsentError(error.expected, error.found, error.remedy) from error


def told(state: State) -> BuildState:
    """How a build stands, as programs take it."""
    return BuildState(
        running=state.running,
        stage=state.stage.name if state.stage else None,
        done=state.stage.done if state.stage else 0,
        total=state.stage.total if state.stage else 0,
        part=state.part,
        seconds_left=state.left,
        cancelling=state.cancelling,
        report=state.report,
        error=str(state.error) if state.error else None,
    )


def _stands(shared: Shared, accept: str, *, status: int) -> Response:
    if MEDIA_TYPE in accept:
        return EventStream(_progress(shared), lambda: None, status_code=status)
    body = told(shared.building.state()).model_dump(mode="json")
    return JSONResponse(body, status_code=status, headers={"location": "/v1/build"} if status == 202 else None)


async def _progress(shared: Shared) -> AsyncIterator[bytes]:
    """Progress whenever it has changed, until the end of the build or of the server."""
    before: BuildState | None = None
    while not shared.under_way.closing:
        state = shared.building.state()
        now = told(state)
        if not now.running:
            yield _ended(now, state.error)
            return
        if before is None or (now.stage, now.done, now.cancelling) != (before.stage, before.done, before.cancelling):
            yield sse("progress", now)
        before = now
        await asyncio.sleep(PROGRESS_SECONDS)


def _ended(state: BuildState, error: WenjuError | None) -> bytes:
    return sse("done", state) if error is None else sse("error", problem_of(error))
