from __future__ import annotations

import math

import pytest

from qa.crosslingual.transliterate import spellings, spelt


def test_names_are_runs_of_capitalised_words() -> None:
    assert spellings("When did the Longkou–Yantai railway open?") == {"longkou": 1, "yantai": 1}
    assert spellings("What did Zhang Yuansu write?") == {"zhang": 1, "yuansu": 1, "zhangyuansu": 2}


def test_the_word_that_opens_the_question_is_a_name_only_with_the_next() -> None:
    assert spellings("Women in Yu Wei's state?") == {"yuwei": 2}
    assert spellings("Zhang Wei is who?") == {"zhangwei": 2}


def test_what_is_short_or_no_letters_is_not_looked_for() -> None:
    assert spellings("How tall is Li in U2 and Café Zoë?") == {}


def test_a_text_spells_a_name_by_two_characters_or_more() -> None:
    texts = ["横琴的产业", "恒沁路", "衡琴", "横 琴", "很轻", ""]
    found = spelt({"hengqin": 1}, texts)
    assert [value > 0 for value in found.tolist()] == [True, True, True, False, False, False]
    assert spelt({"zhuang": 1}, ["装"]).tolist() == [0.0]


def test_every_reading_and_every_cut_of_the_letters_counts() -> None:
    texts = ["成都", "首都北京", "西安", "先", "吕梁", "方案"]
    assert (spelt({"chengdu": 1}, texts) > 0).tolist() == [True, False, False, False, False, False]
    assert (spelt({"xian": 1}, texts) > 0).tolist() == [False, False, True, False, False, False]
    for letters in ("luliang", "lvliang", "lüliang"):
        assert (spelt({letters: 1}, texts) > 0).tolist() == [False, False, False, False, True, False]
    assert (spelt({"fangan": 1}, texts) > 0).tolist()[5]
    assert not spelt({"washington": 1}, texts).any()


def test_rare_names_and_longer_ones_count_for_more() -> None:
    texts = ["张元素在北京", "北京", "北京", "上海"]
    found = spelt({"beijing": 1, "zhangyuansu": 2}, texts).tolist()
    common, rare = math.log(1 + 1.5 / 3.5), math.log(1 + 3.5 / 1.5)
    assert found == pytest.approx([common + 2 * rare, common, common, 0.0])
    assert spelt({}, texts).tolist() == [0.0] * 4
