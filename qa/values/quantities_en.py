"""Find numbers with their units in English: RMB 350 billion, US$3.5bn, 13%, nearly two dozen, hundreds of millions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cache

from embeddings.text.normalize import is_han
from embeddings.text.numerals import ONES
from qa.values.units import CURRENCIES, UNITS, Amount, Sense, decimal

_POWERS = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_SHORT = {"bn": 9, "mn": 6, "tn": 12, "m": 6, "k": 3}
_TIES = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_TENS = {name: 10 * ten for ten, name in enumerate(_TIES, 2)}
SMALL_NUMBERS = {name: value for value, name in enumerate(ONES) if value} | _TENS
_GROUPS = {"dozen": 12, "score": 20}

_LARGE = "hundred|thousand|million|billion|trillion|dozen|score"
_WORD = rf"{'|'.join(SMALL_NUMBERS)}|{_LARGE}"
_WORDS = rf"(?:half\s+)?(?:\b(?:an?)\s+(?={_LARGE})|\b(?={_WORD}))(?:{_WORD})\b(?:[\s-](?:and\s)?(?:{_WORD})\b)*"
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_SIGNS = {sign: each.code for each in CURRENCIES for sign in each.signs if not is_han(sign[0])}
_SIGN = "|".join(
    re.escape(sign) + ("(?![a-z])" if sign[-1].isalpha() else "") for sign in sorted(_SIGNS, key=len, reverse=True)
)
_NUMBER = re.compile(
    rf"(?:(?<![a-z])(?P<sign>{_SIGN})\s?)?(?:(?P<digits>{_DIGITS})"
    r"(?:[\s-]?(?P<scale>thousand|million|billion|trillion|bn|mn|tn|m|k)\b)?"
    rf"|(?P<words>{_WORDS}))"
)
_MANY = re.compile(
    r"\b(?:(?:several|a few)\s+(?P<some>(?:dozen|hundred|thousand|million|billion|trillion)s?)"
    r"|(?:(?P<tens>tens|hundreds)\s+of\s+)?(?P<many>dozens|hundreds|thousands|millions|billions|trillions))\b(?:\s+of(?=\s))?"
)
_FEW = re.compile(
    r"\b(?:several|a few)(?=\s(?:years|months|weeks|days|hours|minutes|kilomet(?:re|er)s|met(?:re|er)s)\b)"
)
_DECADES = re.compile(r"\b(?:(?:several|a few)\s+)?decades\b")
_PARTS = {"third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10}
_SHARE = re.compile(
    rf"\b(?P<count>{'|'.join(ONES[1:10])})"
    rf"(?:[\s-](?P<part>{'|'.join(_PARTS)})s?\b|(?P<quarter>-quarters?\b))"
)
_HALF = re.compile(r"\bhalf\b(?!-| an? | (?:a|year|hour|day|time|way|million|billion)\b)")
_START = re.compile(
    rf"\d|(?<![a-z])(?:{_SIGN})\s?(?=\d)|\b(?:half\s+an?|an?|several|{_WORD}|half|tens|dozens|decades|hundreds|thousands|"
    r"millions|billions|trillions)\b"
)
_NOT_BEFORE = re.compile(r"(?:[a-z_@#]-?|[\da-z]/|\d[.,:]|[¥$€£₩₹])$")
_NOT_BEHIND = re.compile(
    r"[.,:]\d|[a-z_]|[-–](?!\d)[a-z]|\s?[ap]\.?m\b|\s?(?:st|nd|rd|th)\b|\s+times\b|-fold\b|\s?[:/]\d|\s?比 ?\d"
)
_PER = re.compile(r"\s+(?:per|an?)\s+|/")
_MINUS = re.compile(r"(?:(?<![\d\w%)])[-−]|\b(?:minus|negative)\s)$")
_ORDINARY = frozenset({"one"})


def amounts(folded: str) -> Iterator[Amount]:
    """Numbers of a folded text in order, with their units; bare ones too, as they may be an end of a range."""
    end = 0
    while start := _START.search(folded, end):
        at = start.start()
        found = None if _NOT_BEFORE.search(folded, max(0, at - 3), at) else _read(folded, at)
        number = None if found else _NUMBER.match(folded, at)
        if found:
            yield found
        end = found.end if found else number.end() if number else start.end()


def _read(folded: str, at: int) -> Amount | None:
    return _share(folded, at) or _many(folded, at) or _plain(folded, at)


def _share(folded: str, at: int) -> Amount | None:
    """Two thirds, three-quarters, about half; not three quarters (often nine months) or half alone (an adverb)."""
    half = _HALF.match(folded, at)
    if half:
        return Amount(at, half.end(), Fraction(1, 2), Fraction(1, 2), "fraction", 0, implied=True)
    match = _SHARE.match(folded, at)
    if not match:
        return None
    part = Fraction(SMALL_NUMBERS[match["count"]], 4 if match["quarter"] else _PARTS[match["part"]])
    return Amount(at, match.end(), part, part, "fraction", 0) if part < 1 else None


def _many(folded: str, at: int) -> Amount | None:
    """Dozens of companies, several hundred, hundreds of millions of yuan, several months."""
    decades = _DECADES.match(folded, at)
    if decades:
        return Amount(at, decades.end(), Decimal(10), Decimal(10), "year", 1, "several")
    match = _MANY.match(folded, at) or _FEW.match(folded, at)
    if not match:
        return None
    found = match.groupdict()
    name = (found.get("some") or found.get("many") or "").removesuffix("s")
    power = 0 if not name else 1 if name == "dozen" else _POWERS[name]
    power += {"tens": 1, "hundreds": 2}.get(found.get("tens") or "", 0)
    unit, end = _unit(folded, match.end())
    if unit:
        one = Decimal(1).scaleb(power)
        return Amount(at, end, one, one, unit, power, "several")
    one, end = Decimal(1).scaleb(power), match.end()
    if folded[:end].endswith(" of"):
        end -= len(" of")
    return Amount(at, end, one, one, "", power, "several") if name else None


def _plain(folded: str, at: int) -> Amount | None:
    match = _NUMBER.match(folded, at)
    if not match:
        return None
    currency = _SIGNS[match["sign"]] if match["sign"] else ""
    scale = match["scale"]
    if scale in {"m", "k"} and not currency:
        return None
    power = None if scale is None else _POWERS.get(scale, _SHORT.get(scale, 0))
    value = decimal(match["digits"], power=power or 0) if match["digits"] else _spelt(match["words"])
    if value is None:
        return None
    unit, end = (currency, match.end()) if currency else _unit(folded, match.end())
    if currency:  # RMB 350 billion yuan
        again, behind = _unit(folded, end)
        end = behind if again == currency else end
    if not unit and _NOT_BEHIND.match(folded, end):
        return None
    if unit == "quarter" and match["words"] == "three":
        return None
    if match["words"] in _ORDINARY and (not unit or UNITS[unit].dimension in {"count", "people"}):
        return None
    grouped = bool(match["digits"] and "," in match["digits"])
    if match["words"]:
        power = 0 if re.search(_LARGE, match["words"]) else None
    amount = _with_rate(folded, Amount(at, end, value, value, unit, power, grouped=grouped, unit_at=match.end()))
    return _signed(folded, amount) if amount else None


def _with_rate(folded: str, amount: Amount) -> Amount | None:
    """RMB 8,000 per square metre, 350 kilometres an hour; None if the unit after per or / is unknown."""
    stroke = _PER.match(folded, amount.end) if amount.unit else None
    unit, end = _unit(folded, stroke.end(), spaced=False) if stroke else ("", 0)
    if stroke and stroke[0] == "/" and not unit:
        return None
    return amount._replace(end=end, per=unit) if unit else amount


def _signed(folded: str, amount: Amount) -> Amount | None:
    minus = _MINUS.search(folded, max(0, amount.start - 9), amount.start)
    if not minus:
        return amount
    if not amount.unit or UNITS[amount.unit].dimension in {"count", "people", "visits"}:
        return None
    return amount._replace(start=minus.start(), low=-amount.high, high=-amount.low)


def _spelt(words: str) -> Decimal | None:
    """Two hundred and five, two dozen, half a million; None if it is not a number."""
    halved = words.startswith("half")
    names = [name for name in re.split(r"[\s-]+", words.removeprefix("half").strip()) if name not in {"and"}]
    total, section, last = 0, 0, 1000
    for name in names:
        if name in {"a", "an"}:
            section, last = 1, 1
        elif name in SMALL_NUMBERS:
            value = SMALL_NUMBERS[name]
            if section % 100 and not (section % 100 >= 20 and section % 10 == 0 and value < 10):
                return None  # five six is no number
            section += value
        elif name in _GROUPS:
            return decimal(str((section or 1) * _GROUPS[name] // (2 if halved else 1))) if name == names[-1] else None
        elif name == "hundred":
            section = (section or 1) * 100
        else:
            power = _POWERS[name]
            if power >= last and last != 1 and last < 1000:
                return None
            total, section, last = total + (section or 1) * 10**power, 0, power
    value = total + section
    return decimal(str(value // 2)) if halved and value % 2 == 0 else None if halved else decimal(str(value))


def _unit(folded: str, at: int, *, spaced: bool = True) -> tuple[str, int]:
    """The unit at a position, and its end; empty if there is none."""
    match = _unit_pattern(spaced).match(folded, at)
    return (_unit_names()[match[1]], match.end()) if match else ("", at)


@cache
def _unit_names() -> dict[str, str]:
    money = {name.lower(): each.code for each in CURRENCIES for name in each.english}
    return {name.lower(): each.name for each in UNITS.values() for name in each.english} | money


@cache
def _unit_pattern(spaced: bool) -> re.Pattern[str]:
    names = sorted(_unit_names(), key=lambda name: (-len(name), name))
    alternatives = "|".join(re.escape(name) + (r"\b" if name[-1].isalpha() else "") for name in names)
    return re.compile(rf"{r'(?:[ -])?' if spaced else ''}({alternatives})")


SENSES_BEFORE: tuple[tuple[str, Sense], ...] = (
    (
        r"\b(?:no|not|not\s+to)\s+(?:more\s+than|exceed(?:ing)?|over|above)|\bup\s+to|\bat\s+most|\ba\s+maximum\s+of",
        "at_most",
    ),
    (r"\b(?:no|not)\s+(?:less|fewer|lower)\s+than|\bat\s+least|\ba\s+minimum\s+of", "at_least"),
    (
        r"\b(?:more\s+than|over|above|exceed(?:s|ed|ing)?|in\s+excess\s+of|upwards\s+of|surpass(?:es|ed|ing)?|topp(?:ed|ing))",
        "over",
    ),
    (r"\b(?:less\s+than|fewer\s+than|lower\s+than|under|below)", "under"),
    (r"\b(?:nearly|almost|close\s+to|nearing)", "nearly"),
    (r"\b(?:about|around|approximately|roughly|some|an\s+estimated|circa)|~", "about"),
)
"""Words before a number and their sense; the first that fits decides."""

SENSES_BEHIND: tuple[tuple[str, Sense], ...] = (
    (r"\s?\+(?!\s?\d)|\s+(?:or\s+more|and\s+above|or\s+above|and\s+over|or\s+over)\b", "at_least"),
    (r"\s+(?:or\s+less|or\s+fewer|or\s+below|and\s+below)\b", "at_most"),
    (r"\s+or\s+so\b", "about"),
)
