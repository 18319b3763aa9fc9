from __future__ import annotations

from datetime import date
from decimal import Decimal

from embeddings.schema import Span
from qa.cli.output import headline, parts_text
from qa.schema import Answer, Citation, Item, Row, Table

QUOTE = "东州2025年达3500亿元，成员有甲、乙。"
CITED = Citation(marker=1, doc_id="d", span=Span(start=0, end=len(QUOTE)), quote=QUOTE, title="见闻", path="a.txt")
ROW = Row(
    marker=1,
    entity="东州",
    entity_from="quote",
    value="3500亿元",
    span=Span(start=8, end=14),
    number=Decimal(350_000_000_000),
    unit="元",
    when="2025年",
)


def answer(question: str, **parts: object) -> Answer:
    return Answer.model_validate({
        "question": question,
        "standalone_question": question,
        "status": "answered",
        "text": f"{QUOTE}[1]",
        "citations": (CITED,),
        "generation": "memory",
        **parts,
    })


def test_a_table_is_aligned_markdown() -> None:
    table = Table(kind="comparison", measure="规模", rows=(ROW,))
    assert parts_text(answer("比较东州和西州", table=table, unanswered=("西州",))) == [
        "| 对象 | 规模         | 时间   | 文章日期 |\n"
        "| ---- | ------------ | ------ | -------- |\n"
        "| 东州 | 3500亿元 [1] | 2025年 |          |",
        "文章里没有找到：西州。",
    ]


def test_a_cell_can_not_break_the_table() -> None:
    row = ROW.model_copy(update={"entity": "东|州", "entity_from": "title", "published": date(2024, 1, 2)})
    held = answer("x").model_copy(update={"table": Table(kind="aggregate", measure="", rows=(row,))})
    assert parts_text(held)[0].splitlines()[0].startswith("| of ")
    assert parts_text(held)[0].splitlines()[2].startswith("| 东¦州 | 3500亿元 [1] | 2025年 | 2024-01-02 |")


def test_items_follow_the_text_and_a_verdict_leads() -> None:
    items = (
        Item(marker=1, span=Span(start=18, end=19), text="甲"),
        Item(marker=1, span=Span(start=20, end=21), text="乙"),
    )
    listed = answer("成员有哪些？", items=items)
    assert parts_text(listed) == ["- 甲 [1]\n- 乙 [1]"]
    assert headline(listed) is None
    assert headline(answer("有吗？", verdict="no")) == "否"
    assert headline(answer("Is it so?", verdict="yes")) == "Yes"
    assert headline(answer("有吗？")) is None
