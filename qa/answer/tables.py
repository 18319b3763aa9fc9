"""Makes tables of figures: of several things, or of one thing in several articles; each row is of one quote."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple, Self

from embeddings.schema import Document, Span
from embeddings.text.normalize import Text, fold
from embeddings.text.segment import Word
from qa.evidence.spans import DATE, candidate_spans
from qa.question.names import names_of
from qa.question.understand import Question
from qa.schema import DocumentOf, Draft, EntityFrom, Evidence, Row, Table
from qa.values.quantities import figure

LONGEST_HEADING = 14
"""Characters up to which a heading is taken as the name of what its section is about: 合肥高新区."""
_CLAUSE = re.compile(r"[，,；;。：:！!？?\n](?!\d)")
_PLACE_WORDS = ("城市", "地区", "省", "市", "县", "区", "国家", "地方", "国", "cities", "city", "countries", "places")
_NOT_PLACES = ("nr", "nz", "nt")
_DATE = re.compile(rf"\d{{4}}\s年|{DATE.pattern}")
"""A date as spaced in the seeds too: 到2025 年."""
_MEASURED = re.compile(r"(?:的|of )([^的?？,，。和与]{2,24}?)(?=[?？,，。]|分别|各|是|为|哪|谁|最|更|$)")
_YEAR = re.compile(r"(?:19|20)\d\d")


class Quoted(NamedTuple):
    """A piece of evidence with its article."""

    marker: int
    evidence: Evidence
    document: Document
    text: Text
    """The quote."""
    side: str = ""
    """What of a comparison it was found for; empty otherwise."""

    @classmethod
    def of(cls, marker: int, evidence: Evidence, document: Document, *, side: str = "") -> Self:
        """Take the quote out of its article."""
        return cls(marker, evidence, document, Text.of(evidence.span.of(document.text)), side)

    @property
    def heading(self) -> str:
        """Of the section that the quote stands in; empty where there is none."""
        start = self.evidence.span.start
        found = (each.heading for each in self.document.sections if each.span.start <= start < each.span.end)
        return next(found, None) or ""

    @property
    def above(self) -> tuple[tuple[Text, EntityFrom], ...]:
        """The lines above the quote: its heading, which may be empty, and the title."""
        return (Text.of(self.heading), "heading"), (Text.of(self.document.source.title), "title")


def tabled(question: Question, evidence: Sequence[Evidence], document_of: DocumentOf) -> Draft:
    """A draft for a list of figures, or for one figure of several articles; its arguments are those of `shape`."""
    quoted = [Quoted.of(marker, each, document_of(each.doc_id)) for marker, each in enumerate(evidence, start=1)]
    table = table_of(question, quoted) if question.lists_figures else differing(question, quoted)
    return Draft(evidence=tuple(evidence), table=table)


def table_of(question: Question, quoted: Sequence[Quoted]) -> Table | None:
    """A row for each figure, as the question asks or in the order of the articles; None where no figure is found."""
    rows = [row for each in _by_article(quoted) for row in _rows(question, each)]
    if not rows:
        return None
    kind = "comparison" if question.kind == "comparison" else "aggregate"
    return Table(kind=kind, measure=_measure(question), rows=tuple(_sorted(rows, question)))


def differing(question: Question, quoted: Sequence[Quoted]) -> Table | None:
    """Figures of several articles for the same thing that are not the same, newest first; None where they agree.

    The same thing: each quote holds the noun asked for, the figures share a unit, and neither the years nor the names
    that stand in the quotes contradict each other. One figure of each article is looked at.
    """
    found: dict[str, Row] = {}
    for each in quoted:
        if question.focus[-2:] in each.text.folded and each.evidence.answer:
            found.setdefault(each.document.doc_id, _row(question, each, each.evidence.answer))
    rows = list(found.values())
    alike = [row for row in rows[1:] if row.number is not None and _of_the_same(rows[0], row)]
    if not alike or rows[0].number is None or all(row.number == rows[0].number for row in alike):
        return None
    newest = sorted([rows[0], *alike], key=lambda row: row.published or date.min, reverse=True)
    return Table(kind="differing", measure=_measure(question), rows=tuple(newest))


def _of_the_same(one: Row, other: Row) -> bool:
    years = [set(_YEAR.findall(row.when or "")) for row in (one, other)]
    names = [fold(row.entity) for row in (one, other)]
    agree = not all(years) or bool(years[0] & years[1])
    return one.unit == other.unit and agree and (names[0] in names[1] or names[1] in names[0])


def _measure(question: Question) -> str:
    """The noun whose figures are listed: that behind 的, where the question also asks 哪些城市."""
    nouns = re.findall(
        r"(?:的|of )([^的?？,，。和与]{2,24}?)(?=[?？,，。]|分别|各|是|为|哪|谁|最|更|$)", question.folded
    )
    return nouns[0] if question.several and nouns else question.focus


def _by_article(quoted: Sequence[Quoted]) -> list[Quoted]:
    """Evidence in the order of its articles, then of the text; of a comparison, by its sides first."""
    sides = list(dict.fromkeys(each.side for each in quoted))
    articles = list(dict.fromkeys(each.document.doc_id for each in quoted))
    return sorted(
        quoted,
        key=lambda each: (sides.index(each.side), articles.index(each.document.doc_id), each.evidence.span.start),
    )


def _sorted(rows: list[Row], question: Question) -> list[Row]:
    """Sorted as the question asks, unit by unit and with unreadable figures last; else in the order given."""
    if not question.order or question.kind == "comparison":
        return rows
    units = list(dict.fromkeys(row.unit for row in rows))
    sign = -1 if question.order == "desc" else 1
    return sorted(rows, key=lambda row: (row.number is None, units.index(row.unit), sign * (row.number or Decimal(0))))


def _rows(question: Question, each: Quoted) -> list[Row]:
    values = candidate_spans(question, each.text)
    if not values:
        return []
    pairs = _paired(question, each.text, values) if not each.side else []
    if len(pairs) > 1:
        return [_row(question, each, value, name=name) for name, value in pairs]
    return [_row(question, each, each.evidence.answer or values[0])]


def _paired(question: Question, text: Text, values: Sequence[Span]) -> list[tuple[Span, Span]]:
    """Names and figures of a sentence that gives several: A、B分别为1、2, or each figure behind its own name."""
    folded = text.folded
    names = _things(question, folded)
    apart = folded.find("分别")
    if apart >= 0:
        before = [name for name in names if name.end <= apart]
        after = [value for value in values if value.start > apart]
        if len(before) == len(after):
            return list(zip(before, after, strict=True))
    pairs: list[tuple[Span, Span]] = []
    start = 0
    for value in values:
        own = [name for name in names if start <= name.start and name.end <= value.start]
        if own:
            pairs.append((own[-1], value))
        start = value.end
    return pairs


def _things(question: Question, folded: str) -> list[Span]:
    """Names that may be what the figures are of: places where cities are asked for, else all names."""
    places = question.focus.endswith(_PLACE_WORDS)

    def fits(word: Word) -> bool:
        return not (places and word.tag.startswith(_NOT_PLACES))

    return [Span(start=word.start, end=word.end) for word in names_of(folded) if fits(word)]


def _row(question: Question, each: Quoted, value: Span, *, name: Span | None = None) -> Row:
    text = each.text
    entity, origin = (name.of(text.raw), "quote") if name else _entity(question, each, value)
    read = figure(value.of(text.raw))
    dates = [match for match in _DATE.finditer(text.folded) if match.end() <= value.start]
    return Row(
        marker=each.marker,
        entity=entity,
        entity_from=origin,
        value=value.of(text.raw),
        span=value,
        number=read.number if read else None,
        unit=read.unit if read else "",
        when=text.raw[dates[-1].start() : dates[-1].end()] if dates else None,
        published=each.document.source.published,
    )


def _entity(question: Question, each: Quoted, value: Span) -> tuple[str, EntityFrom]:
    """What a figure is of: the side compared, a name in its clause, a short heading, a name before it or above."""
    if each.side:
        return _side(each)
    text = each.text
    names = [name for name in _things(question, text.folded) if name.end <= value.start]
    clauses = [match.end() for match in _CLAUSE.finditer(text.folded, 0, value.start)]
    if names and names[-1].start >= (clauses[-1] if clauses else 0):
        return names[-1].of(text.raw), "quote"
    if each.heading and len(each.heading) <= LONGEST_HEADING:
        return each.heading, "heading"
    if names:
        return names[-1].of(text.raw), "quote"
    for line, origin in each.above:
        things = _things(question, line.folded)
        if things:
            return things[0].of(line.raw), origin
    return each.document.source.title, "title"


def _side(each: Quoted) -> tuple[str, EntityFrom]:
    """The side compared, as the quote, its heading or the title writes it."""
    wanted = fold(each.side)
    lines: tuple[tuple[Text, EntityFrom], ...] = ((each.text, "quote"), *each.above)
    for line, origin in lines:
        at = line.folded.find(wanted)
        if at >= 0:
            return line.raw[at : at + len(wanted)], origin
    return each.side, "question"
