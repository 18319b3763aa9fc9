"""Rules for English and numeric dates: July 8, 2022, Q3 2022, last August, the past three years, 2022-07-08.

Each rule has a pattern, matched against the folded question, and a reader. A bare number is a year only after a word
such as in or since: 2000 may be anything.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from embeddings.text.numerals import MONTH_ABBREVIATION, MONTH_NAME, ONES, WEEKDAY_NAME, WEEKDAYS, month_of
from qa.values.calendar import (
    DateReading,
    DateRule,
    Days,
    Now,
    Unit,
    ago,
    five_year_plan,
    latest,
    months,
    rolling,
    shifted,
    whole,
    years,
)

_MONTH_NAME = rf"(?:(?:{MONTH_NAME})\b|(?:{MONTH_ABBREVIATION})\b\.?)"
_MONTH = rf"(?P<m>{_MONTH_NAME})"
_DAY = r"(?P<d>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\w%]|[.,:]\d)"
_Y = r"(?P<y>(?:19|20)\d\d)(?![\w%]|[.,]\d)"
_YEAR = rf"(?:{_Y}|(?P<word>last|this|next)\s+year\b|the\s+year\s+(?P<earlier>before\s+last)\b)"
_NUMBERS = ONES[1:13]
_NUMBER = rf"(?P<count>\d{{1,2}}|{'|'.join(_NUMBERS)}|(?:a\s+)?couple\s+of)"
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_STEPS = {"last": -1, "previous": -1, "this": 0, "current": 0, "next": 1}
_DAYS = {"the day before yesterday": -2, "yesterday": -1, "today": 0, "tomorrow": 1}
_UNITS: dict[str, Unit] = {"year": "year", "quarter": "quarter", "month": "month", "week": "week", "day": "day"}
_EDGES = {
    "early": (1, 3),
    "start": (1, 3),
    "beginning": (1, 3),
    "mid": (5, 8),
    "middle": (5, 8),
    "late": (10, 12),
    "end": (10, 12),
}
"""Months of early 2022 and the end of 2022, kept as vague as the text."""
_HALVES = {"1": (1, 6), "first": (1, 6), "2": (7, 12), "second": (7, 12)}
_EDGE = r"\b(?:(?P<edge>early|mid|late)[\s-]+(?:in\s+)?|(?:the\s+)?(?P<part>start|beginning|middle|end)\s+of\s+)"
_QUARTER = rf"(?:the\s+)?(?P<ordinal>{'|'.join(_ORDINALS)})\s+quarter\b|q(?P<q>[1-4])\b"
_HALF = r"(?:the\s+)?(?P<half>first|second)\s+half\b|h(?P<h>[12])\b"
_STRETCH = rf"\b(?:{_QUARTER}|{_HALF})"
_CUE = re.compile(
    r"\b(?:in|since|by|until|till|before|after|during|from|throughout|around|early|mid|late|prior\s+to|end\s+of|up\s+to"
    r"|through|on)[\s-]+(?:the\s+)?(?:year\s+|month\s+of\s+)?$"
)
"""Words before a bare year or month."""
_SURE_CUE = re.compile(r"\b(?:in|since|during|throughout)\s+(?:the\s+)?(?:year\s+)?$")
"""The same for 1900 and 2000, which often count things: from 2000 shops."""
_VERBS = ("mar", "may")
"""Months that are also verbs: without a word such as on, may 8 people… names no day."""


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    return _NUMBERS.index(text) + 1 if text in _NUMBERS else 2


def _year(match: re.Match[str], now: Now) -> int:
    if match["y"]:
        return int(match["y"])
    return now.today.year + (_STEPS[match["word"]] if match["word"] else -2)


def _stretch(match: re.Match[str]) -> tuple[int, int]:
    """First and last month of a quarter or half."""
    half = match["half"] or match["h"]
    return _HALVES[half] if half else _quarter(match)


def _quarter(match: re.Match[str]) -> tuple[int, int]:
    quarter = int(match["q"]) if match["q"] else _ORDINALS[match["ordinal"]]
    return 3 * quarter - 2, 3 * quarter


def _edge_of_year(match: re.Match[str], now: Now) -> DateReading:
    """Late 2022, the end of last year."""
    year = _year(match, now)
    return DateReading(months(year, *_EDGES[match["edge"] or match["part"]]), relative=not match["y"], year=year)


def _stretch_of_year(match: re.Match[str], now: Now) -> DateReading:
    """Q3 2022, the first half of last year, 2022 Q3."""
    year = _year(match, now)
    return DateReading(months(year, *_stretch(match)), relative=not match["y"], year=year)


def _year_then_stretch(match: re.Match[str], _: Now) -> DateReading:
    return DateReading(months(int(match["y"]), *_stretch(match)), year=int(match["y"]))


def _quarter_alone(match: re.Match[str], now: Now) -> DateReading:
    """The third quarter; not the second half, which may be that of a match."""
    return DateReading(latest(lambda year: months(year, *_quarter(match)), now), relative=True)


def _in_month(match: re.Match[str], year: int) -> Days:
    days = months(year, _month(match), _month(match))
    return whole("day", days.start.replace(day=int(match["d"]))) if match["d"] and days.start else days


def _month(match: re.Match[str]) -> int:
    return month_of(match["m"])


def _months(match: re.Match[str], now: Now) -> DateReading:
    """Between May and July 2022."""
    year = _year(match, now)
    days = months(year, _month(match), month_of(match["last"]))
    return DateReading(days, relative=not match["y"], year=year, closed=True)


def _dated(match: re.Match[str], now: Now) -> DateReading:
    """July 8, 2022; 8 July 2022; July 2022; August of last year."""
    year = _year(match, now)
    return DateReading(_in_month(match, year), relative=not match["y"], year=year)


def _without_year(match: re.Match[str], now: Now) -> DateReading | None:
    """July 8; in July."""
    cued = _CUE.search(match.string[: match.start()])
    if not cued and (not match["d"] or match["m"][:3] in _VERBS):
        return None
    return DateReading(latest(lambda year: _in_month(match, year), now), relative=True)


def _month_beside(match: re.Match[str], now: Now) -> DateReading:
    """Last August is the latest that is over, this August that of this year, next August the next to begin."""
    year = now.today.year
    days = _in_month(match, year)
    if match["step"] == "last" and days.end and days.end >= now.today:
        days = _in_month(match, year - 1)
    elif match["step"] == "next" and days.start and days.start <= now.today:
        days = _in_month(match, year + 1)
    return DateReading(days, relative=True)


def _beside(match: re.Match[str], now: Now) -> DateReading:
    """Last year, this month, next week."""
    unit = _UNITS[match["unit"]]
    days = whole(unit, shifted(now.today, _STEPS[match["step"]], unit))
    return DateReading(days, relative=True, year=days.start.year if unit == "year" and days.start else None)


def _year_before_last(_: re.Match[str], now: Now) -> DateReading:
    return DateReading(whole("year", shifted(now.today, -2, "year")), relative=True, year=now.today.year - 2)


def _day(match: re.Match[str], now: Now) -> DateReading:
    return DateReading(whole("day", now.today + timedelta(days=_DAYS[" ".join(match[0].split())])), relative=True)


def _weekday(match: re.Match[str], now: Now) -> DateReading:
    """The latest such day before today."""
    back = (now.today.weekday() - WEEKDAYS.index(match["weekday"]) - 1) % 7 + 1
    return DateReading(whole("day", now.today - timedelta(days=back)), relative=True)


def _span(match: re.Match[str], now: Now) -> DateReading | None:
    """The past three years; the last 12 months; the past decade; the next five years."""
    count = _number(match["count"]) if match["count"] else 1
    if match["unit"] == "decade":
        return rolling(now, 10 * count, "year", ahead=bool(match["ahead"]))
    return rolling(now, count, _UNITS[match["unit"]], ahead=bool(match["ahead"]))


def _ago(match: re.Match[str], now: Now) -> DateReading | None:
    return ago(now, _number(match["count"]), _UNITS[match["unit"]])


def _bare_year(match: re.Match[str], _: Now) -> DateReading | None:
    cue = _SURE_CUE if match["y"].endswith("00") else _CUE
    if not cue.search(match.string[: match.start()]):
        return None
    return DateReading(months(int(match["y"]), 1, 12), year=int(match["y"]))


def _years(match: re.Match[str], _: Now) -> DateReading:
    return DateReading(years(int(match["first"]), int(match["last"])), closed=True)


def _day_in_figures(match: re.Match[str], _: Now) -> DateReading:
    year, month = int(match["y"]), int(match["m"])
    return DateReading(whole("day", date(year, month, int(match["d"]))), year=year)


def _month_in_figures(match: re.Match[str], _: Now) -> DateReading:
    return DateReading(months(int(match["y"]), int(match["m"]), int(match["m"])), year=int(match["y"]))


def _decade(match: re.Match[str], _: Now) -> DateReading:
    return DateReading(years(int(match["y"]), int(match["y"]) + 9))


def _plan(match: re.Match[str], _: Now) -> DateReading:
    return DateReading(five_year_plan(int(match["count"])))


_FIGURES_BEFORE = r"(?<![\d./-])(?P<y>(?:19|20)\d\d)"

FIGURES = (
    DateRule(
        "a day in figures",  # 2022-07-08, 2022/7/8, 2022.7.8
        rf"{_FIGURES_BEFORE}(?P<sep>[-./])(?P<m>1[0-2]|0?[1-9])(?P=sep)(?P<d>3[01]|[12]\d|0?[1-9])(?![\d%]|[./-]\d)",
        _day_in_figures,
    ),
    DateRule("a month in figures", rf"{_FIGURES_BEFORE}-(?P<m>1[0-2]|0[1-9])(?![\d-])", _month_in_figures),
    DateRule(
        "from year to year",  # 2020至2025年, 2020-2025
        r"(?<![\d.])(?P<first>(?:19|20)\d\d)\s?年?\s?[-–—~至到]\s?(?P<last>(?:19|20)\d\d)(?:年(?!代)|(?!\s?[年\d.%]))",
        _years,
    ),
)
"""Rules for numeric dates, which occur in both languages."""

RULES = (
    DateRule("the edge of a year", rf"{_EDGE}{_YEAR}", _edge_of_year),
    DateRule("a quarter or half of a year", rf"{_STRETCH},?\s+(?:of\s+|in\s+)?{_YEAR}", _stretch_of_year),
    DateRule("a year, then its quarter or half", rf"\b{_Y}(?:['’]s)?\s+{_STRETCH}", _year_then_stretch),
    DateRule("a quarter alone", rf"\b(?:{_QUARTER})(?!\s+(?:of|century|\d))", _quarter_alone),
    DateRule("a month, its day, its year", rf"\b{_MONTH}\s*(?:{_DAY})?,?\s+(?:of\s+|in\s+)?{_YEAR}", _dated),
    DateRule(
        "from month to month of a year",
        rf"\b(?:between\s+|from\s+)?{_MONTH}\s*(?:and|to|through|until|[-–—])\s*(?P<last>{_MONTH_NAME}),?\s+{_YEAR}",
        _months,
    ),
    DateRule("a day, its month, its year", rf"\b{_DAY}\s+(?:of\s+)?{_MONTH},?\s+(?:of\s+)?{_YEAR}", _dated),
    DateRule("a month, its day", rf"\b{_MONTH}(?:\s*{_DAY})?", _without_year),
    DateRule("a day, its month", rf"\b{_DAY}\s+(?:of\s+)?{_MONTH}", _without_year),
    DateRule("a month beside this one", rf"\b(?P<step>last|this|next)\s+{_MONTH}(?:\s*{_DAY})?", _month_beside),
    DateRule(
        "a unit beside this one",
        r"\b(?P<step>last|previous|this|current|next)\s+(?P<unit>year|quarter|month|week)\b",
        _beside,
    ),
    DateRule("the year before last", r"\bthe\s+year\s+before\s+last\b", _year_before_last),
    DateRule("a day beside today", r"\b(?:the\s+day\s+before\s+yesterday|yesterday|today|tomorrow)\b", _day),
    DateRule("a day of the week", rf"\blast\s+(?P<weekday>{WEEKDAY_NAME})\b", _weekday),
    DateRule(
        "a span up to today or from it",
        rf"\b(?:the\s+)?(?:past|last|previous|(?P<ahead>next|coming))\s+(?:{_NUMBER}\s+|(?<=past\s)|(?<=last\s)(?=decade))"
        r"(?P<unit>decade|year|quarter|month|week|day)s?\b",
        _span,
    ),
    DateRule("so long ago", rf"\b{_NUMBER}\s+(?P<unit>year|month|week|day)s?\s+ago\b", _ago),
    DateRule(
        "from year to year in words",
        r"\b(?:between|from)\s+(?P<first>(?:19|20)\d\d)\s+(?:and|to|through|until)\s+(?P<last>(?:19|20)\d\d)(?![\w%]|[.,]\d)",
        _years,
    ),
    DateRule("a bare year", rf"\b{_Y}", _bare_year),
    DateRule("a decade", r"\b(?:the\s+)?(?P<y>(?:19|20)\d0)['’]?s\b", _decade),
    DateRule(
        "a five-year plan",
        r"\b(?:the\s+)?(?P<count>\d{1,2})(?:st|nd|rd|th)\s+five[\s-]year\s+plan\s+(?:period|years)\b",
        _plan,
    ),
)
