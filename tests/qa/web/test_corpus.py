from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from embeddings.store.catalogue import Wanted
from qa.assistant.assistant import Assistant
from qa.config import Settings
from qa.web.corpus import panel, routes, wanted

LINES = [
    f'{{"title":"第{number}号<b>报道","text":"东港第{number}号码头今天启用，年吞吐量{number}00万箱。","publisher":"东港日报",'
    f'"date":"2024-03-{number % 28 + 1:02}"}}'
    for number in range(1, 61)
]


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "many<i>.jsonl").write_text("\n".join(LINES), encoding="utf-8")
    (seeds / "single.txt").write_text(
        "西湖遊船復航\n西湖遊船今天復航，每日十二班，車輛須停在湖邊。\n", encoding="utf-8"
    )
    (seeds / "broken.json").write_text("{", encoding="utf-8")
    settings = Settings(index=tmp_path / "index", seeds=seeds)
    assistant = Assistant.open(settings=settings, unusable_ok=True)
    assistant.rebuild()
    return assistant


@pytest.fixture
def client(assistant: Assistant) -> TestClient:
    return TestClient(Starlette(routes=routes(assistant)), headers={"accept-language": "zh-CN"})


def titles(markup: str) -> list[str]:
    return [html.unescape(each) for each in re.findall(r'href="#doc-[^>]*><bdi>(.*?)</bdi>', markup)]


def test_the_first_page_stands_in_the_view(assistant: Assistant) -> None:
    markup = panel(assistant, "zh-CN")
    assert len(titles(markup)) == 50
    text = html.unescape(markup)
    assert "61 篇文章，61 段；版本" in text
    assert "找到 61 篇，第 1–50 篇" in text
    assert "未收录 1 个文件" in text
    assert "broken.json" in text
    assert "东港日报 (60)" in text
    assert "<b>报道" not in markup
    assert "many<i>" not in markup


def test_pages_orders_and_the_search(client: TestClient) -> None:
    second = client.get("/wenju/corpus/list", params={"page": "2"}).text
    assert len(titles(second)) == 11
    assert len(titles(client.get("/wenju/corpus/list", params={"page": "9999"}).text)) == 11
    ascending = client.get("/wenju/corpus/list", params={"sort": "chars", "down": "0"}).text
    assert titles(ascending)[0] == "第1号<b>报道"
    assert 'aria-sort="ascending" class="wj-col-chars"' in ascending
    found = client.get("/wenju/corpus/list", params={"text": "西湖游船 车辆"}).text
    assert titles(found) == ["西湖遊船復航"]
    assert "没有符合条件的文章" in client.get("/wenju/corpus/list", params={"text": "火星"}).text


def test_what_cannot_be_read_counts_as_not_given() -> None:
    assert wanted({}) == (Wanted(), 1)
    assert wanted({"sort": "x;--", "page": "-1", "down": "?"}) == (Wanted(descending=False), 1)
    assert wanted({"page": "²"}) == (Wanted(), 1)
    asked = {"text": "a" * 900, "sort": "kept", "down": "0", "page": "12", "year": "2024", "publisher": "甲"}
    assert wanted(asked) == (
        Wanted(text="a" * 200, publisher="甲", year="2024", sort="kept", descending=False),
        12,
    )


def test_an_article_is_removed_and_put_back(client: TestClient, assistant: Assistant) -> None:
    single = next(each for each in assistant.documents() if each.source.path == "single.txt")
    done = client.post("/wenju/corpus/remove", params={"doc_id": single.doc_id})
    assert done.status_code == 200
    assert "已移出：single.txt" in html.unescape(done.text)
    assert not (assistant.settings.seeds / "single.txt").exists()
    assert "已移除，重建后生效" in client.get("/wenju/corpus/list", params={"text": "西湖"}).text
    listed = client.get("/wenju/corpus/removed").text
    assert "已移除的文件：1" in html.unescape(listed)
    removed = re.findall(r'data-id="([0-9a-f]+)"', listed)
    assert client.post("/wenju/corpus/restore", params={"id": removed[0]}).status_code == 200
    assert (assistant.settings.seeds / "single.txt").exists()
    assert client.post("/wenju/corpus/restore", params={"id": removed[0]}).status_code == 409
    assert client.get("/wenju/corpus/removed").text == ""


def test_a_file_of_several_goes_only_as_a_whole(client: TestClient, assistant: Assistant) -> None:
    one = next(each for each in assistant.documents() if each.source.path.startswith("many"))
    asked = client.post("/wenju/corpus/remove", params={"doc_id": one.doc_id})
    assert asked.status_code == 428
    assert "many<i>.jsonl with 60" in html.unescape(asked.text)
    assert "<i>" not in asked.text
    whole = client.post("/wenju/corpus/remove", params={"doc_id": one.doc_id, "whole": "1"})
    assert whole.status_code == 200
    assert client.get("/wenju/corpus/list").text.count("已移除，重建后生效") >= 49


def test_an_unknown_article_is_said(client: TestClient) -> None:
    assert client.post("/wenju/corpus/remove", params={"doc_id": "0" * 16}).status_code == 409
    assert client.get("/wenju/corpus/remove").status_code == 405


def test_before_the_first_build_it_leads_to_the_feed(tmp_path: Path) -> None:
    settings = Settings(index=tmp_path / "none", seeds=tmp_path / "seeds")
    empty = Assistant.open(settings=settings, unusable_ok=True)
    markup = panel(empty, "en")
    assert 'href="#/feed"' in markup
    assert TestClient(Starlette(routes=routes(empty))).get("/wenju/corpus/list").status_code == 409
