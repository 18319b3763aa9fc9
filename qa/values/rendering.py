"""Render quantities and dates exactly in the other language.

Quantities: 3500亿元 is RMB 350 billion, and RMB 350 billion is 3500亿元人民币. No digit is dropped or added; what has
no certain rendering gets none. Dates: resolved ones by value (2022年7月, July 2022), relative ones by their words
(昨天, yesterday).
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from embeddings.text.normalize import fold
from embeddings.text.numerals import MONTH_ABBREVIATION, MONTH_NAME, MONTHS, ONES, month_of, spell
from qa.values.calendar import five_year_plan, number
from qa.values.dates_article import DateRange, parse_dates
from qa.values.dates_zh import DAY, MONTH
from qa.values.quantities import parse_quantities
from qa.values.units import CURRENCY, UNITS, Quantity, Sense, Unit

MONTH_NAMES = tuple(map(str.title, MONTHS))
_DAY = timedelta(days=1)


def in_english(dates: DateRange) -> str | None:
    """22 August 2022, July 2022, Q3 2023, late July 2022, since 2021; None for what only its own words can say."""
    named = _english(dates)
    if named is None:
        return None
    return named if dates.relation == "in" else f"{dates.relation} {named}"


def _english(dates: DateRange) -> str | None:
    first, last = dates.first, dates.last
    month = f"{MONTH_NAMES[first.month - 1]} {first.year}"
    if dates.part:
        before = {"early": "early ", "mid": "mid-", "late": "late ", "end": "the end of "}[dates.part]
        return before + (month if dates.precision == "month" else str(first.year))
    return {
        "day": lambda: _english_day(first),
        "month": lambda: month,
        "quarter": lambda: f"Q{(first.month + 2) // 3} {first.year}",
        "half": lambda: f"the {'first' if first.month == 1 else 'second'} half of {first.year}",
        "year": lambda: str(first.year),
        "decade": lambda: f"the {first.year}s",
        "plan": lambda: f"the {_ordinal(_plan(first))} Five-Year Plan period ({first.year}–{last.year})",
        "week": lambda: _english_span(first, last),
        "span": lambda: _english_span(first, last),
        "rolling": lambda: None,
    }[dates.precision]()


def _english_day(day: date) -> str:
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def _english_span(first: date, last: date) -> str:
    if _are_years(first, last):
        return f"{first.year}–{last.year}" if first.year != last.year else str(first.year)
    if _are_months(first, last):
        if first.month == last.month and first.year == last.year:
            return f"{MONTH_NAMES[first.month - 1]} {first.year}"
        return f"{MONTH_NAMES[first.month - 1]}{_year_unless(first, last)}–{MONTH_NAMES[last.month - 1]} {last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{_english_day(last)}"
    return f"{first.day} {MONTH_NAMES[first.month - 1]}{_year_unless(first, last)} – {_english_day(last)}"


def _year_unless(first: date, last: date) -> str:
    return "" if first.year == last.year else f" {first.year}"


def _are_years(first: date, last: date) -> bool:
    return (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)


def _are_months(first: date, last: date) -> bool:
    return first.day == 1 and (last + _DAY).day == 1


def in_chinese(dates: DateRange) -> str | None:
    """2022年8月22日, 2022年7月, 2023年第三季度, 2022年7月下旬, 2021年以来; None for what only its own words can say."""
    named = _chinese(dates)
    if named is None:
        return None
    forms = {
        "in": named,
        "by": f"到{named}",
        "since": f"{named}以来",
        "before": f"{named}之前",
        "after": f"{named}之后",
    }
    return forms[dates.relation]


def _chinese(dates: DateRange) -> str | None:
    first, last = dates.first, dates.last
    year = f"{first.year}年"
    if dates.part and dates.precision == "month":
        behind = {"early": "上旬", "mid": "中旬", "late": "下旬", "end": "底"}[dates.part]
        return f"{year}{first.month}月{behind}"
    if dates.part:
        return year + {"early": "年初", "mid": "年中", "late": "末", "end": "底"}[dates.part]
    return {
        "day": lambda: _chinese_day(first),
        "month": lambda: f"{year}{first.month}月",
        "quarter": lambda: f"{year}第{'一二三四'[first.month // 3]}季度",
        "half": lambda: f"{year}{'上' if first.month == 1 else '下'}半年",
        "year": lambda: year,
        "decade": lambda: f"{year}代",
        "plan": lambda: f"“{spell(_plan(first))}五”时期（{first.year}—{last.year}年）",
        "week": lambda: _chinese_span(first, last),
        "span": lambda: _chinese_span(first, last),
        "rolling": lambda: None,
    }[dates.precision]()


def _chinese_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _chinese_span(first: date, last: date) -> str:
    if _are_years(first, last):
        return f"{first.year}年至{last.year}年" if first.year != last.year else f"{first.year}年"
    behind = f"{last.year}年" if first.year != last.year else ""
    if _are_months(first, last):
        if first.month == last.month and first.year == last.year:
            return f"{first.year}年{first.month}月"
        return f"{first.year}年{first.month}月至{behind}{last.month}月"
    month = f"{last.month}月" if (first.year, first.month) != (last.year, last.month) else ""
    return f"{_chinese_day(first)}至{behind}{month}{last.day}日"


def _plan(first: date) -> int:
    """The number of the five-year plan that begins on a day."""
    return next(count for count in range(1, 100) if five_year_plan(count).start == first)


def _ordinal(count: int) -> str:
    ending = "th" if 10 < count % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
    return f"{count}{ending}"


WORDS = tuple(
    (chinese, english)
    for line in """
        大前天|three days ago       前天|the day before yesterday   昨天|yesterday           今天|today
        明天|tomorrow              后天|the day after tomorrow     前年|the year before last  去年|last year
        今年|this year             明年|next year                上个月|last month         本月|this month
        下个月|next month          上周|last week                本周|this week           下周|next week
        上季度|last quarter        本季度|this quarter            下季度|next quarter
        今年以来|since the start of this year
    """.splitlines()
    for chinese, english in re.findall(r"(\S+)\|(\S+(?: \S+)*)", line)
)
"""Words with the same meaning in both languages, whatever the dateline."""

_SAME_IN_CHINESE = (
    {"昨日": "昨天", "今日": "今天", "上月": "上个月", "这个月": "本月", "下月": "下个月"}
    | {"本年": "今年", "本年度": "今年", "上个季度": "上季度", "这个季度": "本季度", "下个季度": "下季度"}
    | {"上星期": "上周", "这周": "本周", "这星期": "本周", "下星期": "下周"}
)
_SAME_IN_ENGLISH = {"the previous year": "last year", "the current year": "this year", "previous month": "last month"}
_TO_ENGLISH = dict(WORDS)
_TO_CHINESE = {english: chinese for chinese, english in WORDS}

_ORDINALS = ("first", "second", "third", "fourth")
_WITHIN = re.compile(
    rf"(?P<year>去年|今年|明年)?(?:(?P<month>{MONTH})月份?(?:(?P<day>{DAY})[日号])?"
    r"|(?P<half>[上下])半年|第?(?P<quarter>[一二三四1-4])季度)"
)
_NAME = f"{MONTH_NAME}|{MONTH_ABBREVIATION}"
_A_DAY = r"(?P<d{}>3[01]|[12]\d|[1-9])(?:st|nd|rd|th)?"
_MONTH_AND_DAY = re.compile(
    rf"(?P<m1>{_NAME})\.?(?:\s{_A_DAY.format(1)})?|{_A_DAY.format(2)}\s(?:of\s)?(?P<m2>{_NAME})\.?"
)
_STRETCH = re.compile(r"(?:the )?(?P<ordinal>first|second|third|fourth) (?P<unit>quarter|half)")

_UNITS = {"年": "year", "个月": "month", "月": "month", "周": "week", "个星期": "week", "星期": "week"} | {
    "天": "day",
    "日": "day",
    "个季度": "quarter",
}
_COUNTS = ONES[1:13]
_NUMBER = r"(?P<count>\d{1,2}|[一二两三四五六七八九十]{1,3})"
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_PAST = re.compile(rf"(?:最近|近|过去|过往)的?\s?{_NUMBER}\s?(?P<unit>{_UNIT})(?:以来|之?间|来|里)?")
_COMING = re.compile(rf"(?:未来|今后)的?\s?{_NUMBER}\s?(?P<unit>{_UNIT})(?:之?间|里|内)?")
_AGO = re.compile(rf"{_NUMBER}\s?(?P<unit>{_UNIT})[之以]?前")
_ENGLISH_ROLLING = re.compile(
    rf"(?:the\s+)?(?P<which>past|last|next|coming)\s+(?P<count>\d{{1,2}}|{'|'.join(_COUNTS)})\s+(?P<unit>year|quarter|month|week|day)s?"
)
_ENGLISH_AGO = re.compile(rf"(?P<count>\d{{1,2}}|{'|'.join(_COUNTS)})\s+(?P<unit>year|month|week|day)s?\s+ago")
_CHINESE_UNIT = {"year": "年", "month": "个月", "week": "周", "day": "天", "quarter": "个季度"}


def words_in_english(text: str) -> str | None:
    """Translate a relative date by its words: 去年 is last year, 近三年 the past three years."""
    folded = fold(text)
    plain = _SAME_IN_CHINESE.get(folded, folded)
    if plain in _TO_ENGLISH:
        return _TO_ENGLISH[plain]
    if _PAST.fullmatch(folded) or _COMING.fullmatch(folded):
        return _rolling(folded)
    match = _AGO.fullmatch(folded)
    return f"{_counted(match)} ago" if match else _within_a_year(folded)


def _within_a_year(folded: str) -> str | None:
    """8月22日 is 22 August, 去年6月 June last year, 第三季度 the third quarter."""
    match = _WITHIN.fullmatch(folded)
    if not match:
        return None
    year = f" {_TO_ENGLISH[match['year']]}" if match["year"] else ""
    if match["half"]:
        return f"the {_ORDINALS['上下'.index(match['half'])]} half{' of' if year else ''}{year}"
    if match["quarter"]:
        return f"the {_ORDINALS[number(match['quarter']) - 1]} quarter{' of' if year else ''}{year}"
    month = MONTH_NAMES[number(match["month"]) - 1]
    return f"{number(match['day'])} {month}{year}" if match["day"] else f"{month}{year}"


def _rolling(folded: str) -> str | None:
    """近三年 is the past three years, 未来五年 the next five years."""
    for pattern, which in ((_PAST, "past"), (_COMING, "next")):
        match = pattern.fullmatch(folded)
        if match:
            counted = _counted(match)
            return f"the {which} {counted.removeprefix('one ')}"
    return None


def _counted(match: re.Match[str]) -> str:
    try:
        count = number(match["count"])
    except ValueError:
        count = 0
    name = _COUNTS[count - 1] if 0 < count <= len(_COUNTS) else str(count)
    return f"{name} {_UNITS[match['unit']]}{'' if count == 1 else 's'}"


def words_in_chinese(text: str) -> str | None:
    """Translate an English relative date: last year is 去年, the past three years 近三年."""
    folded = " ".join(fold(text).split())
    plain = _SAME_IN_ENGLISH.get(folded, folded)
    if plain in _TO_CHINESE:
        return _TO_CHINESE[plain]
    rolling, ago = _ENGLISH_ROLLING.fullmatch(folded), _ENGLISH_AGO.fullmatch(folded)
    match = rolling or ago
    if not match:
        return _month_in_chinese(folded)
    counted = f"{_count(match['count'])}{_CHINESE_UNIT[match['unit']]}"
    if ago:
        return f"{counted}前"
    return f"{'近' if rolling and rolling['which'] in {'past', 'last'} else '未来'}{counted}"


def _month_in_chinese(folded: str) -> str | None:
    """August 22 is 8月22日, July 7月, the third quarter 第三季度."""
    stretch = _STRETCH.fullmatch(folded)
    if stretch:
        at = _ORDINALS.index(stretch["ordinal"])
        half = "上下"[at : at + 1]
        return f"第{'一二三四'[at]}季度" if stretch["unit"] == "quarter" else f"{half}半年" if half else None
    match = _MONTH_AND_DAY.fullmatch(folded)
    if not match:
        return None
    month, day = match["m1"] or match["m2"], match["d1"] or match["d2"]
    return f"{month_of(month)}月{f'{day}日' if day else ''}"


def _count(text: str) -> str:
    value = int(text) if text.isdecimal() else _COUNTS.index(text) + 1
    return "两" if value == 2 else spell(value) if value else "零"


Into = Literal["en", "zh"]

_AROUND = " \t\n　，。；：、,.;:"
"""Characters allowed around a span that is one quantity or date."""
_BEFORE = re.compile(r"^(?:(?:in|on|during)\s+(?:the\s+)?)?")
_UNSHARP = re.compile(
    r"^(?:最近|近|过去|过往|未来|今后)|^(?:\d{1,2}|[一二两三四五六七八九十]{1,3})\s?个?(?:年|月|周|星期|天)[之以]?前$"
    r"|\bago$|^(?:the )?(?:past|last|next|coming) \S+ \w+s$"
)
"""Expressions rendered by their words only, such as 近三年 and 三年前."""
_ENGLISH_SCALES = ((12, " trillion"), (9, " billion"), (6, " million"))
_CHINESE_SCALES = ((12, "万亿"), (8, "亿"), (4, "万"))
_PLACES, _NOUGHTS = 4, 2
"""Most decimal places and trailing zeros of a number before a scale: 123.456789 million becomes 123,456,789."""
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
_UP_TO_NINE = ONES[1:10]


def render(text_span: str, *, into: Into, published: date | None) -> str | None:
    """Render one quantity or one date in a language.

    Args:
        text_span: The quantity or date alone, as written in the article: 近500亿元, 去年6月, US$3.5bn.
        into: English or Chinese; an expression already in that language is returned in its plain form.
        published: The article's dateline; without it, relative dates are rendered by their words: 去年 is last year.

    Returns:
        The rendering; None if there is no certain one.
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
    """The date by value if it is certain, else by its words; 近三年 and 三年前 always by their words."""
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
    """RMB 350 billion, nearly 30 hectares, up 13.0% year on year; None if English has no certain words for it."""
    unit = UNITS[quantity.unit] if quantity.unit else None
    per = UNITS[quantity.per] if quantity.per else None
    if (per and not per.english) or (quantity.change and unit and unit.dimension == "times"):
        return None  # some read 增长3倍 as threefold, others as fourfold
    said = _several_in_english if quantity.sense == "several" else _amount_in_english
    amount = said(quantity, unit)
    if amount is None:
        return None
    rate = f" per {per.english[0]}" if per else ""
    change = f"{quantity.change} " if quantity.change else ""
    basis = {"year": " year on year", "period": " from the previous period"}.get(quantity.basis or "", "")
    return f"{change}{_ENGLISH_SENSES.get(quantity.sense, '')}{amount}{rate}{basis}"


