"""Days and periods that a question names, and how they help: as terms to search and as a boost, never as a filter.

What stands around an expression decides what it means: 2021年以来 is open at the end, 2025年前 at the start. 到2025年
and by 2025 name a goal, and so does every day that is still to come: nothing was published there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Literal, NamedTuple

from embeddings.normalize import fold, is_han
from embeddings.numerals import numerals
from embeddings.schema import Span
from qa import period_en, period_zh
from qa.days import Days, Now, Reading, Rule
from qa.schema import Period

Effect = Literal["goal", "before", "since", "after", "nothing"]

NEAR_DAYS = 365
"""How far from a period an article still gains: one of the year after 去年 tells of it often enough."""
_MAY_NAME_DAYS = re.compile(r"[\d年月周天日昨季]|星期|礼拜|五[\"”’」』]?(?:期间|时期|末)|[a-z]{3}")
"""A question without any of these names no day."""


class Affix(NamedTuple):
    """What stands right before or behind an expression, and what it makes of the days."""

    effect: Effect
    before: re.Pattern[str] | None = None
    """Ends where the expression begins."""
    behind: re.Pattern[str] | None = None
    """Begins where the expression ends."""
    inside: re.Pattern[str] | None = None
    """What the whole expression must be."""


_THE = r"\s+(?:the\s+)?(?:year\s+)?$"
AFFIXES = (
    Affix("nothing", inside=re.compile(r"\d\d00\s?年"), behind=re.compile(r"前")),  # 2000年前 counts years
    Affix("nothing", before=re.compile(r"(?:哪一?|每|历|某)年的?\s?$")),  # 哪一年的2月14日 asks for the year
    Affix("goal", behind=re.compile(r"(?<=[底末])[之以]?前")),
    Affix("before", behind=re.compile(r"[之以]前|前(?![往景沿来端后瞻夕任期列身几数半\d一二三四五六七八九十百])")),
    Affix("after", behind=re.compile(r"[之以]后|后(?![来期面半端台续勤天代备者裔一二三四五六七八九十])")),
    Affix("since", behind=re.compile(r"以来|至今|迄今|起(?![诉火草源飞点伏步])|,?\s+onwards?\b")),
    Affix("goal", before=re.compile(r"(?<![得遇看来收提达感想谈说回截止])(?:直?到|至)\s?$")),
    Affix("since", before=re.compile(r"(?:(?<![来各独])自从?|从)\s?$")),
    Affix("goal", before=re.compile(r"\b(?:by|until|till|up\s+to|no\s+later\s+than)" + _THE)),
    Affix("goal", before=re.compile(r"\bbefore\s+$"), inside=re.compile(r"(?:the\s+)?end\b.*")),
    Affix("since", before=re.compile(r"\b(?:ever\s+)?since" + _THE)),
    Affix("before", before=re.compile(r"\b(?:before|prior\s+to|earlier\s+than)" + _THE)),
    Affix("after", before=re.compile(r"\b(?:after|later\s+than)" + _THE)),
)
"""The first that fits decides; what stands behind is looked at first: 从2021年以前 says 以前."""

_DAY = timedelta(days=1)
_LETTERS = re.compile(r"[a-z]{2}|q[1-4]|h[12]")
_LINK = re.compile(r"\s?(?:至|到|[-–—~])\s?|\s+(?:to|through|until|till)\s+")
_AND = re.compile(r"\s?[和与]\s?|\s+and\s+")
_BETWEEN = re.compile(r"\bbetween\s+(?:the\s+)?$")
_BETWEEN_BEHIND = re.compile(r"之间")
_FROM = re.compile(r"(?:\b(?:from|between)\s+(?:the\s+)?|(?<![来各独])自从?\s?|从\s?)$")


class _Found(NamedTuple):
    """An expression in the folded question."""

    start: int
    end: int
    reading: Reading


def periods(question: str, today: date) -> tuple[Period, ...]:
    """Days and periods that a question names, in its order.

    Args:
        question: The question, standing by itself.
        today: What 去年 and last month are counted from, and what is still to come.

    Returns:
        Periods with what was typed, which span of the question it is, and how it may be used: goal where it names no
        time of publication, boost otherwise.
    """
    folded = fold(question)
    if not _MAY_NAME_DAYS.search(folded):
        return ()
    found = (_meant(each, folded, today) for each in _linked(_expressions(folded, today), folded))
    return tuple(each.model_copy(update={"text": each.span.of(question)}) for each in found if each is not None)


def _expressions(folded: str, today: date) -> list[_Found]:
    """Expressions that do not overlap: the first to begin, of those the longest, of those the first rule's."""
    rules = _rules(folded)
    matches = sorted(
        (match.start(), -match.end(), number)
        for number, rule in enumerate(rules)
        for match in _compiled(rule.pattern).finditer(folded)
    )
    found: list[_Found] = []
    end, year = 0, None
    for start, last, number in matches:
        reading = _read(rules[number], folded, start, Now(today, year)) if start >= end else None
        if reading is None:
            continue
        end = -last
        found.append(_Found(start, end, reading))
        if _affix(folded, start, end)[0] != "goal":
            year = reading.year or year
    return found


