from __future__ import annotations

import math
from pathlib import Path

import bm25s
import numpy as np
import pytest

from embeddings.config import IndexConfig
from embeddings.lexical import ARRAYS, LexicalIndex, terms

TEXTS = ["三亚 网易", "网易 网易 成都", "横琴 元宇宙", "网易 成都", "。"]
CONFIG = IndexConfig()


@pytest.fixture(scope="module")
def index() -> LexicalIndex:
    return LexicalIndex.build(TEXTS, CONFIG)


def score(frequency: int, length: int, mean: float, held: int, count: int) -> float:
    idf = math.log(1 + (count - held + 0.5) / (held + 0.5))
    return idf * frequency / (frequency + 1.2 * (1 - 0.75 + 0.75 * length / mean))


def test_scores_are_lucenes_formula(index: LexicalIndex) -> None:
    mean = sum(len(terms(text)) for text in TEXTS) / len(TEXTS)
    rows, scores = index.search(["网易"], 5)
    expected = {0: score(2, 4, mean, 3, 5), 1: score(4, 6, mean, 3, 5), 3: score(2, 4, mean, 3, 5)}
    assert rows.tolist() == [1, 0, 3]
    assert scores.tolist() == pytest.approx([expected[row] for row in (1, 0, 3)], abs=1e-6)


def test_scores_are_those_of_bm25s() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(Path("seeds").glob("*.txt"))] + TEXTS
    index = LexicalIndex.build(texts, CONFIG)
    reference = bm25s.BM25(k1=CONFIG.bm25_k1, b=CONFIG.bm25_b, method="lucene")
    reference.index([terms(text) for text in texts], show_progress=False)
    for question in ("南京的元宇宙产业规模目标是多少", "谁是张江集团董事长", "Who won in 2022?"):
        query = terms(question)
        expected = reference.get_scores(query)
        rows, scores = index.search(query, len(texts))
        assert rows.tolist() == [row for row in np.argsort(-expected, kind="stable").tolist() if expected[row] > 0]
        assert scores.tolist() == pytest.approx(expected[rows].tolist(), rel=1e-5)


def test_ties_are_broken_by_row_also_where_the_list_is_cut(index: LexicalIndex) -> None:
    assert index.search(["成都"], 5)[0].tolist() == [3, 1]
    assert LexicalIndex.build(["网易"] * 9, CONFIG).search(["网易"], 4)[0].tolist() == [0, 1, 2, 3]


def test_only_allowed_passages_are_found(index: LexicalIndex) -> None:
    allowed = np.array([True, False, True, True, True])
    assert index.search(["网易", "成都"], 5, allowed=allowed)[0].tolist() == [3, 0]
    assert index.search(["网易"], 5, allowed=np.zeros(5, dtype=np.bool_))[0].tolist() == []


def test_scores_of_rows_are_those_of_a_search_to_the_bit(index: LexicalIndex) -> None:
    query = ["成都", "网易", "网易", "没有"]
    rows, scores = index.search(query, 5)
    assert index.scores(query, rows).tolist() == scores.tolist()
    assert index.scores(query, np.array([4, 2], dtype=np.int64)).tolist() == [0.0, 0.0]


def test_a_term_given_twice_counts_twice(index: LexicalIndex) -> None:
    assert index.search(["三亚", "三亚"], 1)[1][0] == 2 * index.search(["三亚"], 1)[1][0]


def test_frequencies(index: LexicalIndex) -> None:
    assert index.passage_count == 5
    assert [index.document_frequency(term) for term in ("网易", "元宇", "没有", "", "\ud800")] == [3, 1, 0, 0, 0]
    assert index.idf("网易") == pytest.approx(math.log(1 + 2.5 / 3.5))
    assert index.idf("没有") == pytest.approx(math.log(1 + 5.5 / 0.5))


def test_saved_and_loaded_it_is_the_same(index: LexicalIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "a")
    loaded = LexicalIndex.load(tmp_path / "a")
    loaded.save(tmp_path / "b")
    for name in ARRAYS:
        assert (tmp_path / "a" / f"{name}.npy").read_bytes() == (tmp_path / "b" / f"{name}.npy").read_bytes()
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == sorted(f"{name}.npy" for name in ARRAYS)
    query = ["网易", "元宇"]
    assert [each.tolist() for each in loaded.search(query, 5)] == [each.tolist() for each in index.search(query, 5)]


@pytest.mark.parametrize("texts", [[], ["。", "！"]], ids=["nothing", "no terms"])
def test_an_index_without_terms_finds_nothing(texts: list[str], tmp_path: Path) -> None:
    LexicalIndex.build(texts, CONFIG).save(tmp_path)
    index = LexicalIndex.load(tmp_path)
    assert index.search(["网易"], 3)[0].tolist() == []
    assert index.scores(["网易"], np.arange(len(texts))).tolist() == [0.0] * len(texts)
