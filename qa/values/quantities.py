"""Parse the quantities of a Chinese or English sentence, with their spans, units and qualifiers.

`figure` reads a single figure as number and unit, for sorting: 3500亿元 is 350000000000 元.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from embeddings.schema import Span
from embeddings.text.normalize import fold, is_han
from qa.values import quantities_en, quantities_zh
from qa.values.dates_article import date_spans
from qa.values.units import CURRENCIES, UNITS, Amount, Basis, Change, Quantity, QuantitySpan, Sense

_LINK = re.compile(r" ?[-–—~至到] ?|\s+(?:to|and)\s+")
_COMPOUND = re.compile(r"零?|\s(?:and\s)?|,\s")
_BETWEEN = re.compile(r"\bbetween\s+$")
_DANGLING = re.compile(r" ?[-–—~至到] ?[\d一二两三四五六七八九十百]|\s+to\s+[\d]")
"""Follows a number that belongs to an unreadable range: half a range would be a wrong number."""
_CHINESE_MONEY = {name: each.code for each in CURRENCIES for name in each.signs}
_CURRENCY_BEFORE = re.compile(
    "(" + "|".join(re.escape(name) for name in sorted(_CHINESE_MONEY, key=len, reverse=True)) + r")\s?$"
)
_UNKNOWN_SIGN = re.compile(r"[¥₩₹₽฿₫₺]\s?$")

_BASES: tuple[tuple[Basis, str], ...] = (
    ("year", r"(?:同比|(?:较|比)(?:上年|去年)(?:同期)?)"),
    ("period", r"(?:环比|(?:较|比)上(?:个?季度|个?月|期))"),
)
_UP = "增长|增加|上升|上涨|提高|提升|增幅|涨幅|增速|增长率|攀升"
_DOWN = "下降|减少|下滑|下跌|降低|回落|降幅|跌幅|缩减"
_CHANGE = re.compile(
    rf"(?P<basis>{'|'.join(pattern for _, pattern in _BASES)})?(?:分别|仅|大幅|再)?"
    rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?:了|率?为|达)? ?$"
)
_ENGLISH_CHANGE = re.compile(
    r"\b(?:(?P<up>up|rose|rising|rise\s+of|grew|growing|growth\s+of|increase[ds]?|increase\s+of|gained|climbed)"
    r"|(?P<down>down|fell|falling|fall\s+of|dropp?e?d?|drop\s+of|declined?|decline\s+of|decreased?|decrease\s+of))(?:\s+by)?\s+$"
)
_ENGLISH_BASES: tuple[tuple[Basis, str], ...] = (
    ("year", r"\s+(?:year[\s-]on[\s-]year|year[\s-]over[\s-]year|yoy|y/y|from\s+a\s+year\s+(?:earlier|ago|before))\b"),
    ("period", r"\s+(?:from|over)\s+the\s+previous\s+period\b"),
)
_CHANGES = frozenset({"ratio", "points", "times"})
_DURATIONS = frozenset({"time", "calendar time"})
_REACHING = re.compile(r"上$")
_MORE = re.compile(r"多(?![个家名次年月数人种])")


def parse_quantities(text: str) -> list[QuantitySpan]:
    """The certain quantities of a text, in order, without those inside dates.

    Args:
        text: A sentence or more.

    Returns:
        Non-overlapping spans in the text as written; a span covers the whole quantity: 近500亿元, 30家以上.
    """
    folded = "，".join(map(fold, text.split("，")))  # a folded comma would group digits
    found = [*_joined(quantities_en.amounts(folded), folded)]
    if any(map(is_han, folded)):
        found += _joined(quantities_zh.amounts(folded), folded)
    whole = sorted(filter(None, (_whole(each, folded) for each in found)), key=lambda each: (each[0], -each[1]))
    dates = [(span.start, span.end) for span in date_spans(folded)] if whole else []
    kept: list[QuantitySpan] = []
    for start, end, quantity, number in whole:
        free = not any(number < last and first < end for first, last in dates)
        if free and (not kept or start >= kept[-1].span.end):
            kept.append(QuantitySpan(Span(start=start, end=end), quantity))
    return kept


def _joined(amounts: Iterable[Amount], folded: str) -> list[Amount]:
    """Join the two ends of a range to one amount: 3-5家, 10% to 15%; drop ends whose range can't be read."""
    joined: list[Amount] = []
    for each in _simple(list(amounts), folded):
        before = joined[-1] if joined else None
        link = _LINK.fullmatch(folded, before.end, each.start) if before else None
        between = _BETWEEN.search(folded, 0, before.start) if before else None
        if before and link and (between or link[0].strip() != "and"):
            joined.pop()
            one = _range(before, each)
            if one:
                joined.append(one._replace(start=between.start()) if between else one)
        else:
            joined.append(each)
    return [each for each in joined if not _DANGLING.match(folded, each.end)]


