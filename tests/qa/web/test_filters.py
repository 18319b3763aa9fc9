from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.testclient import TestClient

from qa.web.filters import filter_routes, publishers_of

if TYPE_CHECKING:
    from tests.qa.web.scripted import ScriptedDesk


def named(desk: ScriptedDesk, *publishers: str | None) -> None:
    document = desk.documents()[0]
    desk.held = [
        document.model_copy(update={"source": document.source.model_copy(update={"publisher": each})})
        for each in publishers
    ]


def test_publishers_of_most_articles_come_first(desk: ScriptedDesk) -> None:
    named(desk, "乙报", "甲报", None, "乙报")
    assert publishers_of(desk) == ["乙报", "甲报"]
    desk.held = None
    assert publishers_of(desk) == []


def test_the_form_escapes_and_the_version_is_compared(desk: ScriptedDesk) -> None:
    named(desk, '<b>"报')
    client = TestClient(Starlette(routes=filter_routes(desk)), headers={"accept-language": "en"})
    shown = client.get("/wenju/filters").text
    assert '<option value="&#60;b&#62;&#34;报">&#60;b&#62;&#34;报</option>' in shown
    assert client.get("/wenju/version?v=g1").text == client.get("/wenju/version").text == ""
    assert "another one is in use" in client.get("/wenju/version?v=%3Cb%3E").text
    assert "<b>" not in client.get("/wenju/version?v=%3Cb%3E").text
