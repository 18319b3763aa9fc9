"""Normalise numbers and dates: 三千五百亿 and 3,500亿 are 3500亿, 八月二十二日 and August 22 are 8月 22日.

The normal forms become index terms; the text and its offsets never change. A run of Chinese numerals is a number only
if it is spelt like one, so that 十四五, 万一 and 千万 stay words. A single numeral is a number only if it counts or
dates what follows (三家, 八月), so that 三亚, 四川, 统一, 一定 and 十分 stay words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple

NAMES = "零一二三四五六七八九"
DIGITS = {name: digit for digit, name in enumerate(NAMES)} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"万": 10**4, "亿": 10**8}
SCALES = {
    **{f"{ten}{name}": tens * scale for ten, tens in {"": 1, **_TENS}.items() for name, scale in _SCALES.items()},
    **{"万亿": 10**12, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "bn": 10**9},
}
"""Characters that multiply the number in digits before them, with their values."""

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
"""English names of the months, folded, in order: the only such table; all patterns are made from it."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""English names of the days of the week, folded, in order."""
ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
"""English names of the numbers from 0 to 19: ONES[12] is twelve."""
MONTH_STEMS = tuple(name[:3] for name in MONTHS)
"""The first three letters of each month, all different."""
MONTH_NAME = "|".join(MONTHS)
"""A pattern of the full names."""
MONTH_ABBREVIATION = "|".join("sept?" if stem == "sep" else stem for stem in MONTH_STEMS if stem not in MONTHS)
"""A pattern of the abbreviations; may has none."""
WEEKDAY_NAME = "|".join(WEEKDAYS)
"""A pattern of the days of the week."""
NO_MONTHS_ALONE = ("may", "march", "mar")
"""Also verbs or modals: without a day or a year they are no months."""

LONGEST = 15
"""Most digits of a number: longer ones identify accounts and documents."""
LONGEST_SPELT = 2 * LONGEST
"""Most characters of a number spelt in Chinese."""

_HAN_DIGIT = "〇零一二两三四五六七八九"
_HAN = f"{_HAN_DIGIT}十百千万亿"
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_SPELT = rf"[{_HAN}]+(?!(?<=百)[货姓合度科胜]|(?<=千)金|(?<=万)[科达象能豪]|(?<=十)[字足堰])"
"""Must not end in the middle of a word: 第一百货 is 第一 and 百货."""
_UP_TO_31 = rf"(?:[0-3]?\d|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?![\d{_HAN}])"
_LATIN_SCALE = "|".join(name for name in SCALES if name.isascii())
_HAN_SCALE = "|".join(sorted((name for name in SCALES if not name.isascii()), key=len, reverse=True))
_MONTH = rf"({MONTH_NAME}|{MONTH_ABBREVIATION})\b\.?"
_YEAR = r"(?:,? ((?:1\d|20)\d\d)\b)?"

START = re.compile(
    rf"[\d{_HAN}第adfjmnos](?:(?<=第)|(?<=[adfjmnos])(?<!\w.)|(?<=[\d{_HAN}])(?<![a-z\d{_HAN}].)(?<!\d[.,].))"
)
"""Where a number or a date may begin. One character class comes first, which re finds fast, then the look-behinds."""


class Numeral(NamedTuple):
    """A number or a date in a text."""

    start: int
    end: int
    terms: tuple[str, ...]
    """Its normal form; for a date one each for year, month and day: 2022, 8月, 22日."""
    counts: bool
    """Whether it makes pairs with its neighbours, as in 3家 and 第14届; a date does not."""


class _Form(NamedTuple):
    """A way to write a number or a date."""

    starts: str
    """Characters that it can begin with."""
    pattern: re.Pattern[str]
    read: Callable[[re.Match[str]], tuple[str, ...]]
    """Its terms; empty if it is no number after all."""
    counts: bool


def numerals(folded: str) -> Iterator[Numeral]:
    """The dates in a folded text, and the numbers that can be written in more than one way, in order."""
    end = 0
    for found in START.finditer(folded):
        if found.start() < end:
            continue
        for form in _BY_START[found[0]]:
            match = form.pattern.match(folded, found.start())
            terms = form.read(match) if match else ()
            if match and terms:
                end = match.end()
                yield Numeral(match.start(), end, terms, form.counts)
                break


