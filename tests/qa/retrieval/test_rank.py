from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from embeddings.schema import Hit, Passage, ScoreParts, Source, Span
from qa.retrieval.retrieve import as_read, dedupe, diversify, unite

SOURCE = Source(title="t", path="a.txt", language="zh")


def hit(doc_id: str, *, text: str) -> Hit:
    span = Span(start=0, end=len(text))
    passage = Passage(passage_id=f"{doc_id}:0-{len(text)}", doc_id=doc_id, span=span, text=text)
    source = SOURCE.model_copy(update={"path": f"{doc_id}.txt"})
    return Hit(passage=passage, source=source, score=0.0, rank=1, parts=ScoreParts())


def ids(hits: list[Hit]) -> list[str]:
    return [each.passage.doc_id for each in hits]


def test_dedupe_drops_a_text_held_by_an_earlier_hit() -> None:
    kept = dedupe([hit("a", text="上海率先起跑。"), hit("b", text="率先起跑。"), hit("c", text="南京也起跑。")])
    assert ids(kept) == ["a", "c"]
    assert [each.rank for each in kept] == [1, 2]
    assert [each.copies for each in kept] == [("b.txt",), ()]


CLAUSES = [f"第{mark}句话说的是另外一件事情" for mark in "一二三四五六七八九十"]
REPORT = "，".join(CLAUSES) + "。"


def test_dedupe_collapses_near_copies_by_their_clauses() -> None:
    edited = "，".join([*CLAUSES[:8], "这里改写了两个小分句了", "后面这句也改了一点点"])
    rewritten = "，".join([*CLAUSES[:7], "这里改写了三个小分句了", "后面这句也改了一点点", "再加上了这么一句话啊"])
    traditional = REPORT.replace("话说", "話說").replace("，", "；\n")
    kept = dedupe([
        hit("a", text=REPORT),
        hit("b", text=edited),
        hit("c", text=rewritten),
        hit("d", text=traditional),
        hit("b", text=edited + "。"),
        hit("a", text=REPORT[:40]),
    ])
    assert ids(kept) == ["a", "c"]
    assert kept[0].copies == ("b.txt", "d.txt")  # once each, and never the article itself
    assert kept[1].copies == ()


def test_dedupe_keeps_a_longer_text_that_holds_an_earlier_one() -> None:
    assert ids(dedupe([hit("a", text=CLAUSES[0]), hit("b", text=REPORT)])) == ["a", "b"]


def test_dedupe_of_texts_without_a_word_compares_them_whole() -> None:
    assert ids(dedupe([hit("a", text="！！！"), hit("b", text="？？"), hit("c", text="！")])) == ["a", "b"]


def test_dedupe_stops_when_there_are_enough_and_counts_copies_up_to_there() -> None:
    hits = [
        hit("a", text="甲说了。"),
        hit("b", text="甲说了"),
        hit("c", text="乙说了。"),
        hit("d", text="甲说"),
        hit("e", text="丙。"),
    ]
    assert ids(dedupe(hits, most=2)) == ["a", "c"]
    assert dedupe(hits, most=2)[0].copies == ("b.txt", "d.txt")
    assert ids(dedupe(hits, most=9)) == ids(dedupe(hits)) == ["a", "c", "e"]
    assert dedupe([]) == []


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


def test_hits_come_in_the_order_of_what_was_read_in_them() -> None:
    found = [hit(name, text="上海") for name in "abcd"]
    read = {"b:0-2": 1.5, "a:0-2": -0.5, "c:0-2": 1.5}
    ordered = as_read(found, read)
    assert ids(ordered) == ["b", "c", "a", "d"]
    assert [each.rank for each in ordered] == [1, 2, 3, 4]
    assert [each.parts.read for each in ordered] == [1.5, 1.5, -0.5, None]
    assert [each.score for each in ordered] == [0.0] * 4


def test_hits_of_several_questions_are_one_list() -> None:
    scored = {"a": 0.2, "b": 0.9, "c": 0.5}
    first, second, third = (hit(name, text="文").model_copy(update={"score": score}) for name, score in scored.items())
    again = first.model_copy(update={"score": 0.7})
    found = unite([[second, first], [again, third]])
    assert [(each.passage.doc_id, each.score, each.rank) for each in found] == [
        ("b", 0.9, 1),
        ("a", 0.7, 2),
        ("c", 0.5, 3),
    ]