def _rules(folded: str) -> tuple[Rule, ...]:
    """The rules of the languages that the question is in."""
    chinese = period_zh.RULES if any(map(is_han, folded)) else ()
    english = period_en.RULES if _LETTERS.search(folded) else ()
    return (*period_en.FIGURES, *chinese, *english)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _read(rule: Rule, folded: str, start: int, now: Now) -> Reading | None:
    """What a rule reads there; None where the calendar has no such day."""
    match = _compiled(rule.pattern).match(folded, start)
    try:
        return rule.read(match, now) if match else None
    except (ValueError, OverflowError):  # 2022-02-30, and what lies beyond the years that dates can have
        return None


def _linked(found: Sequence[_Found], folded: str) -> list[_Found]:
    """Expressions joined where two name the ends of one period: 2020年7月至2021年3月, between May and July 2022."""
    joined: list[_Found] = []
    for each in found:
        before = joined[-1] if joined else None
        if before and not before.reading.closed and _are_ends(before, each, folded):
            days = Days(before.reading.days.start, each.reading.days.end)
            relative = before.reading.relative or each.reading.relative
            joined[-1] = _Found(before.start, each.end, Reading(days, relative=relative, closed=True))
        else:
            joined.append(each)
    return joined


def _are_ends(one: _Found, other: _Found, folded: str) -> bool:
    first, last = one.reading.days.start, other.reading.days.end
    if first is None or last is None or first > last:
        return False
    link = folded[one.end : other.start]
    both = _BETWEEN.search(folded, 0, one.start) or _BETWEEN_BEHIND.match(folded, other.end)
    return _LINK.fullmatch(link) is not None or (both is not None and _AND.fullmatch(link) is not None)


def _meant(found: _Found, folded: str, today: date) -> Period | None:
    """The period with what stands around it, or None where that makes it no period."""
    days = found.reading.days
    effect, start, end = _affix(folded, found.start, found.end)
    if found.reading.closed:
        effect, (start, end) = None, _with_both_ends(folded, found)
    match effect:
        case "nothing":
            return None
        case "goal":
            days = Days(None, days.end)
        case "before" if days.start:
            days = Days(None, days.start - _DAY)
        case "after" if days.end:
            days = Days(days.end + _DAY, None)
        case "since":
            days = Days(days.start, None)
        case _:
            pass
    to_come = today < days.start if days.start else days.end is not None and today < days.end
    return Period(
        text=folded[start:end],
        span=Span(start=start, end=end),
        start=days.start,
        end=days.end,
        kind="relative" if found.reading.relative else "absolute",
        used="goal" if effect == "goal" or to_come else "boost",
    )


def _affix(folded: str, start: int, end: int) -> tuple[Effect | None, int, int]:
    """What stands around an expression makes of it, and where both together begin and end."""
    for affix in AFFIXES:
        before = affix.before.search(folded, 0, start) if affix.before else None
        behind = affix.behind.match(folded, end) if affix.behind else None
        inside = affix.inside is None or affix.inside.fullmatch(folded, start, end)
        before = before or (behind and _FROM.search(folded, 0, start))
        if (before or behind) and inside:
            return affix.effect, before.start() if before else start, behind.end() if behind else end
    return None, start, end


def _with_both_ends(folded: str, found: _Found) -> tuple[int, int]:
    """Where a period of two ends begins and ends, with its 从, between or 之间."""
    before = _FROM.search(folded, 0, found.start)
    behind = _BETWEEN_BEHIND.match(folded, found.end)
    return before.start() if before else found.start, behind.end() if behind else found.end


def as_terms(named: Iterable[Period]) -> tuple[str, ...]:
    """What to search for beside the question's own words: 去年 is 2025年 in an article, last August is 2026年 too.

    The day, month or year that holds a period; longer and open ones have none. What the period says itself is left out,
    since a term given twice counts twice: 7月 lacks only its year, and July 2022 nothing.

    Returns:
        Different dates, in the order of the periods.
    """
    return tuple(dict.fromkeys(term for term in map(_unsaid, named) if term))


def _unsaid(period: Period) -> str:
    folded = fold(period.text)
    said = {term for numeral in numerals(folded) for term in numeral.terms}
    parts = [part for part in _parts(period) if part not in said and part.rstrip("年") not in said]
    return "".join(part for part in parts if part.rstrip("年") not in folded)


def _parts(period: Period) -> list[str]:
    """Year, month and day that hold a period, or in which a goal ends; as many as all its days share."""
    end = period.end
    start = end if period.used == "goal" and period.start is None else period.start
    if start is None or end is None or start.year != end.year:
        return []
    parts = [f"{start.year}年"]
    if period.start is not None and start.month == end.month:
        parts.append(f"{start.month}月")
        if start == end:
            parts.append(f"{start.day}日")
    return parts


def boost(published: date | None, named: Iterable[Period]) -> float:
    """How near an article's day is to the periods of the question.

    Args:
        published: Its day; None where it is not known.
        named: Periods of the question; those not to be used as a boost are left alone.

    Returns:
        1 inside a period, falling to 0 in a straight line NEAR_DAYS from it; the best of several; 0 without a day or
        a period.
    """
    if published is None:
        return 0.0
    return max((_nearness(published, period) for period in named if period.used == "boost"), default=0.0)


def _nearness(day: date, period: Period) -> float:
    early = (period.start - day).days if period.start else 0
    late = (day - period.end).days if period.end else 0
    return max(0.0, 1.0 - max(early, late, 0) / NEAR_DAYS)
