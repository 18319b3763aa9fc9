from __future__ import annotations

from datetime import date
from decimal import Decimal

from embeddings.schema import Hit, Passage, ScoreParts, Source, Span
from embeddings.text.normalize import Text
from qa.cli.output import answer_text, headline, hits_text, parts_text, why_tables
from qa.question.understand import understood
from qa.schema import Answer, Citation, Item, Row, Table, Where

SOURCE = Source(title="东港", publisher="港口日报", published=date(2024, 4, 12), path="a.txt", language="zh")
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


def test_an_answer_is_its_short_form_its_text_and_its_sources() -> None:
    quote = "首班船4月12日\n离港。"
    citation = Citation(
        marker=1,
        doc_id="d",
        span=Span(start=0, end=len(quote)),
        quote=quote,
        answer=Span(start=3, end=8),
        title="东港",
        heading="客运",
        publisher=None,
        published=date(2024, 4, 12),
        path="a.txt",
    )
    whole = Answer(
        question="哪天？",
        standalone_question="哪天？",
        status="answered",
        text=f"{quote}[1]",
        short_answer="4月12日",
        citations=(citation,),
        generation="memory",
    )
    assert answer_text(whole) == (
        f"4月12日\n\n{quote}[1]\n\n[1] 东港 · 客运 · 2024-04-12 · a.txt\n    “首班船4月12日 离港。”"
    )
    noted = answer_text(whole.model_copy(update={"notes": ("一句。", "二句。")}))
    assert f"{quote}[1]\n\n一句。\n二句。\n\n[1] 东港" in noted


def test_what_is_nearest_to_a_refusal_stands_below_it_and_is_called_no_answer() -> None:
    near = Citation(
        marker=1,
        doc_id="d",
        span=Span(start=0, end=8),
        quote="[1]目标是五[2]"[:8],
        title="题",
        publisher="报",
        path="a.txt",
    )
    refusal = Answer(
        question="目標？",
        standalone_question="目標？",
        status="no_evidence",
        text="沒有。",
        nearest=(near,),
        generation="g",
    )
    assert answer_text(refusal) == "沒有。\n\n最接近的原文，不是答案：\n- 题 · 报 · a.txt\n    “[1]目标是五[”"


def test_how_a_question_was_understood_is_the_last_line() -> None:
    meant = understood(Text.of("去年"), (), today=date(2026, 11, 21), where=Where())
    whole = Answer(
        question="去年呢？",
        standalone_question="去年",
        status="no_evidence",
        text="没有。",
        understood=meant,
        generation="memory",
    )
    assert answer_text(whole) == "没有。\n\n理解为：去年；去年 = 2025-01-01…2025-12-31"
    alone = whole.model_copy(update={"question": "去年"})
    assert answer_text(alone) == "没有。\n\n理解为：去年 = 2025-01-01…2025-12-31"


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
        "|------|--------------|--------|----------|\n"
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


def hit(
    text: str,
    *,
    rank: int = 1,
    parts: ScoreParts | None = None,
    sentence: tuple[int, int] | None = None,
    matched: tuple[str, ...] = (),
    copies: tuple[str, ...] = (),
) -> Hit:
    span = Span(start=0, end=len(text))
    return Hit(
        passage=Passage(passage_id=f"d:0-{len(text)}", doc_id="d", span=span, text=text),
        source=SOURCE,
        score=1 / (rank + 1),
        rank=rank,
        parts=parts or ScoreParts(lexical=2.25),
        sentence=Span(start=sentence[0], end=sentence[1]) if sentence else None,
        matched=matched,
        copies=copies,
    )


def test_a_hit_shows_its_scores_and_the_beginning_of_its_text() -> None:
    assert hits_text([hit("港" * 130)]) == (
        f"1. 0.5000  东港 · 港口日报 · 2024-04-12 · a.txt\n   {'港' * 120}… (130 characters)  (BM25 2.250, cosine -)"
    )
    assert hits_text([]) == "no passage found"


def test_a_hit_shows_the_sentence_and_the_words_that_match_and_its_copies() -> None:
    found = hit("码头很大。仓库\n有三座。", sentence=(5, 12), matched=("仓库", "三"), copies=("b.txt", "c.txt"), rank=3)
    assert hits_text([found], "理解为：甲").split("\n") == [
        "3. 0.2500  东港 · 港口日报 · 2024-04-12 · a.txt",
        "   … 仓库 有三座。  (BM25 2.250, cosine -)",
        "   matched: 仓库 · 三",
        "   the same almost word for word: b.txt, c.txt",
        "",
        "理解为：甲",
    ]
    opening = hit("码头很大。仓库有三座。", sentence=(0, 5))
    assert hits_text([opening]).split("\n")[1] == "   码头很大。  (BM25 2.250, cosine -)"


def test_reasons_are_a_row_for_each_part_and_a_column_for_each_hit() -> None:
    read = ScoreParts(lexical=12.5, dense=0.4321, meant=0.5, ranker={"lexical": 1.25, "late_window": -0.125})
    hits = [hit("甲", parts=read), hit("乙", rank=2, parts=ScoreParts(dense=-0.1))]
    assert hits_text(hits, "理解为：甲", why=True).split("\n")[5:] == [
        "why                         1       2",
        "BM25                   12.500       -",
        "cosine                  0.432  -0.100",
        "lexical                 +1.25       -",
        "late_window             -0.12       -",
        "named in the question   +0.50   +0.00",
        "score                  0.5000  0.3333",
        "",
        "理解为：甲",
    ]


def test_reasons_of_many_hits_are_several_tables() -> None:
    tables = why_tables([hit("甲", rank=rank) for rank in range(1, 11)])
    assert [table.split("\n")[0].split() for table in tables] == [["why", *"12345678"], ["why", "9", "10"]]
    assert "named" not in tables[0]
