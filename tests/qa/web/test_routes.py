from __future__ import annotations

import html
from typing import TYPE_CHECKING

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from qa.web.actions import Shelf
from qa.web.app import VIEWS, routes

if TYPE_CHECKING:
    from tests.qa.web.scripted import ScriptedDesk


@pytest.fixture
def client(desk: ScriptedDesk) -> TestClient:
    return TestClient(Starlette(routes=routes(desk, Shelf())), headers={"accept-language": "zh-CN"})


def test_the_header_speaks_the_language_that_was_chosen_else_that_of_the_browser(client: TestClient) -> None:
    assert 'value="zh-CN" lang="zh-Hans" selected' in client.get("/wenju/shell").text
    chosen = client.get("/wenju/shell", headers={"cookie": "wenju_language=en"}).text
    assert 'value="en" lang="en" selected' in chosen
    assert 'aria-label="Appearance"' in chosen
    unknown = client.get("/wenju/shell", headers={"cookie": "wenju_language=<b>"}).text
    assert 'value="zh-CN" lang="zh-Hans" selected' in unknown


def test_the_script_gets_its_words(client: TestClient) -> None:
    said = client.get("/wenju/words").json()
    assert said["loading"] == "正在载入…"
    assert all(said.values())


def test_each_view_but_the_one_that_gradio_draws_has_its_panel(client: TestClient) -> None:
    opened = {view.name: client.get(f"/wenju/views/{view.name}").status_code for view in VIEWS}
    assert opened == {view.name: 404 if view.panel is None else 200 for view in VIEWS}


def test_list_and_article(client: TestClient) -> None:
    assert "东港一季度吞吐量增长" in client.get("/wenju/articles").text
    opened = client.get("/wenju/articles/0123456789abcdef")
    assert opened.status_code == 200
    assert "<mark>" not in opened.text


def test_a_citation_opens_its_article_with_the_quote_marked(client: TestClient) -> None:
    reply = client.get("/wenju/citations/cite-1-1-0123456789abcdef-0-17-11-16")
    assert reply.status_code == 200
    assert "<mark>港口今年一季度吞吐量为<strong>820万箱</strong>。</mark>" in reply.text


@pytest.mark.parametrize(
    "path",
    [
        "articles/ffffffffffffffff",
        "citations/cite-1-1-ffffffffffffffff-0-17",
        "citations/cite-1-1-0123456789abcdef-0-9999",
        "citations/nonsense",
    ],
)
def test_what_is_not_there_is_said(client: TestClient, path: str) -> None:
    reply = client.get(f"/wenju/{path}")
    assert reply.status_code == 404
    assert "当前版本里没有这篇文章" in reply.text


def test_before_the_first_build_the_list_is_empty(desk: ScriptedDesk, client: TestClient) -> None:
    desk.held = None
    assert client.get("/wenju/articles").status_code == 200
    assert client.get("/wenju/articles/0123456789abcdef").status_code == 404


def test_what_cleaning_removed_is_said_and_escaped(client: TestClient) -> None:
    said = client.get("/wenju/articles/0123456789abcdef/cleaning").text
    assert "原文 200 字，保留 100 字（50%）" in html.unescape(said)
    assert "<del><bdi>&#60;i&#62;广告&#60;&#47;i&#62;</bdi></del>" in said
    assert "a date in the future" in html.unescape(said)
    assert client.get("/wenju/articles/ffffffffffffffff/cleaning").status_code == 404
