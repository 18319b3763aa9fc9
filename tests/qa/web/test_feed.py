from __future__ import annotations

import html
import json
import re
import time
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from qa.assistant.assistant import Assistant
from qa.config import Settings
from qa.web.feed import panel, routes

TEXT = "江城市发展改革委18日发布低空经济行动方案，提出到2027年产业规模突破300亿元。"
OTHER = "西山县的公路今年将延长十二公里，沿途新建五座桥梁。"


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    settings = Settings(index=tmp_path / "index", seeds=tmp_path / "seeds", feed_file_mib=1, feed_files=4)
    return Assistant.open(settings=settings, unusable_ok=True)


@pytest.fixture
def client(assistant: Assistant) -> TestClient:
    return TestClient(Starlette(routes=routes(assistant)), headers={"accept-language": "zh-CN"})


def opened(client: TestClient) -> str:
    return client.post("/wenju/feed/tray").text


def bring(client: TestClient, tray: str, name: str, content: bytes) -> int:
    return client.post("/wenju/feed/file", params={"tray": tray, "name": name}, content=content).status_code


def looked(client: TestClient, tray: str) -> list[dict[str, object]]:
    lines = client.post("/wenju/feed/look", params={"tray": tray}).text.splitlines()
    return [json.loads(line) for line in lines]


def built(client: TestClient) -> dict[str, object]:
    client.post("/wenju/feed/build")
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        state = client.get("/wenju/feed/build").json()
        if not state["running"]:
            return state
        time.sleep(0.05)
    raise AssertionError("the build did not end")


def test_files_are_looked_at_added_and_built(client: TestClient, assistant: Assistant) -> None:
    tray = opened(client)
    good = f"<b>江城</b>方案\n{TEXT}\n责任编辑：李小雨".encode()
    assert bring(client, tray, "方案<i>.txt", good) == 204
    assert bring(client, tray, "坏.json", b"{") == 204
    assert bring(client, tray, "五.txt", b"a" * 3_000_000) == 204
    found = looked(client, tray)
    assert [(each["new"], each["refused"], each["done"], each["of"]) for each in found] == [
        (1, False, 1, 3),
        (0, True, 2, 3),
        (0, True, 3, 3),
    ]
    shown = html.unescape(str(found[0]["html"]))
    assert "新文章 1 篇" in shown
    assert "署名行 1" in shown
    assert "<i>" not in str(found[0]["html"])
    assert "需要不超过 1,048,576 字节；实际：3,000,000；" in html.unescape(str(found[2]["html"]))
    article = client.get("/wenju/feed/article", params={"tray": tray, "file": "0", "article": "0"}).text
    assert TEXT in html.unescape(article)
    assert "<del><bdi>责任编辑：李小雨</bdi></del>" in article
    assert looked(client, tray) == []
    assert not assistant.settings.seeds.exists()

    done = client.post("/wenju/feed/add", params={"tray": tray, "files": "0,1,7"})
    assert "已加入 1 个文件" in html.unescape(done.text)
    assert len(list(assistant.settings.seeds.iterdir())) == 1
    state = built(client)
    assert state["generation"] == assistant.generation
    assert "索引已更新：1 篇文章" in html.unescape(str(state["html"]))
    assert client.post("/wenju/feed/add", params={"tray": tray, "files": "0"}).status_code == 410


def test_a_text_is_pasted_and_what_is_there_already_is_said(client: TestClient) -> None:
    tray = opened(client)
    text = json.dumps({"title": "公路", "text": OTHER, "published": "2024-05-06", "publisher": "", "url": ""})
    for _ in range(2):
        assert client.post("/wenju/feed/paste", params={"tray": tray}, content=text).status_code == 204
    first, second = looked(client, tray)
    assert (first["new"], second["new"]) == (1, 0)
    assert "2024-05-06" in html.unescape(str(first["html"]))
    assert "与已有的相同：公路.md" in re.sub("<.*?>", "", html.unescape(str(second["html"])))
    for body in ("{", '{"text": "  "}', '{"text": 1}', '{"texts": ""}'):
        assert client.post("/wenju/feed/paste", params={"tray": tray}, content=body).status_code == 409


def test_a_tray_takes_so_many_files_and_no_more(client: TestClient) -> None:
    tray = opened(client)
    assert [bring(client, tray, f"{number}.txt", OTHER.encode()) for number in range(5)] == [204] * 4 + [409]
    client.post("/wenju/feed/drop", params={"tray": tray})
    assert bring(client, tray, "a.txt", b"a") == 409
    assert client.post("/wenju/feed/look", params={"tray": tray}).status_code == 410
    assert client.get("/wenju/feed/article", params={"tray": tray, "file": "0", "article": "0"}).status_code == 410


def test_a_build_of_nothing_fails_in_one_line(client: TestClient) -> None:
    state = built(client)
    assert "原来的索引照常使用" in html.unescape(str(state["html"]))
    assert client.post("/wenju/feed/cancel").json()["running"] is False


def test_versions_differ_and_one_goes_back(client: TestClient, assistant: Assistant) -> None:
    for title, text in (("方案", TEXT), ("公<u>路", OTHER)):
        tray = opened(client)
        client.post("/wenju/feed/paste", params={"tray": tray}, content=json.dumps({"title": title, "text": text}))
        looked(client, tray)
        client.post("/wenju/feed/add", params={"tray": tray, "files": "0"})
        built(client)
    second, first = (each.id for each in assistant.generations())
    listed = client.get("/wenju/feed/versions").text
    assert f'data-generation="{first}"' in listed
    assert f'data-generation="{second}"' not in listed
    compared = client.get("/wenju/feed/differences", params={"old": first, "new": second}).text
    assert "新增 1 篇" in html.unescape(compared)
    assert "相同 1 篇" in html.unescape(compared)
    assert "<u>" not in compared
    assert client.get("/wenju/feed/differences", params={"old": "../x", "new": second}).status_code == 409
    assert client.post("/wenju/feed/rollback", params={"generation": "0" * 16}).status_code == 409
    assert client.post("/wenju/feed/rollback", params={"generation": first}).status_code == 200
    assert assistant.generation == first
    assert first in panel(assistant, "en")


def test_the_view_says_its_limits_and_stands_without_an_index(assistant: Assistant) -> None:
    text = html.unescape(panel(assistant, "zh-TW"))
    assert "每個檔案至多 1 MiB，壓縮檔 64 MiB，一次至多 4 個" in text
    assert "還沒有版本" in text
