"""Is a passage about another day than the one that a question names? Figures of one day are no answer for another."""

from __future__ import annotations

import re
from datetime import date

from embeddings.normalize import fold

_DAY = re.compile(r"(?<!\d)(\d{1,2})月(\d{1,2})[日号]")
_DAY_ALONE = re.compile(r"(?<![月\d])(\d{1,2})[日号](?!线)")
TOLD_WITHIN = 3
"""Days within which an article tells of a day as 昨日, or without naming it."""


def days_of(folded: str) -> frozenset[tuple[int, int]]:
    """Months and days as 8月15日, of a folded text."""
    return frozenset((int(month), int(day)) for month, day in _DAY.findall(folded))


def of_another_day(asked: frozenset[tuple[int, int]], passage: str, published: date | None) -> bool:
    """Whether a passage names days, and none that is asked for.

    Args:
        asked: Of the question; none: every passage will do.
        passage: With what stands above it and how its article opens, as written; 15日 alone may be any month's.
        published: When its article was.
    """
    if not asked:
        return False
    folded = fold(passage)
    named = days_of(folded)
    if asked & named:
        return False
    if {day for _, day in asked} & {int(day) for day in _DAY_ALONE.findall(folded)}:
        return False
    return bool(named) and not (published and any(_near(day, published) for day in asked))


def _near(asked: tuple[int, int], published: date) -> bool:
    """Whether an article of that day may tell of the day asked for."""
    for year in (published.year, published.year - 1):
        try:
            behind = published - date(year, *asked)
        except ValueError:  # no such day in that year
            continue
        if 0 <= behind.days <= TOLD_WITHIN:
            return True
    return False
