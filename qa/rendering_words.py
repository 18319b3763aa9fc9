"""What only a dateline would resolve, by its words in both languages: 昨天 yesterday, 近三年 the past three years."""

from __future__ import annotations

import re

from embeddings.normalize import fold
from embeddings.numerals import spell
from qa.days import number
from qa.period_zh import DAY, MONTH
from qa.rendering_dates import MONTH_NAMES

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
"""Words that say the same in both languages, whatever the dateline."""

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
_NAME = rf"{'|'.join(MONTH_NAMES).lower()}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
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
_COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
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
    """What a dateline would resolve, by its words: 去年 is last year, 近三年 the past three years."""
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
    """The same for English: last year is 去年, the past three years 近三年."""
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
    return f"{[name[:3].lower() for name in MONTH_NAMES].index(month[:3]) + 1}月{f'{day}日' if day else ''}"


def _count(text: str) -> str:
    value = int(text) if text.isdecimal() else _COUNTS.index(text) + 1
    return "两" if value == 2 else spell(value) if value else "零"
