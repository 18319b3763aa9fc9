"""The parts of an answer for the terminal: items, a table, a verdict; in the script of the question."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from qa.beside import short_rendered
from qa.phrases import SEPARATOR, TABLE_HEADS, UNANSWERED, VERDICTS, script
from qa.schema import Answer, Table


def headline(answer: Answer) -> str | None:
    """What stands above the text: the verdict or the short answer; None for a list, whose items follow the text."""
    if answer.verdict:
        return VERDICTS[script(answer.question)][answer.verdict]
    if not answer.short_answer or answer.items:
        return None
    said = short_rendered(answer)
    return f"{answer.short_answer} ({said})" if said else answer.short_answer


def parts_text(answer: Answer) -> list[str]:
    """Paragraphs for what an answer holds beside its text: items, table and what it has no answer to."""
    form = script(answer.question)
    found: list[str] = []
    if answer.items:
        found.append("\n".join(f"- {_one_line(item.text)} [{item.marker}]" for item in answer.items))
    if answer.table:
        found.append(table_text(answer.table, TABLE_HEADS[form]))
    if answer.unanswered:
        found.append(UNANSWERED[form].format(SEPARATOR[form].join(answer.unanswered)))
    return found


def table_text(table: Table, heads: Sequence[str]) -> str:
    """A table as Markdown has it, its columns aligned for a font whose Chinese characters are two columns wide."""
    rows = [(row.entity, f"{row.value} [{row.marker}]", row.when or "", str(row.published or "")) for row in table.rows]
    named = [heads[0], table.measure or heads[1], heads[2], heads[3]]
    lines = [named, *([_one_line(cell).replace("|", "¦") for cell in row] for row in rows)]
    widths = [max(3, *(_width(line[at]) for line in lines)) for at in range(4)]
    ruled = [lines[0], ["-" * width for width in widths], *lines[1:]]
    return "\n".join(
        "| " + " | ".join(cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)) + " |"
        for line in ruled
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _width(text: str) -> int:
    """Columns of a terminal."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
