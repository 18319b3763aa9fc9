"""What the commands print of an answer for a person. Pure functions from a type to text."""

from __future__ import annotations

from embeddings.schema import Source
from qa.phrases import NEAREST, script, understood_line
from qa.schema import Answer, Citation
from qa.show_parts import headline, parts_text

SHOWN_CHARS = 120
"""Characters shown of a long text; --json has all of it."""


def answer_text(answer: Answer) -> str:
    """The short answer, the text with its markers, its parts, its notes, the sources, how it was understood."""
    head = headline(answer)
    parts = [*([head] if head else []), answer.text, *parts_text(answer)]
    if answer.notes:
        parts.append("\n".join(answer.notes))
    if answer.citations:
        parts.append("\n".join(map(_cited, answer.citations)))
    if answer.nearest:
        parts.append("\n".join([NEAREST[script(answer.question)], *map(_near, answer.nearest)]))
    understood = understood_line(answer.understood, answer.question, whole=answer.standalone_question)
    return "\n\n".join([*parts, understood] if understood else parts)


def source_line(source: Source) -> str:
    """Title, publisher, date and path of an article."""
    return _origin(source.title, source.publisher, source.published, source.path)


def shorten(text: str) -> str:
    """One line of at most SHOWN_CHARS characters, and how many there are if some are left out."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN_CHARS else f"{line[:SHOWN_CHARS]}… ({len(line):,} characters)"


def _origin(title: str, *rest: object) -> str:
    return " · ".join(str(part) for part in (title, *rest) if part)


def _cited(citation: Citation) -> str:
    origin = _origin(citation.title, citation.heading, citation.publisher, citation.published, citation.path)
    said = [f"{each.span.of(citation.quote)} = {each.text}" for each in citation.renderings]
    lines = [f"[{citation.marker}] {origin}", f"    “{' '.join(citation.quote.split())}”"]
    return "\n".join([*lines, f"    {'; '.join(said)}"] if said else lines)


def _near(citation: Citation) -> str:
    return _cited(citation).replace(f"[{citation.marker}]", "-", 1)
