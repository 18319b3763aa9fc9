from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from qa.web.actions import Opinions, Shelf, answer_routes

if TYPE_CHECKING:
    from tests.qa.web.scripted import ScriptedDesk


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def client(desk: ScriptedDesk, shelf: Shelf) -> TestClient:
    routes = answer_routes(desk, shelf, Opinions(desk.settings.index))
    return TestClient(Starlette(routes=routes), headers={"accept-language": "zh-CN"})


@pytest.fixture
def name(desk: ScriptedDesk, shelf: Shelf) -> str:
    return shelf.put(list(desk.stream("吞吐量？"))[-1].answer)


def test_an_answer_is_exported_in_each_form(client: TestClient, name: str) -> None:
    for form, kind in {
        "md": "text/markdown",
        "json": "application/json",
        "html": "text/html",
        "txt": "text/plain",
    }.items():
        reply = client.get(f"/wenju/answers/{name}.{form}")
        assert reply.headers["content-type"].startswith(kind)
        assert reply.headers["content-disposition"] == f'attachment; filename="wenju.{form}"'
        assert "820万箱" in reply.text
    assert client.get(f"/wenju/answers/{name}.exe").status_code == 404
    assert client.get(f"/wenju/answers/{'0' * 24}.md").status_code == 404


def test_a_conversation_is_exported_in_its_order(
    client: TestClient, desk: ScriptedDesk, shelf: Shelf, name: str
) -> None:
    other = shelf.put(list(desk.stream("天气？"))[-1].answer)
    listed = client.get(f"/wenju/conversation.json?answers={other}.nothing.{name}").json()["answers"]
    assert [each["question"] for each in listed] == ["天气？", "吞吐量？"]
    assert client.get("/wenju/conversation.json?answers=").status_code == 404


def test_suggestions_are_links_that_ask(client: TestClient, name: str) -> None:
    said = client.get(f"/wenju/answers/{name}/next").text
    assert said.count('class="wj-suggestion"') == 2
    assert "<bdi>&#60;b&#62;目标" in said
    assert "<b>" not in said


def test_opinions_are_taken_and_given_back(client: TestClient, name: str) -> None:
    form = client.get(f"/wenju/answers/{name}/opinion").text
    assert "哪里没帮上" in form
    sent = client.post(f"/wenju/answers/{name}/opinion", json={"helpful": False, "reason": "incomplete", "note": "少"})
    assert sent.status_code == 204
    assert client.post(f"/wenju/answers/{name}/opinion", content=b"x").status_code == 422
    assert client.post(f"/wenju/answers/{'0' * 24}/opinion", json={"helpful": True}).status_code == 404
    kept = client.get("/wenju/opinions.jsonl")
    assert json.loads(kept.text)["reason"] == "incomplete"


def test_an_answer_without_table_or_days_has_nothing_to_look_at(client: TestClient, name: str) -> None:
    assert html.unescape(client.get(f"/wenju/answers/{name}/look/1").text) == ""
    assert client.get(f"/wenju/answers/{'0' * 24}/look/1").status_code == 404
