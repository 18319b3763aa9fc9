"""Dates in an article, resolved by its dateline: 8月22日 in an article of August 2022 is 2022-08-22.

The expressions are those of questions (qa.values.dates_zh, qa.values.dates_en) and those that only articles use, such
as 8月22日至25日, 22日, 年底, “十四五”, 22–25 August 2022. A date without a year, which in a question is the latest such
day, may lie in either of two years in an article: if the dateline does not decide, it stays unresolved.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple, Self

from pydantic import Field, model_validator

from embeddings.schema import Frozen, Span
from embeddings.text.normalize import fold
from embeddings.text.numerals import MONTH_ABBREVIATION, MONTH_NAME, month_of
from qa.values.calendar import DateReading, DateRule, Days, Now, five_year_plan, months, number, whole
from qa.values.dates import Effect, Expression, affix, expressions, linked, rules_of, with_both_ends
from qa.values.dates_zh import DAY, DIGIT, MONTH, TO, YEAR, year_named

EDGE = "the edge of a year alone"
"""Name of the rule for 年底 without a year, which in January may be of the new or of the past year."""

_NEAR_DAY = 10
"""Largest distance from the dateline, in days, of a date such as 22日."""


def _plan(match: re.Match[str], _: Now) -> DateReading:
    return DateReading(five_year_plan(number(match["count"])))


def _days_of_month(match: re.Match[str], now: Now) -> DateReading:
    """8月22日至25日, with or without a year."""
    year = year_named(match, now) if match["y"] or match["han"] or match["republic"] or match["word"] else None
    return _between(match, now, year, number(match["m"]))._replace(relative=not year or bool(match["word"]))


def _between(match: re.Match[str], now: Now, named: int | None, month: int) -> DateReading:
    """Days of one month in the year `named`, or in that of `now`.

    Raises:
        ValueError: They are not in order, or the month has no such day.
    """
    year = named or now.year or now.today.year
    first, last = date(year, month, number(match["d"])), date(year, month, number(match["d2"]))
    if last <= first:
        raise ValueError(f"expected days in order, found {first} to {last}")
    return DateReading(Days(first, last), relative=named is None, year=named, closed=True)


def _english_days(match: re.Match[str], now: Now) -> DateReading:
    return _between(match, now, int(match["y"]) if match["y"] else None, month_of(match["m"]))


def _day_alone(match: re.Match[str], now: Now) -> DateReading | None:
    """22日: the one nearest to the dateline, within _NEAR_DAY days."""
    day = number(match["d"])
    near = [now.today + timedelta(days=days) for days in range(-_NEAR_DAY, _NEAR_DAY + 1)]
    found = [each for each in near if each.day == day]
    return DateReading(whole("day", found[0]) if len(found) == 1 else Days(None, None), relative=True)


def _edge_alone(match: re.Match[str], now: Now) -> DateReading:
    """年初, 年底 without a year."""
    first, last = {"初": (1, 3), "中": (5, 8)}.get(match["edge"], (10, 12))
    return DateReading(months(now.year or now.today.year, first, last), relative=True)


def _part_of_month(match: re.Match[str], now: Now) -> DateReading:
    """Early July 2022, mid-July, the end of July 2022."""
    year = int(match["y"]) if match["y"] else now.year or now.today.year
    month = whole("month", date(year, month_of(match["m"]), 1))
    if month.start is None or month.end is None:
        return DateReading(Days(None, None))
    edge = match["edge"] or match["part"]
    thirds = {"early": (1, 10), "start": (1, 10), "beginning": (1, 10), "mid": (11, 20), "middle": (11, 20)}
    first, last = thirds.get(edge, (21, month.end.day))
    days = Days(month.start.replace(day=first), month.start.replace(day=last))
    return DateReading(days, relative=not match["y"], year=year if match["y"] else None)


def _english_ends(match: re.Match[str], now: Now) -> DateReading:
    """30 August – 2 September 2022: days in two months of one year.

    Raises:
        ValueError: They are not in order, or a month has no such day.
    """
    year = int(match["y"]) if match["y"] else now.year or now.today.year
    first, last = (date(year, month_of(match[month]), number(match[day])) for month, day in (("m", "d"), ("m2", "d2")))
    if last <= first:
        raise ValueError(f"expected days in order, found {first} to {last}")
    return DateReading(Days(first, last), relative=not match["y"], year=year if match["y"] else None, closed=True)


_ENGLISH_MONTH = rf"(?P<m>{MONTH_NAME}|(?:{MONTH_ABBREVIATION})\b\.?)"
_ENGLISH_MONTH_2 = _ENGLISH_MONTH.replace("<m>", "<m2>")
_ENGLISH_YEAR = r"(?:,?\s+(?P<y>(?:19|20)\d\d)(?![\w%]|[.,]\d))?"
_ENGLISH_TO = r"\s?(?:[-–—]|\b(?:to|and|through)\b)\s?"

_PLAN_YEARS = r"\((?:19|20)\d\d\s?[-–—~至]\s?(?:19|20)\d\d年?\)"
_QUOTE = r"[\"“”‘’「」『』]?"

RULES = (
    DateRule(
        "a five-year plan by its name",  # “十四五” without 期间
        rf"{_QUOTE}(?<![{DIGIT}十百])(?P<count>十[一二三四五])五{_QUOTE}(?:的?(?:期间|时期))?"
        rf"(?![{DIGIT}十百千万亿个家条名年月日号岁])",
        _plan,
    ),
    DateRule(
        "a five-year plan and its years",
        rf"{_QUOTE}(?<![{DIGIT}十百])(?P<count>二?十[{DIGIT}]?|[{DIGIT}])五{_QUOTE}(?:期间|时期){_PLAN_YEARS}",
        _plan,
    ),
    DateRule(
        "a five-year plan and its years in English",
        rf"\b(?:the\s+)?(?P<count>\d{{1,2}})(?:st|nd|rd|th)\s+five[\s-]year\s+plan\s+(?:period|years)\s?{_PLAN_YEARS}",
        _plan,
    ),
    DateRule(
        "days of a month",
        rf"(?<![\d.])(?:{YEAR}\s?)?(?<!\d)(?P<m>{MONTH})\s?月\s?(?P<d>{DAY})\s?[日号]?{TO}(?P<d2>{DAY})\s?[日号](?![线楼])",
        _days_of_month,
    ),
    DateRule(
        "a day of this month",
        r"(?<![\d月.,/:-])(?<![至到近期续共满第前每])(?<!历时)(?<!为期)(?P<d>3[01]|[12]\d|[1-9])日(?![元圆本语军程常均内益子游龄报餐期线]|[之以]?[前后])",
        _day_alone,
    ),
    DateRule(
        EDGE,
        rf"(?<![\d{DIGIT}十○〇年今去前明后本每当次历往全新百千万])年(?P<edge>[初中底末])(?![中步高级始特考薪])",
        _edge_alone,
    ),
    DateRule(
        "a part of a month",
        r"\b(?:(?P<edge>early|mid|late)[\s-]|(?:the\s+)?(?P<part>start|beginning|middle|end)\s+of\s+)"
        rf"{_ENGLISH_MONTH}\b{_ENGLISH_YEAR}",
        _part_of_month,
    ),
    DateRule(
        "days of an English month",
        rf"\b(?P<d>3[01]|[12]\d|[1-9]){_ENGLISH_TO}(?P<d2>3[01]|[12]\d|[1-9])\s+{_ENGLISH_MONTH}\b{_ENGLISH_YEAR}",
        _english_days,
    ),
    DateRule(
        "from an English day to a day",
        rf"\b(?P<d>3[01]|[12]\d|[1-9])\s+{_ENGLISH_MONTH}{_ENGLISH_TO}(?P<d2>3[01]|[12]\d|[1-9])\s+{_ENGLISH_MONTH_2}\b"
        rf"{_ENGLISH_YEAR}",
        _english_ends,
    ),
    DateRule(
        "an English month and its days",
        rf"\b{_ENGLISH_MONTH}\s+(?P<d>3[01]|[12]\d|[1-9]){_ENGLISH_TO}(?P<d2>3[01]|[12]\d|[1-9])(?![\w%]|[.:]\d){_ENGLISH_YEAR}",
        _english_days,
    ),
)
"""Rules matched before those of questions, against the folded sentence."""


Precision = Literal["day", "month", "quarter", "half", "year", "decade", "plan", "week", "span", "rolling"]
"""Unit of time that an expression names; span: between two ends; rolling: up to or from the dateline, as 近三年."""
Part = Literal["early", "mid", "late", "end"]
"""上旬 or 年初, 中旬 or 年中, 下旬, 底 or 末: part of a month or a year, kept as vague as the text."""
Relation = Literal["in", "by", "since", "before", "after"]

_RELATIONS: dict[Effect | None, Relation] = {"goal": "by", "since": "since", "before": "before", "after": "after"}
_DAY = timedelta(days=1)

_AHEAD, _PAST, _CLOSE = 183, 300, 65
"""Days from the dateline. A date without a year is in the dateline's year if it is up to half a year ahead or 300 days
past; if it is farther ahead, it is in the year before if that was at most 65 days ago (12月 in January); otherwise it
is uncertain."""


class DateRange(Frozen):
    """Days that an expression in an article names."""

    first: date = Field(description="first day named; the days meant may be others, see days")
    last: date = Field(description="last day named, among them")
    precision: Precision
    part: Part | None = Field(
        default=None, description="within the month or year, where first and last are no sharp ends"
    )
    relation: Relation = Field(default="in", description="by: 到2025年; since: 2021年以来; before, after: 2025年前")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError(f"expected first <= last, found {self.first} and {self.last}")
        return self

    @property
    def days(self) -> Days:
        """The days; 2021年以来 is open at the end."""
        match self.relation:
            case "by":
                return Days(None, self.last)
            case "since":
                return Days(self.first, None)
            case "before":
                return Days(None, self.first - _DAY)
            case "after":
                return Days(self.last + _DAY, None)
            case "in":
                return Days(self.first, self.last)


class DateSpan(NamedTuple):
    """A date and its span in the text."""

    span: Span
    dates: DateRange


def parse_dates(text: str, *, published: date | None) -> list[DateSpan]:
    """The certain dates of a text in order, with spans in the text as written.

    Args:
        text: A sentence or more of an article.
        published: The article's dateline; None leaves out dates that depend on it.
    """
    folded = fold(text)
    found: list[DateSpan] = []
    for piece in _PIECE.finditer(folded):
        found += [
            DateSpan(Span(start=piece.start() + each.start, end=piece.start() + each.end), each.dates)
            for each in _dated(piece[0], published)
            if each.dates
        ]
    return found


def date_spans(folded: str) -> list[Span]:
    """Spans of all dates in a folded text, resolvable or not."""
    return [
        Span(start=piece.start() + each.start, end=piece.start() + each.end)
        for piece in _PIECE.finditer(folded)
        for each in _dated(piece[0], None)
    ]


class _Dated(NamedTuple):
    start: int
    end: int
    dates: DateRange | None
    """None if the days are uncertain."""


_PIECE = re.compile(r"[^。！？!?;\n]+")
"""A stretch of text within which a year carries over to a later date without one."""
_MAY_NAME_DAYS = re.compile(r"[\d年月周天日昨季末底]|星期|礼拜|五|[a-z]{3}")
_UNCERTAIN = DateReading(Days(None, None))
"""Placeholder for an expression whose days are uncertain."""
_SAYS_NOTHING = re.compile(r"(?:[^，,:：;；（(“]至|[大增升降少高低长迟延持推]到).")
"""Words before a date that change nothing: 扩大至2021年的106亿美元 names no goal, nor does 到 in 到本月发布的方案."""
_TO_COME = re.compile(r"[底末]$|明年|后年|下个?[月周季]")
_ROLLING = "a span up to today or from it"


def _dated(folded: str, published: date | None) -> list[_Dated]:
    if not _MAY_NAME_DAYS.search(folded):
        return []
    rules = (*RULES, *rules_of(folded))
    names: dict[int, str] = {}

    def read(rule: DateRule, match: re.Match[str], before: Sequence[Expression]) -> DateReading | None:
        reading = _reading(rule, match, before, published)
        if reading is not None:
            names[match.start()] = rule.name
        return reading

    found = expressions(folded, rules, read)
    return [_meant(each, found, names, folded) for each in linked(found, folded)]


def _reading(
    rule: DateRule, match: re.Match[str], before: Sequence[Expression], published: date | None
) -> DateReading | None:
    """The reading of a rule's match in an article with this dateline; _UNCERTAIN if it is open."""
    today = published or date(2000, 1, 1)
    this, last = (_read(rule, match, Now(today, year)) for year in (today.year, today.year - 1))
    dated = (each for each in reversed(before) if each.reading.year)
    named = next((each.reading for each in dated if affix(match.string, each.start, each.end)[0] is None), None)
    if this == last:  # it does not depend on a year named earlier
        return _UNCERTAIN if this and this.relative and published is None else this
    if named and named.year and named.days != months(named.year, 1, 12):
        carried = _read(rule, match, Now(today, named.year))
        return carried._replace(relative=False, year=named.year) if carried else None
    near = _nearest(this, None if rule.name == EDGE else last, published) if published else _UNCERTAIN
    if named and near.days.start and near.days.start.year != named.year:
        return _UNCERTAIN
    return near


