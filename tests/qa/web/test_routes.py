from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from qa.web.routes import ASSETS, head, routes

if TYPE_CHECKING:
    from tests.qa.web.conftest import ScriptedDesk


@pytest.fixture
def client(desk: ScriptedDesk) -> TestClient:
    return TestClient(Starlette(routes=routes(desk)), headers={"accept-language": "zh-CN"})


def test_assets_are_served_from_the_package_under_addresses_with_their_hash(client: TestClient) -> None:
    addresses = re.findall(r'(?:href|src)="(/wenju/[^"]+)"', head())
    assert {address.split("?")[0].rsplit("/", 1)[1] for address in addresses} == set(ASSETS)
    for address in addresses:
        reply = client.get(address)
        assert reply.content == files("qa.web").joinpath(address.split("?")[0].rsplit("/", 1)[1]).read_bytes()
        assert "immutable" in reply.headers["cache-control"]


def test_nothing_that_the_page_loads_names_another_host() -> None:
    for name in ASSETS:
        content = files("qa.web").joinpath(name).read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert re.findall(r"https?:|@import|url\(", content) == [], name


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