def _simple(amounts: Sequence[Amount], folded: str) -> list[Amount]:
    """Drop amounts of several units: 一年六个月 is neither a year nor six months."""
    parts = {
        at
        for at, (one, other) in enumerate(pairwise(amounts))
        if _COMPOUND.fullmatch(folded, one.end, other.start) and _kind(one) == _kind(other) != ""
    }
    return [each for at, each in enumerate(amounts) if at not in parts and at - 1 not in parts]


def _kind(amount: Amount) -> str:
    """Key of units that form compounds: all times, or units of one dimension."""
    dimension = UNITS[amount.unit].dimension if amount.unit and amount.sense == "exact" else ""
    return "time" if dimension in _DURATIONS else dimension if dimension in {"length", "mass"} else ""


def _range(one: Amount, other: Amount) -> Amount | None:
    """One amount from two ends; None if they do not fit together."""
    if one.low != one.high or other.low != other.high or "several" in {one.sense, other.sense}:
        return None
    unit = other.unit or one.unit
    if one.unit and one.unit != unit:
        return None
    low = one.low
    if one.power is None and other.power and not isinstance(low, Fraction) and (not one.unit or one.unit != other.unit):
        low = low.scaleb(other.power)
        if Fraction(low) >= Fraction(other.high):  # 5000-1万
            low = one.low
    elif one.power is None and other.power and isinstance(low, Decimal) and unit in {each.code for each in CURRENCIES}:
        scaled = low.scaleb(other.power)  # US$3-5 billion
        low = scaled if Fraction(scaled) < Fraction(other.high) else low
    if Fraction(low) >= Fraction(other.high):
        return None
    return other._replace(start=one.start, low=low, unit=unit, implied=False)


def _whole(amount: Amount, folded: str) -> tuple[int, int, Quantity, int] | None:
    """The span of the whole quantity, the quantity, and the start of its number."""
    start, unit = _with_currency(amount, folded)
    if _UNKNOWN_SIGN.search(folded, max(0, start - 2), start):
        return None
    before, start = _sense_before(folded, start, unit)
    reaching = _REACHING.search(folded, max(0, start - 1), start) if amount.implied and before == "exact" else None
    if reaching:
        before, start = "at_least", start - 1
    behind, end = _sense_behind(folded, amount.end, unit)
    sense = _together(before, amount.sense, behind)
    if sense == "exact" and (amount.implied or not (unit or amount.power is not None or amount.grouped)):
        return None
    change, basis, start, end = _change(folded, start, end, unit, amount)
    quantity = Quantity(
        low=amount.low, high=amount.high, unit=unit, sense=sense, change=change, basis=basis, per=amount.per
    )
    return start, end, quantity, amount.start


def _with_currency(amount: Amount, folded: str) -> tuple[int, str]:
    """The start of the amount with a currency before it, and its unit: 港币5亿元 is not in yuan."""
    match = _CURRENCY_BEFORE.search(folded, max(0, amount.start - 5), amount.start)
    if match and amount.unit in {"", "CNY"} and (is_han(match[1][0]) or amount.power is not None):
        return match.start(), _CHINESE_MONEY[match[1]]
    return amount.start, amount.unit


