"""Which quarter, half-year, phase, edition or round a text speaks of: what is said of one is no answer for another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from embeddings.normalize import fold
from embeddings.numerals import value_of

_NUMBER = r"(?:\d{1,3}|[零〇一二三四五六七八九十百]{1,5})"
_ENGLISH = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_WORDS = "|".join(_ENGLISH)
_SPECIAL = {"首": 1, "上": 1, "下": 2, **_ENGLISH}
"""What stands for a number."""
KINDS: dict[str, re.Pattern[str]] = {
    "quarter": re.compile(rf"第?([一二三四1-4])季度|\bq([1-4])\b|\b({_WORDS})[- ]quarter\b"),
    "half": re.compile(r"([上下])半年|\b(first|second) half\b|\bh([12])\b"),
    "phase": re.compile(
        rf"(?<![同定学假任周日时分长中短近后前早晚初末])(?:第?({_NUMBER})|(首))期(?![间货限权待末刊盼望许内满])"
    ),
    "edition": re.compile(rf"第({_NUMBER})届|(首)届"),
    "round": re.compile(rf"第({_NUMBER})轮|(首)轮"),
}
"""By what is counted, in folded text. News answered 第三季度 with figures of the second, 003 基金二期 with 首期."""


class Ordinal(NamedTuple):
    """Which of several of a kind."""

    kind: str
    number: int
    text: str
    """Folded."""


def ordinals(folded: str) -> Iterator[Ordinal]:
    """Those of a folded text, kind by kind, in its order."""
    for kind, pattern in KINDS.items():
        for match in pattern.finditer(folded):
            said = next(filter(None, match.groups()))
            number = _SPECIAL.get(said) or (int(said) if said.isdecimal() else value_of(said))
            if number is not None:
                yield Ordinal(kind, number, match[0])


def contradicted(asked: Sequence[Ordinal], sentence: str, above: str) -> int:
    """How many kinds of ordinals a sentence has or stands under with none of the numbers asked for.

    Args:
        asked: Of the question.
        sentence: As written. What it says goes before what stands above it.
        above: Its heading and its article's title, as written.
    """
    if not asked:
        return 0
    said, over = list(ordinals(fold(sentence))), list(ordinals(fold(above)))
    wrong = 0
    for kind in {each.kind for each in asked}:
        wanted = {each.number for each in asked if each.kind == kind}
        own = {each.number for each in said if each.kind == kind}
        around = {each.number for each in over if each.kind == kind}
        wrong += bool(own or around) and not wanted & (own | around)
    return wrong
