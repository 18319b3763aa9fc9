from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from embeddings.text.normalize import fold
from qa import Assistant
from qa.followup.rewrite import Answered, answered, article_meant, standalone, without_article

SCALE = "合肥高新区到2028年元宇宙相关产业规模目标是多少？"
DIALOGUES = [json.loads(line) for line in Path(__file__).with_name("dialogues.jsonl").read_text("utf-8").splitlines()]
ASKED = sum(len(dialogue["turns"]) - 1 for dialogue in DIALOGUES)
LEAST_RIGHT = 191
"""Turns right when this was written; may rise, not fall."""


@pytest.mark.parametrize(
    ("history", "question", "rewritten"),
    [
        ([SCALE], "那南京呢？", "南京到2028年元宇宙相关产业规模目标是多少？"),
        ([SCALE], "无锡呢", "无锡到2028年元宇宙相关产业规模目标是多少？"),
        ([SCALE, "那南京呢？"], "那无锡呢？", "无锡到2028年元宇宙相关产业规模目标是多少？"),
        (["南京2025年的目标是多少？"], "那2028年呢？", "南京2028年的目标是多少？"),
        (["《苏州行动方案》是什么时候发布的？"], "它是由谁解读的？", "《苏州行动方案》是由谁解读的？"),
        (["How large will Shanghai's industry be?"], "And Nanjing?", "How large will Nanjing's industry be?"),
        (["How large will Shanghai's industry be by 2025?"], "What about Wuxi?",
         "How large will Wuxi's industry be by 2025?"),
        (["京东2023年第二季度净营收是多少？"], "那2022年的净利润呢？", "京东2022年第二季度净利润是多少？"),
        (["谁掌掴了裁判？"], "他被罚了多少钱？", "掌掴了裁判的人被罚了多少钱？"),
        (["惠誉什么时候下调了美国评级？"], "为什么？", "为什么惠誉下调了美国评级？"),
        (["南京和无锡的目标分别是多少？"], "后者呢？", "无锡是什么？"),
        (["2022上海元宇宙峰会在哪里举办？"], "什么时候？", "2022上海元宇宙峰会什么时候举办？"),
        ([SCALE], "还有呢？", SCALE),
        (["南京的元宇宙行动计划是什么时候发布的？"], "那陵水呢？", "陵水的元宇宙行动计划是什么时候发布的？"),
        (["杭州亚运会什么时候开幕？"], "闭幕呢？", "杭州亚运会什么时候闭幕？"),
    ],
)  # fmt: skip
def test_a_follow_up_is_filled_in(history: list[str], question: str, rewritten: str) -> None:
    assert standalone(question, history) == rewritten


@pytest.mark.parametrize(
    "question",
    [
        "网易将在三亚设立什么？",
        "2021年成都数字经济核心产业增加值是多少？",
        "Who won the 2022 FIFA World Cup?",
        "怎么做红烧肉？",
        "什么是数字人？",
        "今天天气怎么样？",
        "今年上半年全国能源重点项目完成投资额是多少？",
        "蔚来在全国建成了多少座换电站？",
        "比亚迪和它的供应商签了什么协议？",
        "What is a blockchain?",
        "When was Tencent founded and where is its headquarters?",
    ],
)
def test_a_new_topic_is_left_alone(question: str) -> None:
    assert standalone(question, [SCALE]) == question
    assert standalone(question, ["How large will Shanghai's industry be?"]) == question


@pytest.mark.parametrize(
    ("history", "question", "rewritten"),
    [
        (["南京2025年的目標是多少？"], "那2028年呢？", "南京2028年的目標是多少？"),
        (["谁是高雄市长？"], "那臺北呢？", "谁是臺北市长？"),
        (["《蘇州行動方案》是什麼時候發布的？"], "該方案由誰解讀？", "《蘇州行動方案》由誰解讀？"),
        (["南京和無錫的目標分別是多少？"], "後者呢？", "無錫是什么？"),
        (["京东２０２３年的營收是多少？"], "後一年呢？", "京东2024年的營收是多少？"),
    ],
)
def test_a_rewritten_question_keeps_its_script(history: list[str], question: str, rewritten: str) -> None:
    assert standalone(question, history) == rewritten


def test_without_history_nothing_changes() -> None:
    assert standalone("那南京呢？", []) == "那南京呢？"


def test_an_answer_is_asked_for_only_where_it_is_needed_and_once() -> None:
    asked: list[str] = []

    def answer_of(question: str) -> Answered:
        asked.append(question)
        return Answered(question, short="袁涛")

    history = ["张江集团董事长是谁？"]
    assert standalone("张江集团成立多少年了？", history, answer_of=answer_of) == "张江集团成立多少年了？"
    assert standalone("那腾讯呢？", history, answer_of=answer_of) == "腾讯董事长是谁？"
    assert asked == []
    assert standalone("他和他的同事说了什么？", history, answer_of=answer_of) == "袁涛和他的同事说了什么？"
    assert asked == history