def number_term(digits: str) -> str:
    """The normal form of a number in digits: 3,500 is 3500, 12000 and 12,000 are 1.2万; 007, 3.10 and 12000% stay."""
    plain = digits.replace(",", "")
    whole = plain.split(".")[0]
    if len(whole) <= 4 or len(plain) > LONGEST or whole.startswith("0") or not plain.isascii() or plain[-1] == "%":
        return plain
    return amount(Decimal(plain))


def amount(value: Decimal) -> str:
    """A value in 亿 from 100,000,000 on, in 万 from 10,000 on: 3500亿, 1.2万, 30."""
    for name, power in (("亿", 8), ("万", 4)):
        if value >= 10**power:
            return f"{_plain(value.scaleb(-power))}{name}"
    return _plain(value)


def spell(value: int) -> str:
    """Spell a number from 1 on in Chinese: 一千零五十, 十二万, 三万亿."""
    spelt = _spelt(value)
    return spelt[1:] if spelt.startswith("一十") else spelt


def value_of(spelt: str) -> int | None:
    """The value of a number spelt in Chinese; None if `spell` would not write it so, except for 两, 〇 and 一十."""
    plain = spelt.replace("两", "二").replace("〇", "零")
    plain = plain[1:] if plain.startswith("一十") else plain
    if len(plain) > LONGEST_SPELT:
        return None
    total = section = digit = 0
    for character in plain:
        if character in DIGITS:
            digit = DIGITS[character]
        elif character in _TENS:
            section, digit = section + (digit or 1) * _TENS[character], 0
        elif character == "万":
            total, section, digit = total + (section + digit) * _SCALES[character], 0, 0
        else:
            total, section, digit = (total + section + digit) * _SCALES[character], 0, 0
    value = total + section + digit
    return value if value and spell(value) == plain else None


def year_by_digits(text: str) -> int:
    """A year written digit by digit: 二〇二二 is 2022."""
    return int("".join(str(DIGITS[digit]) for digit in text.replace("○", "〇")))


def month_of(name: str) -> int:
    """The number of a month by its English name or an abbreviation of three letters or more, 8 for Aug.

    Raises:
        ValueError: No month begins with it.
    """
    return MONTH_STEMS.index(name[:3].lower()) + 1


def _spelt(value: int) -> str:
    for name, scale in (("亿", 10**8), ("万", 10**4)):
        high, low = divmod(value, scale)
        if high:
            return f"{spell(high)}{name}{'零' if 0 < low < scale // 10 else ''}{_spelt(low) if low else ''}"
    digits = zip(map(int, f"{value:04}"), ("千", "百", "十", ""), strict=True)
    return re.sub("零+", "零", "".join(f"{NAMES[digit]}{unit if digit else ''}" for digit, unit in digits).strip("零"))


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _decimal(text: str) -> Decimal | None:
    """A number in digits, with commas or spaces, or in Chinese with 点 as its point."""
    plain = re.sub("[, ]", "", text)
    if plain[0].isdecimal():
        return Decimal(plain) if len(plain) <= LONGEST else None
    whole, _, rest = plain.partition("点")
    value = DIGITS.get(whole) if len(whole) == 1 else value_of(whole)
    return None if value is None else Decimal(f"{value}.{''.join(str(DIGITS[name]) for name in rest)}")


def _small(text: str, most: int) -> int | None:
    """A number in digits or in Chinese, if it is 1 to `most`."""
    value = int(text) if text.isdecimal() else value_of(text)
    return value if value and value <= most else None


def _calendar_day(match: re.Match[str]) -> tuple[str, ...]:
    return match[1], f"{int(match[3])}月", f"{int(match[4])}日"


def _year(match: re.Match[str]) -> tuple[str, ...]:
    year = "".join(str(DIGITS.get(character, character)) for character in match[1])
    return (year,) if "1000" <= year <= "2999" else ()


def _month(match: re.Match[str]) -> tuple[str, ...]:
    month, day = _small(match[1], 12), _small(match[2], 31) if match[2] else None
    if month is None or (match[2] and day is None):
        return ()
    return (f"{month}月", f"{day}日") if day else (f"{month}月",)


def _day(match: re.Match[str]) -> tuple[str, ...]:
    day = _small(match[1], 31)
    return (f"{day}日",) if day else ()


def _month_first(match: re.Match[str]) -> tuple[str, ...]:
    name, day, year = match[1], match[2], match[3]
    alone = not day and not year
    return () if alone and (name in NO_MONTHS_ALONE or len(name) == 3) else _english_date(name, day, year)


