from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from mcp.shared.exceptions import McpError
from mcp.shared.memory import create_connected_server_and_client_session
from mcp.types import PaginatedRequestParams, ReadResourceResult, TextResourceContents

from qa.assistant.assistant import Assistant
from qa.server import mcp as resources
from qa.server.mcp import mcp_server

if TYPE_CHECKING:
    from tests.qa.server.conftest import Connect


def text_of(read: ReadResourceResult) -> str:
    (content,) = read.contents
    assert isinstance(content, TextResourceContents)
    return content.text


def test_every_article_is_listed_and_read(connect: Connect, assistant: Assistant) -> None:
    documents = {document.doc_id: document for document in assistant.documents()}

    async def talk() -> None:
        async with connect() as session:
            listed = await session.list_resources()
            assert listed.nextCursor is None
            held = [documents[str(each.uri).removeprefix("wenju://documents/")] for each in listed.resources]
            assert len(held) == len(documents) == 5
            published = [document.source.published for document in held]
            assert published[:-1] == sorted(filter(None, published), reverse=True)  # the one without a day is the last
            for each, document in zip(listed.resources, held, strict=True):
                assert (each.name, each.title) == (document.source.path, document.source.title)
                known = filter(None, (document.source.publisher, document.source.published))
                assert each.description == " · ".join(map(str, known))
                assert text_of(await session.read_resource(each.uri)).endswith(document.text)

    asyncio.run(talk())


def test_a_long_list_comes_in_parts_of_one_generation(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "PAGE", 2)

    async def talk() -> None:
        server = mcp_server(assistant)._mcp_server
        async with create_connected_server_and_client_session(server) as session:
            found, cursor = [], None
            while True:
                part = await session.list_resources(params=PaginatedRequestParams(cursor=cursor))
                found.append([str(each.uri) for each in part.resources])
                if (cursor := part.nextCursor) is None:
                    break
            assert [len(each) for each in found] == [2, 2, 1]
            assert len({uri for each in found for uri in each}) == 5
            for wrong in ("0123456789abcdef:2", f"{assistant.generation}:5", f"{assistant.generation}:-1", "2"):
                with pytest.raises(McpError, match=r"^expected a cursor of generation .*; list from the beginning$"):
                    await session.list_resources(params=PaginatedRequestParams(cursor=wrong))

    asyncio.run(talk())
