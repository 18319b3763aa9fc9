"""A quantity as an article gives it: its number to the last digit, its unit, and how sure or open the number is.

Nothing is rounded and no currency converted: quantities are in one order only where they share a dimension.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple, Self

from pydantic import Field, model_validator

from embeddings.numerals import LONGEST
from embeddings.schema import Frozen, Span
from qa.units import UNITS

Sense = Literal["exact", "about", "nearly", "over", "at_least", "at_most", "under", "several"]
"""What the text says of the number: 约, 近, 超过 or 余, 至少 or 以上, 不超过, 不足; several: 数百, several hundred."""
Change = Literal["up", "down"]
Basis = Literal["year", "period"]
"""What a change is measured against: 同比 the same time a year before, 环比 the period before."""

_SIDES: dict[Sense, int] = {"under": -1, "nearly": -1, "at_most": -1, "at_least": 1, "over": 1}
_FEW, _MOST = 2, 9
"""数百 lies between 200 and 900."""


class Quantity(Frozen):
    """A number, or a range of numbers, of a unit."""

    low: Decimal | Fraction = Field(description="the number with its scale, in units: 3500亿元 is 3.5E+11")
    high: Decimal | Fraction = Field(description="the same as low where there is one number")
    unit: str = Field(default="", description="canonical name in qa.units; empty for a number alone")
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
            raise ValueError(f"expected units of qa.units, found {sorted(unknown)}")
        return self


class FoundQuantity(NamedTuple):
    """A quantity and where it stands in the text."""

    span: Span
    quantity: Quantity


class Amount(NamedTuple):
    """A number with its unit in a folded text, before what stands around it is looked at."""

    start: int
    end: int
    low: Decimal | Fraction
    high: Decimal | Fraction
    unit: str = ""
    power: int | None = None
    """Of the scale behind the number, as 8 for 亿; None where there is none."""
    sense: Sense = "exact"
    implied: bool = False
    """Whether its one is not written, as in 近千亿元: without 近 that is no number but a size."""
    grouped: bool = False
    """Whether commas say that the bare number is a number: 3,500."""
    per: str | None = None


class SortKey(NamedTuple):
    """What puts quantities of one dimension in order; dimensions themselves stand in order of their names."""

    dimension: str
    low: Fraction
    """In the dimension's base unit: square metres, tonnes as kilograms; a fall is below zero."""
    high: Fraction
    side: int
    """-1 for nearly or under the number, 1 for over it, 0 for the number itself."""


def sort_key(quantity: Quantity) -> SortKey:
    """The exact key of a quantity; two can be compared where their dimensions are the same."""
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
    """A number in digits, times ten to a power, that keeps the places written: 3.50 stays 3.50, 3500 is 3.5E+3.

    Args:
        digits: With or without commas and a point.
        power: Of the scale behind it: 8 for 亿.

    Returns:
        None for a number that is none: 007, or more than LONGEST digits.
    """
    plain = digits.replace(",", "").replace(" ", "")
    if len(plain) > LONGEST or (len(plain) > 1 and plain[0] == "0" and plain[1] != "."):
        return None
    value = Decimal(plain)
    return (value if "." in plain else value.normalize()).scaleb(power)
