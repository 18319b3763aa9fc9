"""Quantities and dates in the other language: a table of forms, and what holds of all of them."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from embeddings.text.numerals import LONGEST
from qa.values.calendar import five_year_plan, shifted, whole
from qa.values.dates_article import DateRange, Precision, Relation, parse_dates
from qa.values.quantities import parse_quantities
from qa.values.rendering import Into, in_chinese, in_english, quantity_in_chinese, quantity_in_english, render
from qa.values.units import UNITS, Quantity, Sense

with (Path(__file__).parent / "quantities.tsv").open(encoding="utf-8", newline="") as table:
    ROWS = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
"""A dateline of - is none, and an expected text of - is nothing."""


def of(name: str) -> list[dict[str, str]]:
    return [row for row in ROWS if row["into"] == name]


@pytest.mark.parametrize("into", get_args(Into))
def test_every_form_of_the_table(into: Into) -> None:
    wrong = {
        (row["text"], row["published"]): (said, row["expected"])
        for row in of(into)
        if (said := render(row["text"], into=into, published=dateline(row["published"])) or "-") != row["expected"]
    }
    assert wrong == {}


def dateline(written: str) -> date | None:
    return None if written == "-" else date.fromisoformat(written)


def test_the_table_is_long_enough() -> None:
    assert len(ROWS) == len({(row["into"], row["published"], row["text"]) for row in ROWS})
    rendered = Counter(row["into"] for row in ROWS if row["expected"] != "-")
    assert rendered["en"] >= 300
    assert rendered["zh"] >= 150


@pytest.mark.parametrize(
    ("text", "into", "expected"),
    [
        ("3500亿元。", "en", "RMB 350 billion"),
        (" 近500亿元，", "en", "nearly RMB 50 billion"),
        ("3500亿元和500亿元", "en", None),
        ("规模达3500亿元", "en", None),
        ("", "en", None),
        ("。", "zh", None),
    ],
)
def test_a_span_is_one_quantity_and_nothing_else(text: str, into: Into, expected: str | None) -> None:
    assert render(text, into=into, published=None) == expected


@pytest.mark.parametrize(
    "text",
    ["13.0%", "RMB 350 billion", "nearly 30 hectares", "3500亿元人民币", "22 August 2022", "2022年8月22日", "Q3 2023"],
)
def test_a_plain_form_stays(text: str) -> None:
    into: Into = "en" if text.isascii() else "zh"
    assert render(text, into=into, published=None) == text


CERTAIN = sorted(
    unit.name
    for unit in UNITS.values()
    if (unit.english or unit.dimension.startswith("money")) and unit.name != "quarter"
)
"""Units that both languages name."""
SENSES: list[Sense] = [sense for sense in get_args(Sense) if sense != "several"]


@st.composite
def numbers(draw: st.DrawFn) -> Decimal:
    """What an article may write: 3500亿, 1.35万亿, 13.0; none negative."""
    places = draw(st.integers(0, 2))
    digits = Decimal(draw(st.integers(1, 99_999))).scaleb(-places)
    value = digits if places else digits.normalize()
    return value.scaleb(draw(st.sampled_from([0, 0, 4, 6, 8, 12])))


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    unit = draw(st.sampled_from(CERTAIN))
    low, high = sorted((draw(numbers()), draw(numbers()))) if draw(st.booleans()) else [draw(numbers())] * 2
    changing = UNITS[unit].dimension in {"ratio", "points"} and draw(st.booleans())
    return Quantity(
        low=low,
        high=high,
        unit=unit,
        sense=draw(st.sampled_from(SENSES)) if low == high else "exact",
        change=draw(st.sampled_from(["up", "down"])) if changing else None,
        basis=draw(st.sampled_from(["year", "period", None])) if changing else None,
    )


def reread(text: str | None) -> Quantity | None:
    found = parse_quantities(text or "")
    return found[0].quantity if len(found) == 1 and found[0].span.of(text or "") == text else None


@given(quantities())
def test_what_is_written_is_read_again(quantity: Quantity) -> None:
    assume(quantity.unit != "year" or quantity.high < 1000)  # 2022年 is a date
    assume(quantity.unit != "person" or quantity.low != 1)
    assume(
        quantity.low == quantity.high or quantity.high < 10**LONGEST
    )  # a range has the scale that both its ends reach
    assert reread(quantity_in_english(quantity)) == quantity
    assert reread(quantity_in_chinese(quantity)) == quantity


@given(numbers())
def test_no_digit_is_lost(value: Decimal) -> None:
    quantity = Quantity(low=value, high=value, unit="CNY")
    for said in (quantity_in_english(quantity), quantity_in_chinese(quantity)):
        read = reread(said)
        assert read is not None
        assert read.low == value
        kept = len(value.as_tuple().digits)
        assert sum(character.isdigit() for character in said or "") >= kept


@st.composite
def dates(draw: st.DrawFn) -> DateRange:
    day = draw(st.dates(date(1960, 1, 1), date(2050, 12, 31)))
    precision: Precision = draw(st.sampled_from(["day", "month", "quarter", "year", "decade", "plan", "span"]))
    first, last = day, day
    if precision in {"month", "quarter", "year"}:
        first, last = whole(precision, day)
    elif precision == "decade":
        first, last = date(day.year // 10 * 10, 1, 1), date(day.year // 10 * 10 + 9, 12, 31)
    elif precision == "plan":
        first, last = five_year_plan(draw(st.integers(6, 20)))
    elif precision == "span":
        last = day + timedelta(days=draw(st.integers(1, 900)))
    sharp = precision in {"day", "month", "year"}
    relation: Relation = draw(st.sampled_from(get_args(Relation))) if sharp else "in"
    return DateRange(first=first, last=last, precision=precision, relation=relation)


@given(dates())
def test_dates_are_read_again(named: DateRange) -> None:
    assume(named.first.year != 2000 or named.precision != "year")  # by 2000 may count things
    assume(named.precision != "span" or (named.first, named.last) != whole("month", named.first))
    assume(named.precision != "span" or (named.first, named.last) != whole("year", named.first))
    english, chinese = in_english(named) or "", in_chinese(named) or ""
    for text in (f"in {english}" if named.precision == "year" and named.relation == "in" else english, chinese):
        assert [each.dates for each in parse_dates(text, published=None)] == [named], text


@given(st.one_of(st.text(), st.sampled_from([row["text"] for row in ROWS])), st.sampled_from(get_args(Into)))
def test_any_text_is_rendered_or_not(text: str, into: Into) -> None:
    said = render(text, into=into, published=shifted(date(2022, 8, 23), 0, "day"))
    assert said is None or said
