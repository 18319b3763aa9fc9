"""Dates as articles write them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

_BEIJING = timezone(timedelta(hours=8))
"""Unix seconds name no day of their own: they are read in the zone of Chinese news, UTC+8."""

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_HAN_DIGITS = {digit: number for number, digit in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "Ｏ": 0}

_NUMERIC = re.compile(r"(?<!\d)(\d{4})\s*([-/.年])\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)(20\d{2}|19\d{2})(\d{2})(\d{2})(?:T?\d{4,6})?(?!\d)")
_REPUBLIC = re.compile(r"(?:民國|民国)\s*(\d{2,3})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_HAN = re.compile(r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日")
_MONTH_FIRST = re.compile(r"\b([A-Z][a-z]{2,8})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")
_DAY_FIRST = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\s+([A-Z][a-z]{2,8})\.?,?\s+(\d{4})\b")
_SECONDS = re.compile(r"\d{9,10}(?:\.\d+)?|\d{12,13}")
_RFC_822 = re.compile(r"(?:[A-Z][a-z]{2},\s*)?\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}.*")


def parse_date(text: str) -> date | None:
    """The first date in `text`, as the calendar day that is written there; None where there is none.

    Takes ISO 8601, RFC 822 (001: `Tue, 23 Aug 2022 11:15:26 GMT`), 2022年7月28日, 2022/7/28, 2022.7.28, 20220728,
    二〇二二年七月二十八日, 民國111年7月28日, Aug. 23, 2022, and a whole text of Unix seconds or milliseconds.
    A date that the calendar does not have, such as 2022-02-30, is None.
    """
    text = text.strip()
    for pattern, reader in _READERS:
        match = pattern.fullmatch(text) if pattern in _WHOLE else pattern.search(text)
        if match is not None:
            try:
                return reader(match)
            except (ValueError, KeyError, OverflowError, OSError):
                return None
    return None


def _of_numbers(match: re.Match[str]) -> date:
    return _checked(int(match[1]), int(match[3]), int(match[4]))


def _of_compact(match: re.Match[str]) -> date:
    return _checked(int(match[1]), int(match[2]), int(match[3]))


def _of_republic(match: re.Match[str]) -> date:
    return _checked(1911 + int(match[1]), int(match[2]), int(match[3]))


def _of_han(match: re.Match[str]) -> date:
    year = int("".join(str(_HAN_DIGITS[digit]) for digit in match[1]))
    return _checked(year, _han_number(match[2]), _han_number(match[3]))


def _of_month_first(match: re.Match[str]) -> date:
    return _checked(int(match[3]), _MONTHS[match[1][:3].lower()], int(match[2]))


def _of_day_first(match: re.Match[str]) -> date:
    return _checked(int(match[3]), _MONTHS[match[2][:3].lower()], int(match[1]))


def _of_seconds(match: re.Match[str]) -> date:
    seconds = float(match[0])
    moment = datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, tz=UTC)
    day = moment.astimezone(_BEIJING)
    return _checked(day.year, day.month, day.day)


def _of_rfc_822(match: re.Match[str]) -> date:
    moment = parsedate_to_datetime(match[0])
    return _checked(moment.year, moment.month, moment.day)


def _han_number(digits: str) -> int:
    """十 10, 二十八 28, 三十 30."""
    tens, ten, ones = digits.rpartition("十")
    return (10 * (_HAN_DIGITS[tens] if tens else 1) if ten else 0) + (_HAN_DIGITS[ones] if ones else 0)


def _checked(year: int, month: int, day: int) -> date:
    if not 1900 <= year <= 2100:
        raise ValueError(f"expected a year of 1900 to 2100, found {year}")
    return date(year, month, day)


_WHOLE = frozenset({_SECONDS, _RFC_822})
"""Patterns that must be the whole text: a long number inside a sentence is no date."""

_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], date]], ...] = (
    (_RFC_822, _of_rfc_822),
    (_SECONDS, _of_seconds),
    (_NUMERIC, _of_numbers),
    (_REPUBLIC, _of_republic),
    (_HAN, _of_han),
    (_MONTH_FIRST, _of_month_first),
    (_DAY_FIRST, _of_day_first),
    (_COMPACT, _of_compact),
)
