"""Days of a claim in a text of the other language: on Tuesday and 周二, last year and 去年, the 1930s and 20世纪30年代.

Expressions are compared as days, both read by the article's dateline; where there is none, both by the same day, so
that last month is 上个月 all the same. What is not the same days must at least be said in the same terms: weekday,
month, year, and step from now.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from embeddings.normalize import fold
from embeddings.numerals import value_of
from qa.days import MONTHS, WEEKDAYS, Days
from qa.when import parse_dates

NOMINAL = date(2000, 7, 5)
"""What expressions are read by where an article has no dateline: in the middle of a year, so that few lie open."""
_MONTH_PLACES = {name: place for place, name in enumerate(MONTHS, 1)}
_WEEKDAY_PLACES = {name: place for place, name in enumerate(WEEKDAYS, 1)}
_ENGLISH_MONTH = re.compile(
    rf"\b(?:{'|'.join(name.title() for name in _MONTH_PLACES if name not in {'may', 'march'})}"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?(?= \d|$)"
    r"|(?:(?<=[io]n )|(?<=[IO]n )|(?<=by )|(?<=By )|(?<=of )|(?<=early )|(?<=late )|(?<=last )|(?<=[Tt]his )|(?<=next )"
    r"|(?<=[Ss]ince )|(?<=until ))"
    r"(?:May|March)|(?:May|March)(?= \d))\b"
)
_LOOSE_MONTH = re.compile(
    rf"\b(?:{'|'.join(name.title() for name in _MONTH_PLACES)}"
    rf"|(?:{'|'.join(name[:3].title() for name in _MONTH_PLACES)}|Sept)\b\.?)"
)
_ENGLISH_WEEKDAY = re.compile(rf"\b(?:{'|'.join(name.title() for name in _WEEKDAY_PLACES)})\b")
_CHINESE_MONTH = re.compile(r"(?<![\d个十])(1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?!球|亮|饼)")
_CHINESE_WEEKDAY = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])(?!带|线|天)")
_STEPS = (
    (r"\byesterday\b|昨[天日晚夜]", "day-1"), (r"\btomorrow\b|明[天日晚早]", "day+1"),
    (r"\blast week\b|上一?个?(?:周|星期|礼拜)(?![一二三四五六日天])", "week-1"),
    (r"\bnext week\b|下一?个?(?:周|星期|礼拜)(?![一二三四五六日天])", "week+1"),
    (r"\bthis week\b|[本这]一?个?(?:周|星期|礼拜)", "week+0"),
    (r"\blast month\b|上一?个?月", "month-1"), (r"\bnext month\b|下一?个?月", "month+1"),
    (r"\bthis month\b|[本这]个?月", "month+0"),
    (r"\blast year\b|去年(?!同)", "year-1"), (r"\bnext year\b|明年", "year+1"), (r"\bthis year\b|今年", "year+0"),
)  # fmt: skip
"""Steps from the dateline, as surely said by a claim."""
_LOOSE_STEPS = (
    *_STEPS,
    (r"\blast night\b|前一[天日]", "day-1"), (r"\b(?:next|following) (?:day|morning)\b|次日|翌日|第二天", "day+1"),
    (r"\b(?:last|previous|past|earlier) (?:week|\w+day)\b|前一周|过去一周", "week-1"),
    (r"\b(?:next|coming|following) (?:week|\w+day)\b|接下来一周|未来一周", "week+1"),
    (r"\bthis (?:week|\w+day)\b|当周", "week+0"),
    (r"\b(?:previous|past) month\b|前一个?月|过去一个?月", "month-1"),
    (r"\b(?:coming|following) month\b|次月", "month+1"), (r"当月", "month+0"),
    (r"\b(?:last|previous|past|year before|year ago)\b|上一?年|前一年|过去一年|年前", "year-1"),
    (r"\b(?:next|coming|following)\b|来年|下一?年|次年|第二年", "year+1"),
    (r"\b(?:this|current)\b|[本当这]一?年|年[初中末底]", "year+0"),
)  # fmt: skip
"""The same, and what a text may say of them in other words."""


class Terms(NamedTuple):
    """How a text names days."""

    terms: frozenset[str]
    """month 8, weekday 2, year-1."""
    days: tuple[tuple[int, int, Days], ...]
    """Where each expression stands in the text, with the first and last day that it names."""
    places: tuple[tuple[int, int, str], ...]
    """Where each term stands."""


def day_terms(text: str, *, published: date | None, loosely: bool) -> Terms:
    """How a text names days.

    Args:
        text: As written.
        published: The dateline of the article, for a claim that of the article that it is held against.
        loosely: Whether all that it may say counts, as of a text that a claim is held against.
    """
    places = tuple(_places(text, loosely=loosely))
    found = parse_dates(text, published=published or NOMINAL)
    return Terms(
        frozenset(term for *_, term in places),
        tuple((each.span.start, each.span.end, Days(each.dates.first, each.dates.last)) for each in found),
        places,
    )


def _places(text: str, *, loosely: bool) -> Iterator[tuple[int, int, str]]:
    for match in (_LOOSE_MONTH if loosely else _ENGLISH_MONTH).finditer(text):
        name = match[0].lower()
        place = next(place for month, place in _MONTH_PLACES.items() if month.startswith(name[:3]))
        yield match.start(), match.end(), f"month {place}"
    for match in _ENGLISH_WEEKDAY.finditer(text):
        yield match.start(), match.end(), f"weekday {_WEEKDAY_PLACES[match[0].lower()]}"
    folded = fold(text)
    for match in _CHINESE_MONTH.finditer(folded):
        yield match.start(), match.end(), f"month {match[1] if match[1].isdecimal() else value_of(match[1])}"
    for match in _CHINESE_WEEKDAY.finditer(folded):
        place = 7 if match[1] in "日天" else value_of(match[1])
        yield match.start(), match.end(), f"weekday {place}"
    for pattern, term in _LOOSE_STEPS if loosely else _STEPS:
        for match in re.finditer(pattern, folded):
            yield match.start(), match.end(), term


def same_days(claimed: Terms, held: Terms, *, published: date | None) -> list[tuple[int, int]]:
    """Where a claim names days that a text names too or lies within (in June, 6月12日), or that of the dateline.

    Args:
        claimed: Of the claim.
        held: Of the text.
        published: The dateline.
    """
    known = [days for *_, days in held.days] + ([Days(published, published)] if published else [])
    return [(start, end) for start, end, days in claimed.days if any(other.within(days) for other in known)]


def wrong_days(claimed: Terms, held: Terms, *, published: date | None) -> list[str]:
    """Terms of a claim that a text doesn't hold, neither as such nor as the same days; arguments as of `same_days`.

    The dateline's own month, weekday and year need not be said.
    """
    same = same_days(claimed, held, published=published)
    own: set[str] = set()
    if published:
        own = {f"month {published.month}", f"weekday {published.isoweekday()}", "year+0"}
    return [
        term
        for start, end, term in claimed.places
        if term not in held.terms | own and not any(first <= start and end <= last for first, last in same)
    ]
