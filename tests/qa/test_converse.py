from __future__ import annotations

import pytest

from qa.converse import entity_span, standalone

SCALE = "合肥高新区到2028年元宇宙相关产业规模目标是多少？"


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
    ],
)  # fmt: skip
def test_a_follow_up_is_filled_in(history: list[str], question: str, rewritten: str) -> None:
    assert standalone(question, history) == rewritten


@pytest.mark.parametrize(
    "question",
    ["网易将在三亚设立什么？", "2021年成都数字经济核心产业增加值是多少？", "Who won the 2022 FIFA World Cup?"],
)
def test_a_new_topic_is_left_alone(question: str) -> None:
    assert standalone(question, [SCALE]) == question


def test_without_history_nothing_changes() -> None:
    assert standalone("那南京呢？", []) == "那南京呢？"


@pytest.mark.parametrize(
    ("question", "entity"),
    [(SCALE, "合肥高新区"), ("無錫市的目標是多少？", "無錫市"), ("长隆集团将提供什么？", "长隆集团")],
)
def test_entity(question: str, entity: str) -> None:
    span = entity_span(question)
    assert span is not None
    assert span.of(question) == entity


def test_no_entity() -> None:
    assert entity_span("一共有多少条措施？") is None
