"""The number and the unit of a figure as an article writes it, for sorting: 3500亿元 is 350000000000 元."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from embeddings.normalize import fold
from embeddings.numerals import SCALES, value_of

_SCALE = "|".join(sorted(SCALES, key=len, reverse=True))
_FIGURE = re.compile(
    rf"(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?!\d)|"
    rf"\d+)(?P<places>\.\d+)?(?:\s?[-~至到]\s?[\d.,]+)?\s?(?P<scale>{_SCALE})?(?:余|多)?\s?(?P<unit>.*)"
)
_SPELT = re.compile(r"(?P<digits>[〇零一二两三四五六七八九十百千万亿]+)(?:余|多)?\s?(?P<unit>.*)")


class Figure(NamedTuple):
    """A number in units; of a range its lower end."""

    number: Decimal
    unit: str
    """Folded, without its scale; empty for a number alone."""


def figure(text: str) -> Figure | None:
    """The number that a text begins with, and what it counts; None where it begins with none."""
    folded = fold(text).strip()
    if match := _FIGURE.match(folded):
        value = Decimal(match["digits"].replace(",", "") + (match["places"] or ""))
        return Figure(value * SCALES.get(match["scale"] or "", 1), match["unit"].strip())
    if (match := _SPELT.match(folded)) and (spelt := value_of(match["digits"])) is not None:
        return Figure(Decimal(spelt), match["unit"].strip())
    return None
