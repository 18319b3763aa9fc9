"""An article's metadata: title, publisher, date, address, authors and language."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from embeddings.clean.credits import Credit, read_agency, read_credits
from embeddings.clean.rules import FEED_LABELS
from embeddings.clean.types import SENTENCE_END, Line, Log, Stated
from embeddings.schema import Language
from embeddings.text.normalize import HAN, fold
from embeddings.text.numerals import month_of, value_of, year_by_digits

_BEIJING = timezone(timedelta(hours=8))
"""Unix seconds are read as a day in the time zone of Chinese news, UTC+8."""

_NUMERIC = re.compile(r"(?<!\d)(\d{4})\s*([-/.年])\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)(20\d{2}|19\d{2})(\d{2})(\d{2})(?:T?\d{4,6})?(?!\d)")
_REPUBLIC = re.compile(r"(?:民國|民国)\s*(\d{2,3})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_HAN = re.compile(r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日")
_MONTH_FIRST = re.compile(r"\b([A-Z][a-z]{2,8})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")
_DAY_FIRST = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\s+([A-Z][a-z]{2,8})\.?,?\s+(\d{4})\b")
_SECONDS = re.compile(r"\d{9,10}(?:\.\d+)?|\d{12,13}")
_RFC_822 = re.compile(r"(?:[A-Z][a-z]{2},\s*)?\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}.*")


def parse_date(text: str) -> date | None:
    """The first date in `text`, as the calendar day written there; None if there is none.

    Takes ISO 8601, RFC 822 (001: `Tue, 23 Aug 2022 11:15:26 GMT`), 2022年7月28日, 2022/7/28, 2022.7.28, 20220728,
    二〇二二年七月二十八日, 民國111年7月28日, Aug. 23, 2022, and a whole text of Unix seconds or milliseconds.
    An impossible date, such as 2022-02-30, gives None.
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
    return _checked(year_by_digits(match[1]), _han_number(match[2]), _han_number(match[3]))


def _of_month_first(match: re.Match[str]) -> date:
    return _checked(int(match[3]), month_of(match[1]), int(match[2]))


def _of_day_first(match: re.Match[str]) -> date:
    return _checked(int(match[3]), month_of(match[2]), int(match[1]))


def _of_seconds(match: re.Match[str]) -> date:
    seconds = float(match[0])
    moment = datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, tz=UTC)
    day = moment.astimezone(_BEIJING)
    return _checked(day.year, day.month, day.day)


def _of_rfc_822(match: re.Match[str]) -> date:
    moment = parsedate_to_datetime(match[0])
    return _checked(moment.year, moment.month, moment.day)


def _han_number(digits: str) -> int:
    """十 is 10, 二十八 28, 三十 30; 0, which no date contains, for a text that is not a number."""
    return value_of(digits) or 0


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


_LONGEST_TITLE = 80
_LONGEST_DERIVED = 32
_SHORTEST_DERIVED = 8
_CLAUSE = re.compile(r"[^，,。！？!?；;：:\n]+")
_NOT_IN_TITLE_END = "。；;，,、:：.…"
_NO_OUTLET = re.compile(r"视频截图|网络|网络截图|互联网|综合|通讯员|本站|本站原创|原创|未知|资料图|受访者供图")
_WORD = re.compile(r"[A-Za-z]+")
_ENGLISH_WORDS = frozenset({
    "the",
    "of",
    "and",
    "to",
    "in",
    "a",
    "is",
    "that",
    "for",
    "on",
    "was",
    "with",
    "by",
    "as",
    "it",
    "at",
})
_ENGLISH_SHARE = 0.1
_HAN_SHARE = 0.2
_KANA_HANGUL = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")
_KANA_SHARE = 0.1
_TRADITIONAL_SHARE = 0.06
"""Share of Han characters that folding changes: 003 has 0.3, simplified news under 0.005 (乾, 著, names)."""
_FEW_CHARACTERS = 20_000


def language_of(text: str) -> Language:
    """Language of a text: Chinese script by its characters, English by its commonest words."""
    sample = text[:_FEW_CHARACTERS]
    han = "".join(HAN.findall(sample))
    latin = sum(map(len, _WORD.findall(sample)))
    kana = len(_KANA_HANGUL.findall(sample))
    if kana > _KANA_SHARE * (len(han) + kana):
        return "other"
    if len(han) > _HAN_SHARE * (len(han) + latin / 4):  # four letters count as one character
        traditional = sum(map(operator.ne, han, fold(han)))
        return "zh-Hant" if traditional > _TRADITIONAL_SHARE * len(han) else "zh"
    words = _WORD.findall(sample.lower())
    common = sum(word in _ENGLISH_WORDS for word in words)
    return "en" if common and common >= _ENGLISH_SHARE * len(words) else "other"


