from __future__ import annotations

import sys
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.text.normalize import HAN, Text, fold, is_han


@given(st.text())
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(), st.text())
def test_folding_goes_character_by_character(left: str, right: str) -> None:
    assert fold(left + right) == fold(left) + fold(right)


def test_folding_all_code_points_twice_changes_nothing() -> None:
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    once = fold(everything)
    assert len(once) == len(everything)
    assert fold(once) == once


def test_long_texts_fold_as_short_ones_do() -> None:
    everything = list(map(chr, range(sys.maxunicode + 1)))
    short = "".join(fold("".join(everything[at : at + 100])) for at in range(0, len(everything), 100))
    assert fold("".join(everything)) == short
    assert fold("".join(everything)) == short  # by what is known now


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("元宇宙產業規模突破800億元", "元宇宙产业规模突破800亿元"),
        ("鄭州、濰坊、陵水", "郑州、潍坊、陵水"),
        ("ＧＤＰ比重为１３．０％", "gdp比重为13.0%"),
        ("（試行）：「」，！", "(试行):「」,!"),
        ("AI与VR", "ai与vr"),
        ("㎡ ½ ﬁ", "㎡ ½ ﬁ"),
        ("\u3000", " "),
        ("薴", "苎"),
        ("\ud800a", "\ud800a"),
        ("", ""),
    ],
)
def test_folding_values(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(), st.text(), st.integers(0, 9), st.integers(0, 9))
def test_a_part_put_into_a_text_is_folded_as_if_written_there(raw: str, new: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(raw)), min(other, len(raw))))
    assert Text.of(raw).put(start, end, Text.of(new)) == Text.of(raw[:start] + new + raw[end:])


@given(st.text() | st.text(alphabet=" ，a\u3000"), st.sampled_from([None, " ，", "a"]))
def test_both_forms_lose_the_same_ends(raw: str, characters: str | None) -> None:
    assert Text.of(raw).strip(characters) == Text.of(raw.strip(characters))


@pytest.mark.parametrize(
    ("character", "expected"), [("中", True), ("國", True), ("㐂", True), ("𠮷", True), ("豈", True)]
)
def test_han_characters(character: str, expected: bool) -> None:
    assert is_han(character) is expected


@pytest.mark.parametrize("character", ["a", "1", "，", "あ", "한", " ", "Ａ"])
def test_other_characters_are_not_han(character: str) -> None:
    assert not is_han(character)


def test_a_run_of_chinese_characters_is_of_those_that_are_known_one_by_one() -> None:
    characters = list(map(chr, range(0x110000)))
    assert HAN.findall("".join(characters)) == ["".join(run) for han, run in groupby(characters, is_han) if han]
