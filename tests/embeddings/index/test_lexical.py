from __future__ import annotations

import math
from pathlib import Path

import bm25s
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.config import IndexConfig
from embeddings.index.bm25 import ARRAYS, KINDS, Fields, LexicalIndex, TermKind
from embeddings.text.segment import Terms, terms

TEXTS = ["三亚 网易", "网易 网易 成都", "横琴 高新区", "网易 成都", "。"]
CONFIG = IndexConfig()


def build(texts: list[str], config: IndexConfig = CONFIG) -> LexicalIndex:
    return LexicalIndex.build([Fields("", "", text) for text in texts], config)


@pytest.fixture(scope="module")
def index() -> LexicalIndex:
    return build(TEXTS)


def score(frequency: float, length: float, mean: float, held: int, count: int) -> float:
    idf = math.log(1 + (count - held + 0.5) / (held + 0.5))
    return idf * frequency / (frequency + 1.2 * (1 - 0.75 + 0.75 * length / mean))


def test_scores_are_lucenes_formula(index: LexicalIndex) -> None:
    mean = (2 + 3 + 2 + 2 + 0) / 5
    expected = [score(1, 2, mean, 3, 5), score(2, 3, mean, 3, 5), 0, score(1, 2, mean, 3, 5), 0]
    scores = index.words.scores(["网易"])
    assert scores.dtype == np.float32
    assert scores.tolist() == pytest.approx(expected, abs=1e-6)
    rows, found = index.search(Terms(["网易"], []), 5)
    assert rows.tolist() == [1, 0, 3]
    assert found.tolist() == scores[rows].tolist()


@pytest.mark.parametrize("kind", KINDS)
def test_scores_are_those_of_bm25s(kind: TermKind) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(Path("seeds").glob("*.txt"))] + TEXTS
    index = build(texts)
    reference = bm25s.BM25(k1=CONFIG.bm25_k1, b=CONFIG.bm25_b, method="lucene")
    reference.index([getattr(terms(text), kind) for text in texts], show_progress=False)
    for question in ("南京的元宇宙产业规模目标是多少", "谁是张江集团董事长", "谁在北京市 won in 2022?"):
        query = getattr(terms(question), kind)
        assert getattr(index, kind).scores(query).tolist() == pytest.approx(
            reference.get_scores(query).tolist(), rel=1e-5
        )


def test_words_and_pairs_are_two_lists(index: LexicalIndex) -> None:
    assert index.words.document_frequencies(["高新区", "高新", "网易"]).tolist() == [1, 0, 3]
    assert index.pairs.document_frequencies(["高新区", "高新", "网易"]).tolist() == [0, 1, 3]
    assert index.pairs.scores(["高新区"]).tolist() == [0] * 5
    both = index.words.scores(["网易"]) + index.pairs.scores(["网易", "高新"])
    assert index.scores(Terms(["网易"], ["网易", "高新"])).tolist() == both.tolist()


def test_a_term_of_a_title_counts_as_often_as_its_weight_says() -> None:
    config = IndexConfig(bm25_title_weight=2.0, bm25_heading_weight=1.5)
    passages = [Fields("海", "", "山"), Fields("", "海", "山"), Fields("", "", "海 山 海"), Fields("", "", "")]
    index = LexicalIndex.build(passages, config)
    mean = (3 + 2.5 + 3 + 0) / 4
    expected = [score(2, 3, mean, 3, 4), score(1.5, 2.5, mean, 3, 4), score(2, 3, mean, 3, 4), 0]
    assert index.words.scores(["海"]).tolist() == pytest.approx(expected, abs=1e-6)
    repeated = build(["海 海 山", "海 山", "海 山 海", ""])
    weights = IndexConfig(bm25_title_weight=2.0)
    assert LexicalIndex.build(passages, weights).words.scores(["海"]).tolist() == repeated.words.scores(["海"]).tolist()


def test_fields_do_not_touch() -> None:
    index = LexicalIndex.build([Fields("三亚", "网易", "成都")], CONFIG)
    assert index.pairs.document_frequencies(["三亚", "亚网", "易成"]).tolist() == [1, 0, 0]


def test_ties_are_broken_by_row_also_where_the_list_is_cut(index: LexicalIndex) -> None:
    assert index.search(terms("成都"), 5)[0].tolist() == [3, 1]
    assert build(["网易"] * 9).search(terms("网易"), 4)[0].tolist() == [0, 1, 2, 3]


def test_only_allowed_passages_are_found(index: LexicalIndex) -> None:
    allowed = np.array([True, False, True, True, True])
    assert index.search(terms("网易成都"), 5, allowed=allowed)[0].tolist() == [3, 0]
    assert index.search(terms("网易"), 5, allowed=np.zeros(5, dtype=np.bool_))[0].tolist() == []


