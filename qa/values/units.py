"""Units and currencies as data, and the types of a quantity.

A unit has names in both languages, a dimension and an exact factor: 1 mu is 2000/3 square metres, 1 international mile
1609.344 metres (1959 agreement). A measure word whose noun is uncertain (家 counts companies and hospitals) has no
English name, so that only its number is rendered.

A quantity has its number to the last digit, its unit, and the sense of the number, such as about or over. Nothing is
rounded and no currency is converted; only quantities of one dimension can be ordered.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple, Self

from pydantic import Field, model_validator

from embeddings.schema import Frozen, Span
from embeddings.text.numerals import LONGEST


class Unit(NamedTuple):
    """What a number counts or measures."""

    name: str
    """Canonical name, by which quantities are compared: square metre, CNY, 家."""
    dimension: str
    """Quantities of one dimension can be ordered: area, money:CNY, count."""
    factor: Fraction
    """Size in the dimension's base unit."""
    chinese: tuple[str, ...]
    """Names in folded Chinese; the first is used for output."""
    english: tuple[str, ...] = ()
    """Names in English: singular, plural, then others; empty if there is no certain one."""
    guard: str = ""
    """What may not follow the Chinese name: 元 in 元旦 is not money."""


class Currency(NamedTuple):
    """How money of a currency is written."""

    code: str
    chinese: tuple[str, ...]
    """Names after the number in Chinese; the first is used for output."""
    before: str
    """What English output has before the number, as in RMB 350 billion, US$3.5 billion."""
    signs: tuple[str, ...]
    """Signs that may be before the number, folded."""
    english: tuple[str, ...] = ()
    """Names after the number in English; the first is used for output."""


def _currency(code: str, chinese: str, before: str, signs: str, english: str) -> Currency:
    """Make a currency; names are separated by |, and its code may be on either side of the number."""
    return Currency(
        code,
        tuple(chinese.split("|")),
        before,
        (code.lower(), *filter(None, signs.split("|"))),
        (*english.split("|"), code.lower()),
    )


CURRENCIES = (
    _currency("CNY", "元人民币|人民币|元", "RMB ", "rmb|cn¥|人民币", "yuan|renminbi|rmb"),
    _currency("USD", "美元|美金", "US$", "us$|$|美元|美金", "US dollars|dollars|US dollar|dollar"),
    _currency("HKD", "港元|港币", "HK$", "hk$|港币|港元", "Hong Kong dollars|Hong Kong dollar"),
    _currency("MOP", "澳门元|澳门币", "MOP ", "mop$|澳门币", "patacas|pataca"),
    _currency("TWD", "新台币|台币|元新台币", "NT$", "nt$|新台币|台币", "New Taiwan dollars"),
    _currency("EUR", "欧元", "€", "€", "euros|euro"),
    _currency("GBP", "英镑", "£", "£", "pounds sterling"),
    _currency("JPY", "日元|日圆", "JPY ", "jp¥", "Japanese yen|yen"),
    _currency("KRW", "韩元|韩圆", "KRW ", "₩", "South Korean won|Korean won"),
    _currency("AUD", "澳元|澳大利亚元", "A$", "a$", "Australian dollars|Australian dollar"),
    _currency("CAD", "加元|加拿大元", "C$", "c$", "Canadian dollars|Canadian dollar"),
    _currency("SGD", "新加坡元|新元", "S$", "s$", "Singapore dollars|Singapore dollar"),
    _currency("NZD", "新西兰元", "NZ$", "nz$", "New Zealand dollars"),
    _currency("CHF", "瑞士法郎|瑞郎", "CHF ", "", "Swiss francs|Swiss franc"),
    _currency("RUB", "卢布", "RUB ", "", "Russian roubles|roubles|rubles"),
    _currency("INR", "印度卢比", "INR ", "₹", "Indian rupees"),
    _currency("THB", "泰铢", "THB ", "", "Thai baht|baht"),
    _currency("MYR", "林吉特|马来西亚林吉特", "MYR ", "", "ringgit"),
    _currency("VND", "越南盾", "VND ", "", "Vietnamese dong"),
    _currency("BRL", "巴西雷亚尔|雷亚尔", "BRL ", "r$", "Brazilian reais"),
)

