from __future__ import annotations

from datetime import date

import pytest

from embeddings.encoders.load import load_encoder
from embeddings.index.snapshot import Index
from embeddings.text.normalize import Text
from qa.assistant.assistant import Assistant
from qa.evaluation.golden import as_document
from qa.evidence.sentences import days_of, of_another_day


@pytest.mark.parametrize(
    ("passage", "published", "other"),
    [
        ("8月18日，主力资金净买入1000万元。", None, True),
        ("8月15日，主力资金净买入900万元；8月18日1000万元。", None, False),
        ("15日，主力资金净买入900万元，预计8月20日公布。", None, False),
        ("昨日主力资金净买入900万元，8月20日公布。", date(2023, 8, 16), False),
        ("主力资金净买入900万元，8月20日公布。", date(2023, 8, 19), True),
        ("主力资金净买入900万元，8月20日公布。", date(2023, 8, 14), True),
        ("主力资金净买入900万元。", None, False),
        ("8月15号收盘。", None, False),
        ("18月15日线，8月1日。", None, True),
    ],
)
def test_a_passage_of_another_day(passage: str, published: date | None, *, other: bool) -> None:
    assert of_another_day(days_of("东湖股份8月15日主力资金净买入多少?"), Text.of(passage), published) is other
    assert not of_another_day(days_of("东湖股份主力资金净买入多少?"), Text.of(passage), published)


def test_days_over_the_turn_of_a_year_and_days_that_are_not() -> None:
    asked = days_of("12月31日成交多少?")
    assert asked == {(12, 31)}
    assert not of_another_day(asked, Text.of("1月3日公布。"), date(2024, 1, 2))
    assert of_another_day(days_of("2月30日成交多少?"), Text.of("2月3日成交1亿元。"), date(2024, 2, 3))


def test_the_figure_of_another_day_is_no_answer() -> None:
    article = "东湖股份8月18日涨停，当日主力资金净买入1000万元，换手率为百分之五。"
    assistant = Assistant.of(Index.from_documents([as_document(article, path="东湖.txt")], encoder=load_encoder()))
    assert assistant.ask("东湖股份8月18日主力资金净买入多少？").short_answer == "1000万元"
    refused = assistant.ask("东湖股份8月15日主力资金净买入多少？")
    assert refused.status == "no_evidence"
    assert [(each.kind, each.text) for each in refused.missing] == [("day", "8月15日")]