def _several_in_english(quantity: Quantity, unit: Unit | None) -> str | None:
    """Hundreds of millions of yuan, dozens of people, several months, decades; hundreds if the noun is uncertain."""
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
    """The largest scale that both numbers reach with few decimal places."""
    for power, name in _ENGLISH_SCALES:
        if abs(low).adjusted() >= power and all(_fits(value.scaleb(-power)) for value in (low, high)):
            return power, name
    return 0, ""


def _fits(value: Decimal) -> bool:
    """Whether it has few enough decimals and trailing zeros before a scale: 340.0000 million becomes 340,000,000."""
    exponent = value.as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    return places <= _PLACES and (places <= _NOUGHTS or value.as_tuple().digits[-1] != 0)


def _grouped(value: Decimal) -> str:
    return format(value, ",f")


def _part_in_english(part: Fraction) -> str:
    if part == Fraction(1, 2):
        return "half"
    if part.denominator in _PARTS and 0 < part.numerator <= len(_UP_TO_NINE):
        name = _PARTS[part.denominator]
        return f"{_UP_TO_NINE[part.numerator - 1]} {name}{'' if part.numerator == 1 else 's'}"
    return f"{part.numerator}/{part.denominator}"


def quantity_in_chinese(quantity: Quantity) -> str | None:
    """3500亿元人民币, 约30公顷, 同比增长13.0%; None if Chinese has no certain words for it."""
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
