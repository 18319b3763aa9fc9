"""The articles as resources of the Model Context Protocol: listed a part at a time, each read as text."""

from __future__ import annotations

from mcp.server.fastmcp import FastMCP
from mcp.shared.exceptions import McpError
from mcp.types import INVALID_PARAMS, ErrorData, ListResourcesRequest, ListResourcesResult, Resource
from pydantic import AnyUrl
from starlette.concurrency import run_in_threadpool

from embeddings.catalogue import Wanted
from embeddings.entries import Entry
from qa.holdings import catalogue_of
from qa.server.models import PAGE
from qa.service import Assistant

ARTICLE = "wenju://documents/{doc_id}"
MIME_TYPE = "text/plain"


class Resources:
    """The articles of the generation in use."""

    def __init__(self, assistant: Assistant) -> None:
        """Of an assistant."""
        self._assistant = assistant

    async def article(self, doc_id: str) -> str:
        """An article as text: title, publisher and day, then what it says."""
        document = await run_in_threadpool(self._assistant.document, doc_id)
        source = document.source
        byline = " · ".join(str(each) for each in (source.publisher, source.published, source.url) if each)
        return "\n\n".join(part for part in (source.title, byline, document.text) if part)

    async def listed(self, asked: ListResourcesRequest) -> ListResourcesResult:
        """The articles, the newest first, PAGE of them and where the next ones begin.

        Raises:
            McpError: The cursor is none of ours, or of a generation that is no longer in use.
        """
        return await run_in_threadpool(self._listed, asked.params.cursor if asked.params else None)

    def _listed(self, cursor: str | None) -> ListResourcesResult:
        catalogue = catalogue_of(self._assistant)
        entries = catalogue.select(Wanted())
        offset = _offset(cursor, catalogue.generation, len(entries)) if cursor else 0
        end = offset + PAGE
        return ListResourcesResult(
            resources=[_resource(entry) for entry in entries[offset:end]],
            nextCursor=f"{catalogue.generation}:{end}" if end < len(entries) else None,
        )


def _offset(cursor: str, generation: str, total: int) -> int:
    of, _, offset = cursor.partition(":")
    if of != generation or not offset.isdecimal() or not int(offset) < total:
        line = f"expected a cursor of generation {generation}; found {cursor!r}; list from the beginning"
        raise McpError(ErrorData(code=INVALID_PARAMS, message=line))
    return int(offset)


def _resource(entry: Entry) -> Resource:
    return Resource(
        uri=AnyUrl(ARTICLE.format(doc_id=entry.doc_id)),
        name=entry.path,
        title=entry.title,
        description=" · ".join(part for part in (entry.publisher, entry.published) if part) or None,
        mimeType=MIME_TYPE,
    )


def offer_articles(server: FastMCP[None], assistant: Assistant) -> None:
    """Make the articles resources of a server."""
    resources = Resources(assistant)
    server.resource(ARTICLE, name="article", title="Article", mime_type=MIME_TYPE)(resources.article)
    # FastMCP lists resources one by one and all at once; the server beneath it takes a cursor.
    server._mcp_server.list_resources()(resources.listed)  # pyright: ignore[reportPrivateUsage]
