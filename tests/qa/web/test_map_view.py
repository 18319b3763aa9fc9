from __future__ import annotations

import html
from pathlib import Path

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from qa.assistant.assistant import Assistant
from qa.assistant.corpus import holdings_of
from qa.config import Settings
from qa.web.map_view import POINT, groups, panel, points, routes

ARTICLES = [
    (
        f"甲报<b>{n % 12}" if n < 30 else "",
        f"20{10 + n % 14}-03-02" if n < 40 else "",
        f"第{n}座桥今天通车，长{n}公里。",
    )
    for n in range(60)
]


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    for number, (publisher, published, text) in enumerate(ARTICLES):
        stated = f"publisher: {publisher}\n" * bool(publisher) + f"date: {published}\n" * bool(published)
        (seeds / f"{number:02}.md").write_text(f"---\ntitle: 桥<i>{number}\n{stated}---\n{text}\n", encoding="utf-8")
    assistant = Assistant.open(settings=Settings(index=tmp_path / "index", seeds=seeds), unusable_ok=True)
    assistant.rebuild()
    return assistant


@pytest.fixture
def client(assistant: Assistant) -> TestClient:
    return TestClient(Starlette(routes=routes(assistant)), headers={"accept-language": "zh-CN"})


def test_ten_groups_have_a_colour_and_all_others_share_one(assistant: Assistant) -> None:
    catalogue = holdings_of(assistant.settings.index).catalogue()
    by_publisher, by_year = groups(catalogue, "publisher"), groups(catalogue, "year")
    assert (len(by_publisher.names), by_publisher.names[-1]) == (11, "")
    assert sum(by_publisher.counts) == sum(by_year.counts) == 60
    assert by_year.names[:2] == ["2023", "2022"]
    first = catalogue.entries[0]
    assert by_publisher.names[by_publisher.of[0]] in {first.publisher, ""}
    assert by_publisher.of[59] == by_year.of[59] == 10


def test_six_bytes_an_article(assistant: Assistant, client: TestClient) -> None:
    reply = client.get("/wenju/map/points", params={"generation": assistant.generation})
    found = np.frombuffer(reply.content, dtype=POINT)
    shown = holdings_of(assistant.settings.index).map()
    assert reply.content == points(shown)
    assert len(found) == 60
    assert (found["x"].min(), found["x"].max(), found["y"].min(), found["y"].max()) == (0, 65535, 0, 65535)
    assert client.get("/wenju/map/points", params={"generation": "x"}).status_code == 410


def test_an_article_is_named_when_pointed_at(assistant: Assistant, client: TestClient) -> None:
    asked = {"generation": assistant.generation, "row": "7"}
    said = client.get("/wenju/map/article", params=asked).text
    assert f'href="#doc-{assistant.documents()[7].doc_id}"' in said
    assert "桥<i>7" in html.unescape(said)
    assert "<i>" not in said
    for row in ("60", "-1", "x", "²", ""):
        assert client.get("/wenju/map/article", params=asked | {"row": row}).status_code == 410


def test_the_list_holds_what_the_map_shows(client: TestClient) -> None:
    everything = client.get("/wenju/map/list").text
    assert everything.count("<li>") == 50
    assert client.get("/wenju/map/list", params={"page": "2"}).text.count("<li>") == 10
    undated = client.get("/wenju/map/list", params={"by": "year", "group": "10"})
    assert "更早 / 日期不详" in html.unescape(undated.text)
    assert client.get("/wenju/map/list", params={"group": "99"}).text.count("<li>") == 0


def test_the_frame_is_small_and_escaped(assistant: Assistant, tmp_path: Path) -> None:
    markup = panel(assistant, "en")
    assert "<b>0" not in markup
    assert "Map of 60 articles" in html.unescape(markup)
    empty = Assistant.open(settings=Settings(index=tmp_path / "none"), unusable_ok=True)
    assert 'href="#/feed"' in panel(empty, "en")
    unbuilt = TestClient(Starlette(routes=routes(empty)))
    assert [unbuilt.get(f"/wenju/map/{name}").status_code for name in ("points", "article", "list")] == [409] * 3
