from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from pydantic import ValidationError

from qa.values.units import CURRENCY, UNITS, Quantity, SortKey, decimal, sort_key


@pytest.mark.parametrize(
    ("digits", "power", "written"),
    [
        ("3500", 8, "350000000000"),
        ("3,500", 8, "350000000000"),
        ("3.50", 0, "3.50"),
        ("13.0", 0, "13.0"),
        ("1.35", 12, "1350000000000"),
        ("0.5", 0, "0.5"),
        ("3 500", 8, "350000000000"),
    ],
)
def test_digits_are_kept(digits: str, power: int, written: str) -> None:
    value = decimal(digits, power=power)
    assert value is not None
    assert format(value, "f") == written


@pytest.mark.parametrize("digits", ["007", "00", "1" * 16, "1234567890.123456"])
def test_what_is_no_number(digits: str) -> None:
    assert decimal(digits) is None


def test_digits_behind_the_point_outlive_the_scale() -> None:
    assert decimal("3.50", power=8) == Decimal(350_000_000)
    assert str(decimal("3.50", power=8)) == "3.50E+8"
    assert str(decimal("3500", power=8)) == "3.5E+11"


def test_the_same_amount_is_equal_however_it_is_written() -> None:
    one = Quantity(low=Decimal("3.5E+11"), high=Decimal("3.5E+11"), unit="CNY")
    other = Quantity(low=Decimal(350_000_000_000), high=Decimal("350000000000.0"), unit="CNY")
    assert one == other
    assert hash(one) == hash(other)
    assert Quantity.model_validate_json(one.model_dump_json()) == one


def test_a_fraction_stays_one() -> None:
    third = Quantity(low=Fraction(1, 3), high=Fraction(1, 3), unit="fraction")
    assert third.low == Fraction(1, 3)
    assert sort_key(third) == SortKey("ratio", Fraction(1, 3), Fraction(1, 3), 0)


@pytest.mark.parametrize(
    ("unit", "other", "times"),
    [
        ("square kilometre", "hectare", 100),
        ("hectare", "mu", 15),
        ("kilometre", "metre", 1000),
        ("tonne", "jin", 2000),
        ("year", "month", 12),
        ("day", "hour", 24),
        ("gigawatt", "kilowatt", 1_000_000),
        ("percentage point", "basis point", 100),
    ],
)
def test_units_of_one_dimension_are_in_exact_proportion(unit: str, other: str, times: int) -> None:
    assert sort_key(Quantity(low=Decimal(1), high=Decimal(1), unit=unit)) == sort_key(
        Quantity(low=Decimal(times), high=Decimal(times), unit=other)
    )


def test_no_currency_is_compared_with_another() -> None:
    yuan, dollars = (sort_key(Quantity(low=Decimal(1), high=Decimal(1), unit=code)) for code in ("CNY", "USD"))
    assert (yuan.dimension, dollars.dimension) == ("money:CNY", "money:USD")


def test_order() -> None:
    def of(low: int, **other: str | Decimal) -> SortKey:
        return sort_key(Quantity.model_validate({"low": Decimal(low), "high": Decimal(low), "unit": "percent"} | other))

    ordered = [
        of(5, change="down"),
        of(3, change="down"),
        of(0),
        of(5, sense="nearly"),
        of(5),
        of(5, sense="over"),
        of(5, high=Decimal(7)),
        of(6),
    ]
    assert sorted(ordered) == ordered


def test_several_lie_between_two_and_nine() -> None:
    some = Quantity(low=Decimal(100), high=Decimal(100), unit="家", sense="several")
    assert sort_key(some)[1:3] == (200, 900)


def test_rates_have_their_own_dimension() -> None:
    by_metre = Quantity(low=Decimal(8000), high=Decimal(8000), unit="CNY", per="square metre")
    by_hectare = Quantity(low=Decimal(80_000_000), high=Decimal(80_000_000), unit="CNY", per="hectare")
    assert sort_key(by_metre) == sort_key(by_hectare)
    assert sort_key(by_metre).dimension == "money:CNY/area"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"low": 2, "high": 1}, "expected low <= high"),
        ({"low": 1, "high": 1, "unit": "parsec"}, "expected units of qa.values.units, found"),
        ({"low": 1, "high": 1, "unit": "CNY", "per": "parsec"}, "expected units of qa.values.units, found"),
    ],
)
def test_what_can_not_be_is_refused(fields: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Quantity.model_validate(fields)


def test_units_are_named_once() -> None:
    chinese = [name for unit in UNITS.values() for name in unit.chinese]
    english = [name for unit in UNITS.values() for name in set(unit.english)]
    assert len(set(chinese)) == len(chinese)
    assert len(set(english)) == len(english)
    assert all(code in UNITS for code in CURRENCY)
    assert all(unit.factor > 0 for unit in UNITS.values())
