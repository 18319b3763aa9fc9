from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.values.quantities import parse_quantities
from qa.values.units import Quantity

Row = tuple[str, str, str, str]


def found(text: str) -> list[str]:
    return [span.of(text) for span, _ in parse_quantities(text)]


def only(text: str) -> Quantity:
    ((span, quantity),) = parse_quantities(text)
    assert span.of(text) == text
    return quantity


def said(text: str) -> Row:
    """The numbers in full, the unit and what is said of them, of a text that is one quantity."""
    quantity = only(text)
    low, high = (
        format(each, "f") if isinstance(each, Decimal) else str(each) for each in (quantity.low, quantity.high)
    )
    return low, high, quantity.unit, quantity.sense


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ("3500亿元|3,500亿元|三千五百亿元|3500 亿元|３５００億元|0.35万亿元", ("350000000000", "CNY", "exact")),
        ("RMB 350 billion|350 billion yuan|RMB350bn|CNY 350 billion|人民币3500亿元", ("350000000000", "CNY", "exact")),
        ("近500亿元|将近500亿元|接近500亿元|nearly RMB 50 billion|almost 50bn yuan", ("50000000000", "CNY", "nearly")),
        ("2000多亿元|两千多亿元|2000余亿元|超2000亿元|逾2000亿元|超过2000亿元", ("200000000000", "CNY", "over")),
        ("超百亿元|逾百亿元|百余亿元|over 10 billion yuan", ("10000000000", "CNY", "over")),
        ("3亿元以上|至少3亿元|不少于3亿元|不低于3亿元|at least RMB 300 million", ("300000000", "CNY", "at_least")),
        ("5000万元以下|不超过5000万元|5000万元以内|up to RMB 50 million", ("50000000", "CNY", "at_most")),
        ("不足10亿元|不到10亿元|低于10亿元|less than RMB 1 billion", ("1000000000", "CNY", "under")),
        ("约3亿元|大约3亿元|3亿元左右|3亿元上下|about RMB 300 million", ("300000000", "CNY", "about")),
        ("35亿美元|US$3.5bn|USD 3.5 billion|$3.5 billion|3.5 billion US dollars", ("3500000000", "USD", "exact")),
        ("5亿港元|港币5亿元|HK$500 million", ("500000000", "HKD", "exact")),
        ("1亿2000万元|1.2亿元|12000万元", ("120000000", "CNY", "exact")),
        ("13%|百分之十三|13 percent|13 per cent|１３％", ("13", "percent", "exact")),
        ("五成|5成|百分之五十|50%", ("50", "percent", "exact")),
        ("30余家|三十余家|30多家|超30家|超过30家", ("30", "家", "over")),
        ("30家企业|30家公司|30 companies|thirty companies", ("30", "company", "exact")),
        ("近千万人|nearly 10 million people|将近1000万人", ("10000000", "person", "nearly")),
        ("50人|50名|50位|fifty people", ("50", "person", "exact")),
        (
            "120万平方米|1.2 million square metres|1.2 million square meters|120万㎡",
            ("1200000", "square metre", "exact"),
        ),
        ("3个多月|三个多月|more than 3 months|超过3个月", ("3", "month", "over")),
        ("over 500|more than five hundred", ("500", "", "over")),
        ("nearly two dozen|nearly 24", ("24", "", "nearly")),
        ("2倍|两倍|二倍", ("2", "time", "exact")),
        ("零下5摄氏度|-5℃|minus 5 degrees celsius", ("-5", "degree Celsius", "exact")),
    ],
)
def test_the_same_quantity_however_it_is_written(texts: str, expected: tuple[str, str, str]) -> None:
    number, unit, sense = expected
    written = (number, number, unit, sense)
    assert {text: said(text) for text in texts.split("|")} == dict.fromkeys(texts.split("|"), written)


@pytest.mark.parametrize(
    ("texts", "low", "high"),
    [
        (
            "3-5亿元|3至5亿元|3亿元至5亿元|3亿-5亿元|3亿～5亿元|between RMB 300 million and RMB 500 million",
            3 * 10**8,
            5 * 10**8,
        ),
        ("5000万元—1亿元|5000万-1亿元|RMB 50-100 million", 5 * 10**7, 10**8),
        ("500-1000万元", 5 * 10**6, 10**7),
        ("10%—15%|10%至15%|10-15%|10 to 15 percent", 10, 15),
        ("六七成|60%-70%", 60, 70),
        ("百分之三至五|百分之三至百分之五|3%-5%", 3, 5),
        ("两三百家|200至300家", 200, 300),
        ("十七八岁|17-18岁", 17, 18),
        ("一两个|1-2个", 1, 2),
    ],
)
def test_ranges(texts: str, low: int, high: int) -> None:
    for text in texts.split("|"):
        quantity = only(text)
        assert (quantity.low, quantity.high) == (low, high), text