_DEGREES = ("摄氏度", "℃", "°c")


def _unit(name: str, dimension: str, factor: str, chinese: str, english: str = "", guard: str = "") -> Unit:
    """Make a unit; names are separated by |, and metre and litre get their American spellings too."""
    names = tuple(filter(None, english.split("|")))
    american = (each.replace("metre", "meter").replace("litre", "liter") for each in names)
    spelt = (*names, *(each for each in american if each not in names))
    return Unit(name, dimension, Fraction(factor), tuple(chinese.split("|")), spelt, guard)


_MEASURED = (
    _unit(
        "square kilometre",
        "area",
        "1000000",
        "平方公里|平方千米|km²",
        "square kilometre|square kilometres|sq km|km²",
    ),
    _unit(
        "square metre",
        "area",
        "1",
        "平方米|平米|㎡|m²",
        "square metre|square metres|sq m|sqm|m²|㎡",
    ),
    _unit(
        "square centimetre",
        "area",
        "1/10000",
        "平方厘米",
        "square centimetre|square centimetres",
    ),
    _unit("hectare", "area", "10000", "公顷", "hectare|hectares|ha"),
    _unit("mu", "area", "2000/3", "亩", "mu|mu", "[均产]"),
    _unit("acre", "area", "4046.8564224", "英亩", "acre|acres"),
    _unit("square foot", "area", "0.09290304", "平方英尺", "square foot|square feet|sq ft"),
    _unit("kilometre", "length", "1000", "公里|千米|km", "kilometre|kilometres|km"),
    _unit("metre", "length", "1", "米", "metre|metres", "[粉饭其兰面线勒粒哈黄业价国老袋]"),
    _unit("centimetre", "length", "0.01", "厘米|公分|cm", "centimetre|centimetres|cm"),
    _unit("millimetre", "length", "0.001", "毫米|mm", "millimetre|millimetres|mm"),
    _unit("micrometre", "length", "0.000001", "微米|μm", "micrometre|micrometres|micron|microns"),
    _unit("nanometre", "length", "0.000000001", "纳米|nm", "nanometre|nanometres|nm"),
    _unit("nautical mile", "length", "1852", "海里", "nautical mile|nautical miles"),
    _unit("mile", "length", "1609.344", "英里", "mile|miles"),
    _unit("foot", "length", "0.3048", "英尺", "foot|feet"),
    _unit("inch", "length", "0.0254", "英寸", "inch|inches"),
    _unit("tonne", "mass", "1000", "吨", "tonne|tonnes|metric ton|metric tons", "位"),
    _unit("kilogram", "mass", "1", "公斤|千克|kg", "kilogram|kilograms|kg|kilo|kilos"),
    _unit("jin", "mass", "0.5", "斤", "jin|jin"),
    _unit("gram", "mass", "0.001", "克", "gram|grams", "[服隆制里拉强己勤莱罗林]"),
    _unit("milligram", "mass", "0.000001", "毫克|mg", "milligram|milligrams|mg"),
    _unit("microgram", "mass", "0.000000001", "微克|μg", "microgram|micrograms"),
    _unit("carat", "mass", "0.0002", "克拉", "carat|carats"),
    _unit("cubic metre", "volume", "1", "立方米|m³", "cubic metre|cubic metres|m³"),
    _unit("litre", "volume", "0.001", "升", "litre|litres", "[级至到高温值学幅起任空降]"),
    _unit("millilitre", "volume", "0.000001", "毫升|ml", "millilitre|millilitres|ml"),
    _unit("kilowatt-hour", "energy", "1", "千瓦时|kwh", "kilowatt-hour|kilowatt-hours|kwh"),
    _unit("watt", "power", "1", "瓦", "watt|watts", "[时斯房片特]"),
    _unit("kilowatt", "power", "1000", "千瓦|kw", "kilowatt|kilowatts|kw"),
    _unit("megawatt", "power", "1000000", "兆瓦|mw", "megawatt|megawatts|mw"),
    _unit("gigawatt", "power", "1000000000", "吉瓦|gw", "gigawatt|gigawatts|gw"),
    _unit("degree Celsius", "temperature", "1", "|".join(_DEGREES), "degree Celsius|degrees Celsius|°C|℃"),
    _unit("second", "time", "1", "秒|秒钟", "second|seconds", "[杀表针]"),
    _unit("minute", "time", "60", "分钟", "minute|minutes"),
    _unit("hour", "time", "3600", "小时|个小时", "hour|hours"),
    _unit("day", "time", "86400", "天", "day|days", "[津然空气文河地使下才赋猫]"),
    _unit("week", "time", "604800", "周|个星期|星期", "week|weeks", "[年边末刊围岁一二三四五六日]"),
    _unit("working day", "working time", "1", "个工作日|工作日", "working day|working days"),
    _unit("month", "calendar time", "1", "个月", "month|months", "[大小]"),
    _unit("quarter", "calendar time", "3", "个季度", "quarter|quarters"),
    _unit("year", "calendar time", "12", "年", "year|years", "[代初底末中度级轻报会货薪均终]"),
    _unit("year of age", "age", "1", "岁|周岁", "year old|years old"),
    _unit("knot", "speed", "463/900", "节", "knot|knots", "[目日课能约点奏假气选省]"),
)

