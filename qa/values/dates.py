"""Find expressions that name days in a question or an article, and the words around them that change their meaning.

For example 2021年以来 is open at the end, 2025年前 is open at the start, and 到2025年 names a goal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Literal, NamedTuple

from embeddings.text.normalize import is_han
from qa.values import dates_en, dates_zh
from qa.values.calendar import DateReading, DateRule, Days

Effect = Literal["goal", "before", "since", "after", "nothing"]


class Affix(NamedTuple):
    """Words right before or after an expression, and their effect on its days."""

    effect: Effect
    before: re.Pattern[str] | None = None
    """Must end where the expression begins."""
    behind: re.Pattern[str] | None = None
    """Must begin where the expression ends."""
    inside: re.Pattern[str] | None = None
    """Must match the whole expression."""


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
"""The first that fits decides; words after an expression come first: in 从2021年以前 it is 以前."""

_LETTERS = re.compile(r"[a-z]{2}|q[1-4]|h[12]")
_LINK = re.compile(r"\s?(?:至|到|[-–—~])\s?|\s+(?:to|through|until|till)\s+")
_AND = re.compile(r"\s?[和与]\s?|\s+and\s+")
_BETWEEN = re.compile(r"\bbetween\s+(?:the\s+)?$")
_BETWEEN_BEHIND = re.compile(r"之间")
_FROM = re.compile(r"(?:\b(?:from|between)\s+(?:the\s+)?|(?<![来各独])自从?\s?|从\s?)$")


class Expression(NamedTuple):
    """An expression found in a folded text."""

    start: int
    end: int
    reading: DateReading


Read = Callable[[DateRule, "re.Match[str]", Sequence[Expression]], DateReading | None]
"""Reads a rule's match, given the earlier expressions; None, ValueError or OverflowError if it names no days."""


def expressions(folded: str, rules: Sequence[DateRule], read: Read) -> list[Expression]:
    """Expressions without overlaps; the earliest wins, then the longest, then the one of the earlier rule."""
    matches = sorted(
        (match.start(), -match.end(), number)
        for number, rule in enumerate(rules)
        for match in _compiled(rule.pattern).finditer(folded)
    )
    found: list[Expression] = []
    for start, end, number in matches:
        if found and start < found[-1].end:
            continue
        reading = _read(rules[number], folded, start, found, read)
        if reading is not None:
            found.append(Expression(start, -end, reading))
    return found


def rules_of(folded: str) -> tuple[DateRule, ...]:
    """The rules for the languages of a text."""
    chinese = dates_zh.RULES if any(map(is_han, folded)) else ()
    english = dates_en.RULES if _LETTERS.search(folded) else ()
    return (*dates_en.FIGURES, *chinese, *english)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _read(rule: DateRule, folded: str, start: int, found: Sequence[Expression], read: Read) -> DateReading | None:
    """The reading of a rule's match; None if there is no such day."""
    match = _compiled(rule.pattern).match(folded, start)
    try:
        return read(rule, match, found) if match else None
    except (ValueError, OverflowError):  # 2022-02-30, and years beyond the range of `date`
        return None


def linked(found: Sequence[Expression], folded: str) -> list[Expression]:
    """Join expressions that name the two ends of one period: 2020年7月至2021年3月, between May and July 2022."""
    joined: list[Expression] = []
    for each in found:
        before = joined[-1] if joined else None
        if before and not before.reading.closed and _are_ends(before, each, folded):
            days = Days(before.reading.days.start, each.reading.days.end)
            relative = before.reading.relative or each.reading.relative
            joined[-1] = Expression(before.start, each.end, DateReading(days, relative=relative, closed=True))
        else:
            joined.append(each)
    return joined


def _are_ends(one: Expression, other: Expression, folded: str) -> bool:
    first, last = one.reading.days.start, other.reading.days.end
    if first is None or last is None or first > last:
        return False
    link = folded[one.end : other.start]
    both = _BETWEEN.search(folded, 0, one.start) or _BETWEEN_BEHIND.match(folded, other.end)
    return _LINK.fullmatch(link) is not None or (both is not None and _AND.fullmatch(link) is not None)


def affix(folded: str, start: int, end: int) -> tuple[Effect | None, int, int]:
    """The effect of the words around an expression, and the span of both together."""
    for each in AFFIXES:
        before = each.before.search(folded, 0, start) if each.before else None
        behind = each.behind.match(folded, end) if each.behind else None
        inside = each.inside is None or each.inside.fullmatch(folded, start, end)
        before = before or (behind and _FROM.search(folded, 0, start))
        if (before or behind) and inside:
            return each.effect, before.start() if before else start, behind.end() if behind else end
    return None, start, end


def with_both_ends(folded: str, found: Expression) -> tuple[int, int]:
    """The span of a period with two ends, including 从, between or 之间."""
    before = _FROM.search(folded, 0, found.start)
    behind = _BETWEEN_BEHIND.match(folded, found.end)
    return before.start() if before else found.start, behind.end() if behind else found.end