def test_fractions_are_exact() -> None:
    assert (only("三分之一").low, only("two thirds").low) == (Fraction(1, 3), Fraction(2, 3))


@pytest.mark.parametrize(
    ("text", "change", "basis"),
    [
        ("同比增长13.0%", "up", "year"),
        ("比去年同期增长8.1%", "up", "year"),
        ("环比下降0.5个百分点", "down", "period"),
        ("增长了5%", "up", None),
        ("跌幅7.11%", "down", None),
        ("up 13% year on year", "up", "year"),
        ("fell by 3.2% from a year earlier", "down", "year"),
        ("grew 5%", "up", None),
        ("13%", None, None),
    ],
)
def test_changes(text: str, change: str | None, basis: str | None) -> None:
    quantity = only(text)
    assert (quantity.change, quantity.basis) == (change, basis)


def test_yen_are_no_days() -> None:
    assert found("近5日元") == ["近5日元"]


def test_rates() -> None:
    assert [
        (only(text).unit, only(text).per) for text in ("8000元/平方米", "RMB 8,000 per square metre", "350公里/小时")
    ] == [
        ("CNY", "square metre"),
        ("CNY", "square metre"),
        ("kilometre", "hour"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("到2025年,上海“元宇宙”相关产业规模将达3500亿元,培育10家以上创新型头部企业", ["3500亿元", "10家以上"]),
        ("元宇宙及关联产业规模超过1350亿元。引进培养10名高层次领军人才", ["超过1350亿元", "10名"]),
        ("建成3-5个元宇宙重点实验室,50家以上“专精特新”企业", ["3-5个", "50家以上"]),
        ("成都数字经济核心产业增加值2580.6亿元，占全市GDP比重为13.0%", ["2580.6亿元", "13.0%"]),
        ("長隆集團將提供不少於 3000 平米的集中空間", ["不少於 3000 平米"]),
        ("元宇宙核心產業規模突破 500 億元", ["突破 500 億元"]),
        ("首期規模10億元的產業基金，申請專利超過800項", ["10億元", "超過800項"]),
        ("全国已有12省级单位及14个市级单位发布了45项政策", ["14个", "45项"]),
        ("营收15.27亿元，同比增长24.58%，扣非净利润-156.58万元", ["15.27亿元", "同比增长24.58%", "-156.58万元"]),
        ("1美元对人民币7.1418元，5，500家", ["1美元", "人民币7.1418元"]),
        ("The fund of RMB 1 billion will back over 500 start-ups, up 13%.", ["RMB 1 billion", "over 500", "up 13%"]),
        (
            "It covers 1.2 million square metres, nearly two dozen of them…",
            ["1.2 million square metres", "nearly two dozen"],
        ),
        ("US$3.5bn in 2022, or 3.5 billion dollars", ["US$3.5bn", "3.5 billion dollars"]),
    ],
)
def test_quantities_of_a_sentence_with_their_places(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "元宇宙 三亚 四川 十分 万一 一定 一家 一个 统一 五金 零部件 三轮车 第三批 第 3 家 千万 千亿元",
        "2022年7月 8月22日 二〇二二年 近三年 20:30 8点30分 2022年 2022-07-08 十四五",
        "5G 3D COVID-19 A4 v1.2 1.2.3 00700 #12 a@3 6比1 1:0",
        "一年六个月 1小时30分钟 五元八角 一米八 三年半 29mg/100ml",
        "3 times ¥500 ￥500 no. 5 3rd in 2022 over three years",
    ],
)
def test_what_merely_holds_numerals(text: str) -> None:
    parts = (
        text.split(" ") if not text.startswith("3 times") else ["3 times", "¥500", "￥500", "no. 5", "3rd", "in 2022"]
    )
    assert {part: found(part) for part in parts} == {part: [] for part in parts}


@pytest.mark.parametrize("text", ["3至大量", "5000-3亿元-2"])
def test_half_a_range_is_no_quantity(text: str) -> None:
    assert found(text) == []


def test_longer_than_an_age_is_not_longer_than_a_time() -> None:
    assert found("over three years") == ["three years"]
    assert found("more than three years") == ["more than three years"]


CHARACTERS = (
    "0123456789零一二两三四五六七八九十百千万亿几数多余近约超以上下不足"
    "元美港人家个名月年天%分之成倍平方米/-–至，,.$rmbilion overnearlydozen"
)


@given(st.one_of(st.text(), st.text(alphabet=CHARACTERS)))
def test_any_text_is_read_and_spans_are_in_order(text: str) -> None:
    spans = [span for span, _ in parse_quantities(text)]
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(any(character.isnumeric() or character.isalpha() for character in span.of(text)) for span in spans)