_RATIOS = (
    _unit("percent", "ratio", "1/100", "%", "%|%|percent|per cent"),
    _unit("permille", "ratio", "1/1000", "‰", "‰|‰"),
    _unit("fraction", "ratio", "1", "分"),
    _unit("percentage point", "points", "1", "个百分点|百分点", "percentage point|percentage points"),
    _unit("basis point", "points", "1/100", "个基点|基点", "basis point|basis points"),
    _unit("time", "times", "1", "倍", guard="[数率增感受速镜频]"),
)
"""Fractions are parsed elsewhere as a whole; `3 times` may be a multiple or occasions, and so is not read."""

_NO_PEOPLE = "民币|[工均类大物事气造格脸文体机道为家额单称义誉列次校于置数居口]|才(?!能)"
_PEOPLE = (
    _unit(
        "person",
        "people",
        "1",
        "人|名|位",
        "person|people",
        _NO_PEOPLE,
    ),
    _unit("person-time", "visits", "1", "人次", "person-time|person-times"),
)

_NOUNS = (
    _unit(
        "company",
        "count",
        "1",
        "家企业|家公司|个企业|户企业",
        "company|companies|enterprise|enterprises|firms|businesses",
    ),
    _unit("hospital", "count", "1", "家医院|所医院", "hospital|hospitals"),
    _unit("bank", "count", "1", "家银行", "bank|banks"),
    _unit("school", "count", "1", "所学校", "school|schools"),
    _unit("university", "count", "1", "所大学|所高校", "university|universities"),
    _unit("country", "count", "1", "个国家", "country|countries", "级"),
    _unit("city", "count", "1", "个城市|座城市", "city|cities"),
    _unit("province", "count", "1", "个省份|个省", "province|provinces", "级|会"),
    _unit("project", "count", "1", "个项目", "project|projects"),
    _unit("household", "count", "1", "户家庭|户居民", "household|households"),
    _unit("vehicle", "count", "1", "辆", "vehicle|vehicles"),
    _unit("share", "count", "1", "股", "share|shares", "[份东票市权价]"),
    _unit("ship", "count", "1", "艘", "ship|ships|vessels"),
)
"""Measure words with their noun, or whose noun is always the same."""

_GUARDS = {
    "家": "[庭长乡具电居族园用属里禽]",
    "个": "[性税体别股]",
    "条": "件",
    "项": "目",
    "所": "[以有谓在]",
    "次": "[方日年数于品要序新贷级生元]",
    "场": "[所景地馆面内外均]",
    "部": "[门分署队长委级落位曲]",
    "种": "[植子族业群粮田]",
    "类": "[似型别]",
    "头": "[部条衔]",
    "处": "[理于罚置分方]",
    "支": "[付持出撑行部援]",
    "份": "[额]",
    "门": "[户槛诊]",
    "集": "[团中体成群合约]",
    "站": "[点台]",
    "轮": "[车胎]",
    "篇": "章",
    "户": "[外籍型均口]",
    "台": "[阶湾币州]",
    "笔": "[者记]",
    "批": "[发准复评量]",
    "组": "[织成建合]",
    "座": "[谈椅位]",
}
"""What may not follow a measure word: 3家庭, 5项目."""

