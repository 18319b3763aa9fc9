"""Rules for Chinese dates: 2022年7月, 去年, 近三年, 第三季度, 十四五期间. Each has a pattern and a reader.

Patterns are matched against the folded question, so that one list serves both scripts and full-width digits. They
exclude words that only look like dates: 今年 in 如今年轻人, 上月 in 登上月球, 2000年 in 近2000年的历史.
"""

from __future__ import annotations

import re
from datetime import timedelta

from embeddings.text.numerals import year_by_digits
from qa.values.calendar import (
    DateReading,
    DateRule,
    Days,
    Now,
    Unit,
    ago,
    five_year_plan,
    latest,
    months,
    number,
    rolling,
    shifted,
    whole,
    years,
)

DIGIT = "一二三四五六七八九"
_NUMBER = rf"(?:[0-9]{{1,2}}|[{DIGIT}两十]{{1,3}})"
MONTH = rf"(?:1[0-2]|0?[1-9]|十[一二]?|[{DIGIT}元])"
DAY = rf"(?:3[01]|[12][0-9]|0?[1-9]|三十一?|二?十[{DIGIT}]?|[{DIGIT}])"
TO = r"\s?[-–—~至到]\s?"
_YEAR_WORDS = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "本年": 0, "本年度": 0, "明年": 1, "后年": 2}
YEAR = (
    r"(?:(?<![\d.近约])(?P<y>(?:19|20)\d\d)\s?年(?!代)度?"
    rf"|(?<![〇零○{DIGIT}])(?P<han>[一二][〇零○{DIGIT}]{{3}})年(?!代)度?"
    r"|民国\s?(?P<republic>\d{2,3})\s?年"
    r"|(?P<word>大前年|(?<![目以此之提年先])前年(?![度产均检])|(?<![过失])去年|(?<![如现当])今年(?!轻)"
    r"|本年度?|(?<![昆清文声])明年(?![均产度])|(?<![今以最之此])后年(?![均产度])))"
)
_WITHIN = (
    rf"(?:(?P<m1>{MONTH})(?:月份?)?{TO}(?P<m2>{MONTH})月份?"
    rf"|(?P<m>{MONTH})\s?月份?(?![球亮饼租薪票嫂])(?:\s?(?P<d>{DAY})\s?[日号](?!线|楼)|(?P<third>[上中下])旬|[初底末](?!级))?"
    r"|(?P<half>[上下])半年|第?(?P<q>[一二三四1-4])季度|前(?P<quarters>[二两三])季度)"
)
_OF_A_YEAR = rf"(?:{_WITHIN}|前(?P<first>{_NUMBER})个月|年(?P<part>[初中底末])|(?P<edge>[初底末])(?![中步高级始特]))"
_HALVES = {"上": (1, 6), "下": (7, 12)}
_PARTS = {"初": (1, 3), "中": (5, 8), "底": (10, 12), "末": (10, 12)}
"""Months of 年初, 年中 and 年底, kept as vague as the text."""
_THIRDS = {"上": (1, 10), "中": (11, 20), "下": (21, 31)}

_STEPS = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1}
_UNITS: dict[str, Unit] = {
    "天": "day",
    "日": "day",
    "周": "week",
    "星": "week",
    "礼": "week",
    "月": "month",
    "季": "quarter",
    "年": "year",
}
"""Units by their first character, as of 星期 and 季度."""
_DAYS_AGO = {"大前天": 3, "前天": 2, "昨天": 1, "昨日": 1, "昨晚": 1, "今天": 0, "今日": 0, "明天": -1, "后天": -2}
_THIS_CENTURY = ("21世纪", "二十一世纪", "本世纪")


def _dated(match: re.Match[str], now: Now) -> DateReading:
    year = year_named(match, now)
    return DateReading(
        _within(match, year), relative=match["word"] is not None, year=year, closed=match["m1"] is not None
    )


def year_named(match: re.Match[str], now: Now) -> int:
    """The year named by a match of YEAR."""
    if match["y"]:
        return int(match["y"])
    if match["han"]:
        return year_by_digits(match["han"])
    if match["republic"]:
        return 1911 + int(match["republic"])
    return now.today.year + _YEAR_WORDS[match["word"]]


def _within(match: re.Match[str], year: int) -> Days:
    """The part of a year that the expression names, or the whole year."""
    found = {name: text for name, text in match.groupdict().items() if text is not None}
    if "m" in found:
        return _within_month(found, year, number(found["m"]))
    for name, (first, last) in _months_named(found).items():
        if name in found:
            return months(year, first, last)
    return months(year, 1, 12)


def _months_named(found: dict[str, str]) -> dict[str, tuple[int, int]]:
    read = {name: number(text) for name, text in found.items() if name in {"m1", "m2", "q", "quarters", "first"}}
    quarter = read.get("q", 1)
    return {
        "m1": (read.get("m1", 1), read.get("m2", 12)),
        "half": _HALVES.get(found.get("half", ""), (1, 12)),
        "q": (3 * quarter - 2, 3 * quarter),
        "quarters": (1, 3 * read.get("quarters", 1)),
        "first": (1, read.get("first", 12)),
        "part": _PARTS.get(found.get("part", ""), (1, 12)),
        "edge": _PARTS.get(found.get("edge", ""), (1, 12)),
    }