def _read(rule: DateRule, match: re.Match[str], now: Now) -> DateReading | None:
    try:
        return rule.read(match, now)
    except (ValueError, OverflowError):  # no 2月29日 in that year
        return None


def _nearest(this: DateReading | None, last: DateReading | None, published: date) -> DateReading:
    """The reading in the dateline's year, in the year before, or _UNCERTAIN."""
    if this is None or this.days.start is None or this.days.end is None:
        return _UNCERTAIN
    ahead, past = (this.days.start - published).days, (published - this.days.end).days
    close = last is not None and last.days.end is not None and (published - last.days.end).days <= _CLOSE
    if ahead > _AHEAD:
        return last if close and last else _UNCERTAIN
    return _UNCERTAIN if past > _PAST or (ahead > _AHEAD // 2 and close) else this


def _meant(each: Expression, found: Sequence[Expression], names: dict[int, str], folded: str) -> _Dated:
    start, end = each.start, each.end
    ends = [one for one in found if start <= one.start and one.end <= end]
    if any(one.reading.days == _UNCERTAIN.days for one in ends):
        return _Dated(start, end, None)
    first, last = each.reading.days
    if first is None or last is None or last < first:
        return _Dated(start, end, None)
    if len(ends) > 1:
        start, end = with_both_ends(folded, each)
        return _Dated(start, end, DateRange(first=first, last=last, precision="span"))
    effect = None
    if each.reading.closed:
        start, end = with_both_ends(folded, each)
    else:
        effect, start, end = affix(folded, start, end)
        told = each.reading.relative and not _TO_COME.search(folded, each.start, each.end)
        alone = end == each.end and (folded[start] == "从" or (folded[start] in "到至" and told))
        if alone or _SAYS_NOTHING.fullmatch(folded, max(0, start - 1), each.start + 1):
            effect, start = None, each.start
    if effect == "nothing":
        return _Dated(start, end, None)
    text, name = folded[each.start : each.end], names[each.start]
    part, (first, last) = _part(text, Days(first, last))
    if first is None or last is None:
        return _Dated(start, end, None)
    precision = "rolling" if name == _ROLLING else _precision(first, last, text, name, part)
    return _Dated(
        start,
        end,
        DateRange(first=first, last=last, precision=precision, part=part, relation=_RELATIONS.get(effect, "in")),
    )


def _part(text: str, days: Days) -> tuple[Part | None, Days]:
    """The part of a month or year that an expression names; 7月初 is the first third of the month."""
    found: Part | None = next((part for pattern, part in _PARTS if pattern.search(text)), None)
    first, last = days
    if found and first and last and re.search(r"月份?[初底末]$", text):
        third = {"early": (1, 10), "end": (21, last.day)}[found]
        days = Days(first.replace(day=third[0]), first.replace(day=third[1]))
    return found, days


_PARTS: tuple[tuple[re.Pattern[str], Part], ...] = (
    (re.compile(r"[年月份\d][初]$|上旬$|^(?:early\b|(?:the )?(?:start|beginning) of\b)"), "early"),
    (re.compile(r"年中$|中旬$|^(?:mid\b|mid-|(?:the )?middle of\b)"), "mid"),
    (re.compile(r"下旬$|^late\b"), "late"),
    (re.compile(r"[年月份\d][底末]$|^(?:the )?end of\b"), "end"),
)


def _precision(first: date, last: date, text: str, name: str, part: Part | None) -> Precision:
    if part:
        return "month" if (first.year, first.month) == (last.year, last.month) else "year"
    if name.startswith("a five-year plan"):
        return "plan"
    if name == "a decade":
        return "decade"
    for unit in ("day", "week", "month", "quarter", "year"):
        if whole(unit, first) == (first, last) and (unit != "quarter" or re.search("季|quarter|q[1-4]", text)):
            return unit
    half = (
        first.day == 1 and first.month in {1, 7} and (first, last) == months(first.year, first.month, first.month + 5)
    )
    return "half" if half and re.search("半年|half|h[12]", text) else "span"
