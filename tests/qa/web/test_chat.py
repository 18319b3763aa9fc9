from __future__ import annotations

from typing import TYPE_CHECKING

from qa.config import EARLIER_QUESTIONS
from qa.web.conversation import Turn, exchange, history, messages
from qa.words.page import AskWords

if TYPE_CHECKING:
    from tests.qa.web.scripted import ScriptedDesk

EN = AskWords("en")
ZH_CN = AskWords("zh-CN")


def ask(desk: ScriptedDesk, question: str, turns: list[Turn]) -> list[Turn]:
    limit = desk.settings.max_question_chars
    return list(exchange(question, turns, stream=desk.stream, limit=limit, words=ZH_CN))


def test_hits_come_first_then_text_then_the_verified_answer(desk: ScriptedDesk) -> None:
    seen = ask(desk, "吞吐量？", [])
    assert "正在阅读 1 段" in seen[0].shown
    assert 'class="wj-answer wj-growing"' in seen[1].shown
    assert [turn.answer is not None for turn in seen] == [False] * (len(seen) - 1) + [True]
    assert "wj-cite" in seen[-1].shown
    assert {turn.number for turn in seen} == {1}


def test_earlier_questions_travel_with_a_follow_up(desk: ScriptedDesk) -> None:
    first = ask(desk, "吞吐量？", [])[-1]
    failed = ask(desk, " ", [first])[-1]
    second = ask(desk, "天气？", [first, failed])[-1]
    ask(desk, "那吞吐量呢？", [first, failed, second])
    assert desk.histories[-1] == ["吞吐量？", "天气？"]
    assert second.number == 3


def test_history_is_bounded(desk: ScriptedDesk) -> None:
    turn = ask(desk, "吞吐量？", [])[-1]
    many = [Turn(number=n, question=str(n), shown="", answer=turn.answer) for n in range(20)]
    assert history(many) == [str(n) for n in range(20 - EARLIER_QUESTIONS, 20)]


def test_a_refused_question_is_said_and_kept_short(desk: ScriptedDesk) -> None:
    seen = ask(desk, "长" * 1000, [])
    assert len(seen) == 1
    assert seen[0].failed
    assert seen[0].answer is None
    assert "问题有 1000 个字，最多 50 个字" in seen[0].shown.replace("&#65292;", "，")
    assert len(seen[0].question) == 51


def test_no_index_is_said_in_the_chat(desk: ScriptedDesk) -> None:
    desk.held = None
    seen = ask(desk, "吞吐量？", [])
    assert seen[-1].failed
    assert "需要 index 里的索引；实际：没有" in seen[-1].shown


def test_a_stream_that_ends_early_is_said() -> None:
    seen = list(exchange("问", [], stream=lambda question, *, history, where: iter(()), limit=50, words=EN))
    assert [turn.failed for turn in seen] == [True]
    assert "cut short" in seen[0].shown


def test_messages_are_question_and_reply_on_one_line_each() -> None:
    shown = messages([Turn(number=1, question="a\n\n# b", shown="<p>x</p>")])
    assert [message["role"] for message in shown] == ["user", "assistant"]
    assert all("\n" not in message["content"] for message in shown)
