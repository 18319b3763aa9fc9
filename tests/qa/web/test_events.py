from __future__ import annotations

import html
from typing import TYPE_CHECKING

import pytest

from embeddings.errors import InputRefusedError
from embeddings.reasons import IndexReason
from qa.web.actions import Shelf
from qa.web.conversation import Turn, stored
from qa.web.events import begin, greet, keep, obey, rebuild, reply, show, stop
from qa.words.page import AskWords

if TYPE_CHECKING:
    from tests.qa.web.scripted import ScriptedDesk

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
    seen = list(reply(desk, Shelf(), "吞吐量？", "", [], ZH_CN))
    assert "正在查找" in seen[0][0][1]["content"]
    assert seen[0][2] == ""
    shown, kept, box = seen[-1]
    assert "wj-cite" in shown[-1]["content"]
    assert [turn.question for turn in kept] == ["吞吐量？"]
    assert box == {"__type__": "update"}


@pytest.mark.parametrize("question", ["", "   ", "长" * 51, "长" * 10_000])
def test_a_refused_question_goes_back_into_the_box(desk: ScriptedDesk, question: str) -> None:
    shown, _, box = list(reply(desk, Shelf(), question, "", [], EN))[-1]
    assert box == question
    assert "wj-problem" in shown[-1]["content"]
    assert len(shown[0]["content"]) < 1000


@pytest.mark.parametrize("question", [None, {"text": "吞吐量"}, 5])
def test_a_hand_made_request_is_refused_like_a_blank_one(desk: ScriptedDesk, question: object) -> None:
    shown, _, box = list(reply(desk, Shelf(), question, "", [], EN))[-1]
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
    desk.rebuild_error = InputRefusedError(IndexReason.NO_SEEDS, {"folder": "seeds", "suffixes": ".txt"})
    status, button, chat, _ = list(rebuild(desk, ZH_CN))[-1]
    assert "seeds 里没有" in html.unescape(status)
    assert button.interactive is True
    assert chat == {"__type__": "update"}


def asked(desk: ScriptedDesk, shelf: Shelf, question: str, sent: str, turns: list[Turn]) -> list[Turn]:
    return list(reply(desk, shelf, question, sent, turns, ZH_CN))[-1][1]


def test_filters_reach_the_assistant_and_are_said(desk: ScriptedDesk) -> None:
    sent = '{"after":"2024-01-01","publisher":"港口日报"}'
    turns = asked(desk, Shelf(), "吞吐量？", sent, [])
    assert (str(desk.wheres[-1].after), desk.wheres[-1].publisher) == ("2024-01-01", "港口日报")
    assert "仅限：" in html.unescape(turns[-1].shown)


@pytest.mark.parametrize("sent", ["{", '{"after":"2024-02-01","before":"2024-01-01"}', '{"x":1}', 5, '"' * 3000])
def test_filters_that_cannot_be_used_ask_nothing(desk: ScriptedDesk, sent: object) -> None:
    shown, _, box = list(reply(desk, Shelf(), "吞吐量？", sent, [], ZH_CN))[-1]
    assert "筛选条件不可用" in html.unescape(shown[-1]["content"])
    assert box == "吞吐量？"
    assert desk.wheres == []


def test_a_question_asked_again_takes_the_place_of_its_turn_and_those_after_it(desk: ScriptedDesk) -> None:
    shelf = Shelf()
    turns = asked(desk, shelf, "吞吐量一？", "", [])
    turns = asked(desk, shelf, "吞吐量二？", "", turns)
    turns = asked(desk, shelf, "吞吐量三？", '{"turn":1}', turns)
    assert [(turn.number, turn.question) for turn in turns] == [(1, "吞吐量三？")]
    assert desk.histories[-1] == []


def test_a_stopped_answer_gives_its_question_back(desk: ScriptedDesk) -> None:
    first = asked(desk, Shelf(), "吞吐量？", "", [])
    pending = next(iter(reply(desk, Shelf(), "天气？", "", first, ZH_CN)))[1]
    shown, turns, box = stop(pending, ZH_CN)
    assert "已停止" in html.unescape(shown[-1]["content"])
    assert box == "天气？"
    assert [turn.failed for turn in turns] == [False, True]
    assert stop(first, ZH_CN)[1] == first


def test_conversations_are_kept_opened_renamed_and_deleted(desk: ScriptedDesk) -> None:
    shelf = Shelf()
    value, listed = keep(asked(desk, shelf, "吞吐量？", "", []), None, ZH_CN)
    session = stored(value).sessions[0]
    assert "吞吐量？" in html.unescape(listed)
    messages, turns, _, _ = show(desk, Shelf(), stored(value), ZH_CN)
    assert "wj-cite" in messages[-1]["content"]
    assert [turn.answer.short_answer for turn in turns if turn.answer] == ["820万箱"]
    command = f'"session_id":"{session.session_id}"'
    _, _, value, listed = obey(desk, shelf, '{"do":"rename",' + command + ',"name":"<b>港口"}', value, ZH_CN)
    assert "<bdi>&#60;b&#62;港口</bdi>" in listed
    messages, _, value, _ = obey(desk, shelf, '{"do":"new"}', value, ZH_CN)
    assert messages == []
    messages, _, value, _ = obey(desk, shelf, '{"do":"open",' + command + "}", value, ZH_CN)
    assert len(messages) == 2
    _, _, value, _ = obey(desk, shelf, '{"do":"delete",' + command + "}", value, ZH_CN)
    assert value == {"open_id": None, "sessions": []}


def test_a_command_that_cannot_be_read_changes_nothing(desk: ScriptedDesk) -> None:
    value, _ = keep(asked(desk, Shelf(), "吞吐量？", "", []), None, ZH_CN)
    assert obey(desk, Shelf(), '{"do":"format"}', value, ZH_CN)[2] == value


def test_a_kept_answer_whose_quote_is_gone_says_so(desk: ScriptedDesk) -> None:
    value, _ = keep(asked(desk, Shelf(), "吞吐量？", "", []), None, ZH_CN)
    assert "wj-stale" not in show(desk, Shelf(), stored(value), ZH_CN)[0][-1]["content"]
    desk.held = [desk.documents()[0].model_copy(update={"text": "改了。" * 40, "sections": ()})]
    assert "wj-stale" in show(desk, Shelf(), stored(value), ZH_CN)[0][-1]["content"]
    desk.held = []
    assert "wj-stale" in show(desk, Shelf(), stored(value), ZH_CN)[0][-1]["content"]


def test_unknown_articles_get_questions_made_from_them(desk: ScriptedDesk) -> None:
    assert begin(desk, ZH_CN).examples[0]["text"] == "一季度吞吐量为多少？"
    desk.held = None
    assert begin(desk, ZH_CN) == {"__type__": "update"}
