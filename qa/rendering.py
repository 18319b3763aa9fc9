"""Quantities and dates in the other language, exactly: 3500亿元 is RMB 350 billion, RMB 350 billion 3500亿元人民币.

No digit is rounded away and none added; what can't be said with certainty is not said.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from embeddings.normalize import fold
from embeddings.numerals import spell
from qa.quantities import parse_quantities
from qa.quantity import Quantity, Sense
from qa.rendering_dates import in_chinese, in_english
from qa.rendering_words import words_in_chinese, words_in_english
from qa.units import CURRENCY, UNITS, Unit
from qa.when import parse_dates

Into = Literal["en", "zh"]

_AROUND = " \t\n　，。；：、,.;:"
"""What may stand around a span that is one quantity or date."""
_BEFORE = re.compile(r"^(?:(?:in|on|during)\s+(?:the\s+)?)?")
_UNSHARP = re.compile(
    r"^(?:最近|近|过去|过往|未来|今后)|^(?:\d{1,2}|[一二两三四五六七八九十]{1,3})\s?个?(?:年|月|周|星期|天)[之以]?前$"
    r"|\bago$|^(?:the )?(?:past|last|next|coming) \S+ \w+s$"
)
"""近三年 and 三年前 are sharp in their words only."""
_ENGLISH_SCALES = ((12, " trillion"), (9, " billion"), (6, " million"))
_CHINESE_SCALES = ((12, "万亿"), (8, "亿"), (4, "万"))
_PLACES, _NOUGHTS = 4, 2
"""Longest fraction before a scale: 123.456789 million is written 123,456,789, and 12345.6789万 in Chinese."""
_ENGLISH_SENSES: dict[Sense, str] = {
    "about": "about ",
    "nearly": "nearly ",
    "over": "more than ",
    "at_least": "at least ",
    "at_most": "at most ",
    "under": "less than ",
}
_CHINESE_SENSES: dict[Sense, str] = {
    "about": "约",
    "nearly": "近",
    "over": "超过",
    "at_least": "至少",
    "at_most": "不超过",
    "under": "不足",
}
_SEVERAL = {
    **{0: "several", 1: "dozens", 2: "hundreds", 3: "thousands", 4: "tens of thousands", 5: "hundreds of thousands"},
    **{6: "millions", 7: "tens of millions", 8: "hundreds of millions", 9: "billions", 10: "tens of billions"},
    **{11: "hundreds of billions", 12: "trillions", 13: "tens of trillions", 14: "hundreds of trillions"},
}
_PARTS = {
    2: "half",
    3: "third",
    4: "quarter",
    5: "fifth",
    6: "sixth",
    7: "seventh",
    8: "eighth",
    9: "ninth",
    10: "tenth",
}
_COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def render(text_span: str, *, into: Into, published: date | None) -> str | None:
    """One quantity or one date, as the other language says it.

    Args:
        text_span: As the article has it, and nothing else: 近500亿元, 去年6月, US$3.5bn.
        into: English or Chinese; a form of the same language comes back in its plain form.
        published: The article's dateline; without it, what hangs on it is rendered by its words: 去年 is last year.

    Returns:
        None where nothing certain can be said.
    """
    text = text_span.strip(_AROUND)
    if not text:
        return None
    dated = _date(text, into, published)
    if dated:
        return dated
    found = [each for each in parse_quantities(text) if (each.span.start, each.span.end) == (0, len(text))]
    if not found:
        return None
    return quantity_in_english(found[0].quantity) if into == "en" else quantity_in_chinese(found[0].quantity)


def _date(text: str, into: Into, published: date | None) -> str | None:
    """The date resolved where that is certain, else by its words; 近三年 and 三年前 are sharp in words only."""
    folded = fold(text)
    named = _BEFORE.sub("", folded)
    words = words_in_english(named) if into == "en" else words_in_chinese(named)
    if _UNSHARP.search(folded):
        return words
    for span, dates in parse_dates(text, published=published):
        if span.end == len(text) and _BEFORE.fullmatch(folded, 0, span.start):
            return (in_english(dates) if into == "en" else in_chinese(dates)) or words
    return words


def quantity_in_english(quantity: Quantity) -> str | None:
    """RMB 350 billion, nearly 30 hectares, up 13.0% year on year; None for what English has no certain words for."""
    unit = UNITS[quantity.unit] if quantity.unit else None
    per = UNITS[quantity.per] if quantity.per else None
    if (per and not per.english) or (quantity.change and unit and unit.dimension == "times"):
        return None  # 增长3倍 is read as threefold by some and fourfold by others
    said = _several_in_english if quantity.sense == "several" else _amount_in_english
    amount = said(quantity, unit)
    if amount is None:
        return None
    rate = f" per {per.english[0]}" if per else ""
    change = f"{quantity.change} " if quantity.change else ""
    basis = {"year": " year on year", "period": " from the previous period"}.get(quantity.basis or "", "")
    return f"{change}{_ENGLISH_SENSES.get(quantity.sense, '')}{amount}{rate}{basis}"


def _several_in_english(quantity: Quantity, unit: Unit | None) -> str | None:
    """Hundreds of millions of yuan, dozens of people, several months, decades; hundreds where the noun is not sure."""
    if isinstance(quantity.low, Fraction) or (unit and unit.dimension in {"ratio", "points", "times"}):
        return None
    many = _SEVERAL.get(quantity.low.adjusted())
    if many is None or not unit:
        return many if many != _SEVERAL[0] else None
    name = CURRENCY[unit.name].english[0] if unit.name in CURRENCY else unit.english[1] if unit.english else None
    if many == _SEVERAL[0]:
        return f"{many} {name}" if name else None
    if (many, name) == (_SEVERAL[1], "years"):
        return "decades"
    return f"{many} of {name}" if name else many


def _amount_in_english(quantity: Quantity, unit: Unit | None) -> str | None:
    low, high = quantity.low, quantity.high
    if isinstance(low, Fraction) or isinstance(high, Fraction):
        return _part_in_english(Fraction(low)) if low == high and unit and unit.name == "fraction" else None
    scale = _english_scale(low, high)
    numbers = [_grouped(value.scaleb(-scale[0])) for value in ((low,) if low == high else (low, high))]
    if unit and unit.name in CURRENCY:
        before = CURRENCY[unit.name].before
        minus = "-" if numbers[0].startswith("-") else ""
        return (
            f"{minus}{before}{'–'.join(number.removeprefix('-') for number in numbers)}{scale[1]}"
            if not (minus and len(numbers) > 1)
            else None
        )
    if unit and unit.name in {"percent", "permille"}:
        return f"{'–'.join(numbers)}{scale[1]}{unit.chinese[0]}" if (high >= 0 and low >= 0) or low == high else None
    number = f"{'–'.join(numbers)}{scale[1]}"
    if unit and unit.name == "time":
        return f"{number} times" if (low, high) != (1, 1) else None
    name = _plural(unit, low, high, number) if unit and unit.english else ""
    return f"{number} {name}" if name else number


def _plural(unit: Unit, low: Decimal, high: Decimal, number: str) -> str:
    one = low == high == 1 and "." not in number
    return unit.english[0] if one else unit.english[min(1, len(unit.english) - 1)]


def _english_scale(low: Decimal, high: Decimal) -> tuple[int, str]:
    """The largest scale that both numbers reach, and that needs few places."""
    for power, name in _ENGLISH_SCALES:
        if abs(low).adjusted() >= power and all(_fits(value.scaleb(-power)) for value in (low, high)):
            return power, name
    return 0, ""


def _fits(value: Decimal) -> bool:
    """Whether its fraction is short enough before a scale, and no row of noughts: 340.0000 million is 340,000,000."""
    exponent = value.as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    return places <= _PLACES and (places <= _NOUGHTS or value.as_tuple().digits[-1] != 0)


def _grouped(value: Decimal) -> str:
    return format(value, ",f")


def _part_in_english(part: Fraction) -> str:
    if part == Fraction(1, 2):
        return "half"
    if part.denominator in _PARTS and 0 < part.numerator <= len(_COUNTS):
        name = _PARTS[part.denominator]
        return f"{_COUNTS[part.numerator - 1]} {name}{'' if part.numerator == 1 else 's'}"
    return f"{part.numerator}/{part.denominator}"


def quantity_in_chinese(quantity: Quantity) -> str | None:
    """3500亿元人民币, 约30公顷, 同比增长13.0%; None for what Chinese has no certain words for."""
    unit = UNITS[quantity.unit] if quantity.unit else None
    name = unit.chinese[0] if unit else ""
    per = UNITS[quantity.per].chinese[0] if quantity.per else ""
    if quantity.sense == "several":
        amount = _several_in_chinese(quantity)
    elif isinstance(quantity.low, Fraction) or isinstance(quantity.high, Fraction):
        part = Fraction(quantity.low)
        if part == Fraction(1, 2):
            return f"{_sense_in_chinese(quantity)}一半"
        return f"{_sense_in_chinese(quantity)}{_whole(part.denominator)}分之{_whole(part.numerator)}"
    else:
        amount = _amount_in_chinese(quantity.low, quantity.high)
    if amount is None:
        return None
    change = {"up": "增长", "down": "下降"}.get(quantity.change or "", "")
    basis = {"year": "同比", "period": "环比"}.get(quantity.basis or "", "")
    return f"{basis}{change}{_sense_in_chinese(quantity)}{amount}{name}{f'/{per}' if per else ''}"


def _sense_in_chinese(quantity: Quantity) -> str:
    lasts = quantity.unit != "" and UNITS[quantity.unit].dimension in {"time", "calendar time"}
    if quantity.sense == "nearly" and lasts:
        return "将近"  # 近三年 is the past three years
    return _CHINESE_SENSES.get(quantity.sense, "")


def _whole(value: int) -> str:
    return spell(value) if value else "零"


def _several_in_chinese(quantity: Quantity) -> str | None:
    """数亿, 数百, 数."""
    if isinstance(quantity.low, Fraction):
        return None
    power = quantity.low.adjusted()
    scale = next(((at, name) for at, name in _CHINESE_SCALES if power >= at), (0, ""))
    small = {0: "", 1: "十", 2: "百", 3: "千"}.get(power - scale[0])
    return None if small is None else f"数{small}{scale[1]}"


def _amount_in_chinese(low: Decimal, high: Decimal) -> str:
    power, name = 0, ""
    for at, scale in _CHINESE_SCALES:
        if abs(low).adjusted() >= at and all(_fits(value.scaleb(-at)) for value in (low, high)):
            power, name = at, scale
            break
    numbers = [format(value.scaleb(-power), "f") for value in ((low,) if low == high else (low, high))]
    return "至".join(numbers) + name
