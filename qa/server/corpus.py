"""The routes that maintain an index.

/v1/documents and /v1/removed list, add, remove and restore articles; /v1/build and /v1/generations rebuild the index
while questions are answered, and roll back; /v1/eval evaluates the index in use on questions with known answers.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Body, File, Header, Path, Query, Response, UploadFile
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse

from embeddings.errors import IndexMissingError, InputRefusedError, UnconfirmedError, UsageError, WenjuError
from embeddings.ingest.intake import Offered, Proposal, Removed, SharedFileError
from embeddings.schema import CleaningReport, Document
from embeddings.store.generations import current_id
from qa.assistant.corpus import catalogue_of
from qa.assistant.rebuild import PROGRESS_SECONDS, RebuildState
from qa.evaluation.evaluate import EvalReport, evaluate
from qa.evaluation.golden import GoldenQuestion, shipped
from qa.reasons import AnswerReason
from qa.server.ask import MEDIA_TYPE, ONE_EVENT, EventStream, sse
from qa.server.errors import AbsentError, ConflictError, problem_of, problems
from qa.server.models import (
    BuildRequest,
    BuildState,
    DocumentPage,
    DocumentsWanted,
    EvalRequest,
    Generations,
    InUse,
    NewDocument,
    Restored,
    Taken,
)
from qa.server.shared import Shared, SharedOf

router = APIRouter(tags=["articles"])

FILES_PATH = "/v1/documents/files"
DocId = Annotated[str, Path(description="an article's id", max_length=100)]
RemovedId = Annotated[str, Path(description="a removed file's id", max_length=100)]


@router.get("/v1/documents", responses=problems())
def list_documents(wanted: Annotated[DocumentsWanted, Query()], shared: SharedOf) -> DocumentPage:
    """The articles of the index in short, a part at a time."""
    return wanted.page(catalogue_of(shared.assistant))


@router.get("/v1/documents/{doc_id}", responses=problems(404))
def get_document(doc_id: DocId, shared: SharedOf) -> Document:
    """An article: the text that citations quote, its sections and its source."""
    return document_of(shared, doc_id)


@router.get("/v1/documents/{doc_id}/report", responses=problems(404))
def get_report(doc_id: DocId, shared: SharedOf) -> CleaningReport:
    """What cleaning removed, mended and found broken in an article."""
    document_of(shared, doc_id)
    return shared.assistant.report(doc_id)


@router.post("/v1/documents", status_code=202, responses=problems(409))
def add_document(new: NewDocument, shared: SharedOf) -> Taken:
    """Add an article given as text. It is in the answers after the next build."""
    published = None if new.published is None else new.published.isoformat()
    proposal = shared.feed.paste(new.title, new.text, published=published, publisher=new.publisher, url=new.url)
    return _taken(shared, [proposal])


@router.post(FILES_PATH, status_code=202, responses=problems(409))
async def add_files(
    files: Annotated[list[UploadFile], File(description="articles, in the forms of docs/feeding.md")], shared: SharedOf
) -> Taken:
    """Add files of articles. What they hold is in the answers after the next build; a bad one costs no other."""
    offered = [Offered(each.filename or "", await each.read()) for each in files]
    return await run_in_threadpool(lambda: _taken(shared, list(shared.feed.propose(offered))))


@router.delete("/v1/documents/{doc_id}", status_code=202, responses=problems(404, 409))
def remove_document(
    doc_id: DocId,
    shared: SharedOf,
    *,
    whole_file: Annotated[bool, Query(description="whether all articles of a file that holds several may go")] = False,
) -> Removed:
    """Take an article's file out of the seeds. It goes from the answers with the next build, and can be put back.

    Raises:
        SharedFileError: The file holds several articles.
        ConflictError: The file is gone already.
    """
    path = document_of(shared, doc_id).source.path
    try:
        return shared.feed.remove(path, whole_file=whole_file)
    except SharedFileError:
        raise
    except UsageError as error:
        raise ConflictError(AnswerReason.ARTICLE_FILE_GONE, {"path": path}) from error


@router.get("/v1/removed", responses=problems())
def list_removed(shared: SharedOf) -> list[Removed]:
    """The files that can be put back."""
    return shared.feed.removed()


@router.post("/v1/removed/{removed_id}/restore", responses=problems(404, 409))
def restore(removed_id: RemovedId, shared: SharedOf) -> Restored:
    """Put a removed file back. What it holds is in the answers after the next build.

    Raises:
        AbsentError: There is no such file.
        ConflictError: Another file has its name now.
    """
    try:
        return Restored(path=shared.feed.restore(removed_id))
    except UsageError as error:
        raise AbsentError(error.cause) from error
    except InputRefusedError as error:
        raise ConflictError(error.cause) from error


def document_of(shared: Shared, doc_id: str) -> Document:
    """The article with an id.

    Raises:
        AbsentError: The id is unknown.
    """
    try:
        return shared.assistant.document(doc_id)
    except UsageError as error:
        raise AbsentError(error.cause) from error


def _taken(shared: Shared, proposals: Sequence[Proposal]) -> Taken:
    """Write the new articles.

    Raises:
        InputRefusedError: Nothing was written, and a file was refused.
        ConflictError: Nothing was written, because all of it exists already.
    """
    added = shared.feed.add(proposals)
    if not added.written:
        why = "; ".join(f"{each.path}: {each.reason}" for each in added.left)
        cause = AnswerReason.NOTHING_ADDED.cause({"why": why}) if why else AnswerReason.NO_FILE_SENT.cause()
        refused = any(not proposal.articles for proposal in proposals)
        raise InputRefusedError(cause) if refused else ConflictError(cause)
    return Taken(
        written=added.written,
        left=added.left,
        articles=tuple(article for proposal in proposals for article in proposal.articles),
        refused=tuple(each for proposal in proposals for each in proposal.refused),
    )


index_router = APIRouter(tags=["index"])

EVENTS: dict[str, Any] = {MEDIA_TYPE: {"schema": ONE_EVENT, "example": 'event: progress\ndata: {"running":true,…}\n\n'}}
BUILD_EVENTS = (
    "How it stands; with Accept: text/event-stream, events progress and then done (BuildState), or error (Problem)"
)
Accept = Annotated[str, Header(include_in_schema=False)]


UNCONFIRMED = BuildRequest()
"""A request without a body."""


@index_router.post(
    "/v1/build",
    status_code=202,
    response_model=BuildState,
    responses={202: {"description": BUILD_EVENTS, "content": EVENTS}} | problems(409),
)
async def start_build(
    shared: SharedOf, asked: Annotated[BuildRequest, Body()] = UNCONFIRMED, accept: Accept = ""
) -> Response:
    """Begin to build the index from the seeds folder; questions are answered from the old one meanwhile.

    The reply comes when the articles were compared with those of the index, or after 5 s: a comparison that takes
    longer says in GET /v1/build, or in the events, that it needs a confirmation.

    Raises:
        ConflictError: A build is under way.
        UnconfirmedError: It needs a confirmation.
    """
    if not shared.building.start(confirm=asked.confirm):
        raise ConflictError(AnswerReason.BUILD_UNDER_WAY)
    if MEDIA_TYPE not in accept:
        await _compared(shared)
    return _stands(shared, accept, status=202)


COMPARING_SECONDS = 5.0
"""Time that the reply waits for the comparison: reading and cleaning 1,000 news articles takes 2 s."""
LOOK_SECONDS = 0.01


async def _compared(shared: Shared) -> None:
    """Wait until the build has compared its articles with those of the index.

    Raises:
        UnconfirmedError: It needs a confirmation.
    """
    until = time.monotonic() + COMPARING_SECONDS
    while not (state := shared.building.state()).compared and time.monotonic() < until:
        await asyncio.sleep(LOOK_SECONDS)
    if isinstance(state.error, UnconfirmedError):
        raise state.error


@index_router.get(
    "/v1/build",
    response_model=BuildState,
    responses={200: {"description": BUILD_EVENTS, "content": EVENTS}} | problems(),
)
async def get_build(shared: SharedOf, accept: Accept = "") -> Response:
    """How the build stands that is under way, or what became of the last one."""
    return _stands(shared, accept, status=200)


@index_router.delete("/v1/build", status_code=202, responses=problems())
async def cancel_build(shared: SharedOf) -> BuildState:
    """Tell the build that is under way to stop; the index in use stays."""
    shared.building.cancel()
    return build_status(shared.building.state())


@index_router.get("/v1/generations", responses=problems())
def list_generations(shared: SharedOf) -> Generations:
    """The generations of the index that are kept."""
    return Generations(
        generation=current_id(shared.assistant.settings.index), generations=shared.assistant.generations()
    )


@index_router.post("/v1/generations/{generation}/rollback", responses=problems(404, 409))
async def roll_back(generation: Annotated[str, Path(description="its id", max_length=100)], shared: SharedOf) -> InUse:
    """Answer from an earlier generation again.

    Raises:
        AbsentError: There is no such generation.
    """
    try:
        return InUse(generation=await run_in_threadpool(shared.assistant.rollback, generation))
    except (UsageError, IndexMissingError) as error:
        raise AbsentError(error.cause) from error


def build_status(state: RebuildState) -> BuildState:
    """The state of a build as a REST type."""
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
        replacement=state.replacement,
    )


def _stands(shared: Shared, accept: str, *, status: int) -> Response:
    if MEDIA_TYPE in accept:
        return EventStream(_progress(shared), lambda: None, status_code=status)
    body = build_status(shared.building.state()).model_dump(mode="json")
    return JSONResponse(body, status_code=status, headers={"location": "/v1/build"} if status == 202 else None)


async def _progress(shared: Shared) -> AsyncIterator[bytes]:
    """Yield progress whenever it changes, until the build or the server ends."""
    before: BuildState | None = None
    while not shared.under_way.closing:
        state = shared.building.state()
        now = build_status(state)
        if not now.running:
            yield _ended(now, state.error)
            return
        if before is None or (now.stage, now.done, now.cancelling) != (before.stage, before.done, before.cancelling):
            yield sse("progress", now)
        before = now
        await asyncio.sleep(PROGRESS_SECONDS)


def _ended(state: BuildState, error: WenjuError | None) -> bytes:
    return sse("done", state) if error is None else sse("error", problem_of(error))


measuring_router = APIRouter(tags=["measuring"])


@measuring_router.post("/v1/eval", responses=problems(409))
async def evaluate_questions(asked: EvalRequest, shared: SharedOf) -> EvalReport:
    """Figures on questions with known answers, one evaluation at a time; it takes one place at the gate.

    Raises:
        ConflictError: An evaluation is under way.
        InputRefusedError: There are too many questions, or none.
    """
    if shared.evaluating.locked():
        raise ConflictError(AnswerReason.EVALUATION_UNDER_WAY)
    async with shared.evaluating:
        questions = asked.questions or await run_in_threadpool(_shipped, shared)
        limit = shared.settings.eval_questions
        if len(questions) > limit:
            raise InputRefusedError(AnswerReason.TOO_MANY_QUESTIONS, {"limit": limit, "count": len(questions)})
        return await _evaluated(questions, shared)


async def _evaluated(questions: Sequence[GoldenQuestion], shared: Shared) -> EvalReport:
    """The report; if the server ends, the evaluation stops after the current question."""

    def done(count: int, total: int) -> None:
        if count < total and shared.under_way.closing:
            raise ConflictError(AnswerReason.EVALUATION_ENDED, {"done": count, "total": total})

    return await shared.gate.run(lambda: evaluate(questions, shared.assistant, done=done))


def _shipped(shared: Shared) -> list[GoldenQuestion]:
    questions = shipped(catalogue_of(shared.assistant))
    if not questions:
        raise InputRefusedError(AnswerReason.NO_SHIPPED_QUESTIONS)
    return questions
