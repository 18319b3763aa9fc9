"""Markdown to lines: paragraphs joined, marks taken off and reported."""

from __future__ import annotations

import re
from collections import Counter

from embeddings.clean_text import join, squeeze
from embeddings.clean_types import Line, LineKind, Log

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
    """Pictures out, links down to their text. Also for HTML: Jekyll's 000 and 004 mix both."""
    if "](" not in text:
        return text

    def picture(match: re.Match[str]) -> str:
        log.remove("image", match[0], "a picture")
        return ""

    def link(match: re.Match[str]) -> str:
        log.remove("link_target", match[0], f"kept the words {match[1]!r} only")
        return match[1]

    return _LINK.sub(link, _IMAGE.sub(picture, text))
