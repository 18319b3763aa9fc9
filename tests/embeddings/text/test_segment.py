from __future__ import annotations

import warnings
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.text import segment
from embeddings.text.normalize import fold
from embeddings.text.segment import Terms, Word, question_terms, term_of, terms, words

SEEDS = sorted(Path("seeds").glob("*.txt"))


def test_words_with_offsets_and_tags() -> None:
    assert words("南京在2025年，投資 3,500.5 億元。") == [
        Word("南京", 0, 2, "ns"),
        Word("在", 2, 3, "p"),
        Word("2025", 3, 7, "m"),
        Word("年", 7, 8, "m"),
        Word("投资", 9, 11, "vn"),
        Word("3,500.5", 12, 19, "m"),
        Word("亿元", 20, 22, "m"),
    ]


@pytest.mark.parametrize(
    ("text", "words", "pairs"),
    [
        ("3,500亿元", "3500亿 元", "3500亿元"),
        ("３５００億元", "3500亿 元", "3500亿元"),
        ("三千五百亿", "3500亿", ""),
        ("占13.0%", "占 13%", "占13%"),
        ("1.2.30000%", "1.2 30000%", ""),
        ("6G通信3D", "6g 通信 3d", "通信"),
        ("5km 2.5km 1,350kg", "5km 2.5 km 1350 kg", ""),
        ("2022-07-28 10:30", "2022 7月 28日 10 30", ""),
        ("二〇二二年元宇宙", "2022 元 宇宙", "元宇 宇宙"),
        ("第十四届30条", "第14 届 30 条", "第14届 届30 30条"),
        ("三亚一定会", "三亚 一定 会", "三亚 亚一 一定 定会"),
        ("COVID-19 O’Neill won't", "covid 19 o'neil won't", ""),
        ("Companies' shares: Shanghai's", "compani share shanghai", ""),
        ("café ½ ㎡", "café ½", ""),
        ("网易、三亚", "网易 三亚", "网易 三亚"),
        ("网易三亚", "网易 三亚", "网易 易三 三亚"),
        ("高新区在山上", "高新区 在 山上", "高新 新区 区在 在山 山上"),
        ("。，！ \n", "", ""),
        ("", "", ""),
    ],
)
def test_terms(text: str, words: str, pairs: str) -> None:
    assert terms(text) == Terms(words.split(), pairs.split())


def test_terms_left_out_are_none_of_the_words() -> None:
    assert terms("Of the 高新区", without={"of", "高新区"}) == Terms(["the"], ["高新", "新区"])


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("the revenue of Shanghai", ["revenu", "shanghai"]),
        ("Is it to be?", ["is", "it", "to", "be"]),
        ("does this 高新区", ["高新区"]),
        ("?", []),
    ],
)
def test_a_question_keeps_stop_words_only_where_it_has_no_others(question: str, expected: list[str]) -> None:
    assert question_terms(question).words == expected


@pytest.mark.parametrize(
    ("word", "term"),
    [("companies", "compani"), ("12,000", "1.2万"), ("2025", "2025"), ("高新区", "高新区"), ("。", "。")],
)
def test_term_of_a_word(word: str, term: str) -> None:
    assert term_of(word) == term


@given(st.text(max_size=60) | st.text(alphabet="元宇宙產業aB1２,.%’ 。", max_size=60))
def test_words_are_the_folded_text_at_their_offsets(text: str) -> None:
    folded = fold(text)
    found = words(text)
    assert all(word.text == folded[word.start : word.end] != "" for word in found)
    assert all(first.end <= second.start for first, second in pairwise(found))
    assert terms(text) == terms(folded)


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem[:3])
def test_jieba_cuts_the_seeds_as_rjieba_does(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = path.read_text(encoding="utf-8")
    expected_terms, expected_words = terms(text), words(text)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba's own: invalid escapes, pkg_resources
        fallback = segment._by_jieba()
        monkeypatch.setattr(segment, "segmenter", lambda: fallback)
        assert terms(text) == expected_terms
        assert [word[:3] for word in words(text)] == [word[:3] for word in expected_words]


def test_jieba_serves_where_rjieba_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segment.importlib.util, "find_spec", lambda name: None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fallback = segment.segmenter.__wrapped__()
    assert fallback.cut("网易与三亚市政府") == ["网易", "与", "三亚市", "政府"]
    assert fallback.tag("三亚") == [("三亚", "ns")]
