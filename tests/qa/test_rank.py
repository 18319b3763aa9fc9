from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.schema import Hit, Passage, ScoreParts, Source, Span
from qa.rank import dedupe, diversify, fuse, ranked, union

SOURCE = Source(title="t", path="a.txt", language="zh")


def hit(doc_id: str, *, lexical: float | None = None, dense: float | None = None, text: str = "一二三") -> Hit:
    span = Span(start=0, end=len(text))
    passage = Passage(passage_id=f"{doc_id}:0-{len(text)}", doc_id=doc_id, span=span, text=text)
    return Hit(passage=passage, source=SOURCE, score=0.0, rank=1, parts=ScoreParts(lexical=lexical, dense=dense))


def ids(hits: list[Hit]) -> list[str]:
    return [each.passage.doc_id for each in hits]


def test_union_keeps_each_passage_once_in_order() -> None:
    assert ids(union([hit("b"), hit("a")], [hit("a"), hit("c")])) == ["b", "a", "c"]


def test_fuse_adds_weighted_parts() -> None:
    fused = fuse([hit("a", lexical=2.0, dense=0.9), hit("b", lexical=4.0, dense=0.1)], 0.75)
    assert ids(fused) == ["b", "a"]
    assert [each.score for each in fused] == pytest.approx([0.75 + 0.025, 0.375 + 0.225])
    assert [each.rank for each in fused] == [1, 2]


def test_fuse_without_any_lexical_match_goes_by_the_cosine() -> None:
    fused = fuse([hit("a", lexical=0.0, dense=0.2), hit("b", lexical=0.0, dense=0.3)], 0.75)
    assert ids(fused) == ["b", "a"]
    assert [each.score for each in fused] == pytest.approx([0.075, 0.05])


def test_fuse_of_nothing_is_nothing() -> None:
    assert fuse([], 0.5) == []


def test_ties_go_by_passage_id() -> None:
    assert ids(ranked([hit("c"), hit("a"), hit("b")])) == ["a", "b", "c"]


def test_dedupe_drops_a_text_held_by_an_earlier_hit() -> None:
    kept = dedupe([hit("a", text="上海率先起跑。"), hit("b", text="率先起跑。"), hit("c", text="南京也起跑。")])
    assert ids(kept) == ["a", "c"]
    assert [each.rank for each in kept] == [1, 2]


def of(doc_id: str, publisher: str | None, score: float) -> Hit:
    text = f"{doc_id} {score}"
    passage = Passage(passage_id=f"{doc_id}:0-{len(text)}", doc_id=doc_id, span=Span(start=0, end=len(text)), text=text)
    source = SOURCE.model_copy(update={"publisher": publisher})
    return Hit(passage=passage, source=source, score=score, rank=1, parts=ScoreParts())


def test_diversify_goes_round_the_articles_and_then_round_their_publishers() -> None:
    hits = [
        of("a", "新华社", 9),
        of("a", "新华社", 8),
        of("b", "新華社 ", 7),
        of("c", None, 6),
        of("d", None, 5),
        of("b", "新华社", 4),
        of("e", "财联社", 3),
    ]
    mixed = diversify(hits)
    assert ids(mixed) == ["a", "c", "d", "e", "b", "a", "b"]
    assert [each.score for each in mixed] == [9, 6, 5, 3, 7, 8, 4]
    assert [each.rank for each in mixed] == [1, 2, 3, 4, 5, 6, 7]


HITS = st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from([None, "x", "y"])), max_size=12).map(
    lambda drawn: [of(doc_id, publisher, -float(at)) for at, (doc_id, publisher) in enumerate(drawn)]
)


@given(HITS)
def test_diversify_leaves_nothing_out_and_keeps_the_order_within_an_article(hits: list[Hit]) -> None:
    mixed = diversify(hits)
    assert sorted(hit.score for hit in mixed) == sorted(hit.score for hit in hits)
    articles = set(ids(hits))
    assert set(ids(mixed[: len(articles)])) == articles
    for article in articles:
        scores = [hit.score for hit in mixed if hit.passage.doc_id == article]
        assert scores == sorted(scores, reverse=True)
    assert diversify(mixed) == mixed
