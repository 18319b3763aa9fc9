from __future__ import annotations

from datetime import date

import pytest

from qa.grounding.facts import facts_of, other_numbers, plain, wrong_dates, wrong_numbers, wrong_quotations

PUBLISHED = date(2022, 8, 25)


def numbers(claim: str, text: str) -> list[str]:
    return wrong_numbers(facts_of(claim, published=PUBLISHED), [facts_of(text, published=PUBLISHED)])


def dates(claim: str, text: str) -> list[str]:
    claimed, held = facts_of(claim, published=PUBLISHED), facts_of(text, published=PUBLISHED)
    return wrong_dates(claimed, [held], published=PUBLISHED)


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("三千五百亿元", "将达3500亿元"),
        ("3,500亿元", "将达３５００億元"),
        ("RMB 350 billion", "将达3500亿元"),
        ("增长13%", "同比增长13.0%"),
        ("30条措施", "一共有30条"),
        ("three companies", "3 companies"),
        ("12人死亡", "造成十二人死亡"),
    ],
)
def test_a_number_is_the_same_in_every_form(claim: str, text: str) -> None:
    assert numbers(claim, text) == []


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("3600亿元", "将达3500亿元"),
        ("3500万元", "将达3500亿元"),
        ("350 billion dollars", "将达3500亿元"),
        ("30家企业", "一共有30条"),
        ("下降13%", "同比增长13.0%"),
        ("超过30家", "不足30家"),
        ("500亿元", "1500亿元"),
        ("2-2个园区", "打造1-2个园区"),
    ],
)
def test_another_value_unit_or_direction_is_wrong(claim: str, text: str) -> None:
    assert len(numbers(claim, text)) >= 1


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("八月二十二日发布", "8月22日发布"),
        ("2022年8月22日发布", "8月22日发布"),
        ("2022-08-22 发布", "8月22日发布"),
        ("2022年发布", "8月22日发布"),
        ("到2025年", "到2025年底，规模将达"),
        ("On August 22, 2022", "8月22日发布"),
        ("2022年8月25日报道", "没有日期"),
    ],
)
def test_a_date_is_the_same_in_every_form(claim: str, text: str) -> None:
    assert dates(claim, text) == []


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("8月23日发布", "8月22日发布"),
        ("2021年8月22日发布", "8月22日发布"),
        ("9月22日发布", "8月22日发布"),
        ("到2028年", "到2025年底"),
        ("2021年7月19日至2026年7月18日", "2023年7月19日至2026年7月18日"),
        ("On August 23, 2022", "8月22日发布"),
    ],
)
def test_another_day_month_or_year_is_wrong(claim: str, text: str) -> None:
    assert len(dates(claim, text)) == 1


def test_names_of_either_language() -> None:
    found = facts_of("网易与三亚市政府签约，介绍了 WPS Office。", published=None).names
    assert {"三亚市", "wps", "office"} <= {name for name, _ in found}
    assert [name for name, _ in facts_of("According to Shanghai's plan, Tencent in May.", published=None).names] == [
        "shanghai",
        "tencent",
    ]


def test_quotations_are_compared_without_marks_and_forms_of_numbers() -> None:
    claimed = facts_of("他说“将达三千五百亿元， 培育十家”。", published=None)
    assert wrong_quotations(claimed, plain("將達3500億元,培育10家以上")) != []
    assert wrong_quotations(claimed, plain("将达3500亿元,培育10家以上")) == []


def test_numbers_of_another_clause() -> None:
    claimed = facts_of("售价为88490美元", published=None)
    assert other_numbers(claimed, facts_of("售价为98490美元", published=None))
    assert not other_numbers(claimed, facts_of("售价为88490美元，降了100美元", published=None))
    assert not other_numbers(claimed, facts_of("2022年的售价", published=None))
