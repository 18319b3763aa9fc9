from __future__ import annotations

import html
from typing import TYPE_CHECKING

import pytest

from embeddings.errors import InputRefusedError
from qa.web.events import greet, rebuild, reply
from qa.web.words.ask import AskWords

if TYPE_CHECKING:
    from tests.qa.web.conftest import ScriptedDesk

EN = AskWords("en")
ZH_CN = AskWords("zh-CN")


def test_an_empty_chat_offers_questions(desk: ScriptedDesk) -> None:
    chat, stock = greet(desk, ZH_CN)
    assert [example["text"] for example in chat.examples] == ["东港一季度吞吐量增长"]
    assert "想从这些文章里知道什么" in chat.placeholder
    assert stock == "1 篇文章"


def test_without_an_index_the_chat_offers_the_rebuild(desk: ScriptedDesk) -> None:
    desk.held = None
    chat, stock = greet(desk, ZH_CN)
    assert "还没有可用的索引" in chat.placeholder
    assert stock == "0 篇文章"


def test_the_box_is_emptied_and_the_turn_kept(desk: ScriptedDesk) -> None:
    seen = list(reply(desk, "吞吐量？", [], ZH_CN))
    assert "正在查找" in seen[0][0][1]["content"]
    assert seen[0][2] == ""
    shown, kept, box = seen[-1]
    assert "wj-cite" in shown[-1]["content"]
    assert [turn.question for turn in kept] == ["吞吐量？"]
    assert box == {"__type__": "update"}


@pytest.mark.parametrize("question", ["", "   ", "长" * 51, "长" * 10_000])
def test_a_refused_question_goes_back_into_the_box(desk: ScriptedDesk, question: str) -> None:
    shown, _, box = list(reply(desk, question, [], EN))[-1]
    assert box == question
    assert "wj-problem" in shown[-1]["content"]
    assert len(shown[0]["content"]) < 1000


@pytest.mark.parametrize("question", [None, {"text": "吞吐量"}, 5])
def test_a_hand_made_request_is_refused_like_a_blank_one(desk: ScriptedDesk, question: object) -> None:
    shown, _, box = list(reply(desk, question, [], EN))[-1]
    assert "The question is empty" in html.unescape(shown[-1]["content"])
    assert box == ""


def test_rebuild_ends_with_the_report_and_frees_its_button(desk: ScriptedDesk) -> None:
    desk.held = None
    seen = list(rebuild(desk, ZH_CN))
    assert "正在重建" in html.unescape(seen[0][0])
    assert seen[0][1].interactive is False
    status, button, chat, stock = seen[-1]
    assert "索引已更新" in html.unescape(status)
    assert button.interactive is True
    assert "想从这些文章里知道什么" in chat.placeholder
    assert stock == "1 篇文章"


def test_a_failed_rebuild_says_why_and_changes_nothing(desk: ScriptedDesk) -> None:
    desk.rebuild_error = InputRefusedError("articles in seeds", "none", "add one")
    status, button, chat, _ = list(rebuild(desk, ZH_CN))[-1]
    assert "found none" in html.unescape(status)
    assert button.interactive is True
    assert chat == {"__type__": "update"}