def _day_first(match: re.Match[str]) -> tuple[str, ...]:
    day, ordinal, name, year = match[1], match[2], match[3], match[4]
    return () if name in NO_MONTHS_ALONE and not ordinal and not year else _english_date(name, day, year)


def _english_date(name: str, day: str | None, year: str | None) -> tuple[str, ...]:
    if day and not _small(day, 31):
        return ()
    month = f"{month_of(name)}月"
    return tuple(part for part in (year, month, f"{int(day)}日" if day else None) if part)


def _percent(match: re.Match[str]) -> tuple[str, ...]:
    value = _decimal(match[1])
    return () if value is None else (f"{_plain(value)}%",)


def _ordinal(match: re.Match[str]) -> tuple[str, ...]:
    value = int(match[1]) if match[1].isdecimal() and len(match[1]) <= LONGEST else value_of(match[1])
    return () if value is None else (f"第{value}",)


def _scaled(match: re.Match[str]) -> tuple[str, ...]:
    value = _decimal(match[1])
    return () if value is None else (amount(value * SCALES[match[2]]),)


def _spelt_out(match: re.Match[str]) -> tuple[str, ...]:
    value = value_of(match[1])
    return () if value is None else (amount(Decimal(value)),)


_ARABIC = "0123456789"
_FORMS = (
    _Form(
        _ARABIC,
        re.compile(r"((?:1[89]|20)\d\d)([-/.])(0?[1-9]|1[0-2])\2(3[01]|[12]\d|0?[1-9])(?!\d)"),
        _calendar_day,
        counts=False,
    ),
    _Form(
        _ARABIC + _HAN_DIGIT,
        re.compile(rf"(\d{{4}}|[{_HAN_DIGIT}]{{4}})(?: ?年(?![度底初末报会均间代])|(?= ?年))"),
        _year,
        counts=False,
    ),
    _Form(_ARABIC + _HAN, re.compile(rf"({_UP_TO_31}) ?月(?:份| ?({_UP_TO_31}) ?[日号])?"), _month, counts=False),
    _Form(_ARABIC + _HAN, re.compile(rf"({_UP_TO_31}) ?日(?![元圆本语军])"), _day, counts=False),
    _Form("adfjmnos", re.compile(rf"{_MONTH}(?: ([0-3]?\d)(?:st|nd|rd|th)?\b)?{_YEAR}"), _month_first, counts=False),
    _Form(_ARABIC, re.compile(rf"([0-3]?\d)(st|nd|rd|th)? (?:of )?{_MONTH}{_YEAR}"), _day_first, counts=False),
    _Form("百", re.compile(rf"百分之({_NUMBER}|[{_HAN}]+(?:点[{_HAN_DIGIT}]+)?)"), _percent, counts=True),
    _Form(_ARABIC, re.compile(rf"({_NUMBER}) ?(?:%|per ?cent\b)"), _percent, counts=True),
    _Form("第", re.compile(rf"第 ?(\d+|{_SPELT})"), _ordinal, counts=True),
    _Form(
        _ARABIC,
        re.compile(rf"({_NUMBER}|\d{{1,3}}(?: \d{{3}})+(?= ?[万亿])) ?({_HAN_SCALE}|(?:{_LATIN_SCALE})\b)"),
        _scaled,
        counts=True,
    ),
    _Form(_HAN_DIGIT + "十", re.compile(rf"([{_HAN}]+点[{_HAN_DIGIT}]+)(万亿|[万亿])"), _scaled, counts=True),
    _Form(
        _HAN_DIGIT + "十",
        re.compile(rf"(?<![几数])(?:(?!一)|(?<![统唯单专合划逐之同另某任其不惟归周期拜]))(?=[{_HAN}]{{2}})({_SPELT})"),
        _spelt_out,
        counts=True,
    ),
    _Form(
        "两二三四五六七八九十",
        re.compile(r"(?<![几数初高周期拜之])([^十](?=[个家条项名位届岁年人])|十(?=[个家条项名位届岁年人多余]))"),
        _spelt_out,
        counts=True,
    ),
)
"""Tried in order: the first that reads a number decides."""

_BY_START: dict[str, list[_Form]] = defaultdict(list)
for _form in _FORMS:
    for _start in _form.starts:
        _BY_START[_start].append(_form)
