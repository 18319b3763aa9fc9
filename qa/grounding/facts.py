"""Extract and compare the checkable facts of a sentence: quantities, numbers, dates, names and quotations.

Each has one normal form in both languages and scripts: 三千五百亿元, 3,500亿元 and RMB 350 billion are one quantity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from embeddings.text.normalize import fold, is_han
from embeddings.text.numerals import MONTH_STEMS, ONES, WEEKDAY_NAME, number_term, numerals
from embeddings.text.segment import RUNS, STOP_WORDS
from qa.question.names import TITLES, names_of
from qa.values.calendar import Days
from qa.values.dates_article import date_spans, parse_dates
from qa.values.quantities import parse_quantities
from qa.values.units import Quantity, QuantitySpan

_FEWEST_OPPOSED = {"over": {"under", "at_most", "nearly"}, "at_least": {"under", "at_most", "nearly"}}
_OPPOSED = {frozenset((one, other)) for one, others in _FEWEST_OPPOSED.items() for other in others}
"""Pairs of senses that contradict each other, such as 超过 and 不足."""
_CAPITALISED = re.compile(r"\b[A-Z][\w’'-]*")
_OPENERS = frozenset([
    "according",
    "meanwhile",
    "however",
    "also",
    "its",
    "their",
    "both",
    "each",
    "while",
    "when",
    "after",
    "before",
    "since",
    "another",
])
"""English words that open a sentence with a capital and are not names."""
_SPELT = {name: str(value) for value, name in enumerate(ONES[2:11], 2)}
_RANGE = re.compile(r"(?<![\d.])\d+(?:\.\d+)? ?[-–~至] ?\d+(?:\.\d+)?")
_MONTH_WORD = re.compile(rf"^(?:{'|'.join(MONTH_STEMS)})|^(?:{WEEKDAY_NAME})")


class Number(NamedTuple):
    """A number as written, its normal form, and what it counts as far as the next characters show."""

    start: int
    end: int
    terms: tuple[str, ...]
    """3500亿; for a date 2022, 8月, 22日."""
    dated: bool
    behind: str
    """The Chinese character or English word right after it; empty if something else follows."""
    range: str = ""
    """The whole range of which it is an end, such as 1-2; empty if there is none."""


class Dated(NamedTuple):
    """An expression that names days."""

    start: int
    end: int
    folded: str
    days: Days | None
    """None if the dateline leaves them open."""


class Facts(NamedTuple):
    """The facts of one text; offsets are into it."""

    folded: str
    quantities: tuple[QuantitySpan, ...]
    numbers: tuple[Number, ...]
    dates: tuple[Dated, ...]
    names: tuple[tuple[str, str], ...]
    """Folded, each with its part of speech: ns a place, nr a person, eng a word of Latin letters."""
    quoted: tuple[str, ...]
    """In the form of `plain`."""

    @property
    def terms(self) -> frozenset[str]:
        """The normal forms of all its numbers."""
        return frozenset(term for number in self.numbers for term in number.terms)


def facts_of(text: str, *, published: date | None) -> Facts:
    """The facts of a sentence or more.

    Args:
        text: As written.
        published: The dateline, by which 去年 and 8月22日 are resolved.
    """
    folded = fold(text)
    known = {(each.span.start, each.span.end): each.dates.days for each in parse_dates(text, published=published)}
    quantities = tuple(parse_quantities(text))
    spans = sorted({(span.start, span.end) for span in date_spans(folded)} | known.keys())
    return Facts(
        folded,
        quantities,
        tuple(_numbers(folded)),
        tuple(Dated(start, end, folded[start:end], known.get((start, end))) for start, end in spans),
        tuple(
            (name, tag)
            for start, end, name, tag in _names(text, folded)
            if not any(each.span.start <= start and end <= each.span.end for each in quantities)  # RMB 350 billion
        ),
        tuple(plain(match[0][1:-1]) for match in TITLES.finditer(folded)),
    )


def _numbers(folded: str) -> Iterator[Number]:
    taken: list[tuple[int, int]] = []
    for each in numerals(folded):
        taken.append((each.start, each.end))
        yield Number(each.start, each.end, each.terms, not each.counts, _behind(folded, each.end))
    for run in RUNS.finditer(folded):
        if any(start < run.end() and run.start() < end for start, end in taken):
            continue
        if run.lastgroup == "number":
            ranges = (each for each in _RANGE.finditer(folded) if each.start() <= run.start() < each.end())
            whole = next(("".join(each[0].split()) for each in ranges), "")
            yield Number(run.start(), run.end(), (number_term(run[0]),), False, _behind(folded, run.end()), whole)
        elif run[0] in _SPELT:
            yield Number(run.start(), run.end(), (_SPELT[run[0]],), False, _behind(folded, run.end()))


def _behind(folded: str, end: int) -> str:
    """What a number counts, as far as one Chinese character or one English word shows."""
    found = RUNS.match(folded, end + (folded[end : end + 1] == " "))
    if not found or found.lastgroup == "number":
        return ""
    return found[0][0] if found.lastgroup == "han" else found[0].rstrip("s")


def _names(text: str, folded: str) -> Iterator[tuple[int, int, str, str]]:
    """The names of a text: start, end, folded form and tag of each.

    Chinese names are found by their tags; Latin words count in a Chinese text, capitalised words in an English one.
    """
    if any(map(is_han, folded)):
        found = (word for word in names_of(folded) if not word.text.isascii())
        yield from ((word.start, word.end, word.text, word.tag) for word in found)
        for run in RUNS.finditer(folded):
            if run.lastgroup == "other" and run[0] not in STOP_WORDS:
                yield run.start(), run.end(), run[0], "eng"
        return
    for match in _CAPITALISED.finditer(text):
        name = re.sub(r"[’']s$", "", fold(match[0]))
        opens = not match.start() or text[: match.start()].rstrip()[-1:] in set(".!?“\"'‘")
        if name in STOP_WORDS or _MONTH_WORD.match(name) or (opens and name in _OPENERS):
            continue
        yield match.start(), match.start() + len(name), name, "eng"


def number_spans(folded: str) -> list[tuple[int, int]]:
    """Spans of the numbers and days of a folded text, in any form."""
    found = [(each.start, each.end) for each in numerals(folded)]
    return found + [(span.start, span.end) for span in date_spans(folded)]


def wrong_numbers(claimed: Facts, held: Sequence[Facts]) -> list[str]:
    """Numbers of the claim, as written, that no text contains with the same value, unit and direction.

    Args:
        claimed: Facts of the claim.
        held: Facts of the texts that may support it.
    """
    wrong: list[str] = []
    measured = [(each.span.start, each.span.end, each.quantity) for each in claimed.quantities]
    for number in claimed.numbers:
        if any(date.start <= number.start and number.end <= date.end for date in claimed.dates) or number.dated:
            continue
        quantity = next((each for start, end, each in measured if start <= number.start and number.end <= end), None)
        if not any(_holds_number(facts, number, quantity) for facts in held):
            wrong.append(claimed.folded[number.start : number.end])
    return wrong


def _holds_number(facts: Facts, number: Number, quantity: Quantity | None) -> bool:
    if quantity is not None:
        same = [
            each.quantity
            for each in facts.quantities
            if (each.quantity.low, each.quantity.high) == (quantity.low, quantity.high)
            and (each.quantity.unit == quantity.unit or not quantity.unit)
        ]
        if same:
            return any(not _opposed(quantity, each) for each in same)
    if number.range and number.range not in "".join(facts.folded.split()):
        return False
    return any(
        set(number.terms) <= set(other.terms)
        and not (quantity is not None and quantity.unit and _unit_at(facts, other) not in {"", quantity.unit})
        and (not number.behind or number.behind == other.behind or is_han(number.behind[0]) != _chinese(facts))
        for other in facts.numbers
    )


def _unit_at(facts: Facts, number: Number) -> str:
    """The unit of the quantity that a number belongs to; empty if uncertain."""
    spans = (each for each in facts.quantities if each.span.start <= number.start and number.end <= each.span.end)
    return next((each.quantity.unit for each in spans), "")


def _chinese(facts: Facts) -> bool:
    return any(map(is_han, facts.folded))


def _opposed(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities of equal value contradict each other: up and down, over and under."""
    turned = one.change is not None and other.change is not None and one.change != other.change
    return turned or frozenset((one.sense, other.sense)) in _OPPOSED