def take_title(lines: list[Line], stated: str | None, log: Log) -> tuple[list[Line], str | None]:
    """The title, stated or found in the first line, and the lines without it; None if there is none.

    A first line that repeats the stated title is removed, also with a headline farm's label before it (002).
    """
    reason = "stated as the article's title"
    if stated is None:
        first = next((number for number, line in enumerate(lines[:3]) if not read_credits(line.text)), 0)
        if not _first_line_is_title(lines[first:]):
            return lines, None
        stated = lines[first].text
        lines = [*lines[:first], *lines[first + 1 :]]
        reason = "the first line stands over the article"
    title = _without_label(" ".join(stated.split()), log)
    log.recognise("title", stated, value=title, reason=reason)
    kept = list(lines)
    for number, line in enumerate(lines[:4]):
        if _same(line.text, title) or _same(line.text, stated):
            log.remove("repeated_title", line.text, "the title, which the document has already")
            del kept[number]
            break
    return (kept, title) if kept else (lines, title)


def _first_line_is_title(lines: list[Line]) -> bool:
    if len(lines) < 2:
        return False
    line = lines[0]
    if line.kind == "heading":
        return True
    text = line.text
    if len(text) > _LONGEST_TITLE or text[-1] in _NOT_IN_TITLE_END or line.kind != "paragraph" or "。" in text:
        return False
    if read_credits(text) or read_agency(text) or not any(character.isalpha() for character in text):
        return False
    body = max(lines[1:], key=lambda other: len(other.text)).text
    return len(body) > len(text) and (body[-1] in SENTENCE_END or len(body) > 2 * len(text))


def _without_label(title: str, log: Log) -> str:
    label = FEED_LABELS.match(title)
    if label is None or label.end() == len(title):
        return title
    log.remove("feed_label", label[0], "a headline farm's label before the title (002)")
    return title[label.end() :]


def _same(text: str, title: str) -> bool:
    def letters(value: str) -> str:
        return "".join(character for character in fold(value) if character.isalnum())

    return bool(letters(text)) and letters(text) == letters(title)


def derive_title(text: str) -> str:
    """A title from the text: its first clauses after the agency line, up to 32 characters (003); a long one is cut."""
    title = ""
    first_line = text.split("\n", 1)[0]
    agency = read_agency(first_line)
    if agency is not None and agency.length < len(first_line):
        first_line = first_line[agency.length :].lstrip(" ，,：:")
    if not _CLAUSE.search(first_line):
        return first_line[:_LONGEST_DERIVED]
    for clause in _CLAUSE.finditer(first_line):
        candidate = first_line[: clause.end()].strip()
        if title and len(candidate) > _LONGEST_DERIVED:
            break
        title = candidate
        if len(title) >= _SHORTEST_DERIVED and first_line[clause.end() : clause.end() + 1] in {
            "。",
            "！",
            "？",
            "!",
            "?",
        }:
            break
    return title[:_LONGEST_DERIVED].strip() if len(title) > 2 * _LONGEST_DERIVED else title


def published_on(text: str | None, log: Log) -> date | None:
    """Parse a stated date; one that can't be read becomes a warning."""
    if text is None:
        return None
    day = parse_date(text)
    if day is None:
        log.warn(f"expected a date such as 2022-07-28, found {text[:80]!r}; the article has no date")
    else:
        log.recognise("published", text, value=day.isoformat(), reason="stated as the article's date")
    return day


def web_address(text: str | None, log: Log) -> str | None:
    """An address with http or https and a host; anything else is dropped with a warning."""
    if text is None:
        return None
    address = text.strip()
    if address.startswith("//"):
        address = f"https:{address}"
    try:
        parts = urlsplit(address)
        valid = parts.scheme in {"http", "https"} and bool(parts.hostname) and not any(map(str.isspace, address))
    except ValueError:
        valid = False
    if not valid or len(address) > 2000:
        log.warn(f"expected an http or https address, found {text[:80]!r}; the article has no link")
        return None
    log.recognise("url", text, value=address, reason="stated as the article's address")
    return address


def stated_by_credits(credits: list[Credit], urls: list[str]) -> Stated:
    """The first source, date and address of the credits."""
    return Stated(
        title=_value(credits, "original_title"),
        published=_value(credits, "date"),
        publisher=_outlet(_value(credits, "source")),
        url=urls[0] if urls else None,
    )


def _outlet(name: str | None) -> str | None:
    """A source's name without 据; None for picture sources and 网络, which are no publishers."""
    name = (name or "").removeprefix("据")
    return None if not name or _NO_OUTLET.fullmatch(name) else name


def _value(credits: list[Credit], kind: str) -> str | None:
    return next((credit.value for credit in credits if credit.kind == kind and credit.value), None)


def authors(credits: list[Credit]) -> tuple[str, ...]:
    """Names from author credits, each once."""
    names = [name for credit in credits if credit.kind == "author" for name in re.split(r"[、，,\s]+", credit.value)]
    return tuple(dict.fromkeys(name for name in names if name))
