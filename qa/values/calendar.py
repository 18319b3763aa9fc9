"""Calendar arithmetic for dates in texts: days of a year, quarter, month or week, and relative periods."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal, NamedTuple

from embeddings.text.numerals import value_of

FIRST_YEAR, LAST_YEAR = 1900, 2099
"""Years that count as dates; 1500年 or 3000 years is history or a quantity."""

LONGEST_SPAN = 30
"""Longest span counted from today, in years: 近三十年 or 三十年前; 近80年的历史 is an age."""

Unit = Literal["day", "week", "month", "quarter", "year"]

_FIRST_PLAN, _THIRD_PLAN = 1953, 1966
"""First years of China's first and third five-year plans; before the third there were three years of adjustment."""
_MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}


class Days(NamedTuple):
    """Days from start to end, both included; None for an open side."""

    start: date | None
    end: date | None

    def within(self, outer: Days) -> bool:
        """Whether these days lie within other days; both must have two ends."""
        if self.start is None or self.end is None or outer.start is None or outer.end is None:
            return False
        return outer.start <= self.start and self.end <= outer.end


class Now(NamedTuple):
    """The context for reading an expression without a year."""

    today: date
    year: int | None = None
    """The year named earlier in the question; None if there is none."""


class DateReading(NamedTuple):
    """The days that an expression means."""

    days: Days
    relative: bool = False
    """Whether the days depend on the day of asking."""
    year: int | None = None
    """The year that it names, to which a later 第三季度 in the same question belongs."""
    closed: bool = False
    """Whether it names both ends, as 2020至2025年 does, so that words before it change nothing."""


class DateRule(NamedTuple):
    """An expression and how it is read."""

    name: str
    pattern: str
    """Matched against the folded question; compiled on first use, since compiling all of them takes 25 ms."""
    read: Callable[[re.Match[str], Now], DateReading | None]
    """Returns None if the match names no days; raises ValueError or OverflowError for impossible days."""


def months(year: int, first: int, last: int) -> Days:
    """All days of the months from `first` to `last` of a year.

    Raises:
        ValueError: The year is outside FIRST_YEAR to LAST_YEAR, or `first` is after `last`.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR or first > last:
        raise ValueError(f"expected months of a year of {FIRST_YEAR} to {LAST_YEAR}, found {first} to {last} of {year}")
    return Days(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]))


def whole(unit: Unit, day: date) -> Days:
    """The day, week (from Monday), month, quarter or year that holds a day."""
    match unit:
        case "day":
            return Days(day, day)
        case "week":
            monday = day - timedelta(days=day.weekday())
            return Days(monday, monday + timedelta(days=6))
        case "month":
            return months(day.year, day.month, day.month)
        case "quarter":
            first = 3 * ((day.month - 1) // 3) + 1
            return months(day.year, first, first + 2)
        case "year":
            return months(day.year, 1, 12)


def shifted(day: date, count: int, unit: Unit) -> date:
    """The day `count` units later (earlier if negative), or the month's last day if the month is too short.

    Raises:
        OverflowError: The day is beyond the range of `datetime`.
        ValueError: The year is beyond the range of `datetime`.
    """
    if unit in {"day", "week"}:
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    at = 12 * day.year + day.month - 1 + count * _MONTHS_OF[unit]
    year, month = divmod(at, 12)
    first = date(year, month + 1, 1)
    return first.replace(day=min(day.day, calendar.monthrange(year, month + 1)[1]))


def rolling(now: Now, count: int, unit: Unit, *, ahead: bool = False) -> DateReading | None:
    """The last `count` units up to today, as in 近三年; with `ahead` the next ones from tomorrow on."""
    if not 0 < count <= LONGEST_SPAN:
        return None
    tomorrow = now.today + timedelta(days=1)
    if ahead:
        return DateReading(Days(tomorrow, shifted(now.today, count, unit)), relative=True)
    return DateReading(Days(shifted(tomorrow, -count, unit), now.today), relative=True)


def ago(now: Now, count: int, unit: Unit) -> DateReading | None:
    """The whole unit `count` units ago: 三年前 is a year, two months ago a month."""
    return DateReading(whole(unit, shifted(now.today, -count, unit)), relative=True) if count <= LONGEST_SPAN else None


def years(first: int, last: int) -> Days:
    """All days of the years from `first` to `last`.

    Raises:
        ValueError: They are not in order, or are outside FIRST_YEAR to LAST_YEAR.
    """
    if first > last:
        raise ValueError(f"expected years in order, found {first} to {last}")
    return Days(months(first, 1, 12).start, months(last, 1, 12).end)


def five_year_plan(count: int) -> Days:
    """The years of China's five-year plan of a number: the 14th is 2021 to 2025."""
    first = _THIRD_PLAN + 5 * (count - 3) if count > 2 else _FIRST_PLAN + 5 * (count - 1)
    return years(first, first + 4)


def latest(of: Callable[[int], Days], now: Now) -> Days:
    """The days of an expression without a year: in the year named earlier, else the latest that have begun.

    Args:
        of: Gives the days in a year; raises ValueError if the year has none such (2月29日).
        now: Today, and the year named earlier.

    Raises:
        ValueError: No year of the last eight has such a day.
    """
    if now.year:
        return of(now.year)
    for year in range(now.today.year, now.today.year - 9, -1):
        try:
            days = of(year)
        except ValueError:
            continue
        if days.start and days.start <= now.today:
            return days
    raise ValueError(f"expected days of a calendar, found none in the years up to {now.today.year}")


def number(text: str) -> int:
    """The value of a number in digits or spelt in Chinese: 12, 两, 二十八; 元 in 元月 is 1.

    Raises:
        ValueError: The text is not a number.
    """
    value = int(text) if text.isdecimal() else value_of(text.replace("元", "一"))
    if value is None:
        raise ValueError(f"expected a number, found {text!r}")
    return value
