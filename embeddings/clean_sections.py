"""Headings found, and lines put together to the text of a document with its sections."""

from __future__ import annotations

import re
from typing import NamedTuple

from embeddings.clean_agency import Agency, read_agency
from embeddings.clean_types import SENTENCE_END, Line, Log
from embeddings.schema import Section, Span

_LONGEST_HEADING = 80
_LONGEST_BOLD = 40
_LONGEST_PLAIN = 30
_LONGEST_ENGLISH = 70
_SHORTEST_BODY = 24
"""A plain line is a heading only over a paragraph of this length (003: 濰坊 stands over one of 35 characters)."""
_LONGEST_JOINED = 36

_ENDS_OPEN = re.compile(r"[，,、；;。:：…]$")
_SENTENCE = re.compile(r"[。！？!?；;，,：:…]|[.](?=\s|$)")
_NUMBERED = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|第[一二三四五六七八九十百\d]{1,4}[章节節部条條]|\d{1,2}[.、．]\s?(?!\d))\S"
)
_LETTER = re.compile(r"[A-Za-z\u3400-\u9fff]")
_ENGLISH = re.compile(r"[A-Z0-9][\x20-\x7e‘’“”–—]*")
_AGENCY_LINES = 3


class Assembled(NamedTuple):
    """The text of a document and where its parts stand."""

    text: str
    sections: tuple[Section, ...]
    agency: Agency | None
    agency_line: Span | None


def mark_headings(lines: list[Line], log: Log) -> list[Line]:
    """Lines with every heading of kind `heading`; a bold heading broken over two paragraphs (004) is joined."""
    bold_chars = sum(len(line.text) for line in lines if line.bold)
    bold_means_heading = 2 * bold_chars < sum(len(line.text) for line in lines)
    marked: list[Line] = []
    for number, line in enumerate(lines):
        before = marked[-1] if marked else None
        after = lines[number + 1] if number + 1 < len(lines) else None
        if not _is_heading(line, before, after=after, bold_means_heading=bold_means_heading):
            marked.append(line._replace(kind="paragraph") if line.kind == "heading" else line)
        elif before is not None and before.kind == "heading" and _continues(lines[number - 1], line):
            joined = before.text + line.text
            log.repair(
                "split_heading",
                f"{before.text}\n{line.text}",
                replacement=joined,
                reason="one heading on two lines (004)",
            )
            marked[-1] = Line(joined, "heading", bold=True)
        else:
            marked.append(line._replace(kind="heading"))
    return marked


def _is_heading(line: Line, before: Line | None, *, after: Line | None, bold_means_heading: bool) -> bool:
    text = line.text
    if line.kind == "heading":
        return len(text) <= _LONGEST_HEADING and bool(_LETTER.search(text))
    if after is None or line.kind in {"item", "row"} or not _LETTER.search(text):
        return False
    if line.bold:
        return bold_means_heading and len(text) <= _LONGEST_BOLD and not _ENDS_OPEN.search(text) and "。" not in text
    return _is_plain_heading(text, before, after)


def _is_plain_heading(text: str, before: Line | None, after: Line) -> bool:
    """002 and 003: a short line without punctuation, after a finished paragraph and over a longer one."""
    if before is not None and before.kind not in {"heading", "row"} and before.text[-1] not in SENTENCE_END + ":：":
        return False
    agency = read_agency(text)
    if agency is not None and agency.length == len(text):
        return False  # 每经记者 张韵 每经编辑 魏官红 stands over the first paragraph and is no heading
    if _NUMBERED.match(text) and len(text) <= _LONGEST_PLAIN and not _SENTENCE.search(text[3:]):
        return True
    longest = _LONGEST_ENGLISH if _ENGLISH.fullmatch(text) else _LONGEST_PLAIN
    if len(text) > longest or _SENTENCE.search(text) or text[-1] in SENTENCE_END or len(text) < 2:
        return False
    body = after.text
    return len(body) >= max(_SHORTEST_BODY, 2 * len(text)) and (
        body[-1] in SENTENCE_END or len(body) > 2 * _LONGEST_BOLD
    )


def _continues(before: Line, line: Line) -> bool:
    """Two bold paragraphs in a row, neither numbered, short enough to be one heading."""
    return (
        before.bold
        and line.bold
        and "heading" not in {before.kind, line.kind}
        and len(before.text) + len(line.text) <= _LONGEST_JOINED
        and not _NUMBERED.match(before.text)
        and not _NUMBERED.match(line.text)
        and not _ENGLISH.fullmatch(line.text)
        and _LETTER.match(before.text[-1]) is not None
    )


def assemble(lines: list[Line]) -> Assembled:
    """Join lines to a text; sections are found by the lines of kind `heading`.

    A heading with nothing below it is never lost: it becomes the body of a section without a heading.
    """
    starts: list[int] = []
    position = 0
    for line in lines:
        starts.append(position)
        position += len(line.text) + 1
    text = "\n".join(line.text for line in lines)
    agency, agency_line = _find_agency(lines, starts)
    return Assembled(text, tuple(_sections(lines, starts)), agency, agency_line)


def _sections(lines: list[Line], starts: list[int]) -> list[Section]:
    sections: list[Section] = []
    heading: int | None = None
    first: int | None = None

    def end_section(stop: int) -> None:
        """Close the section whose last line is before `stop`."""
        nonlocal heading, first
        body = heading if first is None else first
        if body is None:
            return
        named = heading if first is not None else None
        sections.append(
            Section(
                heading=None if named is None else lines[named].text,
                heading_span=None if named is None else _span(lines, starts, first=named, last=named),
                span=_span(lines, starts, first=body, last=stop - 1),
            )
        )
        heading = first = None

    for number, line in enumerate(lines):
        if line.kind == "heading":
            end_section(number)
            heading = number
        elif first is None:
            first = number
    end_section(len(lines))
    return sections


def _span(lines: list[Line], starts: list[int], *, first: int, last: int) -> Span:
    return Span(start=starts[first], end=starts[last] + len(lines[last].text))


def _find_agency(lines: list[Line], starts: list[int]) -> tuple[Agency | None, Span | None]:
    body = [number for number, line in enumerate(lines) if line.kind == "paragraph"][:_AGENCY_LINES]
    for number in body:
        agency = read_agency(lines[number].text)
        if agency is not None:
            return agency, Span(start=starts[number], end=starts[number] + agency.length)
    return None, None
