"""How articles name days beside the ways of questions: 8月22日至25日, 22日, 年底, “十四五”, 22–25 August 2022."""

from __future__ import annotations

import re
from datetime import date, timedelta

from qa.days import Days, Now, Reading, Rule, five_year_plan, months, number, whole
from qa.period_zh import DAY, DIGIT, MONTH, TO, YEAR, year_named

EDGE = "the edge of a year alone"
"""The rule of 年底 without a year, which in January is of the year to come or of the one that is over."""

_NEAR_DAY = 10
"""22日 is the one at most so many days from the dateline."""


def _plan(match: re.Match[str], _: Now) -> Reading:
    return Reading(five_year_plan(number(match["count"])))


def _days_of_month(match: re.Match[str], now: Now) -> Reading:
    """8月22日至25日; with a year, of that year."""
    year = year_named(match, now) if match["y"] or match["han"] or match["republic"] or match["word"] else None
    return _between(match, now, year, number(match["m"]))._replace(relative=not year or bool(match["word"]))


def _between(match: re.Match[str], now: Now, named: int | None, month: int) -> Reading:
    """Days of one month; the year is `named`, or that of `now`.

    Raises:
        ValueError: They are not in order, or the month has none such.
    """
    year = named or now.year or now.today.year
    first, last = date(year, month, number(match["d"])), date(year, month, number(match["d2"]))
    if last <= first:
        raise ValueError(f"expected days in order, found {first} to {last}")
    return Reading(Days(first, last), relative=named is None, year=named, closed=True)


def _english_days(match: re.Match[str], now: Now) -> Reading:
    return _between(match, now, int(match["y"]) if match["y"] else None, _ENGLISH_MONTHS.index(match["m"][:3]) + 1)


def _day_alone(match: re.Match[str], now: Now) -> Reading | None:
    """22日: the one nearest to the dateline, if it is near."""
    day = number(match["d"])
    near = [now.today + timedelta(days=days) for days in range(-_NEAR_DAY, _NEAR_DAY + 1)]
    found = [each for each in near if each.day == day]
    return Reading(whole("day", found[0]) if len(found) == 1 else Days(None, None), relative=True)


def _edge_alone(match: re.Match[str], now: Now) -> Reading:
    """年初, 年底 without a year."""
    first, last = {"初": (1, 3), "中": (5, 8)}.get(match["edge"], (10, 12))
    return Reading(months(now.year or now.today.year, first, last), relative=True)


def _part_of_month(match: re.Match[str], now: Now) -> Reading:
    """Early July 2022, mid-July, the end of July 2022."""
    year = int(match["y"]) if match["y"] else now.year or now.today.year
    month = whole("month", date(year, _ENGLISH_MONTHS.index(match["m"][:3]) + 1, 1))
    if month.start is None or month.end is None:
        return Reading(Days(None, None))
    edge = match["edge"] or match["part"]
    thirds = {"early": (1, 10), "start": (1, 10), "beginning": (1, 10), "mid": (11, 20), "middle": (11, 20)}
    first, last = thirds.get(edge, (21, month.end.day))
    days = Days(month.start.replace(day=first), month.start.replace(day=last))
    return Reading(days, relative=not match["y"], year=year if match["y"] else None)


def _english_ends(match: re.Match[str], now: Now) -> Reading:
    """30 August – 2 September 2022: days of two months of one year.

    Raises:
        ValueError: They are not in order, or a month has none such.
    """
    year = int(match["y"]) if match["y"] else now.year or now.today.year
    first, last = (
        date(year, _ENGLISH_MONTHS.index(match[month][:3]) + 1, number(match[day]))
        for month, day in (("m", "d"), ("m2", "d2"))
    )
    if last <= first:
        raise ValueError(f"expected days in order, found {first} to {last}")
    return Reading(Days(first, last), relative=not match["y"], year=year if match["y"] else None, closed=True)