WORD = st.sampled_from(["三亚", "网易", "成都", "横琴", "高新区"])
ARTICLES = st.lists(st.tuples(WORD, st.lists(st.lists(WORD, max_size=3).map(" ".join), min_size=1, max_size=3)))


@given(ARTICLES, st.sampled_from([1.0, 2.5]))
def test_articles_are_scored_as_if_they_were_indexed_whole(
    articles: list[tuple[str, list[str]]], title_weight: float
) -> None:
    config = IndexConfig(bm25_title_weight=title_weight)
    passages = [Fields(title, "", body) for title, bodies in articles for body in bodies]
    rows = np.repeat(np.arange(len(articles)), [len(bodies) for _, bodies in articles])
    parts, whole = LexicalIndex.build_both(passages, rows, config)
    alone = LexicalIndex.build([Fields(title, "", "。".join(bodies)) for title, bodies in articles], config)
    again = LexicalIndex.build(passages, config)
    assert (parts.passage_count, whole.passage_count) == (len(passages), len(articles))
    for question in ("三亚 三亚", "网易", "成都 横琴 高新区"):
        query = terms(question)
        assert whole.scores(query).tolist() == alone.scores(query).tolist()
        assert parts.scores(query).tolist() == again.scores(query).tolist()


def test_an_article_counts_its_title_once_and_its_headings_in_each_passage() -> None:
    passages = [Fields("网易", "三亚", "成都"), Fields("网易", "三亚", "横琴"), Fields("", "", "网易")]
    _, whole = LexicalIndex.build_both(passages, np.array([0, 0, 1]), CONFIG)
    mean = (5 + 1) / 2
    assert whole.words.scores(["网易"]).tolist() == pytest.approx([score(1, 5, mean, 2, 2), score(1, 1, mean, 2, 2)])
    assert whole.words.scores(["三亚"]).tolist() == pytest.approx([score(2, 5, mean, 1, 2), 0])


def test_who_holds_which_term(index: LexicalIndex) -> None:
    held = index.words.holding(["成都", "nobody", "网易"], np.array([3, 0, 2]))
    assert held.tolist() == [[True, False, False], [False, False, False], [True, True, False]]
    assert index.pairs.holding(["高新"], np.array([2, 1])).tolist() == [[True, False]]
    assert index.words.holding([], np.array([0])).shape == (0, 1)
    assert index.words.holding(["网易"], np.array([], dtype=np.int64)).shape == (1, 0)


def test_a_term_given_twice_counts_twice(index: LexicalIndex) -> None:
    assert index.words.scores(["三亚", "三亚"])[0] == 2 * index.words.scores(["三亚"])[0] > 0


def test_frequencies(index: LexicalIndex) -> None:
    assert index.passage_count == 5
    assert index.words.document_frequencies(["网易", "没有", "", "\ud800"]).tolist() == [3, 0, 0, 0]
    assert index.idf("网易") == pytest.approx(math.log(1 + 2.5 / 3.5))
    assert index.idf("网易", kind="pairs") == pytest.approx(math.log(1 + 2.5 / 3.5))
    assert index.idf("没有") == pytest.approx(math.log(1 + 5.5 / 0.5))


@given(st.lists(st.text(alphabet="abc元宇宙", min_size=1, max_size=12), max_size=12), st.text(max_size=12))
def test_every_term_is_found_and_no_other(held: list[str], other: str) -> None:
    texts = [" ".join(held), other]
    index = build(texts)
    for kind in KINDS:
        found = [set(getattr(terms(text), kind)) for text in texts]
        for term in {*found[0], *found[1], other, "abc", "abcabcabcabc"}:
            assert index.of(kind).document_frequencies([term]).tolist()[0] == sum(term in each for each in found)


def test_saved_and_loaded_it_is_the_same(index: LexicalIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "a")
    loaded = LexicalIndex.load(tmp_path / "a")
    loaded.save(tmp_path / "b")
    names = sorted(["passage_count.npy", *(f"{kind}_{name}.npy" for kind in KINDS for name in ARRAYS)])
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == names
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    query = terms("网易高新区")
    assert [each.tolist() for each in loaded.search(query, 5)] == [each.tolist() for each in index.search(query, 5)]


@pytest.mark.parametrize("texts", [[], ["。", "！"]], ids=["nothing", "no terms"])
def test_an_index_without_terms_finds_nothing(texts: list[str], tmp_path: Path) -> None:
    build(texts).save(tmp_path)
    index = LexicalIndex.load(tmp_path)
    assert index.search(terms("网易"), 3)[0].tolist() == []
    assert index.scores(terms("网易")).tolist() == [0.0] * len(texts)
