"""Compare numbers and days of a claim with a text in the other language, by value.

Numbers: $2 billion and 20亿美元, thirteen and 十三, 10:15 pm. Those of a claim are read strictly, those of the text
generously, since every language has its own ways to write small numbers (both, twice, 双, 俩).

Days: on Tuesday and 周二, last year and 去年, the 1930s and 20世纪30年代. Both texts are resolved by the article's
dateline or, without one, by the same nominal day, so that last month equals 上个月. Expressions that name different
days must at least use the same terms: weekday, month, year, and offset from now.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from embeddings.text.normalize import fold, is_han
from embeddings.text.numerals import MONTH_ABBREVIATION, MONTH_STEMS, MONTHS, WEEKDAYS, value_of
from qa.values.calendar import Days
from qa.values.dates_article import parse_dates
from qa.values.quantities import parse_quantities
from qa.values.quantities_en import SMALL_NUMBERS
from qa.values.units import UNITS, Quantity

_WORDS = {name: Fraction(value) for name, value in SMALL_NUMBERS.items()}
_ORDINALS = {
    name: Fraction(value)
    for value, name in enumerate(
        [
            "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
            "twelfth",
        ],
        1,
    )
}  # fmt: skip
_LOOSE = _WORDS | _ORDINALS | {
    name: Fraction(value)
    for value, names in (
        (1, "once single a an"),
        (2, "both twice double doubled doubling pair couple duo twin twins two-time"),
        (3, "triple tripled trio thrice"),
        (4, "quarter quarters"),
        (12, "dozen"),
        (10, "decade decades"),
        (100, "century hundred"),
    )
    for name in names.split()
} | {"half": Fraction(1, 2), "halved": Fraction(1, 2)}  # fmt: skip
_CHINESE = {"双": 2, "俩": 2, "对": 2, "两": 2, "翻番": 2, "首": 1, "单": 1, "半": Fraction(1, 2), "打": 12}
"""Chinese words, other than numerals, that state a number."""
_DIGITS = re.compile(r"(?<![\d.])(?<!\d,)(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?")
_HAN = re.compile(r"[零〇一二两三四五六七八九十百千万亿]+")
_SCALED = re.compile(r"(\d[\d,]*(?:\.\d+)?) ?([十百千万亿]+)")
_MONTH = re.compile(r"(?:1[0-2]|0?[1-9]) ?月(?!球)")
_CENTURY = r"(?:(?:(\d\d|[一二]?十[一二三四五六七八九]?) ?世纪|上世纪) ?)"
_DECADES = (
    re.compile(rf"{_CENTURY}(\d)0 ?年代"),
    re.compile(rf"{_CENTURY}?([二三四五六七八九])十年代"),
)
"""20世纪30年代, 上世纪80年代, 八十年代."""
_NO_CLAIM = frozenset(("a score", "score", "四处", "上万", "上百", "上千"))
"""Expressions that are as often no number."""
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
_CLOCK = re.compile(r"\b(\d{1,2})(?:[.:](\d\d))? ?([ap])\.?m\b")
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_PERCENT = frozenset(("percent", "percentage point"))


class Value(NamedTuple):
    """A number of a claim."""

    start: int
    end: int
    any_of: frozenset[Fraction]
    """Values of which the text must contain one: for 10 pm also 22."""
    quantity: Quantity | None = None


def claimed_values(text: str) -> list[Value]:
    """The numbers of a claim, in order, as far as they are certainly numbers.

    Args:
        text: As written.
    """
    folded = _folded(text)
    found = list(_clocks(folded))
    for more in (_measured(text, folded), _in_digits(folded), _in_words(folded)):
        taken = [(each.start, each.end) for each in found]
        found += [each for each in more if not any(start < each.end and each.start < end for start, end in taken)]
    return sorted(found, key=lambda each: each.start)


def _folded(text: str) -> str:
    """The folded text, with Chinese commas kept: they separate numbers and do not group digits."""
    return "".join("、" if written == "，" else each for written, each in zip(text, fold(text), strict=True))


def _clocks(folded: str) -> Iterator[Value]:
    """7.55 am, 10 pm."""
    for match in _CLOCK.finditer(folded):
        hour = int(match[1])
        hours = frozenset((Fraction(hour), Fraction(hour % 12 + 12 * (match[3] == "p"))))
        yield Value(match.start(), match.end(1), hours)
        if match[2]:
            minutes = frozenset((Fraction(int(match[2])),)) if int(match[2]) else hours
            yield Value(match.start(2), match.end(2), minutes)


def _measured(text: str, folded: str) -> Iterator[Value]:
    for each in parse_quantities(text):
        start, end, quantity = each.span.start, each.span.end, each.quantity
        spelt = is_han(folded[start]) and not any(map(str.isdecimal, folded[start:end]))
        unsure = spelt and (quantity.low <= 2 or quantity.sense in {"over", "about"})
        if quantity.sense != "several" and not unsure and folded[start:end] not in _NO_CLAIM:
            for value in dict.fromkeys((Fraction(quantity.low), Fraction(quantity.high))):
                yield Value(start, end, frozenset((abs(value),)), quantity)


def _in_digits(folded: str) -> Iterator[Value]:
    for match in _DIGITS.finditer(folded):
        if not _MONTH.match(folded, match.start()):
            yield Value(match.start(), match.end(), frozenset((Fraction(match[0].replace(",", "")),)))


def _in_words(folded: str) -> Iterator[Value]:
    for match in _WORD.finditer(folded):
        value = _spelt(match[0], _WORDS)
        if value is not None and value > 1:
            yield Value(match.start(), match.end(), frozenset((value,)))


def _spelt(word: str, known: Mapping[str, Fraction]) -> Fraction | None:
    """Twenty-five, four-point."""
    parts = word.split("-")
    first = known.get(parts[0])
    if first is not None and len(parts) > 1 and first >= 20 and parts[1] in known and known[parts[1]] < 10:
        return first + known[parts[1]]
    return first


def possible_values(text: str) -> dict[Fraction, list[Quantity]]:
    """All values that a text may contain, each with the quantities that certainly have it.

    Args:
        text: As written.
    """
    held: defaultdict[Fraction, list[Quantity]] = defaultdict(list)
    for each in parse_quantities(text):
        for value in (each.quantity.low, each.quantity.high):
            held[abs(Fraction(value))].append(each.quantity)
    for value in _loosely(_folded(text)):
        held.setdefault(value, [])
    return dict(held)


def _loosely(folded: str) -> Iterator[Fraction]:
    for match in _DIGITS.finditer(folded):
        yield Fraction(match[0].replace(",", ""))
    for match in re.finditer(r"\d+", folded):
        yield Fraction(match[0])
    for match in _SCALED.finditer(folded):
        value = Fraction(match[1].replace(",", "").rstrip("."))
        for scale in match[2]:
            value *= _SCALES[scale]
            yield value
    for match in _WORD.finditer(folded):
        found = (_spelt(part, _LOOSE) for part in (match[0], *match[0].split("-")))
        yield from (value for value in found if value is not None)
    if any(map(is_han, folded)):
        yield from _in_chinese(folded)


def _in_chinese(folded: str) -> Iterator[Fraction]:
    for pattern in _DECADES:
        for match in pattern.finditer(folded):
            century = int(match[1]) if match[1] and match[1].isdecimal() else value_of(match[1] or "") or 20
            decade = int(match[2]) if match[2].isdecimal() else value_of(match[2]) or 0
            yield Fraction(100 * (century - 1) + 10 * decade)
    for match in _HAN.finditer(folded):
        yield from (Fraction(value) for value in _parts(match[0]))
    yield from (Fraction(value) for characters, value in _CHINESE.items() if characters in folded)


def _parts(run: str) -> Iterator[int]:
    """Possible values of a run of Chinese numerals: the whole, its digits in a row, each digit (三四, 二〇一六)."""
    whole = value_of(run)
    if whole is not None:
        yield whole
    digits = [value for each in run if (value := value_of(each)) is not None]
    yield from digits
    if len(run) == len(digits) > 1 and all(value < 10 for value in digits):
        yield int("".join(map(str, digits)))


def wrong_values(claimed: Sequence[Value], held: Mapping[Fraction, Sequence[Quantity]]) -> list[Value]:
    """Numbers that a text lacks, or has only in another currency, or as a percentage when the claim has none.

    Args:
        claimed: Numbers of the claim.
        held: Values of the text.
    """
    return [each for each in claimed if not any(_held(each, value, held) for value in each.any_of)]


def _held(claimed: Value, value: Fraction, held: Mapping[Fraction, Sequence[Quantity]]) -> bool:
    if value not in held:
        return False
    kind = _kind(claimed.quantity) if claimed.quantity else ""
    if not kind or not held[value]:
        return True
    return any(_kind(each) == kind for each in held[value])


def _kind(quantity: Quantity) -> str:
    """Percent or the currency; empty for other quantities, whose units differ by language."""
    if not quantity.unit:
        return ""
    dimension = UNITS[quantity.unit].dimension
    if dimension.startswith("money:"):
        return dimension
    return "percent" if quantity.unit in _PERCENT else ""


NOMINAL = date(2000, 7, 5)
"""Day used for an article without a dateline: in the middle of a year, so that few expressions are ambiguous."""
_MONTH_PLACES = {name: place for place, name in enumerate(MONTHS, 1)}
_WEEKDAY_PLACES = {name: place for place, name in enumerate(WEEKDAYS, 1)}
_ENGLISH_MONTH = re.compile(
    rf"\b(?:{'|'.join(name.title() for name in _MONTH_PLACES if name not in {'may', 'march'})}"
    rf"|(?:{MONTH_ABBREVIATION.title()})\b\.?(?= \d|$)"
    r"|(?:(?<=[io]n )|(?<=[IO]n )|(?<=by )|(?<=By )|(?<=of )|(?<=early )|(?<=late )|(?<=last )|(?<=[Tt]his )|(?<=next )"
    r"|(?<=[Ss]ince )|(?<=until ))"
    r"(?:May|March)|(?:May|March)(?= \d))\b"
)
_LOOSE_MONTH = re.compile(
    rf"\b(?:{'|'.join(name.title() for name in _MONTH_PLACES)}"
    rf"|(?:{'|'.join(MONTH_STEMS).title()}|Sept)\b\.?)"
)
_ENGLISH_WEEKDAY = re.compile(rf"\b(?:{'|'.join(name.title() for name in _WEEKDAY_PLACES)})\b")
_CHINESE_MONTH = re.compile(r"(?<![\d个十])(1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?!球|亮|饼)")
_CHINESE_WEEKDAY = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])(?!带|线|天)")
_STEPS = (
    (r"\byesterday\b|昨[天日晚夜]", "day-1"), (r"\btomorrow\b|明[天日晚早]", "day+1"),
    (r"\blast week\b|上一?个?(?:周|星期|礼拜)(?![一二三四五六日天])", "week-1"),
    (r"\bnext week\b|下一?个?(?:周|星期|礼拜)(?![一二三四五六日天])", "week+1"),
    (r"\bthis week\b|[本这]一?个?(?:周|星期|礼拜)", "week+0"),
    (r"\blast month\b|上一?个?月", "month-1"), (r"\bnext month\b|下一?个?月", "month+1"),
    (r"\bthis month\b|[本这]个?月", "month+0"),
    (r"\blast year\b|去年(?!同)", "year-1"), (r"\bnext year\b|明年", "year+1"), (r"\bthis year\b|今年", "year+0"),
)  # fmt: skip
"""Offsets from the dateline, as a claim states them with certainty."""
_LOOSE_STEPS = (
    *_STEPS,
    (r"\blast night\b|前一[天日]", "day-1"), (r"\b(?:next|following) (?:day|morning)\b|次日|翌日|第二天", "day+1"),
    (r"\b(?:last|previous|past|earlier) (?:week|\w+day)\b|前一周|过去一周", "week-1"),
    (r"\b(?:next|coming|following) (?:week|\w+day)\b|接下来一周|未来一周", "week+1"),
    (r"\bthis (?:week|\w+day)\b|当周", "week+0"),
    (r"\b(?:previous|past) month\b|前一个?月|过去一个?月", "month-1"),
    (r"\b(?:coming|following) month\b|次月", "month+1"), (r"当月", "month+0"),
    (r"\b(?:last|previous|past|year before|year ago)\b|上一?年|前一年|过去一年|年前", "year-1"),
    (r"\b(?:next|coming|following)\b|来年|下一?年|次年|第二年", "year+1"),
    (r"\b(?:this|current)\b|[本当这]一?年|年[初中末底]", "year+0"),
)  # fmt: skip
"""The same, with further words for them that a text may use."""


class DayTerms(NamedTuple):
    """How a text names days."""

    terms: frozenset[str]
    """month 8, weekday 2, year-1."""
    days: tuple[tuple[int, int, Days], ...]
    """Where each expression stands in the text, with the first and last day that it names."""
    places: tuple[tuple[int, int, str], ...]
    """Where each term stands."""


def day_terms(text: str, *, published: date | None, loosely: bool) -> DayTerms:
    """How a text names days.

    Args:
        text: As written.
        published: The dateline of the article, for a claim that of the article that it is held against.
        loosely: Whether all that it may say counts, as of a text that a claim is held against.
    """
    places = tuple(_places(text, loosely=loosely))
    found = parse_dates(text, published=published or NOMINAL)
    return DayTerms(
        frozenset(term for *_, term in places),
        tuple((each.span.start, each.span.end, Days(each.dates.first, each.dates.last)) for each in found),
        places,
    )


def _places(text: str, *, loosely: bool) -> Iterator[tuple[int, int, str]]:
    for match in (_LOOSE_MONTH if loosely else _ENGLISH_MONTH).finditer(text):
        name = match[0].lower()
        place = next(place for month, place in _MONTH_PLACES.items() if month.startswith(name[:3]))
        yield match.start(), match.end(), f"month {place}"
    for match in _ENGLISH_WEEKDAY.finditer(text):
        yield match.start(), match.end(), f"weekday {_WEEKDAY_PLACES[match[0].lower()]}"
    folded = fold(text)
    for match in _CHINESE_MONTH.finditer(folded):
        yield match.start(), match.end(), f"month {match[1] if match[1].isdecimal() else value_of(match[1])}"
    for match in _CHINESE_WEEKDAY.finditer(folded):
        place = 7 if match[1] in "日天" else value_of(match[1])
        yield match.start(), match.end(), f"weekday {place}"
    for pattern, term in _LOOSE_STEPS if loosely else _STEPS:
        for match in re.finditer(pattern, folded):
            yield match.start(), match.end(), term


def same_days(claimed: DayTerms, held: DayTerms, *, published: date | None) -> list[tuple[int, int]]:
    """Where a claim names days that a text names too or lies within (in June, 6月12日), or that of the dateline.

    Args:
        claimed: Of the claim.
        held: Of the text.
        published: The dateline.
    """
    known = [days for *_, days in held.days] + ([Days(published, published)] if published else [])
    return [(start, end) for start, end, days in claimed.days if any(other.within(days) for other in known)]


def wrong_days(claimed: DayTerms, held: DayTerms, *, published: date | None) -> list[str]:
    """Terms of a claim that a text doesn't hold, neither as such nor as the same days; arguments as of `same_days`.

    The dateline's own month, weekday and year need not be said.
    """
    same = same_days(claimed, held, published=published)
    own: set[str] = set()
    if published:
        own = {f"month {published.month}", f"weekday {published.isoweekday()}", "year+0"}
    return [
        term
        for start, end, term in claimed.places
        if term not in held.terms | own and not any(first <= start and end <= last for first, last in same)
    ]
