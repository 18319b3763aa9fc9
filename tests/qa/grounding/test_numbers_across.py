from __future__ import annotations

from fractions import Fraction

import pytest

from qa.grounding.values import claimed_values, possible_values, wrong_values


@pytest.mark.parametrize(
    ("claimed", "held"),
    [
        ("It invested $2 billion.", "投资20亿美元。"),
        ("Thirteen people and twenty-five dogs came.", "来了十三人和二十五条狗。"),
        ("It began at 10.15 pm.", "22:15开始。"),
        ("It began at 3 p.m.", "下午三点开始。"),
        ("They won 2-0.", "他们以2:0获胜。"),
        ("The town grew in the 1930s.", "小镇在20世纪30年代扩大。"),
        ("It fell in the 1980s.", "上世纪八十年代它倒了。"),
        ("Two of them left.", "他们双双离开。"),
        ("A dozen left, 30 percent of all.", "12人离开，占30%。"),
        ("More than 380,000 people live there.", "那里有38万人。"),
        ("那里有38万人，3月有2040万人。", "380,000 people live there, and 20.4 million in March."),
        ("4个人走了。", "Four of them left."),
        ("2021年，300人离开。", "In 2021, 300 people left."),
    ],
)
def test_a_number_is_held_in_whatever_form(claimed: str, held: str) -> None:
    values = claimed_values(claimed)
    assert values
    assert wrong_values(values, possible_values(held)) == []


@pytest.mark.parametrize(
    ("claimed", "held", "wrong"),
    [
        ("It invested $3 billion.", "投资20亿美元。", Fraction(3 * 10**9)),
        ("It invested $2 billion.", "投资20亿元。", Fraction(2 * 10**9)),
        ("It took 30 percent.", "它拿了30元。", Fraction(30)),
        ("Fourteen people came.", "来了十三人。", Fraction(14)),
        ("来了39万人。", "380,000 people came.", Fraction(390000)),
        ("数据显示，3021年增长。", "It grew in 2021.", Fraction(3021)),
        ("比赛22月2日开始。", "The match begins on December 2.", Fraction(22)),
    ],
)
def test_another_value_currency_or_kind_is_wrong(claimed: str, held: str, wrong: Fraction) -> None:
    assert [each.any_of for each in wrong_values(claimed_values(claimed), possible_values(held))] == [
        frozenset((wrong,))
    ]


def test_what_is_no_number_is_not_claimed() -> None:
    assert claimed_values("One of the boys, a second one, got a score.") == []
    assert claimed_values("两个男孩在8月走了。") == []
