from __future__ import annotations

from concurrent.futures import CancelledError
from itertools import pairwise
from threading import Event

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.text import segment_batch as cutting
from embeddings.text.segment import terms
from embeddings.text.segment_batch import SHORT, TermPlaces, code_points, cut_all, packed, unpacked


def by_text(found: TermPlaces, count: int) -> list[list[str]]:
    """The terms of each text in alphabetical order."""
    short = ["".join(chr(code) for code in codes if code) for codes in unpacked(found.short).tolist()]
    assert all(len(term) > SHORT for term in found.long)
    lists: list[list[str]] = [[] for _ in range(count)]
    for names, texts in ((short, found.short_texts), (found.long, found.long_texts)):
        assert texts.tolist() == sorted(texts.tolist())
        for name, text in zip(names, texts.tolist(), strict=True):
            lists[text].append(name)
    return [sorted(each) for each in lists]


def check(texts: list[str]) -> None:
    words, pairs = (by_text(found, len(texts)) for found in cut_all(texts))
    expected = [terms(text) for text in texts]
    assert words == [sorted(each.words) for each in expected]
    assert pairs == [sorted(each.pairs) for each in expected]


LIKELY = st.text(alphabet="元宇三千五百亿万第届月日年12,3.5%ab'’ 。\n-/拟点八𠀀", max_size=30)


@given(st.lists(st.text(max_size=20) | LIKELY, max_size=9))
def test_terms_of_many_texts_are_those_of_each(texts: list[str]) -> None:
    check(texts)


@pytest.mark.parametrize("characters", [1, 40, 100_000])
def test_blocks_make_no_difference(characters: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "BLOCK_CHARACTERS", characters)
    check(["", *(f"高新区在山上{number}年，第{number}届中华人民共和国 10,000km" for number in range(30)), ""])


@pytest.mark.parametrize(
    ("text", "words", "pairs"),
    [
        ("第14届3家", "3 家 届 第14", "3家 届3 第14届"),
        ("2022年8月元", "2022 8月 元", ""),
        ("中华人民共和国", "中华人民共和国", "中华 人民 共和 华人 和国 民共"),
        ("covid-19", "19 covid", ""),
    ],
)
def test_numbers_make_pairs_and_dates_do_not(text: str, words: str, pairs: str) -> None:
    assert [by_text(found, 1)[0] for found in cut_all([text])] == [words.split(), pairs.split()]


def test_no_texts_have_no_terms() -> None:
    words, pairs = cut_all([])
    assert (words.short.tolist(), words.long, pairs.short_texts.tolist()) == ([], [], [])


def test_nobody_waits_any_more() -> None:
    stop = Event()
    stop.set()
    with pytest.raises(CancelledError):
        cut_all(["元宇宙"], stop=stop)


@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=SHORT)))
def test_packed_terms_are_in_their_order_and_come_back(names: list[str]) -> None:
    names = sorted(set(names))
    codes = code_points("".join(name.ljust(SHORT, "\0") for name in names)).reshape(-1, SHORT)
    numbers = packed(codes)
    assert all(first < second for first, second in pairwise(numbers.tolist()))
    assert np.array_equal(unpacked(numbers), codes)