@cache
def _senses() -> tuple[tuple[tuple[re.Pattern[str], Sense], ...], tuple[tuple[re.Pattern[str], Sense], ...]]:
    """Patterns for words before a number, which end at it, and after it; compiled on first use."""
    before = (*quantities_zh.SENSES_BEFORE, *quantities_en.SENSES_BEFORE)
    behind = (*quantities_zh.SENSES_BEHIND, *quantities_en.SENSES_BEHIND)
    return (
        tuple((re.compile(rf"(?:{pattern})\s*$"), sense) for pattern, sense in before),
        tuple((re.compile(pattern), sense) for pattern, sense in behind),
    )


def _sense_before(folded: str, start: int, unit: str) -> tuple[Sense, int]:
    head = folded[max(0, start - 30) : start]
    for pattern, sense in _senses()[0]:
        match = pattern.search(head)
        lasting = match and match[0].strip() == "over" and unit and UNITS[unit].dimension in _DURATIONS
        if match and not lasting:  # over three years: more than three, or throughout them
            return sense, start - len(head) + match.start()
    return "exact", start


def _sense_behind(folded: str, end: int, unit: str) -> tuple[Sense, int]:
    for pattern, sense in _senses()[1]:
        match = pattern.match(folded, end)
        if match:
            return sense, match.end()
    if unit and UNITS[unit].dimension in {*_DURATIONS, "length"}:
        match = _MORE.match(folded, end)
        if match:
            return "over", match.end()
    return "exact", end


def _together(before: Sense, middle: Sense, behind: Sense) -> Sense:
    """Combine the senses around one number: 约 yields to the others, and 超过30家以上 is over."""
    if middle == "several":
        return middle
    said: list[Sense] = [each for each in (before, middle, behind) if each != "exact"]
    if "over" in said and before in {"exact", "about", "over"}:
        return "over"
    ordered = sorted(said, key=lambda each: each == "about")
    return ordered[0] if ordered else "exact"


def _change(
    folded: str, start: int, end: int, unit: str, amount: Amount
) -> tuple[Change | None, Basis | None, int, int]:
    """Whether something rose or fell by the amount, compared with what, and the span of these words."""
    if not unit or UNITS[unit].dimension not in _CHANGES or Fraction(amount.low) < 0:
        return None, None, start, end
    head = folded[max(0, start - 24) : start]
    match = _CHANGE.search(head)
    if match:
        basis: Basis | None = next(
            (name for name, pattern in _BASES if re.fullmatch(pattern, match["basis"] or "")), None
        )
        return "up" if match["up"] else "down", basis, start - len(head) + match.start(), end
    match = _ENGLISH_CHANGE.search(head)
    if match:
        found = _first(_ENGLISH_BASES, folded, end)
        change: Change = "up" if match["up"] else "down"
        return change, found[0] if found else None, start - len(head) + match.start(), found[1] if found else end
    return None, None, start, end


def _first(patterns: Sequence[tuple[Basis, str]], folded: str, at: int) -> tuple[Basis, int] | None:
    for name, pattern in patterns:
        match = re.compile(pattern).match(folded, at)
        if match:
            return name, match.end()
    return None


class Figure(NamedTuple):
    """A number with its unit; for a range its lower end."""

    number: Decimal
    unit: str
    """Folded, without its scale; empty for a bare number."""


def figure(text: str) -> Figure | None:
    """The number at the start of a text, and what it counts; None if there is none, or for a fraction."""
    folded = fold(text).strip()
    read = [quantities_zh.counted(folded), next(quantities_en.amounts(folded), None)]
    first = max((each for each in read if each and not each.start), key=lambda each: each.end, default=None)
    if first is None:
        return None
    behind = (each for each in quantities_zh.amounts(folded) if each.start >= first.end)
    first = next(iter(_joined([first, *behind], folded)), first)
    if isinstance(first.low, Fraction):
        return None
    unit = folded[first.unit_at :].strip() if first.unit_at else UNITS[first.unit].chinese[0] if first.unit else ""
    return Figure(Decimal(format(first.low, "f")), unit)