_ENGLISH_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH_MONTH = (
    r"(?P<m>january|february|march|april|may|june|july|august|september|october|november|december"
    r"|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?)"
)
_ENGLISH_MONTH_2 = _ENGLISH_MONTH.replace("<m>", "<m2>")
_ENGLISH_YEAR = r"(?:,?\s+(?P<y>(?:19|20)\d\d)(?![\w%]|[.,]\d))?"
_ENGLISH_TO = r"\s?(?:[-–—]|\b(?:to|and|through)\b)\s?"

_PLAN_YEARS = r"\((?:19|20)\d\d\s?[-–—~至]\s?(?:19|20)\d\d年?\)"
_QUOTE = r"[\"“”‘’「」『』]?"

RULES = (
    Rule(
        "a five-year plan by its name",  # “十四五” without 期间
        rf"{_QUOTE}(?<![{DIGIT}十百])(?P<count>十[一二三四五])五{_QUOTE}(?:的?(?:期间|时期))?"
        rf"(?![{DIGIT}十百千万亿个家条名年月日号岁])",
        _plan,
    ),
    Rule(
        "a five-year plan and its years",
        rf"{_QUOTE}(?<![{DIGIT}十百])(?P<count>二?十[{DIGIT}]?|[{DIGIT}])五{_QUOTE}(?:期间|时期){_PLAN_YEARS}",
        _plan,
    ),
    Rule(
        "a five-year plan and its years in English",
        rf"\b(?:the\s+)?(?P<count>\d{{1,2}})(?:st|nd|rd|th)\s+five[\s-]year\s+plan\s+(?:period|years)\s?{_PLAN_YEARS}",
        _plan,
    ),
    Rule(
        "days of a month",
        rf"(?<![\d.])(?:{YEAR}\s?)?(?<!\d)(?P<m>{MONTH})\s?月\s?(?P<d>{DAY})\s?[日号]?{TO}(?P<d2>{DAY})\s?[日号](?![线楼])",
        _days_of_month,
    ),
    Rule(
        "a day of this month",
        r"(?<![\d月.,/:-])(?<![至到近期续共满第前每])(?<!历时)(?<!为期)(?P<d>3[01]|[12]\d|[1-9])日(?![元圆本语军程常均内益子游龄报餐期线]|[之以]?[前后])",
        _day_alone,
    ),
    Rule(
        EDGE,
        rf"(?<![\d{DIGIT}十○〇年今去前明后本每当次历往全新百千万])年(?P<edge>[初中底末])(?![中步高级始特考薪])",
        _edge_alone,
    ),
    Rule(
        "a part of a month",
        r"\b(?:(?P<edge>early|mid|late)[\s-]|(?:the\s+)?(?P<part>start|beginning|middle|end)\s+of\s+)"
        rf"{_ENGLISH_MONTH}\b{_ENGLISH_YEAR}",
        _part_of_month,
    ),
    Rule(
        "days of an English month",
        rf"\b(?P<d>3[01]|[12]\d|[1-9]){_ENGLISH_TO}(?P<d2>3[01]|[12]\d|[1-9])\s+{_ENGLISH_MONTH}\b{_ENGLISH_YEAR}",
        _english_days,
    ),
    Rule(
        "from an English day to a day",
        rf"\b(?P<d>3[01]|[12]\d|[1-9])\s+{_ENGLISH_MONTH}{_ENGLISH_TO}(?P<d2>3[01]|[12]\d|[1-9])\s+{_ENGLISH_MONTH_2}\b"
        rf"{_ENGLISH_YEAR}",
        _english_ends,
    ),
    Rule(
        "an English month and its days",
        rf"\b{_ENGLISH_MONTH}\s+(?P<d>3[01]|[12]\d|[1-9]){_ENGLISH_TO}(?P<d2>3[01]|[12]\d|[1-9])(?![\w%]|[.:]\d){_ENGLISH_YEAR}",
        _english_days,
    ),
)
"""Matched before those of questions, against the folded sentence."""