def wrong_dates(claimed: Facts, held: Sequence[Facts], *, published: date | None) -> list[str]:
    """Dates of the claim, as written, that no text contains and that are not the article's own.

    Args:
        claimed: Facts of the claim.
        held: Facts of the texts that may support it.
        published: The article's dateline.
    """
    wrong: list[str] = []
    own = f"{published.year} {published.month}月 {published.day}日".split() if published else []
    years = {term for facts in held for term in facts.terms if len(term) == 4 and term.isdigit()} | set(own[:1])
    for each in claimed.dates:
        terms = _terms_in(claimed, each.start, each.end)
        one = sum(each.start <= number.start and number.end <= each.end for number in claimed.numbers) == 1
        if any(_holds_date(facts, each, terms, years, one=one) for facts in held) or (terms and set(terms) <= set(own)):
            continue
        wrong.append(each.folded)
    for number in claimed.numbers:  # dates that only the index recognises
        inside = any(date.start <= number.start and number.end <= date.end for date in claimed.dates)
        if number.dated and not inside and not any(set(number.terms) <= facts.terms for facts in held):
            wrong.append(claimed.folded[number.start : number.end])
    return wrong


def _terms_in(facts: Facts, start: int, end: int) -> tuple[str, ...]:
    return tuple(term for each in facts.numbers if start <= each.start and each.end <= end for term in each.terms)


def _holds_date(facts: Facts, claimed: Dated, terms: Sequence[str], years: set[str], *, one: bool) -> bool:
    """Whether a text names the same days, days within them, or the same words; the year may be elsewhere."""
    for each in facts.dates:
        if claimed.days and each.days and (claimed.days == each.days or (one and each.days.within(claimed.days))):
            return True
        if claimed.folded == each.folded:
            return True
        held = set(_terms_in(facts, each.start, each.end))
        if terms and held and set(terms) <= held | (years if not held & years else set()) and set(terms) & held:
            return True
    if terms:
        whole = [set(each.terms) for each in facts.numbers]
        return any(set(terms) <= each for each in whole)
    return claimed.folded in facts.folded


def other_numbers(claimed: Facts, held: Facts) -> bool:
    """Whether both have numbers other than dates, and none in common."""
    ours, theirs = (
        {term for number in facts.numbers if not number.dated for term in number.terms} for facts in (claimed, held)
    )
    return bool(ours and theirs and not ours & theirs)


def wrong_quotations(claimed: Facts, held: str) -> list[str]:
    """Quotations of the claim that a text does not contain, both in the form of `plain`."""
    return [each for each in claimed.quoted if each not in held]


def plain(folded: str) -> str:
    """A folded text with numbers in normal form and all characters but letters and digits removed."""
    pieces: list[str] = []
    end = 0
    for each in numerals(folded):
        pieces += [folded[end : each.start], *each.terms]
        end = each.end
    return "".join(character for character in "".join([*pieces, folded[end:]]) if character.isalnum())
