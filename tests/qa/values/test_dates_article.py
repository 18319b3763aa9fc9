from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from qa.values.calendar import Days
from qa.values.dates_article import DateRange, date_spans, parse_dates

PUBLISHED = date(2022, 8, 23)
"""A Tuesday."""

Row = tuple[str, str, str, str]


def found(text: str, published: date | None = PUBLISHED) -> list[Row]:
    """What is named, the first and the last day, and how sharply."""
    return [
        (span.of(text), str(dates.first), str(dates.last), dates.precision)
        for span, dates in parse_dates(text, published=published)
    ]


def only(text: str, published: date | None = PUBLISHED) -> DateRange:
    ((span, dates),) = parse_dates(text, published=published)
    assert span.of(text) == text
    return dates


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2022年7月8日", "2022-07-08", "2022-07-08", "day"),
        ("8月22日", "2022-08-22", "2022-08-22", "day"),
        ("22日", "2022-08-22", "2022-08-22", "day"),
        ("昨天", "2022-08-22", "2022-08-22", "day"),
        ("上周五", "2022-08-19", "2022-08-19", "day"),
        ("last Friday", "2022-08-19", "2022-08-19", "day"),
        ("上周", "2022-08-15", "2022-08-21", "week"),
        ("二〇二二年三月", "2022-03-01", "2022-03-31", "month"),
        ("本月", "2022-08-01", "2022-08-31", "month"),
        ("上个月", "2022-07-01", "2022-07-31", "month"),
        ("last August", "2021-08-01", "2021-08-31", "month"),
        ("第三季度", "2022-07-01", "2022-09-30", "quarter"),
        ("Q3 2023", "2023-07-01", "2023-09-30", "quarter"),
        ("last quarter", "2022-04-01", "2022-06-30", "quarter"),
        ("上半年", "2022-01-01", "2022-06-30", "half"),
        ("H2 2021", "2021-07-01", "2021-12-31", "half"),
        ("去年", "2021-01-01", "2021-12-31", "year"),
        ("1990年代", "1990-01-01", "1999-12-31", "decade"),
        ("十四五", "2021-01-01", "2025-12-31", "plan"),
        ("“十四五”期间", "2021-01-01", "2025-12-31", "plan"),
        ("2021年至2025年", "2021-01-01", "2025-12-31", "span"),
        ("1—6月", "2022-01-01", "2022-06-30", "span"),
        ("8月22日至25日", "2022-08-22", "2022-08-25", "span"),
        ("August 22-25, 2022", "2022-08-22", "2022-08-25", "span"),
        ("2022年8月30日至9月2日", "2022-08-30", "2022-09-02", "span"),
        ("近三年", "2019-08-24", "2022-08-23", "rolling"),
        ("the next five years", "2022-08-24", "2027-08-23", "rolling"),
    ],
)
def test_days_and_how_sharply_they_are_named(text: str, first: str, last: str, precision: str) -> None:
    assert found(text) == [(text, first, last, precision)]


@pytest.mark.parametrize(
    ("text", "part", "first", "last"),
    [
        ("2022年7月初", "early", "2022-07-01", "2022-07-10"),
        ("7月中旬", "mid", "2022-07-11", "2022-07-20"),
        ("7月下旬", "late", "2022-07-21", "2022-07-31"),
        ("去年12月底", "end", "2021-12-21", "2021-12-31"),
        ("late July 2022", "late", "2022-07-21", "2022-07-31"),
        ("今年年初", "early", "2022-01-01", "2022-03-31"),
        ("2022年年中", "mid", "2022-05-01", "2022-08-31"),
        ("年底", "end", "2022-10-01", "2022-12-31"),
        ("the end of 2022", "end", "2022-10-01", "2022-12-31"),
    ],
)
def test_parts_of_a_month_or_a_year(text: str, part: str, first: str, last: str) -> None:
    dates = only(text)
    assert (dates.part, str(dates.first), str(dates.last)) == (part, first, last)


