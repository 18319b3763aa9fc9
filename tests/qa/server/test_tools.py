from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx
import pytest
from pydantic import AnyUrl

from embeddings.schema import Document
from qa.assistant.assistant import Assistant
from qa.config import ServerSettings
from qa.schema import Answer
from qa.server.api import Api
from qa.server.models import CorpusStatus, DocumentPage, HitList

if TYPE_CHECKING:
    from tests.qa.server.conftest import Connect, Site

QUESTION = "南京到2025年元宇宙及关联产业规模目标是多少？"


def test_every_tool_gives_the_json_of_its_type(connect: Connect, assistant: Assistant) -> None:
    async def talk() -> None:
        async with connect() as session:
            tools = {tool.name: tool for tool in (await session.list_tools()).tools}
            assert list(tools) == ["search", "ask", "get_document", "list_documents", "corpus_status"]
            assert all(tool.outputSchema and tool.description and tool.annotations for tool in tools.values())

            async def call(name: str, **arguments: object) -> dict[str, object]:
                result = await session.call_tool(name, arguments)
                assert not result.isError, result.content
                assert result.structuredContent is not None
                return result.structuredContent

            hits = HitList.model_validate(await call("search", question=QUESTION, k=2))
            assert list(hits.hits) == assistant.retrieve(QUESTION, 2)
            answer = Answer.model_validate(await call("ask", question=QUESTION))
            assert answer.citations == assistant.ask(QUESTION).citations
            follow_up = Answer.model_validate(await call("ask", question="那上海呢？", history=[QUESTION]))
            assert follow_up.text == assistant.ask("那上海呢？", history=[QUESTION]).text
            page = DocumentPage.model_validate(await call("list_documents", limit=2, sort="title"))
            assert (page.total, len(page.documents)) == (5, 2)
            doc_id = answer.citations[0].doc_id
            document = Document.model_validate(await call("get_document", doc_id=doc_id))
            assert document == assistant.document(doc_id)
            status = CorpusStatus.model_validate(await call("corpus_status"))
            assert (status.generation, status.documents) == (assistant.generation, 5)

    asyncio.run(talk())


def test_articles_are_resources_and_errors_are_one_line(connect: Connect, assistant: Assistant) -> None:
    async def talk() -> None:
        async with connect() as session:
            (template,) = (await session.list_resource_templates()).resourceTemplates
            assert template.uriTemplate == "wenju://documents/{doc_id}"
            document = assistant.documents()[0]
            read = await session.read_resource(AnyUrl(f"wenju://documents/{document.doc_id}"))
            assert read.contents[0].text.startswith(document.source.title)
            assert read.contents[0].text.endswith(document.text)
            for name, arguments in (("ask", {"question": "  "}), ("get_document", {"doc_id": "absent"})):
                result = await session.call_tool(name, arguments)
                assert result.isError
                assert "expected " in result.content[0].text
                assert "Traceback" not in result.content[0].text

    asyncio.run(talk())


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"host": "localhost:7860"}, 200),
        ({"host": "evil.example"}, 421),
        ({"origin": "http://evil.example"}, 403),
    ],
)
def test_the_protocol_has_the_guard_of_the_page(site: Site, headers: dict[str, str], status: int) -> None:
    asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accepted = {"accept": "application/json, text/event-stream"}
    assert httpx.post(f"{site.url}/mcp", json=asked, headers=accepted | headers).status_code == status


def test_without_the_guard_the_protocol_refuses_foreign_hosts_itself(assistant: Assistant) -> None:
    api = Api(assistant, ServerSettings())
    asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accepted = {"accept": "application/json, text/event-stream"}

    async def talk() -> None:
        transport = httpx.ASGITransport(app=api.app)
        async with api.lifespan(None), httpx.AsyncClient(transport=transport, base_url="http://localhost:1") as own:
            assert (await own.post("/mcp", json=asked, headers=accepted)).status_code == 200
            refused = await own.post("/mcp", json=asked, headers=accepted | {"host": "evil.example"})
            assert refused.status_code == 421

    asyncio.run(talk())
