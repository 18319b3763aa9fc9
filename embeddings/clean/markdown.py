"""Split Markdown and plain text into lines, one per paragraph.

Markdown: soft line breaks are joined, marks removed and reported. Plain text: hard-wrapped paragraphs are joined again.
"""

from __future__ import annotations

import re
from collections import Counter
from unicodedata import east_asian_width

from embeddings.clean.types import SENTENCE_END, Line, LineKind, Log
from embeddings.text.normalize import is_han

_SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_PARAGRAPH_GAP = re.compile(r"(?<=[。！？”」』）)】])[ \t\u00a0]*\u3000{2,}|[ \t\u00a0\u3000]{8,}")
"""Two ideographic spaces after a sentence, or a long run of spaces: a paragraph break whose line feed was lost."""
_BULLET = re.compile(r"[-*•●▪◆■·]\s+(?=\S)")
_WRAPPED_LINES = 3
_WRAP_WIDTHS = range(30, 101)
_SLACK = 14
"""A wrapped line ends within this many columns (one long English word) of the widest."""


def squeeze(text: str) -> str:
    """Reduce each run of spaces inside a line to one and strip the ends."""
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
    """Join rows wrapped at a column: all but the last are about as wide as the widest, and most end in mid-sentence."""
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
    """Join rows to one line, with a space between them except between two Chinese characters."""
    text = rows[0]
    for row in rows[1:]:
        text += ("" if _is_wide(text[-1]) and _is_wide(row[0]) else " ") + row
    return text


def _is_wide(character: str) -> bool:
    return is_han(character) or east_asian_width(character) in "WF" or character in "“”‘’…—"


def columns(text: str) -> int:
    """The width of a text in columns: two for a Chinese character, one for a Latin letter."""
    return sum(2 if _is_wide(character) else 1 for character in text)


_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_UNDERLINE = re.compile(r"(?:=+|-{2,})\s*$")
_RULE = re.compile(r"(?:[-*_]\s*){3,}$")
_ITEM = re.compile(r"[-*+]\s+(.+)$")
_NUMBERED = re.compile(r"\d{1,3}[.)]\s+\S")
_QUOTE = re.compile(r"(?:>\s?)+")
_FENCE = re.compile(r"(?:`{3,}|~{3,}).*$")
_TABLE_RULE = re.compile(r"\|?(?:\s*:?-{2,}:?\s*\|)+\s*(?::?-{2,}:?)?\s*$")
_IMAGE = re.compile(r"!\[([^\]\n]{0,300})\]\(([^()\s]{0,2000})(?:\s+\"[^\"\n]*\")?\)")
_LINK = re.compile(
    r"(?<!!)\[([^\[\]\n]{1,300})\]\(((?:https?:)?//[^()\s]{1,2000}|[/#][^()\s]{0,2000})(?:\s+\"[^\"\n]*\")?\)"
)
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^\n]{1,500}?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,300}?)(?<=[^\s*])\*(?![\w*])")
_CODE = re.compile(r"`([^`\n]{1,300})`")
_WHOLLY_STRONG = re.compile(r"(\*\*|__)(?=\S)((?:(?!\1).)+)\1$")


def split_markdown(text: str, log: Log) -> list[Line]:
    """The lines of a Markdown text; soft line breaks joined, `**…**` paragraphs marked as bold."""
    writer = _LineWriter(log)
    for raw in text.split("\n"):
        writer.take(raw)
    writer.end_paragraph()
    if writer.marks:
        shown = ", ".join(f"{mark} × {count}" for mark, count in sorted(writer.marks.items()))
        log.remove("markup", shown, "Markdown marks are not text")
    return [line for line in writer.lines if line.text]


class _LineWriter:
    """Collects the rows of a paragraph until something else begins."""

    def __init__(self, log: Log) -> None:
        self.lines: list[Line] = []
        self.marks: Counter[str] = Counter()
        self._paragraph: list[str] = []
        self._log = log

    def take(self, raw: str) -> None:
        row = squeeze(_QUOTE.sub("", raw, count=1)) if raw.lstrip().startswith(">") else squeeze(raw)
        if self._paragraph and _UNDERLINE.match(row):
            self.marks[row] += 1
            self.end_paragraph("heading")
        elif not row or _RULE.match(row) or _FENCE.match(row) or _TABLE_RULE.match(row):
            self.end_paragraph()
            self.marks.update([row] if row else [])
        elif _NUMBERED.match(row):  # the number is text: 1.支持关键项目 can be asked for
            self.end_paragraph()
            self._write(row, "item")
        elif block := _block(row):
            kind, inner = block
            self.end_paragraph()
            self.marks[row[: row.find(inner)].strip() or row[:1]] += 1
            self._write(inner, kind)
        else:
            self._paragraph.append(row)
            if raw.endswith(("  ", "\\")):
                self.end_paragraph()

    def end_paragraph(self, kind: LineKind = "paragraph") -> None:
        if self._paragraph:
            self._write(join(self._paragraph), kind)
            self._paragraph.clear()

    def _write(self, text: str, kind: LineKind) -> None:
        self.lines.append(_inline(text, kind, log=self._log, marks=self.marks))


def _block(row: str) -> tuple[LineKind, str] | None:
    """The kind and content of a row that is a block of its own."""
    if heading := _HEADING.match(row):
        return ("heading", heading[2]) if heading[2] else None
    if item := _ITEM.match(row):
        return "item", item[1]
    if row.startswith("|") and row.endswith("|") and len(row) > 2:
        return "row", " | ".join(cell.strip() for cell in row.strip("|").split("|"))
    return None


def _inline(text: str, kind: LineKind, *, log: Log, marks: Counter[str]) -> Line:
    bold = _WHOLLY_STRONG.match(text) is not None
    text = remove_links(text, log)
    for pattern, mark, group in ((_STRONG, "**", 2), (_EMPHASIS, "*", 1), (_CODE, "`", 1)):
        text, count = pattern.subn(rf"\{group}", text)
        if count:
            marks[mark] += count
    return Line(squeeze(text), kind, bold=bold)


def remove_links(text: str, log: Log) -> str:
    """Remove pictures and reduce links to their text. Also used for HTML: 000 and 004, from Jekyll, mix both."""
    if "](" not in text:
        return text

    def picture(match: re.Match[str]) -> str:
        log.remove("image", match[0], "a picture")
        return ""

    def link(match: re.Match[str]) -> str:
        log.remove("link_target", match[0], f"kept the words {match[1]!r} only")
        return match[1]

    return _LINK.sub(link, _IMAGE.sub(picture, text))
