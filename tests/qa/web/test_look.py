from __future__ import annotations

from datetime import date
from decimal import Decimal

from embeddings.schema import Span
from qa.schema import Answer, Citation, Row, Table
from qa.web.figures import look, worth_a_look
from qa.words.page import AskWords

ZH_CN = AskWords("zh-CN")


def cited(marker: int, figure: str, day: date | None) -> Citation:
    quote = f"<i>目标{figure}</i>"
    return Citation(
        marker=marker,
        doc_id=f"{marker:016x}",
        span=Span(start=0, end=len(quote)),
        quote=quote,
        title=f"第<{marker}>篇",
        published=day,
        path="a.txt",
    )


def row(marker: int, figure: str, number: int | None, unit: str = "元", day: date | None = None) -> Row:
    return Row(
        marker=marker,
        entity="目标",
        entity_from="quote",
        value=figure,
        span=Span(start=5, end=5 + len(figure)),
        number=None if number is None else Decimal(number),
        unit=unit,
        published=day,
    )


def answer(*rows: Row) -> Answer:
    return Answer(
        question="目标？",
        standalone_question="目标？",
        status="answered",
        text="".join(f"目标[{each.marker}]" for each in rows),
        table=Table(kind="comparison", measure="规模", rows=rows),
        citations=tuple(cited(each.marker, each.value, each.published) for each in rows),
        generation="g1",
    )


def test_bars_are_in_proportion_and_lead_to_their_citations() -> None:
    markup = look(answer(row(1, "200亿", 200), row(2, "50亿", 50)), 4, ZH_CN)
    assert 'style="width:100.0%"' in markup
    assert 'style="width:25.0%"' in markup
    assert markup.count('href="#cite-4-2-0000000000000002-') == 2
    assert 'data-by="50"' in markup
    assert 'class="wj-sort"' in markup


def test_no_bars_where_they_would_mislead() -> None:
    assert "wj-bars" not in look(answer(row(1, "200亿", 200), row(2, "50个", 50, "个")), 1, ZH_CN)
    assert "wj-bars" not in look(answer(row(1, "200亿", 200), row(2, "很多亿", None)), 1, ZH_CN)
    assert "wj-bars" not in look(answer(row(1, "减少5亿", -5), row(2, "50亿", 50)), 1, ZH_CN)
    three = look(answer(row(1, "200亿", 200), row(2, "50亿", 50), row(3, "若干", None)), 1, ZH_CN)
    assert "1 个数值单位不同或未能读出" in three.replace("&#32;", " ")


def test_evidence_of_different_days_stands_along_time() -> None:
    old, new = date(2022, 7, 28), date(2023, 1, 5)
    found = answer(row(1, "200亿", 200, day=new), row(2, "50亿", 50, day=old))
    line = look(found, 1, ZH_CN).split("wj-timeline")[1]
    assert line.index("2022-07-28") < line.index("2023-01-05")
    assert "&#60;2&#62;" in line
    assert "wj-timeline" not in look(answer(row(1, "200亿", 200, day=old), row(2, "50亿", 50, day=old)), 1, ZH_CN)


def test_only_tables_and_several_days_are_worth_it() -> None:
    found = answer(row(1, "200亿", 200))
    assert worth_a_look(found)
    assert not worth_a_look(found.model_copy(update={"table": None}))
