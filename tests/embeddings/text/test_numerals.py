from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.text.normalize import fold
from embeddings.text.numerals import amount, number_term, numerals, spell, value_of


def read(text: str) -> str:
    return " ".join(term for numeral in numerals(fold(text)) for term in numeral.terms)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ("二〇二二年|二零二二年|２０２２年|2022 年|二〇二二年底", "2022"),
        ("二〇二二年八月二十二日|2022年8月22日|2022-08-22|2022.8.22|2022/8/22", "2022 8月 22日"),
        ("August 22, 2022|22nd of August 2022|22 Aug. 2022|aug 22nd, 2022", "2022 8月 22日"),
        ("八月二十二日|8月22日|8 月 22 号|August 22|22 August", "8月 22日"),
        ("十二月|12月份|December", "12月"),
        ("二十二日|22日|22日电", "22日"),
        ("三千五百亿|3500亿|3,500亿|3 500亿|3500 亿|0.35万亿|350 billion|三千五百億元", "3500亿"),
        ("一万二千|1.2万|1.20万|12 thousand", "1.2万"),
        ("三点五亿|3.5亿|350 million|3.5亿元", "3.5亿"),
        ("百分之五|5%|５％|5.0 %|5 percent|5 per cent", "5%"),
        ("百分之十三点五|13.5%", "13.5%"),
        ("第十四|第14|第 14|第十四届", "第14"),
        ("第一百货|第一|第1", "第1"),
        ("三十条|三十", "30"),
        ("两千人", "2000"),
        ("三家", "3"),
        ("十余年|十年", "10"),
        ("双十一", "11"),
    ],
)
def test_numbers_and_dates_have_one_form(texts: str, expected: str) -> None:
    assert {text: read(text) for text in texts.split("|")} == dict.fromkeys(texts.split("|"), expected)


@pytest.mark.parametrize(
    "words",
    [
        "一定 三亚 万一 统一 四川 十分 九江 八达岭 五金 两岸 十足 千万 百万 唯一 一起",
        "十四五 十三五规划 三三两两 九一八 一百五 两三家 七八月 几十亿 数十万 二三十",
        "统一百货 统一万家 之一万科 万达 百度 千里",
        "20日元 2022日本 13月 0月 May March may mar 6g v1.2% 1.2.3 5000 0.5 007 1234567890123456亿",
    ],
)
def test_what_merely_holds_numerals_stays(words: str) -> None:
    assert {word: read(word) for word in words.split()} == dict.fromkeys(words.split(), "")


@pytest.mark.parametrize(
    ("value", "spelt"),
    [
        (1, "一"),
        (10, "十"),
        (14, "十四"),
        (110, "一百一十"),
        (1005, "一千零五"),
        (1050, "一千零五十"),
        (10_010, "一万零一十"),
        (120_000, "十二万"),
        (100_000_001, "一亿零一"),
        (350_000_000_000, "三千五百亿"),
        (3 * 10**12, "三万亿"),
    ],
)
def test_spelling(value: int, spelt: str) -> None:
    assert spell(value) == spelt
    assert value_of(spelt) == value


@pytest.mark.parametrize("spelt", ["", "零", "万一", "千万", "一百五", "三四", "十四五", "一零", "亿亿", "一" * 99])
def test_what_is_not_spelt_as_a_number_has_no_value(spelt: str) -> None:
    assert value_of(spelt) is None


@pytest.mark.parametrize(
    ("digits", "term"),
    [
        ("3,500", "3500"),
        ("12000", "1.2万"),
        ("12,000", "1.2万"),
        ("350000000000", "3500亿"),
        ("12345.60", "1.23456万"),
        ("2025", "2025"),
        ("3.10", "3.10"),
        ("007", "007"),
        ("01234567", "01234567"),
        ("1234567890123456", "1234567890123456"),
        ("30000%", "30000%"),  # of 1.2.30000%, which numerals leaves alone
    ],
)
def test_numbers_in_digits(digits: str, term: str) -> None:
    assert number_term(digits) == term


@given(st.integers(min_value=11, max_value=10**13))
def test_digits_and_chinese_are_the_same_number(value: int) -> None:
    assert value_of(spell(value)) == value
    assert number_term(str(value)) == number_term(f"{value:,}") == amount(Decimal(value))
    assert read(f"约{spell(value)}。") == number_term(str(value))


@given(st.sets(st.decimals(min_value=0, max_value=10**12, places=3), min_size=2, max_size=2))
def test_two_numbers_never_have_one_form(values: set[Decimal]) -> None:
    assert len({amount(value) for value in values}) == 2


@given(st.text(max_size=60) | st.text(alphabet="一二三十百千万亿零〇点第年月日分之个5 ,.%may", max_size=40))
def test_numerals_stand_in_the_text_one_after_the_other(text: str) -> None:
    folded = fold(text)
    found = list(numerals(folded))
    assert all(0 <= numeral.start < numeral.end <= len(folded) and all(numeral.terms) for numeral in found)
    assert all(first.end <= second.start for first, second in pairwise(found))
