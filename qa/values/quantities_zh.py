"""Find numbers with their units in Chinese: 3500亿元, 两千多亿元, 30余家, 百分之五, 五成, 三分之一, 数百万人."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cache

from embeddings.text.numerals import DIGITS, LONGEST, value_of
from qa.values.units import UNITS, Amount, Sense, decimal, guarded

_DIGIT = "零一二三四五六七八九"
_HAN = "〇零一二两三四五六七八九十百千万亿"
_ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?: \d{3})+(?= ?[万亿])|\d+)(?:\.\d+)?"
_POWERS = {
    **{"万亿": 12, "千亿": 11, "百亿": 10, "十亿": 9, "亿": 8},
    **{"千万": 7, "百万": 6, "十万": 5, "万": 4, "千": 3, "百": 2},
}
_SCALE = "|".join(_POWERS)

_NUMBER = re.compile(rf"(?P<arabic>{_ARABIC})|(?P<han>[{_HAN}]+(?:点[{_DIGIT}]+)?)")
_COMPOUND = re.compile(r"(?P<high>\d[\d,]*)亿零?(?P<low>\d{1,4}(?:\.\d+)?)万")
"""1亿2000万: parts of one number."""
_MIDDLE = re.compile(r" ?[余多几](?![年月天]?[前后])")
_SCALED = re.compile(rf" ?({_SCALE})([余多])?")
_SHARE = re.compile(rf"(?P<of>[{_HAN}]+)分之(?:(?P<arabic>{_ARABIC})|(?P<han>[{_HAN}]+(?:点[{_DIGIT}]+)?))")
_TENTHS = re.compile(
    rf"(?P<low>[1-9]|[一二两三四五六七八九])(?P<high>[二三四五六七八九])?成(?P<half>[半一二三四五六七八九])?(?![立为员功果本都熟长分年人绩交型套品就语效像份色新]|[{_DIGIT}])"
)
_SEVERAL = re.compile(
    r"(?<![第十百千万亿无人多系指次岁分倍参函整小半个位级总少基代件户家票点读])(?:数|好?几)(?P<power>[十百千])?(?P<big>万亿|万|亿)?[余多]?"
)
_NEIGHBOURS = re.compile(rf"([{_DIGIT}两])([{_DIGIT}两])([十百千万亿]*)")
"""两三百: 200 to 300."""
_CUT = re.compile(rf"(?<=米)[\d{_DIGIT}]|(?<=元)[\d{_DIGIT}][角毛分]|(?<=年)半")
_HALF = re.compile(r"一半")
_START = re.compile(rf"[\d{_HAN}数几]")
_NOT_BEFORE = re.compile(r"(?:第 ?|[a-z_@#]-?|[\d.]/|[a-z]/|\d[.,，:]|\d[十百千万亿])$")
"""Text after which no quantity begins: 第3, covid-19, 8:30; 5，500 may be one number or two."""
_NOT_BEHIND = re.compile(rf"[\d{_HAN}]|[.:]\d|[a-z_]|[时点号]|比 ?[\d一二三四五六七八九]")
_MINUS = re.compile(
    r"(?:(?<![\da-z%)）年月日号元家个人度万亿千百十米里吨天时分秒点名位项条岁周克升亩顷倍])[-−]|负|(?P<cold>零下) ?)$"
)
_OF_YEAR = re.compile(r"\d{1,2}月|[年上下第一二三四]")
_PER = re.compile(r" ?(?:/ ?|每)")
_MANY_OF = re.compile(r"个[余多](?=小时|月|星期|百分点|季度|工作日)")
_SPANS = frozenset({"time", "calendar time", "length"})
"""Dimensions that 几 alone may count, as in 几天; 几家 may be a question, and 数位 is another word."""


def amounts(folded: str) -> Iterator[Amount]:
    """Numbers of a folded text in order, with their units; bare ones too, as they may be an end of a range."""
    end = 0
    while start := _START.search(folded, end):
        at = start.start()
        found = None if _NOT_BEFORE.search(folded, max(0, at - 3), at) else _read(folded, at)
        if found:
            signed = _signed(folded, found)
            if signed:
                yield signed
            end = found.end
        else:
            number = _NUMBER.match(folded, at)
            end = number.end() if number else start.end()


def _read(folded: str, at: int) -> Amount | None:
    return (
        _share(folded, at) or _tenths(folded, at) or _several(folded, at) or _compound(folded, at) or _plain(folded, at)
    )


def _share(folded: str, at: int) -> Amount | None:
    """百分之五, 千分之三, 三分之一, 一半."""
    if _HALF.match(folded, at):
        return Amount(at, at + 2, Fraction(1, 2), Fraction(1, 2), "fraction", 0)
    match = _SHARE.match(folded, at)
    if not match:
        return None
    of = {"百": 100, "千": 1000}.get(match["of"]) or _whole(match["of"])
    value = decimal(match["arabic"]) if match["arabic"] else _spelt("一百" if match["han"] == "百" else match["han"])
    if value is None or not of:
        return None
    if match["of"] in {"百", "千"}:
        return Amount(at, match.end(), value, value, "percent" if of == 100 else "permille", 0)
    part = Fraction(value) / of
    return Amount(at, match.end(), part, part, "fraction", 0)


def _tenths(folded: str, at: int) -> Amount | None:
    """五成, 三成五, 六七成: in percent."""
    match = _TENTHS.match(folded, at)
    if not match:
        return None
    low = 10 * _digit(match["low"])
    high = 10 * _digit(match["high"]) if match["high"] else low
    half = 5 if match["half"] == "半" else _digit(match["half"]) if match["half"] else 0
    if high < low or (match["high"] and half):
        return None
    return Amount(at, match.end(), _percent(low + half), _percent(high + half), "percent", 0)


def _percent(value: int) -> Decimal:
    return Decimal(value).normalize()


def _several(folded: str, at: int) -> Amount | None:
    """数百家, 几十亿元, 几天."""
    match = _SEVERAL.match(folded, at)
    if not match:
        return None
    power = {None: 0, "十": 1, "百": 2, "千": 3}[match["power"]] + _POWERS.get(match["big"] or "", 0)
    unit, end = _unit(folded, match.end())
    if power == 0 and (not unit or UNITS[unit].dimension not in _SPANS):
        return None
    one = Decimal(1).scaleb(power)
    return _with_rate(folded, Amount(at, end, one, one, unit, power, "several"))


def _compound(folded: str, at: int) -> Amount | None:
    match = _COMPOUND.match(folded, at)
    if not match:
        return None
    high, low = decimal(match["high"], power=8), decimal(match["low"], power=4)
    if high is None or low is None or len(match["high"]) + 4 > LONGEST:
        return None
    return _with_unit(folded, Amount(at, match.end(), high + low, high + low, power=4))


def _plain(folded: str, at: int, *, certain: bool = False) -> Amount | None:
    match = _NUMBER.match(folded, at)
    if not match:
        return None
    digits, spelt = match["arabic"], match["han"]
    low, high, implied = _values(digits, spelt)
    if low is None or high is None:
        return None
    amount = Amount(at, match.end(), low, high, implied=implied, grouped=bool(digits and "," in digits))
    amount = _with_unit(folded, amount)
    if amount is None or not (certain or _is_quantity(folded, amount, digits, spelt)):
        return None
    return amount


def counted(folded: str) -> Amount | None:
    """The number at the start of a folded text that is known to begin with one, such as 一家."""
    return _read(folded, 0) or _plain(folded, 0, certain=True)


def _values(digits: str | None, spelt: str | None) -> tuple[Decimal | None, Decimal | None, bool]:
    """The lowest and the highest number meant, and whether the numeral before 百 or 千 is left out."""
    if digits:
        value = decimal(digits)
        return value, value, False
    text = spelt or ""
    neighbours = _NEIGHBOURS.fullmatch(text)
    if neighbours and _digit(neighbours[2]) - _digit(neighbours[1]) in {1, 2} and "零" not in text:
        return _spelt(neighbours[1] + neighbours[3]), _spelt(neighbours[2] + neighbours[3]), False
    teens = re.fullmatch(rf"([一二三四五六七八九]?十)([{_DIGIT}])([{_DIGIT}])", text)
    if teens and _digit(teens[3]) - _digit(teens[2]) == 1:  # 十七八
        return _spelt(teens[1] + teens[2]), _spelt(teens[1] + teens[3]), False
    value = _spelt(text)
    if value is None and text and text[0] in "百千万亿":
        value = _spelt(f"一{text}")
        return value, value, True
    return value, value, False


def _with_unit(folded: str, amount: Amount) -> Amount | None:
    """The amount with the 余, scale, unit and rate after its number; None if it is incomplete."""
    end, sense = amount.end, amount.sense
    middle = _MANY_OF.match(folded, end)
    if middle:  # 3个多月
        unit, behind = _unit(f"个{folded[middle.end() : middle.end() + 4]}", 0)
        over = amount._replace(end=middle.end() + behind - 1, unit=unit, sense="over", unit_at=amount.end)
        return over if unit else None
    middle = _MIDDLE.match(folded, end)
    if middle:
        end, sense = middle.end(), "over"
    unit, behind = _unit(folded, end)
    power = amount.power
    scaled = None if unit else _SCALED.match(folded, end)
    if scaled:
        end, power = scaled.end(), _POWERS[scaled[1]]
        sense = "over" if scaled[2] else sense
        unit, behind = _unit(folded, end)
    factor = power if scaled and power else 0
    low, high = _scaled(amount.low, factor), _scaled(amount.high, factor)
    unit_at, end = end, behind if unit else end
    if not unit and _NOT_BEHIND.match(folded, end):
        return None
    whole = amount._replace(end=end, low=low, high=high, unit=unit, power=power, sense=sense, unit_at=unit_at)
    return _with_rate(folded, whole)


def _with_rate(folded: str, amount: Amount) -> Amount | None:
    """8000元/平方米; None if the unit after / is unknown."""
    stroke = _PER.match(folded, amount.end) if amount.unit else None
    if not stroke:
        return amount
    unit, end = _unit(folded, stroke.end())
    if unit:
        return amount._replace(end=end, per=unit)
    return None if "/" in stroke[0] else amount


def _is_quantity(folded: str, amount: Amount, digits: str | None, spelt: str | None) -> bool:
    dimension = UNITS[amount.unit].dimension if amount.unit else ""
    if amount.unit == "year" and amount.power is None and amount.sense == "exact" and digits:
        return (len(digits) < 4 or "." in digits) and not _OF_YEAR.match(folded, amount.end)  # 2022年, 22年6月
    if _CUT.match(folded, amount.end) and amount.unit in {"metre", "CNY", "year"}:  # 一米八, 5元8角
        return False
    if spelt in {"零", "〇"}:  # 零部件
        return False
    if spelt == "一" and amount.power is None:
        return dimension not in {"", "count", "people", "visits"}  # 一家互联网企业
    return True


def _unit(folded: str, at: int) -> tuple[str, int]:
    """The unit at a position, and its end; empty if there is none."""
    match = _unit_pattern().match(folded, at)
    return (_unit_names()[match[1]], match.end()) if match else ("", at)


@cache
def _unit_names() -> dict[str, str]:
    return {name: unit.name for unit in UNITS.values() if unit.name != "fraction" for name in unit.chinese}


@cache
def _unit_pattern() -> re.Pattern[str]:
    names = _unit_names()
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return re.compile(" ?(" + "|".join(guarded(name, UNITS[names[name]].guard) for name in longest_first) + ")")


def _signed(folded: str, amount: Amount) -> Amount | None:
    """The negative amount if a minus is before it; None if the sign means something else."""
    minus = _MINUS.search(folded, max(0, amount.start - 3), amount.start)
    if not minus:
        return amount
    dimension = UNITS[amount.unit].dimension if amount.unit else ""
    if minus["cold"] and dimension != "temperature":
        return None
    if dimension not in {"ratio", "points", "temperature"} and not dimension.startswith("money"):
        return amount if minus[0] in "-−" and dimension == "" else None
    return amount._replace(start=minus.start(), low=-amount.high, high=-amount.low)


def _scaled(value: Decimal | Fraction, power: int) -> Decimal | Fraction:
    return value.scaleb(power) if isinstance(value, Decimal) else value * 10**power


def _spelt(text: str) -> Decimal | None:
    """三千五百亿, 十三点五, 〇; all digits after 点 are kept."""
    whole, point, places = text.partition("点")
    value = _whole(whole)
    if value is None:
        return None
    return decimal(f"{value}.{''.join(str(DIGITS[name]) for name in places)}" if point else str(value))


def _whole(text: str) -> int | None:
    return DIGITS[text] if text in DIGITS else value_of(text)


def _digit(text: str) -> int:
    return int(text) if text.isdecimal() else DIGITS[text]


SENSES_BEFORE: tuple[tuple[str, Sense], ...] = (
    (r"(?:不|未|没有?|不会|不得|不能|不宜|尚未|未能|难以)(?:超过|超出|突破|高于|多于|大于)|至多", "at_most"),
    (r"(?:不|不得|不会|不能|不宜)(?:少于|低于|小于|下于)|至少", "at_least"),
    (r"超过|超出|(?<![赶反])超|(?<!余)逾|突破|高于|多于|大于", "over"),
    (r"不足|不到|不满|未满|未达|低于|少于|小于|不及", "under"),
    (r"大约|(?<![节公合制条签预违履特契])约为?|大概|左右", "about"),
    (r"将近|接近|(?<![附最临靠亲邻就切相远])近", "nearly"),
)
"""Words before a number and their sense; the first that fits decides."""

SENSES_BEHIND: tuple[tuple[str, Sense], ...] = (
    (r"及?以 ?上(?![述所各就为是])", "at_least"),
    (r"及?以下(?!简|称|几|问题|方面|条件|措施|内容)|[以之]内", "at_most"),
    (r"左右(?![手逢翼两侧岸摇邻])|上下(?![游班车级文五两浮楼联其])", "about"),
)
