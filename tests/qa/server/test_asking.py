from __future__ import annotations

import json
from typing import TYPE_CHECKING

import httpx
import pytest
from pydantic import TypeAdapter
from starlette.testclient import TestClient

from qa.assistant.assistant import Assistant
from qa.schema import Answer, Event, Where

if TYPE_CHECKING:
    from tests.qa.server.conftest import Site

QUESTION = "南京到2025年元宇宙及关联产业规模目标是多少？"


def events(text: str) -> list[tuple[str, dict[str, object]]]:
    """Names and contents of server-sent events."""
    found = []
    for block in filter(None, text.split("\n\n")):
        name, content = block.split("\n", 1)
        found.append((name.removeprefix("event: "), json.loads(content.removeprefix("data: "))))
    return found


def test_hits_are_those_of_the_assistant(client: TestClient, assistant: Assistant) -> None:
    got = client.post("/v1/retrieve", json={"question": QUESTION, "k": 3}).json()
    assert got == {"hits": [hit.model_dump(mode="json") for hit in assistant.retrieve(QUESTION, 3)]}
    assert got["hits"][0]["source"]["path"].startswith("003")


def test_filters_and_ways_reach_the_assistant(client: TestClient, assistant: Assistant) -> None:
    asked = {
        "question": "元宇宙",
        "k": 2,
        "mode": "lexical",
        "article": "002",
        "diversify": True,
        "today": "2023-01-01",
    }
    hits = assistant.retrieve("元宇宙", 2, mode="lexical", where=Where(article="002"), diversify=True)
    assert [hit["passage"]["passage_id"] for hit in client.post("/v1/retrieve", json=asked).json()["hits"]] == [
        hit.passage.passage_id for hit in hits
    ]


def test_an_answer_is_that_of_the_assistant(client: TestClient, assistant: Assistant) -> None:
    got = Answer.model_validate_json(client.post("/v1/ask", json={"question": QUESTION}).text)
    assert got.model_copy(update={"timings": {}}) == assistant.ask(QUESTION).model_copy(update={"timings": {}})
    assert got.short_answer == "1350億元"


def test_a_follow_up_is_filled_in_from_the_history(client: TestClient) -> None:
    asked = {"question": "那上海呢？", "history": [QUESTION]}
    assert "上海" in client.post("/v1/ask", json=asked).json()["standalone_question"]
    assert client.post("/v1/ask", json=asked).json()["standalone_question"] != "那上海呢？"


def test_the_stream_has_hits_then_text_then_the_answer(client: TestClient, assistant: Assistant) -> None:
    reply = client.post("/v1/ask/stream", json={"question": QUESTION})
    assert reply.headers["content-type"].startswith("text/event-stream")
    told = events(reply.text)
    assert [name for name, _ in told] == ["hits", "text", "answer"]
    typed = [TypeAdapter[Event](Event).validate_python(content) for _, content in told]
    answer = assistant.ask(QUESTION)
    assert typed[1].text == answer.text
    assert typed[2].answer.citations == answer.citations


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/ask/stream", "/v1/retrieve"])
@pytest.mark.parametrize(
    ("asked", "status", "kind"),
    [
        ({"question": "  "}, 422, "input-refused"),
        ({"question": "长" * 1001}, 422, "input-refused"),
        ({"question": ""}, 422, "request"),
        ({}, 422, "request"),
        ({"question": "a", "unknown": 1}, 422, "request"),
        ({"question": "a", "after": "gestern"}, 422, "request"),
        ({"question": "元宇宙", "article": "no such article"}, 400, "wrong-use"),
    ],
)
def test_what_cannot_be_asked_is_a_problem(
    client: TestClient, path: str, asked: dict[str, object], status: int, kind: str
) -> None:
    reply = client.post(path, json=asked)
    assert reply.status_code == status
    assert reply.headers["content-type"] == "application/problem+json"
    problem = reply.json()
    assert problem["type"] == f"urn:wenju:problem:{kind}"
    assert problem["status"] == status
    assert problem["detail"].startswith("expected ")
    assert "Traceback" not in reply.text


def test_each_fault_of_a_request_is_named(client: TestClient) -> None:
    problem = client.post("/v1/retrieve", json={"question": "a", "k": 0, "mode": "best"}).json()
    assert [fault["where"] for fault in problem["errors"]] == ["body.k", "body.mode"]


def test_a_text_body_is_not_read_as_a_question(client: TestClient) -> None:
    """A form of another site can send text without the browser asking first."""
    reply = client.post("/v1/ask", content='{"question": "元宇宙"}', headers={"content-type": "text/plain"})
    assert reply.status_code == 422


def test_a_client_that_goes_away_ends_the_work(site: Site) -> None:
    with httpx.stream("POST", f"{site.url}/v1/ask/stream", json={"question": QUESTION}, timeout=30) as reply:
        assert next(reply.iter_lines()) == "event: hits"
    for _ in range(8):  # more than may be at once: none has kept its place
        assert httpx.post(f"{site.url}/v1/ask", json={"question": QUESTION}, timeout=30).status_code == 200
