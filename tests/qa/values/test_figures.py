from __future__ import annotations

from decimal import Decimal

import pytest

from qa.values.quantities import figure


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("3500亿元", "350000000000", "元"),
        ("1,350億元", "135000000000", "元"),
        ("500 亿元", "50000000000", "元"),
        ("1.2万亿元", "1200000000000", "元"),
        ("２０家", "20", "家"),
        ("3000余平米", "3000", "平米"),
        ("13.0%", "13.0", "%"),
        ("三十条", "30", "条"),
        ("两百万人", "2000000", "人"),
        ("2-3 家", "2", "家"),
        ("350 billion yuan", "350000000000", "yuan"),
        ("800", "800", ""),
        ("一家", "1", "家"),
        ("5部门", "5", "部门"),
        ("2.5亿美元", "250000000", "美元"),
        ("百分之五", "5", "%"),
        ("三成", "30", "%"),
        ("65.46万亿韩元", "65460000000000", "韩元"),
        ("8000元/平方米", "8000", "元/平方米"),
    ],
)
def test_figure(text: str, number: str, unit: str) -> None:
    found = figure(text)
    assert found is not None
    assert (found.number, found.unit) == (Decimal(number), unit)


@pytest.mark.parametrize("text", ["", "元", "约3亿元", "百十", "三分之一"])
def test_no_figure(text: str) -> None:
    assert figure(text) is None
