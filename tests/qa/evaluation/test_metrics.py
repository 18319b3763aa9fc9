import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.evaluation.evaluate import (
    exact_match,
    f1,
    holds,
    longest_common_run,
    mean,
    ndcg,
    recall,
    reciprocal_rank,
    tokens,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3,500亿元", ["3500", "亿", "元"]),
        ("２５８０．６億元", ["2580.6", "亿", "元"]),
        ("AMD的ROCm 5.6", ["amd", "的", "rocm", "5.6"]),
        ("感知·消费·互联", ["感", "知", "消", "费", "互", "联"]),
        ("2021-12-25", ["2021", "12", "25"]),
        ("有3，500人和1,2", ["有", "3", "500", "人", "和", "1", "2"]),
        ("カナ", ["カ", "ナ"]),
        ("。，！", []),
    ],
)
def test_tokens_are_single_characters_of_chinese_and_whole_words_and_numbers(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@pytest.mark.parametrize(
    ("text", "answer", "expected"),
    [
        ("规模达到3500亿元。", "3500亿元", True),
        ("规模达到1500亿元。", "500亿元", False),
        ("规模超过 1,350 億元", "1350亿元", True),
        ("共130条措施", "30条", False),
        ("共30条措施", "30条", True),
        ("增长3.5%", "5", False),
        ("a total of 350 billion yuan", "350 billion", True),
        ("It is Tencent's.", "Tencent", True),
        ("什么都有", "", False),
        ("什么都有", "。", False),
        ("", "人", False),
    ],
)
def test_an_answer_is_found_as_whole_tokens(text: str, answer: str, expected: bool) -> None:
    assert holds(text, answer) is expected


@given(st.text(alphabet="年月日元宇宙12 。,a"), st.text(alphabet="年月日元宇宙12 。,a"))
def test_what_holds_its_tokens_holds_the_answer(before: str, answer: str) -> None:
    assert holds(f"{before}。{answer}。", answer) is bool(tokens(answer))


def test_an_exact_match_ignores_punctuation_width_script_and_english_articles() -> None:
    assert exact_match("「網易海南總部」", ["别的", "网易海南总部"]) == 1.0
    assert exact_match("the Future Center", ["Future Center"]) == 1.0
    assert exact_match("3500亿元", ["3500亿"]) == 0.0
    assert exact_match(None, ["3500亿"]) == 0.0
    assert exact_match("。", ["。"]) == 0.0


def test_f1_of_chinese_counts_the_longest_common_run() -> None:
    # 昆山高新区 (5 tokens) and 昆山的高新区 (6): the longest run in common is 高新区, 3 tokens: 2 × 3 / 11.
    assert f1("昆山高新区", ["昆山的高新区"]) == pytest.approx(6 / 11)
    assert f1("昆山高新区", ["南京", "昆山"]) == pytest.approx(4 / 7)
    assert f1("昆山", ["昆山"]) == 1.0
    assert f1("昆山", ["南京"]) == 0.0
    assert f1(None, ["南京"]) == 0.0
    assert f1("南京", []) == 0.0


def test_f1_of_english_counts_words_in_common_without_articles() -> None:
    # {future, center} of {future, center} and {center, of, the future} without `the`: 2 in common, 2 × 2 / (2 + 3).
    assert f1("the future center", ["center of the future"]) == pytest.approx(4 / 5)


@pytest.mark.parametrize(
    ("first", "second", "expected"), [("abcde", "xbcdy", 3), ("ab", "ba", 1), ("", "ab", 0), ("aba", "abab", 3)]
)
def test_the_longest_common_run_is_unbroken(first: str, second: str, expected: int) -> None:
    assert longest_common_run(first, second) == expected


def test_ranks_give_the_measures_worked_out_by_hand() -> None:
    assert ndcg(1, 10) == 1.0
    assert ndcg(3, 10) == 0.5
    assert ndcg(10, 10) == pytest.approx(math.log(2) / math.log(11))
    assert ndcg(11, 10) == 0.0
    assert ndcg(None, 10) == 0.0
    assert reciprocal_rank(4, 10) == 0.25
    assert reciprocal_rank(11, 10) == 0.0
    assert reciprocal_rank(None, 10) == 0.0
    assert recall(5, 5) == 1.0
    assert recall(6, 5) == 0.0
    assert recall(None, 5) == 0.0


def test_the_mean_of_nothing_is_zero() -> None:
    assert mean([]) == 0.0
    assert mean([True, False, False, True]) == 0.5
