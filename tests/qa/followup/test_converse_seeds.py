"""Dialogues over the five seeds, from the first question to the quote."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa import Answer, Assistant
from qa.evaluation.evaluate import holds
from qa.schema import Where


@pytest.fixture(scope="module")
def assistant(seeds_index: Path) -> Assistant:
    return Assistant.open(seeds_index)


def last_answer(assistant: Assistant, *questions: str) -> Answer:
    *history, question = questions
    return assistant.ask(question, history=history)


@pytest.mark.parametrize(
    ("questions", "path", "expected"),
    [
        (("合肥高新区到2028年元宇宙相关产业规模目标是多少？", "那南京呢？"), "003", "1350亿元"),
        (("南京到2025年元宇宙及关联产业规模目标是多少？", "无锡呢？"), "003", "500亿元"),
        (("2022上海元宇宙峰会的主题是什么？", "在哪里举办？"), "002", "上海浦东软件园"),
        (("腾讯是哪一年提出“新文创”战略的？", "它的新文创总部落户在成都高新区的哪里？"), "004", "瞪羚谷"),
        (("谁是张江集团董事长？", "他介绍了什么？"), "002", "张江数链"),
        (("網易將在三亞設立什麼？", "橫琴的《實施方案》一共有多少條措施？"), "001", "30条"),
        (("横琴的《实施方案》一共有多少条措施？", "是哪天发布的？"), "001", "8月22日"),
    ],
)
def test_the_follow_up_is_answered(assistant: Assistant, questions: tuple[str, ...], path: str, expected: str) -> None:
    answer = last_answer(assistant, *questions)
    assert answer.citations[0].path.startswith(path), answer.standalone_question
    assert holds(answer.text, expected), answer.text


def test_a_person_asked_for_is_named_in_the_next_question(assistant: Assistant) -> None:
    answer = last_answer(assistant, "谁是张江集团董事长？", "他介绍了什么？")
    assert answer.standalone_question == "袁涛介绍了什么？"


def test_an_item_of_a_list_is_named_in_the_next_question(assistant: Assistant) -> None:
    listed = assistant.ask("张江元宇宙创新发展联盟的首批成员有哪些？")
    answer = last_answer(assistant, listed.question, "第二个呢？")
    assert answer.standalone_question in {"维智科技是什么？", listed.question}


def test_the_article_cited_is_named_in_the_next_question(assistant: Assistant) -> None:
    answer = last_answer(assistant, "网易将在三亚设立什么？", "这篇文章里提到了哪些领导？")
    assert answer.standalone_question == "《网易与三亚市政府达成战略合作 共建网易元宇宙产业基地》里提到了哪些领导？"
    assert {hit.source.path[:3] for hit in answer.hits} == {"000"}
    article = answer.understood.article
    assert article is not None
    assert article.span.of(answer.standalone_question) == "《网易与三亚市政府达成战略合作 共建网易元宇宙产业基地》里"
    assert "盛勇军" in answer.citations[0].quote


def test_the_next_question_is_asked_of_that_article_alone_in_english_too(assistant: Assistant) -> None:
    answer = last_answer(assistant, "What will NetEase set up in Sanya?", "Who is named in this article?")
    assert answer.standalone_question.startswith("Who is named in “网易与三亚市政府达成战略合作")
    assert {hit.source.path[:3] for hit in answer.hits} == {"000"}


def test_an_article_that_is_given_stays(assistant: Assistant) -> None:
    first, second = "网易将在三亚设立什么？", "这篇文章里提到了哪些领导？"
    answer = assistant.ask(second, history=[first], where=Where(article="002"))
    assert {hit.source.path[:3] for hit in answer.hits} == {"002"}