def test_answers_that_the_caller_has_are_not_asked_for_again() -> None:
    known = Answered("张江集团董事长是谁？", short="袁涛")
    assert standalone("他说了什么？", [known.question], answers=[known], answer_of=pytest.fail) == "袁涛说了什么？"


@pytest.mark.parametrize(
    ("question", "rewritten"),
    [
        ("第二个呢？", "维智科技是什么？"),
        ("第三家是做什么的？", "亮风台是做什么的？"),
        ("最后一个呢？", "亮风台是什么？"),
        ("第九个呢？", "首批成员有哪些？"),
        ("第二季度营收是多少？", "第二季度营收是多少？"),
    ],
)
def test_an_item_of_the_list_before(question: str, rewritten: str) -> None:
    known = Answered("首批成员有哪些？", items=("百度", "维智科技", "亮风台"))
    assert standalone(question, [known.question], answers=[known]) == rewritten


def test_what_an_answer_offers(seeds_index: Path) -> None:
    assistant = Assistant.open(seeds_index)
    person = answered(assistant.ask("谁是张江集团董事长？"))
    assert person.question == "谁是张江集团董事长？"
    assert person.short == "袁涛"
    assert person.titles[0] == "上海在元宇宙赛道率先起跑,“张江元宇宙创新发展联盟”启动"
    nothing = answered(assistant.ask("世界杯冠军是谁？"))
    assert nothing == Answered("世界杯冠军是谁？")


def holds(text: str, word: str) -> bool:
    """Whether a word stands in a text; an English one whole."""
    folded, wanted = fold(text), fold(word)
    if re.fullmatch("[a-z ]+", wanted):
        return re.search(rf"(?<![a-z]){wanted}(?![a-z])", folded) is not None
    return wanted in folded


def wrong_turns(dialogue: dict[str, Any]) -> list[str]:
    """The rewritten questions of the turns that are not right."""
    history: list[str] = []
    known: list[Answered] = []
    wrong: list[str] = []
    for turn in dialogue["turns"]:
        rewritten = standalone(turn["question"], history, answers=known)
        if history and not is_right(turn, rewritten):
            wrong.append(f"{dialogue['id']}: {rewritten}")
        if fields := turn.get("answered"):
            offered = {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
            known.append(Answered(rewritten, **offered))
        history.append(turn["question"])
    return wrong


def is_right(turn: dict[str, Any], rewritten: str) -> bool:
    if turn.get("unchanged"):
        return rewritten == turn["question"]
    has: Sequence[str] = turn["has"]
    lacks: Sequence[str] = turn.get("lacks", ())
    return all(holds(rewritten, word) for word in has) and not any(holds(rewritten, word) for word in lacks)


def test_dialogues_are_many_and_of_every_kind() -> None:
    assert (len(DIALOGUES), ASKED) == (80, 198)
    assert {dialogue["lang"] for dialogue in DIALOGUES} == {"zh", "zh-Hant", "en"}
    assert all(2 <= len(dialogue["turns"]) <= 4 for dialogue in DIALOGUES)
    changing = [dialogue for dialogue in DIALOGUES if any(turn.get("unchanged") for turn in dialogue["turns"])]
    assert len(changing) == 22


def test_dialogues_are_understood() -> None:
    wrong = [rewritten for dialogue in DIALOGUES for rewritten in wrong_turns(dialogue)]
    assert ASKED - len(wrong) >= 0.85 * ASKED
    assert ASKED - len(wrong) >= LEAST_RIGHT, wrong


@pytest.mark.parametrize(
    ("question", "rewritten", "meant"),
    [
        ("这篇文章里提到了谁？", "《甲》里提到了谁？", ("a", "《甲》里")),
        ("Who is named in this article?", "Who is named in “《甲》”?", ("a", "in “《甲》”")),
        ("那篇文章里提到了谁？", "《乙》里提到了谁？", ("b", "《乙》里")),
        ("《甲》里提到了谁？", "《甲》里提到了谁？", None),
        ("谁？", "丙是谁？", None),
    ],
)
def test_the_article_that_a_rewriting_names_is_the_one_meant(
    question: str, rewritten: str, meant: tuple[str, str] | None
) -> None:
    found = article_meant(question, rewritten, {"《甲》": "a", "乙": "b"})
    assert (found and (found.doc_id, found.span.of(rewritten))) == meant


@pytest.mark.parametrize(
    ("question", "named", "left"),
    [
        ("《甲》里还提到了哪些领导？", "《甲》里", "哪些领导？"),
        ("Who signed in “甲”?", "in “甲”", "Who signed ?"),
        ("《甲》里", "《甲》里", "《甲》里"),
    ],
)
def test_a_question_to_one_article_is_searched_without_its_title(question: str, named: str, left: str) -> None:
    assert without_article(question, named) == left