def _within_month(found: dict[str, str], year: int, month: int) -> Days:
    whole_month = months(year, month, month)
    if "d" in found and whole_month.start:
        return whole("day", whole_month.start.replace(day=number(found["d"])))
    if "third" in found and whole_month.start and whole_month.end:
        first, last = _THIRDS[found["third"]]
        return Days(whole_month.start.replace(day=first), whole_month.start.replace(day=min(last, whole_month.end.day)))
    return whole_month


def _without_year(match: re.Match[str], now: Now) -> DateReading:
    return DateReading(latest(lambda year: _within(match, year), now), relative=True, closed=match["m1"] is not None)


def _month_or_quarter(match: re.Match[str], now: Now) -> DateReading:
    """上个月, 本月8日, 下个季度."""
    unit: Unit = "month" if match["unit"] else "quarter"
    day = shifted(now.today, _STEPS[match["step"]], unit)
    if match["d"]:
        return DateReading(whole("day", day.replace(day=number(match["d"]))), relative=True)
    return DateReading(whole(unit, day), relative=True)


def _week(match: re.Match[str], now: Now) -> DateReading:
    """上周, 上周五, 本周末."""
    days = whole("week", shifted(now.today, _STEPS[match["step"]], "week"))
    if match["weekday"] and days.start and days.end:
        if match["weekday"] == "末":
            return DateReading(Days(days.end - timedelta(days=1), days.end), relative=True)
        at = "一二三四五六日".index(match["weekday"].replace("天", "日"))
        days = whole("day", days.start + timedelta(days=at))
    return DateReading(days, relative=True)


def _day(match: re.Match[str], now: Now) -> DateReading:
    return DateReading(whole("day", shifted(now.today, -_DAYS_AGO[match[0]], "day")), relative=True)


def _span(match: re.Match[str], now: Now) -> DateReading | None:
    """近三年, 过去五个月, 未来两年; 半年 is six months."""
    if match["half"]:
        return rolling(now, 6, "month", ahead=bool(match["ahead"]))
    return rolling(now, number(match["count"]), _UNITS[match["unit"][0]], ahead=bool(match["ahead"]))


def _ago(match: re.Match[str], now: Now) -> DateReading | None:
    return ago(now, number(match["count"]), _UNITS[match["unit"][0]])


def _decade(match: re.Match[str], _: Now) -> DateReading:
    """1990年代, 上世纪九十年代; 80年代 alone is in the twentieth century."""
    if match["y"]:
        first = int(match["y"])
    else:
        century = 2000 if match["century"] in _THIS_CENTURY else 1900
        first = century + 10 * number((match["tens"] or match["alone"])[0])
    return DateReading(years(first, first + 9))


def _plan(match: re.Match[str], _: Now) -> DateReading:
    return DateReading(five_year_plan(number(match["count"] or match["ordinal"])))


_NO_MONTH = r"(?![球亮饼租薪票嫂])"
"""Characters after which 月 is not a month: 登上月球, 五月饼."""

RULES = (
    DateRule("a year and a part of it", rf"{YEAR}(?:\s?的?\s?{_OF_A_YEAR})?", _dated),
    DateRule(
        "a part of a year alone",
        rf"(?<![\d.〇零○{DIGIT}两十百第统同唯单]){_WITHIN}(?!革命|天)",
        _without_year,
    ),
    DateRule(
        "a month or quarter beside this one",
        rf"(?P<step>上上|(?<!以)上|(?<!日)本|这|下)个?(?:(?P<unit>月)份?{_NO_MONTH}(?:(?P<d>{DAY})[日号])?|(?P<quarter>季度))",
        _month_or_quarter,
    ),
    DateRule(
        "a week beside this one",
        r"(?P<step>上上|(?<!以)上|(?<!日)本|这|下)个?(?:周|星期|礼拜)(?![年边围刊报])(?P<weekday>[一二三四五六日天末])?",
        _week,
    ),
    DateRule("a day beside today", r"大前天|前天|昨[天日晚]|今天|今日(?!头条)|明天|(?<!先)后天(?!性)", _day),
    DateRule(
        "a span up to today or from it",
        rf"(?:最近|(?<![附将接])近|过去|过往|(?P<ahead>未来|今后))的?\s?(?:(?P<count>{_NUMBER})\s?个?"
        r"(?P<unit>年|季度|月|周|星期|天|日)|(?P<half>半)年)(?![级代]|(?<=日)[元圆])(?:以来|之?间|来|里|内)?",
        _span,
    ),
    DateRule(
        "so long ago",
        rf"(?<![\d.{DIGIT}十百千万近约第])(?P<count>{_NUMBER})\s?个?(?P<unit>年|月|周|星期|天)[之以]?前(?![\d{DIGIT}])",
        _ago,
    ),
    DateRule(
        "a decade",
        rf"(?:(?<!\d)(?P<y>(?:19|20)\d0)\s?|(?P<century>上世纪|本世纪|(?:20|21|二十一?)世纪)(?P<tens>[1-9]0|[{DIGIT}]十)"
        rf"|(?<![\d{DIGIT}])(?P<alone>[5-9]0|[五六七八九]十))年代",
        _decade,
    ),
    DateRule(
        "a five-year plan",
        rf"(?:[\"“”‘’「『]?(?<![{DIGIT}十百])(?P<count>十[{DIGIT}]?|[{DIGIT}])五[\"“”‘’」』]?"
        rf"|第(?P<ordinal>十[{DIGIT}]?|[{DIGIT}])个五年(?:规划|计划))(?:的?(?:期间|时期)|末)",
        _plan,
    ),
)
