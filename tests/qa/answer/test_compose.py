"""Articles written for these tests, in the manner of the seeds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from embeddings.schema import Document, Section, Source, Span
from embeddings.text.chunk import sentence_spans
from qa.answer.compose import join_sides, shape
from qa.question.understand import understand
from qa.schema import Draft, Evidence, Lack, Table


def article(name: str, text: str, *, heading: str = "", title: str = "见闻", published: date | None = None) -> Document:
    begin = len(heading) + 1 if heading else 0
    above = Span(start=0, end=len(heading)) if heading else None
    section = Section(heading=heading or None, heading_span=above, span=Span(start=begin, end=begin + len(text)))
    return Document(
        doc_id=name,
        source=Source(title=title, published=published, path=f"{name}.txt", language="zh"),
        text=f"{heading}\n{text}" if heading else text,
        sections=(section,),
    )


def evidence(document: Document, at: int, answer: str = "") -> Evidence:
    """The sentence at a place in an article, and the answer in it."""
    span = sentence_spans(document)[at]
    start = span.of(document.text).find(answer) if answer else -1
    return Evidence(
        doc_id=document.doc_id, span=span, answer=Span(start=start, end=start + len(answer)) if start >= 0 else None
    )


def draft(question: str, pieces: list[tuple[Document, int, str]]) -> Draft:
    documents = {document.doc_id: document for document, _, _ in pieces}
    found = [evidence(document, at, answer) for document, at, answer in pieces]
    return shape(understand(question), found, documents.__getitem__)


def rows(table: Table | None) -> list[tuple[str, str, str, str | None, int]]:
    assert table is not None
    return [(row.entity, row.entity_from, row.value, row.when, row.marker) for row in table.rows]


EAST = article("东", "到2025 年,产业规模超过1350亿元。", heading="东州", published=date(2023, 3, 1))
WEST = article("西", "昨天，到2025年，西州产业规模将达3500億元，培育10家企业。", published=date(2022, 7, 28))
BOTH = article("双", "东州、西州的产业规模分别为1,350亿元和3500亿元。")
FIGURES = "哪些城市提出了产业规模目标？分别是多少？"


def test_a_row_is_of_the_name_in_its_clause_or_of_its_heading() -> None:
    found = draft(FIGURES, [(WEST, 0, "3500億元"), (EAST, 0, "1350亿元")])
    assert rows(found.table) == [
        ("西州", "quote", "3500億元", "2025年", 1),
        ("东州", "heading", "1350亿元", "2025 年", 2),
    ]
    assert found.table is not None
    assert [(row.number, row.unit, row.published) for row in found.table.rows] == [
        (Decimal(350_000_000_000), "元", date(2022, 7, 28)),
        (Decimal(135_000_000_000), "元", date(2023, 3, 1)),
    ]


def test_figures_of_one_sentence_are_paired_with_their_names() -> None:
    assert [row[:3] for row in rows(draft(FIGURES, [(BOTH, 0, "")]).table)] == [
        ("东州", "quote", "1,350亿元"),
        ("西州", "quote", "3500亿元"),
    ]


@pytest.mark.parametrize(
    ("order", "values"), [("由低到高", ["1350亿元", "3500億元"]), ("由高到低", ["3500億元", "1350亿元"])]
)
def test_rows_are_sorted_as_asked(order: str, values: list[str]) -> None:
    found = draft(f"哪些城市的产业规模{order}分别是多少？", [(WEST, 0, "3500億元"), (EAST, 0, "1350亿元")])
    assert [row[2] for row in rows(found.table)] == values


def test_sides_of_a_comparison_keep_their_order_and_say_what_is_missing() -> None:
    question = understand("比较东州、西州和南州的产业规模")
    parts = [
        Draft(evidence=(evidence(EAST, 0, "1350亿元"),)),
        Draft(evidence=(evidence(WEST, 0, "3500億元"),)),
        Draft(missing=(lack("南州"),), nearest=(evidence(EAST, 0, "1350亿元"),)),
    ]
    assert [side.name for side in question.sides] == ["东州", "西州", "南州"]
    found = join_sides(question, parts, {"东": EAST, "西": WEST}.__getitem__)
    assert [row[:3] for row in rows(found.table)] == [("东州", "heading", "1350亿元"), ("西州", "quote", "3500億元")]
    assert found.unanswered == ("南州",)
    near = [evidence(EAST, 0, "1350亿元"), evidence(WEST, 0, "3500億元")]
    refused = [Draft(missing=(lack("甲"),), nearest=tuple(near)), Draft(missing=(lack("甲"),)), Draft()]
    assert join_sides(question, refused, {}.__getitem__) == Draft(missing=(lack("甲"),), nearest=(near[0],))


def lack(name: str) -> Lack:
    return Lack(kind="name", text=name, by="articles")


def test_articles_that_differ_stand_side_by_side_newest_first() -> None:
    old = article("旧", "全市产业规模达到3000亿元。", published=date(2021, 1, 5))
    new = article("新", "全市产业规模达到3500亿元。", published=date(2022, 1, 5))
    other = article("它", "全市产业规模达到20%。", published=date(2023, 1, 5))
    pieces = [(old, 0, "3000亿元"), (other, 0, "20%"), (new, 0, "3500亿元")]
    found = draft("全市产业规模是多少？", pieces)
    assert found.table is not None
    assert found.table.kind == "differing"
    assert [(row.value, row.marker) for row in found.table.rows] == [("3500亿元", 3), ("3000亿元", 1)]
    assert [each.doc_id for each in found.evidence] == ["旧", "它", "新"]
    assert draft("全市产业规模是多少？", [pieces[0], pieces[0]]).table is None


def test_figures_of_other_years_or_places_do_not_differ() -> None:
    one = article("一", "2021年东州市产业规模达到3000亿元。")
    other = article("二", "2022年东州市产业规模达到3500亿元。")
    elsewhere = article("三", "2021年西安市产业规模达到900亿元。")
    question = "产业规模是多少？"
    assert draft(question, [(one, 0, "3000亿元"), (other, 0, "3500亿元")]).table is None
    assert draft(question, [(one, 0, "3000亿元"), (elsewhere, 0, "900亿元")]).table is None


def test_a_list_has_its_items_and_answers_with_all_of_them() -> None:
    listed = article("单", "联盟昨天成立。首批成员包括甲科技、乙软件和丙大学。")
    found = draft("首批成员有哪些？", [(listed, 1, ""), (listed, 0, "")])
    assert [(item.marker, item.text) for item in found.items] == [(1, "甲科技"), (1, "乙软件"), (1, "丙大学")]
    answer = found.evidence[0].answer
    assert answer is not None
    assert answer.of("首批成员包括甲科技、乙软件和丙大学。") == "甲科技、乙软件和丙大学"


def test_numbered_sentences_follow_the_one_that_opens_them() -> None:
    listed = article("号", "内容3条措施：1.支持招引。2.保证用地。3.拓展场景。措施昨天发布。")
    found = draft("措施有哪些？", [(listed, 0, ""), (listed, 3, "")])
    assert [(item.marker, item.text) for item in found.items] == [(1, "支持招引"), (2, "保证用地"), (3, "拓展场景")]
    assert [each.span.of(listed.text) for each in found.evidence] == [
        "内容3条措施：1.支持招引。", "2.保证用地。", "3.拓展场景。", "措施昨天发布。",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "text", "best", "carried"),
    [
        (
            "工程为什么延期？",
            "工程昨天开会。由于暴雨，工程停了。因此工程延期。此外材料也涨价。会议结束。",
            2,
            (1, 2, 3),
        ),
        ("企业如何申请补贴？", "政策发布。企业通过网站申请补贴。其次提交材料。评审在五月。", 1, (1, 2)),
    ],
)
def test_a_reason_keeps_the_order_of_the_article(question: str, text: str, best: int, carried: tuple[int, ...]) -> None:
    told = article("述", text)
    found = draft(question, [(told, best, "")])
    spans = sentence_spans(told)
    assert [each.span for each in found.evidence] == [spans[at] for at in carried]


@pytest.mark.parametrize(
    ("question", "text", "verdict"),
    [
        ("网易与三亚市签署协议了吗？", "12月25日，网易与三亚市签署战略协议。", "yes"),
        ("工厂是否已经投产？", "工厂去年投产。", "yes"),
        ("工厂投产了吗？", "工厂没有投产。", "no"),
        ("工厂投产了吗？", "工厂预计明年投产。", None),
        ("工厂投产了吗？", "工厂投产，没有裁员，也未涨价。", None),
        ("工厂没有投产吗？", "工厂没有投产。", None),
        ("工厂投产了吗？", "投产的是另一座工厂。", None),
        ("Did the company sign the contract?", "The company signed no papers.", None),
        ("Is the museum open on Monday?", "The museum is open on Monday.", "yes"),
        ("Is the museum open on Monday?", "The museum is not open on Monday.", "no"),
    ],
)
def test_yes_or_no_only_where_it_is_said_plainly(question: str, text: str, verdict: str | None) -> None:
    assert draft(question, [(article("答", text), 0, "")]).verdict == verdict


def test_what_several_names_are_together_answers() -> None:
    halls = article("厅", "园区将打造“甲秀”、“乙秀”和“丙秀”三大展厅，免费开放。")
    answer = draft("“甲秀”、“乙秀”和“丙秀”是什么？", [(halls, 0, "")]).evidence[0].answer
    assert answer is not None
    assert answer.of(halls.text) == "三大展厅"
