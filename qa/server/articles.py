"""/v1/documents and /v1/removed: the articles looked through, added, taken out and put back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, File, Path, Query, UploadFile
from starlette.concurrency import run_in_threadpool

from embeddings.errors import InputRefusedError, UsageError
from embeddings.intake import Offered, Proposal
from embeddings.removal import Removed, SharedFileError
from embeddings.schema import CleaningReport, Document
from qa.holdings import catalogue_of
from qa.server.errors import AbsentError, ConflictError
from qa.server.models import DocumentPage, DocumentsWanted, NewDocument, Restored, Taken
from qa.server.problems import problems
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
        found = f"none of {path}"
        raise ConflictError("the article's file in the seeds folder", found, "build the index anew") from error


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
        raise AbsentError(error.expected, error.found, error.remedy) from error
    except InputRefusedError as error:
        raise ConflictError(error.expected, error.found, error.remedy) from error


def document_of(shared: Shared, doc_id: str) -> Document:
    """An article.

    Raises:
        AbsentError: There is none of that id.
    """
    try:
        return shared.assistant.document(doc_id)
    except UsageError as error:
        raise AbsentError(error.expected, error.found, error.remedy) from error


def _taken(shared: Shared, proposals: Sequence[Proposal]) -> Taken:
    """Write what is new.

    Raises:
        InputRefusedError: Nothing was written, and a file was refused.
        ConflictError: Nothing was written, for all of it is there already.
    """
    added = shared.feed.add(proposals)
    if not added.written:
        reason = "; ".join(f"{each.path}: {each.reason}" for each in added.left)
        refused = any(not proposal.articles for proposal in proposals)
        error = InputRefusedError if refused else ConflictError
        raise error("a new article", reason or "no file", "look at docs/feeding.md")
    return Taken(
        written=added.written,
        left=added.left,
        articles=tuple(article for proposal in proposals for article in proposal.articles),
        refused=tuple(each for proposal in proposals for each in proposal.refused),
    )
