from __future__ import annotations

from datetime import date
from typing import get_args

import pytest

from embeddings.text.normalize import Text
from qa.answer.answer import doubts, looked_for, no_evidence, script, understood_line
from qa.question.rules import Kind
from qa.question.understand import understand, understood
from qa.schema import Correction, Lack, LackedBy, LackKind, Understood, Where
from qa.words.program import AnswerKindWords


@pytest.mark.parametrize(
    ("text", "form"),
    [("深圳的目标是多少", "zh"), ("無錫的目標", "zh-Hant"), ("Who won?", "en"), ("VR 是什么", "zh"), ("2022", "en")],
)
def test_script(text: str, form: str) -> None:
    assert script(text) == form


def lack(kind: LackKind, text: str, by: LackedBy) -> Lack:
    return Lack(kind=kind, text=text, by=by)


TWO = [lack("name", "A", "articles"), lack("name", "B", "found"), lack("answer", "person", "nearest")]


@pytest.mark.parametrize(
    ("question", "missing", "said"),
    [
        (
            "深圳的目标是多少？",
            [lack("name", "深圳", "found"), lack("name", "深圳", "found"), lack("year", "2030年", "articles")],
            "文章里没有找到答案。找的是：深圳、目标（数字）。没有一篇文章提到：2030年。最接近的段落没有提到：深圳。",
        ),
        (
            "無錫的目標哪天公布？",
            [lack("answer", "date", "nearest")],
            "文章裡沒有找到答案。找的是：無錫（日期）。最接近的句子裡沒有對得上的日期。",
        ),
        ("無錫？", [lack("name", "無錫", "articles")], "文章裡沒有找到答案。找的是：無錫。沒有一篇文章提到：無錫。"),
        (
            "Who won?",
            TWO,
            "The articles do not say. Looked for: a person. No article mentions: A. "
            "The nearest passages do not mention: B."
            " None of the nearest sentences holds a person that fits.",
        ),
        ("說說看", [], "文章裡沒有找到答案。"),
    ],
)
def test_a_refusal_says_what_was_looked_for_and_what_of_it_is_missing(
    question: str, missing: list[Lack], said: str
) -> None:
    assert no_evidence(understand(question), missing) == said


def test_a_noun_that_holds_a_name_stands_for_both() -> None:
    assert looked_for(understand("What is Tesla's revenue in 2031?")) == ["Tesla's revenue (a number)"]


def test_every_kind_but_other_has_a_name_in_each_script() -> None:
    kinds = set(get_args(Kind)) - {"other"}
    assert set(AnswerKindWords.names) == kinds


def test_refusal_holds_no_marker() -> None:
    said = no_evidence(understand("“x[1]”是什么？"), [lack("name", "x[1]", "articles")])
    assert "［1］" in said
    assert "[" not in said


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("去年发布了什么？", "理解为：去年 = 2025-01-01…2025-12-31"),
        ("昨天和2021年以来", "理解为：昨天 = 2026-11-20；2021年以来 = 2021-01-01…"),
        ("據新華社報導，2022年前", "理解為：2022年前 = …2021-12-31；來源 = 新华社"),
        (
            "According to Xinhua, last month",
            "understood as: last month = 2026-10-01…2026-10-31; source = 新华社 / 新华网",
        ),
        ("到2025年的目标", ""),
        ("新华社有多少记者？", ""),
        ("董事长是谁？", ""),
    ],
)
def test_what_changed_the_ranking_is_said_in_the_script_of_the_question(question: str, said: str) -> None:
    meant = understood(Text.of(question), ("新华社", "新华网"), today=date(2026, 11, 21), where=Where())
    assert understood_line(meant, question) == said


def test_a_correction_is_said_first() -> None:
    corrected = Understood(corrections=(Correction(typed="元宙宇", used="元宇宙"),))
    assert understood_line(corrected, "元宙宇是什么？") == "理解为：元宙宇 = 元宇宙"
    assert understood_line(corrected, "What is 元宙宇?") == "理解为：元宙宇 = 元宇宙"


def test_a_follow_up_is_said_as_it_was_understood() -> None:
    said = understood_line(Understood(), "那南京呢？", whole="南京的目标是多少？")
    assert said == "理解为：南京的目标是多少？"
    assert understood_line(Understood(), "南京？", whole="南京？ ") == ""


@pytest.mark.parametrize(
    ("question", "confidence", "said"),
    [
        ("哪里？", 0.294, ("这些句子不一定回答了问题：文章里有答案的把握约为 29%。",)),
        ("哪裡？", 0.2, ("這些句子不一定回答了問題：文章裡有答案的把握約為 20%。",)),
        (
            "Where?",
            0.499,
            ("These sentences may not answer the question: the chance that the articles do is about 50%.",),
        ),
        ("哪里？", 0.5, ()),
        ("哪里？", None, ()),
    ],
)
def test_a_doubtful_answer_says_so(question: str, confidence: float | None, said: tuple[str, ...]) -> None:
    assert doubts(question, confidence) == said
