from __future__ import annotations

from datetime import date

import pytest

from qa.grounding.values import day_terms, same_days, wrong_days

PUBLISHED = date(2022, 8, 23)


def wrong(claimed: str, held: str, published: date | None = None) -> list[str]:
    return wrong_days(
        day_terms(claimed, published=published, loosely=False),
        day_terms(held, published=published, loosely=True),
        published=published,
    )


@pytest.mark.parametrize(
    ("claimed", "held"),
    [
        ("It met on Tuesday.", "当地时间周二，会议召开。"),
        ("The June summit failed.", "六月峰会失败了。"),
        ("It closes next month.", "下个月关闭。"),
        ("He left last year.", "他去年离开。"),
        ("It will rain this week.", "本周有雨。"),
        ("It came on Oct. 2.", "10月2日到来。"),
        ("周日他去年买的船沉了。", "The boat he bought last year sank on Sunday."),
        ("8月发布。", "It was published in August."),
    ],
)
def test_the_same_terms_are_held_without_a_dateline(claimed: str, held: str) -> None:
    assert wrong(claimed, held) == []


@pytest.mark.parametrize(
    ("claimed", "held", "expected"),
    [
        ("It met on Friday.", "当地时间周二，会议召开。", ["weekday 5"]),
        ("The July summit failed.", "六月峰会失败了。", ["month 7"]),
        ("It closed last month.", "下个月关闭。", ["month-1"]),
        ("周一它沉了。", "It sank on Sunday.", ["weekday 1"]),
    ],
)
def test_other_terms_are_wrong(claimed: str, held: str, expected: list[str]) -> None:
    assert wrong(claimed, held) == expected


def test_with_a_dateline_a_day_may_be_told_in_another_way() -> None:
    assert wrong("It opened on August 22.", "昨天开幕。", PUBLISHED) == []
    assert wrong("It opened on May 22.", "昨天开幕。", PUBLISHED) == ["month 5"]
    assert wrong("This year it opened.", "开幕了。", PUBLISHED) == []
    claimed = day_terms("It opened on August 22, 2022.", published=PUBLISHED, loosely=False)
    held = day_terms("昨天开幕。", published=PUBLISHED, loosely=True)
    assert same_days(claimed, held, published=PUBLISHED) == [(13, 28)]


def test_may_and_march_are_months_where_they_name_days() -> None:
    assert day_terms("They may march.", published=None, loosely=False).terms == frozenset()
    assert day_terms("In May they left.", published=None, loosely=False).terms == {"month 5"}
