"""Days and periods that a question names, and how they help: as terms to search and as a boost, never as a filter.

到2025年 and by 2025 name a goal, and so does every day that is still to come: nothing was published there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from embeddings.normalize import fold
from embeddings.numerals import numerals
from embeddings.schema import Span
from qa.days import Days, Now, Reading, Rule
from qa.expressions import Expression, Read, affix, expressions, linked, rules_of, with_both_ends
from qa.schema import Period

NEAR_DAYS = 365
"""How far from a period an article still gains: one of the year after 去年 tells of it often enough."""
_MAY_NAME_DAYS = re.compile(r"[\d年月周天日昨季]|星期|礼拜|五[\"”’」』]?(?:期间|时期|末)|[a-z]{3}")
"""A question without any of these names no day."""


_DAY = timedelta(days=1)


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
    named = linked(expressions(folded, rules_of(folded), _reader(folded, today)), folded)
    found = (_meant(each, folded, today) for each in named)
    return tuple(each.model_copy(update={"text": each.span.of(question)}) for each in found if each is not None)


def _reader(folded: str, today: date) -> Read:
    def read(rule: Rule, match: re.Match[str], found: Sequence[Expression]) -> Reading | None:
        dated = (each for each in reversed(found) if each.reading.year)
        named = (each.reading.year for each in dated if affix(folded, each.start, each.end)[0] != "goal")
        return rule.read(match, Now(today, next(named, None)))

    return read


def _meant(found: Expression, folded: str, today: date) -> Period | None:
    """The period with what stands around it, or None where that makes it no period."""
    days = found.reading.days
    effect, start, end = affix(folded, found.start, found.end)
    if found.reading.closed:
        effect, (start, end) = None, with_both_ends(folded, found)
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
