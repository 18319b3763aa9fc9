"""English sentences made false by rules, to be held against the Chinese article that their true form translates.

Each kind changes one thing of a human translation: a number, a date, a name, what it says or denies, or its last half.
Chinese sentences over English articles are altered by benchmarks.altered.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from qa.grounding.values import day_terms


class Translated(NamedTuple):
    """What an English sentence is altered by."""

    english: str
    """The whole article that it is of."""
    foreign: str
    """A sentence of another article, in English."""
    names: dict[str, tuple[str, ...]]
    """Names of another article: of places, and others."""


Alter = Callable[[str, Translated, random.Random], str | None]

_NUMBER = re.compile(r"(?<![\d.,:/A-Za-z-])\d+(?:[.,]\d+)*(?![\d:/]|[.,]\d)")
_SPELT = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_SPELT_NUMBER = re.compile(rf"\b(?:{'|'.join(_SPELT)})\b")
_DATED = (
    ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
     "December"),
    ("last year", "this year", "next year"), ("last week", "this week", "next week"),
    ("last month", "this month", "next month"), ("yesterday", "tomorrow"),
)  # fmt: skip
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+(?: [A-Z][a-z]+){0,2}\b")
_PLACED = re.compile(r"\b(?:in|at|from|near|of|across) $", re.IGNORECASE)
_NO_NAMES = frozenset(name for names in _DATED for name in names) | frozenset([
    "I", "Mr", "Mrs", "Ms", "Dr", "Sen", "Rep", "It", "He", "She", "We", "They", "You", "This", "That", "The", "But",
    "And", "If", "So", "What", "How", "With", "My",
])  # fmt: skip
_TURNED = (
    ("increase", "decrease"), ("increased", "decreased"), ("rise", "fall"), ("rose", "fell"),
    ("more than", "less than"), ("higher", "lower"),
    ("first", "last"), ("before", "after"), ("support", "oppose"), ("won", "lost"),
    ("win", "defeat"), ("more", "fewer"), ("best", "worst"), ("agreed", "refused"), ("success", "failure"),
)  # fmt: skip
_DENIED = (("is", "is not"), ("was", "was not"), ("are", "are not"), ("were", "were not"), ("will", "will not"),
           ("has", "has not"), ("have", "have not"), ("can", "cannot"), ("would", "would not"))  # fmt: skip
_DENIES = re.compile(r"\b(?:not?|never|none|nobody|nothing|without|neither|nor|cannot|few|little)\b|n't\b|n’t\b")


def wrong_number(text: str, source: Translated, rng: random.Random) -> str | None:
    """With one digit of one number changed, or one number word, to what the article does not hold."""
    dated = [(start, end) for start, end, _ in day_terms(text, published=None, loosely=False).days]
    found = [
        match
        for match in (*_NUMBER.finditer(text), *_SPELT_NUMBER.finditer(text))
        if not any(start < match.end() and match.start() < end for start, end in dated)
    ]
    if not found:
        return None
    match = rng.choice(found)
    if match[0].isalpha():
        number = rng.choice([each for each in _SPELT if each != match[0]])
    else:
        at = rng.choice([place for place, character in enumerate(match[0]) if character.isdigit()])
        digit = rng.choice([each for each in "123456789" if each != match[0][at]])
        number = match[0][:at] + digit + match[0][at + 1 :]
    if re.search(rf"\b{number}\b", source.english):
        return None
    return text[: match.start()] + number + text[match.end() :]


def wrong_date(text: str, source: Translated, rng: random.Random) -> str | None:
    """With another weekday, month, year, or step from now that the article does not name in either language."""
    changed: list[str] = []
    for names in _DATED:
        for match in re.finditer(rf"\b(?:{'|'.join(names)})\b", text):
            others = [name for name in names if name not in source.english]
            if others:
                changed.append(text[: match.start()] + rng.choice(others) + text[match.end() :])
    for match in _YEAR.finditer(text):
        year = str(rng.randrange(1950, 2025))
        if year not in source.english:
            changed.append(text[: match.start()] + year + text[match.end() :])
    return rng.choice(changed) if changed else None


def names_in(english: str) -> dict[str, tuple[str, ...]]:
    """Capitalised words inside sentences: those behind in, at or from are places."""
    held: dict[str, list[str]] = {"place": [], "other": []}
    for match in _NAME.finditer(english):
        if not _NO_NAMES & set(match[0].split()):
            held[_kind(english, match.start())].append(match[0])
    return {kind: tuple(dict.fromkeys(names)) for kind, names in held.items()}


def _kind(english: str, at: int) -> str:
    return "place" if _PLACED.search(english, max(0, at - 8), at) else "other"


def wrong_name(text: str, source: Translated, rng: random.Random) -> str | None:
    """With one name exchanged for one of another article, of the same kind and of as many words."""
    found = [match for match in _NAME.finditer(text) if not _NO_NAMES & set(match[0].split())]
    rng.shuffle(found)
    for match in found:
        words = match[0].count(" ")
        others = [
            name
            for name in source.names[_kind(text, match.start())]
            if name.count(" ") == words and not any(part in source.english for part in name.split())
        ]
        if others:
            return text[: match.start()] + rng.choice(others) + text[match.end() :]
    return None


def turned(text: str, source: Translated, rng: random.Random) -> str | None:
    """With the contrary of a word."""
    return _exchanged(text, [*_TURNED, *((new, old) for old, new in _TURNED)], rng)


def _exchanged(text: str, pairs: Sequence[tuple[str, str]], rng: random.Random) -> str | None:
    """With the second of a pair for the first, of one of the pairs whose first it has; None where it has none."""
    found = [pair for pair in pairs if re.search(rf"\b{pair[0]}\b", text)]
    if not found:
        return None
    old, new = rng.choice(found)
    return re.sub(rf"\b{old}\b", new, text, count=1)


def denied(text: str, source: Translated, rng: random.Random) -> str | None:
    """With not behind a verb of a sentence that denies nothing."""
    return None if _DENIES.search(text) else _exchanged(text, _DENIED, rng)


def half_invented(text: str, source: Translated, rng: random.Random) -> str | None:
    """With the last half of a sentence of another article."""
    clauses, others = text.rstrip(".").split(", "), source.foreign.rstrip(".").split()
    if len(clauses) < 2 or len(others) < 8 or len(clauses[-1].split()) < 4:
        return None
    return ", ".join(clauses[:-1]) + ", and " + " ".join(others[len(others) // 2 :]) + "."


HARD: dict[str, Alter] = {
    each.__name__: each for each in (wrong_number, wrong_date, wrong_name, turned, denied, half_invented)
}