_MEASURES = tuple(
    _unit(name, "count", "1", name, "", _GUARDS.get(name, ""))
    for name in "家个条项张台套件座所次场部款只种类架枚株棵头篇册幅间栋幢处支组批笔份门集轮户片根颗站层桶箱例宗起"
)

_MONEY = tuple(
    Unit(
        each.code,
        f"money:{each.code}",
        Fraction(1),
        each.chinese,
        guard="[旦素件首月]" if each.code == "CNY" else "",
    )
    for each in CURRENCIES
)

UNITS = {each.name: each for each in (*_MONEY, *_MEASURED, *_RATIOS, *_PEOPLE, *_NOUNS, *_MEASURES)}
"""All units by canonical name."""
CURRENCY = {each.code: each for each in CURRENCIES}

OCCASIONS = "次轮批起站集层组"
"""Measure words whose ordinal is a name: 第二轮 names a round, not the second item of a list."""
MEASURE_WORDS = "".join(
    dict.fromkeys([
        *(name for each in (*_PEOPLE, *_NOUNS, *_MEASURES) for name in each.chinese if len(name) == 1),
        *"届页本",
    ])
)
"""Measure words of one character; the last three occur in questions, but no quantity is read from them."""
_ALSO_BEHIND_FIGURES = ("周年", "个方面", "方面")
"""Further endings of an answer's figure; no quantity is read from them, since they are as often ordinals."""
_NOT_BEHIND_FIGURES = frozenset({"分", "年", "个小时"})
"""分 may be of 百分 and 年 of a date; with 个小时, 6.5个小时 would be cited in addition to an equal 6.5小时."""
_ONLY_BEHIND_DIGITS = frozenset("起站层门集处支轮片根头批组份周秒节升瓦斤级颗株棵幅例宗箱桶笔幢栋枚架间册篇艘") | {
    "星期"
}
"""Measure words that form another word with a spelt number, as 一起, 一层, 千斤 and 百分."""


_BEHIND_FIGURES = {
    name: each
    for each in (*_MONEY, *_MEASURED, *_RATIOS, *_PEOPLE, *_MEASURES)
    for name in each.chinese
    if name not in _NOT_BEHIND_FIGURES
}
FIGURE_NAMES = tuple(
    sorted({*_BEHIND_FIGURES, *MEASURE_WORDS, *_ALSO_BEHIND_FIGURES}, key=lambda name: (-len(name), name))
)
"""Endings of an answer's figure, longest first: 家 and not 家企业."""


def names_like(name: str) -> tuple[str, ...]:
    """All Chinese names of the unit with this name, as 千米 for 公里; a measure word has only itself: 名 is not 人."""
    unit = _BEHIND_FIGURES.get(name)
    if unit is None or name in MEASURE_WORDS:
        return (name,)
    return tuple(each for each in unit.chinese if each in _BEHIND_FIGURES)


def dimension_names(dimension: str) -> tuple[str, ...]:
    """The Chinese names of all units of a dimension, such as area; money means every currency."""
    return tuple(
        name
        for each in UNITS.values()
        if each.dimension.partition(":")[0] == dimension
        for name in each.chinese
        if name not in _NOT_BEHIND_FIGURES
    )


def figure_pattern(*, spelt: bool) -> str:
    """A pattern of the endings of an answer's figure: 元 in 3500亿元, 家 and not 家企业 in 30家企业.

    Args:
        spelt: Whether the number is spelt in Chinese, after which fewer measure words are certain.

    Returns:
        The pattern, without guards: their 40 classes of Han characters would take 70 ms to compile at each start.
    """
    without = _ONLY_BEHIND_DIGITS if spelt else frozenset[str]()
    return "|".join(re.escape(name) for name in FIGURE_NAMES if name not in without)


def guarded(name: str, guard: str) -> str:
    """A pattern of a unit's Chinese name with its guard."""
    latin = "(?![a-z])" if name[-1].isascii() and name[-1].isalpha() else ""
    return re.escape(name) + latin + (f"(?!{guard})" if guard and len(name) == 1 else "")


