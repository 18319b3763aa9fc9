"""Which days a year, a quarter, a month or a week has, and how numbers in a date are read."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal, NamedTuple

from embeddings.text.numerals import value_of

FIRST_YEAR, LAST_YEAR = 1900, 2099
"""Years that a question may mean by a period; 1500年 or 3000 years is history or a quantity."""

LONGEST_SPAN = 30
"""近三十年 is the longest span counted from today, and 三十年前 the longest time ago; 近80年的历史 is an age."""

Unit = Literal["day", "week", "month", "quarter", "year"]

_FIRST_PLAN, _THIRD_PLAN = 1953, 1966
"""Where China's five-year plans begin; between the second and the third lie three years of adjustment."""
_MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}


class Days(NamedTuple):
    """Days from start to end, both among them; None where that side is open."""

    start: date | None
    end: date | None

    def within(self, outer: Days) -> bool:
        """Whether they lie within others, all of which have both their ends."""
        if self.start is None or self.end is None or outer.start is None or outer.end is None:
            return False
        return outer.start <= self.start and self.end <= outer.end


class Now(NamedTuple):
    """What an expression without a year of its own is read by."""

    today: date
    year: int | None = None
    """The year that the question named before; None where it named none."""


class DateReading(NamedTuple):
    """The days that an expression means."""

    days: Days
    relative: bool = False
    """Whether another day of asking would give other days."""
    year: int | None = None
    """The year that it names, which a later 第三季度 of the same question belongs to."""
    closed: bool = False
    """Whether it names both its ends, as 2020至2025年: what stands before it changes nothing."""


class DateRule(NamedTuple):
    """An expression and how it is read."""

    name: str
    pattern: str
    """Matched against the folded question; compiled when first needed, since all of them take 25 ms."""
    read: Callable[[re.Match[str], Now], DateReading | None]
    """None where the match means no days; ValueError or OverflowError where the calendar has none such."""


def months(year: int, first: int, last: int) -> Days:
    """All days of the months from `first` to `last` of a year.

    Raises:
        ValueError: The year lies outside FIRST_YEAR to LAST_YEAR, or `first` behind `last`.
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
    """The day `count` units later (earlier where negative), the month's last day where the month is too short.

    An OverflowError or ValueError of `datetime` where the calendar ends.
    """
    if unit in {"day", "week"}:
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    at = 12 * day.year + day.month - 1 + count * _MONTHS_OF[unit]
    year, month = divmod(at, 12)
    first = date(year, month + 1, 1)
    return first.replace(day=min(day.day, calendar.monthrange(year, month + 1)[1]))


def rolling(now: Now, count: int, unit: Unit, *, ahead: bool = False) -> DateReading | None:
    """The last `count` units up to today, 近三年; `ahead`: the next ones from tomorrow on."""
    if not 0 < count <= LONGEST_SPAN:
        return None
    tomorrow = now.today + timedelta(days=1)
    if ahead:
        return DateReading(Days(tomorrow, shifted(now.today, count, unit)), relative=True)
    return DateReading(Days(shifted(tomorrow, -count, unit), now.today), relative=True)


def ago(now: Now, count: int, unit: Unit) -> DateReading | None:
    """The unit so many units before this one: 三年前 is that year, two months ago that month."""
    return DateReading(whole(unit, shifted(now.today, -count, unit)), relative=True) if count <= LONGEST_SPAN else None


def years(first: int, last: int) -> Days:
    """All days of the years from `first` to `last`.

    Raises:
        ValueError: They are not in order, or outside FIRST_YEAR to LAST_YEAR.
    """
    if first > last:
        raise ValueError(f"expected years in order, found {first} to {last}")
    return Days(months(first, 1, 12).start, months(last, 1, 12).end)


def five_year_plan(count: int) -> Days:
    """The years of China's five-year plan of that number: the 14th is 2021 to 2025."""
    first = _THIRD_PLAN + 5 * (count - 3) if count > 2 else _FIRST_PLAN + 5 * (count - 1)
    return years(first, first + 4)


def latest(of: Callable[[int], Days], now: Now) -> Days:
    """The days of an expression without a year: in the year named before, else the latest that have begun.

    Args:
        of: The days in a given year; ValueError where that year has none such (2月29日).
        now: Today, and the year named before.

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
    """A number in digits or as it is spelt in Chinese: 12, 两, 二十八; 元 of 元月 is 1.

    Raises:
        ValueError: It is not spelt as a number.
    """
    value = int(text) if text.isdecimal() else value_of(text.replace("元", "一"))
    if value is None:
        raise ValueError(f"expected a number, found {text!r}")
    return value
