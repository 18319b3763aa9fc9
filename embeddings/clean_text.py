"""Plain text to lines: paragraphs as they stand, hard-wrapped ones joined again."""

from __future__ import annotations

import re
from unicodedata import east_asian_width

from embeddings.clean_types import SENTENCE_END, Line
from embeddings.normalize import is_han

_SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_PARAGRAPH_GAP = re.compile(r"(?<=[。！？”」』）)】])[ \t\u00a0]*\u3000{2,}|[ \t\u00a0\u3000]{8,}")
"""Two ideographic spaces after a sentence, or a long run of spaces: a paragraph break whose line feed was lost."""
_BULLET = re.compile(r"[-*•●▪◆■·]\s+(?=\S)")
_WRAPPED_LINES = 3
_WRAP_WIDTHS = range(30, 101)
_SLACK = 14
"""A wrapped line ends within this many columns (one long English word) of the widest."""


def squeeze(text: str) -> str:
    """One space for each run of spaces inside a line, none at its ends."""
    return _SPACES.sub(" ", text).strip()


def split_lines(text: str) -> list[Line]:
    """The lines of a plain text, empty ones left out."""
    lines: list[Line] = []
    for block in re.split(r"\n[ \t\u00a0\u3000]*\n", text):
        rows = [squeeze(row) for raw in block.split("\n") for row in _PARAGRAPH_GAP.split(raw)]
        lines.extend(_line(row) for row in _unwrap([row for row in rows if row]))
    return lines


def _line(text: str) -> Line:
    return Line(text, "item" if _BULLET.match(text) else "paragraph")


def _unwrap(rows: list[str]) -> list[str]:
    """Join rows that were broken at a column: all but the last about as wide as the widest, most in mid-sentence."""
    if len(rows) < _WRAPPED_LINES or any(_BULLET.match(row) for row in rows):
        return rows
    widths = [columns(row) for row in rows]
    widest = max(widths)
    inner = rows[:-1]
    mid_sentence = sum(row[-1] not in SENTENCE_END for row in inner)
    if widest not in _WRAP_WIDTHS or min(widths[:-1]) < widest - _SLACK or 3 * mid_sentence < 2 * len(inner):
        return rows
    return [join(rows)]


def join(rows: list[str]) -> str:
    """Rows as one line: a space between them, except between two Chinese characters."""
    text = rows[0]
    for row in rows[1:]:
        text += ("" if _is_wide(text[-1]) and _is_wide(row[0]) else " ") + row
    return text


def _is_wide(character: str) -> bool:
    return is_han(character) or east_asian_width(character) in "WF" or character in "“”‘’…—"


def columns(text: str) -> int:
    """The width of a text in columns: two for a Chinese character, one for a Latin letter."""
    return sum(2 if _is_wide(character) else 1 for character in text)