Sense = Literal["exact", "about", "nearly", "over", "at_least", "at_most", "under", "several"]
"""How the text qualifies the number: 约, 近, 超过 or 余, 至少 or 以上, 不超过, 不足; several: 数百, several hundred."""
Change = Literal["up", "down"]
Basis = Literal["year", "period"]
"""What a change is compared with: 同比 the same time a year before, 环比 the previous period."""

_SIDES: dict[Sense, int] = {"under": -1, "nearly": -1, "at_most": -1, "at_least": 1, "over": 1}
_FEW, _MOST = 2, 9
"""Bounds of several: 数百 is between 200 and 900."""


class Quantity(Frozen):
    """A number, or a range of numbers, of a unit."""

    low: Decimal | Fraction = Field(description="the number with its scale, in units: 3500亿元 is 3.5E+11")
    high: Decimal | Fraction = Field(description="the same as low where there is one number")
    unit: str = Field(default="", description="canonical name in qa.values.units; empty for a number alone")
    sense: Sense = "exact"
    change: Change | None = Field(default=None, description="whether it says by how much something rose or fell")
    basis: Basis | None = Field(default=None, description="what the change is measured against, where that is said")
    per: str | None = Field(default=None, description="canonical unit below the stroke: 8000元/平方米")

    @model_validator(mode="after")
    def _can_be(self) -> Self:
        if Fraction(self.high) < Fraction(self.low):
            raise ValueError(f"expected low <= high, found {self.low} and {self.high}")
        unknown = {self.unit, self.per or ""} - UNITS.keys() - {""}
        if unknown:
            raise ValueError(f"expected units of qa.values.units, found {sorted(unknown)}")
        return self


class QuantitySpan(NamedTuple):
    """A quantity and its span in the text."""

    span: Span
    quantity: Quantity


class Amount(NamedTuple):
    """A number with its unit in a folded text, before the words around it are considered."""

    start: int
    end: int
    low: Decimal | Fraction
    high: Decimal | Fraction
    unit: str = ""
    power: int | None = None
    """Power of ten of the scale after the number, such as 8 for 亿; None without a scale."""
    sense: Sense = "exact"
    implied: bool = False
    """Whether its 一 is omitted, as in 近千亿元: without 近 that is a magnitude, not a number."""
    grouped: bool = False
    """Whether commas show that the bare number is a number: 3,500."""
    per: str | None = None
    unit_at: int = 0
    """End of the number with its scale and start of the unit; 0 if the unit is part of the number, as in 百分之五."""


class SortKey(NamedTuple):
    """Sort key of quantities: by dimension name, then by value."""

    dimension: str
    low: Fraction
    """The value in the dimension's base unit, such as square metres or kilograms; a fall is negative."""
    high: Fraction
    side: int
    """-1 for nearly or under the number, 1 for over it, 0 for exactly the number."""


def sort_key(quantity: Quantity) -> SortKey:
    """The exact sort key of a quantity; two can be compared if their dimensions are the same."""
    low, high = Fraction(quantity.low), Fraction(quantity.high)
    side = _SIDES.get(quantity.sense, 0)
    if quantity.sense == "several":
        low, high = _FEW * low, _MOST * high
    factor, dimension = Fraction(1), ""
    if quantity.unit:
        factor, dimension = UNITS[quantity.unit].factor, UNITS[quantity.unit].dimension
    if quantity.per:
        factor /= UNITS[quantity.per].factor
        dimension = f"{dimension}/{UNITS[quantity.per].dimension}"
    if quantity.change == "down":
        low, high, side = -high, -low, -side
    return SortKey(dimension, low * factor, high * factor, side)


def decimal(digits: str, *, power: int = 0) -> Decimal | None:
    """A number in digits times a power of ten, with the decimal places written: 3.50 stays 3.50, 3500 is 3.5E+3.

    Args:
        digits: With or without commas and a point.
        power: Power of ten of the scale after it: 8 for 亿.

    Returns:
        The number; None for 007, or for more than LONGEST digits.
    """
    plain = digits.replace(",", "").replace(" ", "")
    if len(plain) > LONGEST or (len(plain) > 1 and plain[0] == "0" and plain[1] != "."):
        return None
    value = Decimal(plain)
    return (value if "." in plain else value.normalize()).scaleb(power)
