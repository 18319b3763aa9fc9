"""Resolved dates in both languages: 2022年7月 and July 2022, 2023年第三季度 and Q3 2023."""

from __future__ import annotations

from datetime import date, timedelta

from embeddings.numerals import spell
from qa.days import MONTHS, five_year_plan
from qa.when import DateRange

MONTH_NAMES = tuple(map(str.title, MONTHS))
_DAY = timedelta(days=1)


def in_english(dates: DateRange) -> str | None:
    """22 August 2022, July 2022, Q3 2023, late July 2022, since 2021; None for what only its own words can say."""
    named = _english(dates)
    if named is None:
        return None
    return named if dates.relation == "in" else f"{dates.relation} {named}"


def _english(dates: DateRange) -> str | None:
    first, last = dates.first, dates.last
    month = f"{MONTH_NAMES[first.month - 1]} {first.year}"
    if dates.part:
        before = {"early": "early ", "mid": "mid-", "late": "late ", "end": "the end of "}[dates.part]
        return before + (month if dates.precision == "month" else str(first.year))
    return {
        "day": lambda: _english_day(first),
        "month": lambda: month,
        "quarter": lambda: f"Q{(first.month + 2) // 3} {first.year}",
        "half": lambda: f"the {'first' if first.month == 1 else 'second'} half of {first.year}",
        "year": lambda: str(first.year),
        "decade": lambda: f"the {first.year}s",
        "plan": lambda: f"the {_ordinal(_plan(first))} Five-Year Plan period ({first.year}–{last.year})",
        "week": lambda: _english_span(first, last),
        "span": lambda: _english_span(first, last),
        "rolling": lambda: None,
    }[dates.precision]()


def _english_day(day: date) -> str:
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def _english_span(first: date, last: date) -> str:
    if _are_years(first, last):
        return f"{first.year}–{last.year}" if first.year != last.year else str(first.year)
    if _are_months(first, last):
        if first.month == last.month and first.year == last.year:
            return f"{MONTH_NAMES[first.month - 1]} {first.year}"
        return f"{MONTH_NAMES[first.month - 1]}{_year_unless(first, last)}–{MONTH_NAMES[last.month - 1]} {last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{_english_day(last)}"
    return f"{first.day} {MONTH_NAMES[first.month - 1]}{_year_unless(first, last)} – {_english_day(last)}"


def _year_unless(first: date, last: date) -> str:
    return "" if first.year == last.year else f" {first.year}"


def _are_years(first: date, last: date) -> bool:
    return (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)


def _are_months(first: date, last: date) -> bool:
    return first.day == 1 and (last + _DAY).day == 1


def in_chinese(dates: DateRange) -> str | None:
    """2022年8月22日, 2022年7月, 2023年第三季度, 2022年7月下旬, 2021年以来; None for what only its own words can say."""
    named = _chinese(dates)
    if named is None:
        return None
    forms = {
        "in": named,
        "by": f"到{named}",
        "since": f"{named}以来",
        "before": f"{named}之前",
        "after": f"{named}之后",
    }
    return forms[dates.relation]


def _chinese(dates: DateRange) -> str | None:
    first, last = dates.first, dates.last
    year = f"{first.year}年"
    if dates.part and dates.precision == "month":
        behind = {"early": "上旬", "mid": "中旬", "late": "下旬", "end": "底"}[dates.part]
        return f"{year}{first.month}月{behind}"
    if dates.part:
        return year + {"early": "年初", "mid": "年中", "late": "末", "end": "底"}[dates.part]
    return {
        "day": lambda: _chinese_day(first),
        "month": lambda: f"{year}{first.month}月",
        "quarter": lambda: f"{year}第{'一二三四'[first.month // 3]}季度",
        "half": lambda: f"{year}{'上' if first.month == 1 else '下'}半年",
        "year": lambda: year,
        "decade": lambda: f"{year}代",
        "plan": lambda: f"“{spell(_plan(first))}五”时期（{first.year}—{last.year}年）",
        "week": lambda: _chinese_span(first, last),
        "span": lambda: _chinese_span(first, last),
        "rolling": lambda: None,
    }[dates.precision]()


def _chinese_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _chinese_span(first: date, last: date) -> str:
    if _are_years(first, last):
        return f"{first.year}年至{last.year}年" if first.year != last.year else f"{first.year}年"
    behind = f"{last.year}年" if first.year != last.year else ""
    if _are_months(first, last):
        if first.month == last.month and first.year == last.year:
            return f"{first.year}年{first.month}月"
        return f"{first.year}年{first.month}月至{behind}{last.month}月"
    month = f"{last.month}月" if (first.year, first.month) != (last.year, last.month) else ""
    return f"{_chinese_day(first)}至{behind}{month}{last.day}日"


def _plan(first: date) -> int:
    """The number of the five-year plan that begins that day."""
    return next(count for count in range(1, 100) if five_year_plan(count).start == first)


def _ordinal(count: int) -> str:
    ending = "th" if 10 < count % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
    return f"{count}{ending}"
