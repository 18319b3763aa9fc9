from __future__ import annotations

import re

import pytest

from qa.grounding.alignment import opposed


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("产值增长了12%", "产值下降了12%", True),
        ("prices rose", "价格下跌", True),
        ("产值增长了12%", "产值增长12%", False),
        ("产值先增长后下降", "产值下降", False),
        ("产值很大", "产值下降", False),
    ],
)
def test_one_says_the_contrary_where_neither_says_both(one: str, other: str, expected: bool) -> None:
    assert opposed(one, other) is expected
    assert opposed(other, one) is expected


def test_other_contraries_may_be_given() -> None:
    pairs = [(re.compile("before|之前"), re.compile("after|之后"))]
    assert opposed("before june", "6月之后", pairs)
    assert not opposed("prices rose", "价格下跌", pairs)
