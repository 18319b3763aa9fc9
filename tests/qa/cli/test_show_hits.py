from __future__ import annotations

from datetime import date

from embeddings.schema import Hit, Passage, ScoreParts, Source, Span
from qa.cli.output import hits_text, why_tables

SOURCE = Source(title="东港", publisher="港口日报", published=date(2024, 4, 12), path="a.txt", language="zh")


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
