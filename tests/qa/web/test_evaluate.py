from __future__ import annotations

import html
import json
import re
import time
from pathlib import Path
from typing import get_args

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from qa.assistant.assistant import Assistant
from qa.assistant.corpus import holdings_of
from qa.config import Settings
from qa.evaluation.evaluate import MISS_KINDS, MODES
from qa.evaluation.golden import SEEDS, read_golden, shipped
from qa.question.rules import Kind
from qa.web.evaluate import panel, routes
from qa.words.page import MissWords, ModeWords, QuestionKindWords

LINES = (
    {"id": "a<b>", "question": "南山隧道全长多少？", "docs": ["a"], "answers": ["<i>九</i>米"]},
    {"id": "b", "question": "南山隧道哪天通车？", "docs": ["a"], "answers": ["5月6日"]},
    {"id": "c", "question": "  ", "docs": [], "answers": []},
)


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "a.txt").write_text("南山隧道通车\n南山隧道5月6日通车，全长3200米。\n", encoding="utf-8")
    assistant = Assistant.open(settings=Settings(index=tmp_path / "index", seeds=seeds), unusable_ok=True)
    assistant.rebuild()
    return assistant


@pytest.fixture
def client(assistant: Assistant) -> TestClient:
    return TestClient(Starlette(routes=routes(assistant)), headers={"accept-language": "zh-CN"})


def ended(client: TestClient) -> str:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        state = client.get("/wenju/evaluate/run").json()
        if not state["running"]:
            return state["html"]
        time.sleep(0.05)
    raise AssertionError("the evaluation did not end")


def test_figures_and_misses_of_ones_own_questions(client: TestClient, assistant: Assistant) -> None:
    content = "\n".join(json.dumps(line) for line in LINES)
    begun = client.post("/wenju/evaluate/run", content=content)
    assert begun.status_code == 200
    markup = ended(client)
    text = html.unescape(markup)
    assert f"版本 {assistant.generation}：3 个问题，其中 0 个应当拒绝" in text
    assert "不能提问的：c" in text
    assert "没有答对的：1" in text
    assert "<i>九" not in markup
    assert "a<b>" not in markup
    assert 'href="/?q=%E5%8D%97%E5%B1%B1' in html.unescape(markup)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("{", "需要有标准答案的问题；实际：.* 第 1 行：Invalid JSON.*；请改正这个文件。"),
        ('{"id": 1}', "需要有标准答案的问题；实际：.* 第 1 行：.*；请改正这个文件。"),
        ("\n", "需要至少一个问题；实际：.* 里没有；请在文件里加入问题。"),
        ("\xff", "需要问题文件；实际：.* 不是 UTF-8 编码；请检查它的名称和编码。"),
    ],
)
def test_what_is_no_file_of_questions_is_refused(client: TestClient, content: str, line: str) -> None:
    reply = client.post("/wenju/evaluate/run", content=content.encode("latin-1"))
    assert reply.status_code == 409
    assert re.search(line, html.unescape(reply.text))


def test_the_shipped_questions_are_offered_for_the_shipped_seeds_only(
    assistant: Assistant, client: TestClient, seeds_index: Path, tmp_path: Path
) -> None:
    assert "evaluate-seeds" not in panel(assistant, "en")
    assert client.post("/wenju/evaluate/run").status_code == 409
    (tmp_path / "q.jsonl").write_bytes(SEEDS.read_bytes())
    assert shipped(holdings_of(seeds_index).catalogue()) == read_golden(tmp_path / "q.jsonl").questions
    seeds = Assistant.open(settings=Settings(index=seeds_index))
    assert "Ask the 48 questions about the seeds" in html.unescape(panel(seeds, "en"))
    empty = Assistant.open(settings=Settings(index=tmp_path / "none"), unusable_ok=True)
    assert 'href="#/feed"' in panel(empty, "en")


def test_every_kind_has_a_name() -> None:
    assert set(QuestionKindWords.names) == set(get_args(Kind))
    assert set(MissWords.names) == set(MISS_KINDS)
    assert set(ModeWords.names) == set(MODES)