@pytest.mark.parametrize(
    ("text", "relation", "days"),
    [
        ("到2025年", "by", Days(None, date(2025, 12, 31))),
        ("到年底", "by", Days(None, date(2022, 12, 31))),
        ("by the end of 2025", "by", Days(None, date(2025, 12, 31))),
        ("2021年以来", "since", Days(date(2021, 1, 1), None)),
        ("自2022年7月起", "since", Days(date(2022, 7, 1), None)),
        ("2025年前", "before", Days(None, date(2024, 12, 31))),
        ("after 2020", "after", Days(date(2021, 1, 1), None)),
        ("2022年7月", "in", Days(date(2022, 7, 1), date(2022, 7, 31))),
    ],
)
def test_what_stands_around_opens_an_end(text: str, relation: str, days: Days) -> None:
    dates = only(text)
    assert (dates.relation, dates.days) == (relation, days)


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        ("8月22日", date(2022, 8, 23), "2022-08-22"),
        ("9月15日", date(2022, 8, 23), "2022-09-15"),
        ("12月30日", date(2023, 1, 3), "2022-12-30"),
        ("12月", date(2023, 1, 3), "2022-12-01"),
        ("第四季度", date(2023, 2, 3), "2022-10-01"),
        ("1月5日", date(2022, 12, 30), None),  # of the year that ends, or of the next
        ("8月22日", date(2023, 1, 3), None),  # last summer, or the next
        ("下半年", date(2023, 1, 15), None),
        ("年底", date(2023, 1, 15), None),
        ("2日", date(2022, 12, 30), "2023-01-02"),
        ("10日", date(2022, 8, 23), None),
        ("2月29日", date(2022, 3, 1), None),
    ],
)
def test_a_date_without_a_year_is_resolved_where_the_dateline_leaves_no_doubt(
    text: str, published: date, expected: str | None
) -> None:
    assert [first for _, first, _, _ in found(text, published)] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2018年6月开工，9月竣工", ["2018-06-01", "2018-09-01"]),
        ("去年6月开工，9月竣工", ["2021-06-01", "2021-09-01"]),
        ("到2025年，8月22日发布的方案", ["2025-01-01", "2022-08-22"]),
        ("2018年设立，8月22日揭牌", ["2018-01-01"]),  # of 2018 or of this year
        ("2018年6月开工。9月竣工", ["2018-06-01", "2022-09-01"]),
    ],
)
def test_a_year_is_carried_within_the_sentence(text: str, expected: list[str]) -> None:
    assert [first for _, first, _, _ in found(text)] == expected


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("8月22日，横琴粤澳深度合作区官网发布", ["8月22日"]),
        ("据了解,到2025年,上海“元宇宙”相关产业规模将达3500亿元", ["到2025年"]),
        ("由2015年的97亿美元扩大至2021年的106亿美元", ["2015年", "2021年"]),
        ("从2021年的100亿元增长到2025年的500亿元", ["2021年", "2025年"]),
        ("截至2022年6月，全国已有12省级单位", ["2022年6月"]),
        ("從去年的謀篇布局，到本月發布的《行動方案》", ["去年", "本月"]),
        ("《成都市“十四五”数字经济发展规划》", ["“十四五”"]),
        ("2022年8月22日上午9时30分", ["2022年8月22日"]),
    ],
)
def test_spans_of_the_text_as_it_is(text: str, named: list[str]) -> None:
    assert [span.of(text) for span, _ in parse_dates(text, published=PUBLISHED)] == named


@pytest.mark.parametrize(
    "text", ["近日", "每年6月", "2000年前", "如今年轻人", "20日元", "3月球", "2022年2月30日", "五月饼", "5G"]
)
def test_what_names_no_day(text: str) -> None:
    assert found(text) == []


def test_without_a_dateline_only_what_needs_none() -> None:
    assert found("去年6月、8月22日和2022年7月", None) == [("2022年7月", "2022-07-01", "2022-07-31", "month")]
    assert [span.of("去年6月、8月22日") for span in date_spans("去年6月、8月22日")] == ["去年6月", "8月22日"]


def test_days_in_order() -> None:
    with pytest.raises(ValidationError, match="expected first <= last"):
        DateRange(first=date(2022, 2, 1), last=date(2022, 1, 1), precision="span")


CHARACTERS = "0123456789年月日上下半第季度至到近前后去今昨十四五三〇一二期间底初旬 -–.“”，。julyaugustQ3stofherin"


@given(st.one_of(st.text(), st.text(alphabet=CHARACTERS)), st.one_of(st.none(), st.dates()))
def test_any_text_is_read_and_spans_are_in_order(text: str, published: date | None) -> None:
    spans = [span for span, _ in parse_dates(text, published=published)]
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert all(span.of(text) for span in spans)
