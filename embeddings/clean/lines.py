"""Clean the lines of a page and assemble them into a document's text and sections.

Removed are captions, buttons, notices, credits and the headlines of other articles; headings are recognised.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from embeddings.clean.credits import (
    Agency,
    Credit,
    bracketed_credits,
    is_outlet,
    read_agency,
    read_credits,
    trailing_credits,
)
from embeddings.clean.rules import BLOCK_STARTS, DATED_HEADLINE, LINE_RULES, TAIL_RULES, Rule
from embeddings.clean.types import SENTENCE_END, Line, Log
from embeddings.schema import Section, Span

_HEAD = 6
"""Number of first lines in which a bare date, source or author is a credit of the article."""
_TAIL = 4
_HEADLINE_CHARS = 60
_TAIL_CHARS = 700
_TAIL_ROUNDS = 30
_DATED_RUN = 3
_BULLET_FACT = re.compile(r"-\s+(\S.{0,30})")
_URL_LINE = re.compile(
    r"(?:原文(?:链接|地址|網址)?|链接|网址|来源链接|URL)?\s*[:：]?\s*<?(https?://[\w./?=&%#:~+-]{4,500})>?",
    re.IGNORECASE,
)
_ORIGINAL_TITLE = re.compile(r"(?:原标题|原標題)\s*[:：]\s*")
_AUTOLINK = re.compile(r"<(https?://[^<>\s]{4,500})>")


class Credits(NamedTuple):
    """Values stated by the credits of an article."""

    lines: list[Line]
    credits: list[Credit]
    urls: list[str]


def drop_lines(lines: list[Line], log: Log) -> list[Line]:
    """Remove every line that a rule of `LINE_RULES` matches as a whole."""
    kept: list[Line] = []
    for line in lines:
        rule = _matching(line.text, LINE_RULES) if len(line.text) <= 400 else None
        if rule is None or line.kind == "row":
            kept.append(line)
        else:
            log.remove(rule.kind, line.text, rule.reason)
    return kept


def drop_blocks(lines: list[Line], log: Log) -> list[Line]:
    """Remove blocks of other articles' headlines: after a line that opens one, and dated ones at the end (002)."""
    end = len(lines)
    while end and DATED_HEADLINE.fullmatch(lines[end - 1].text):
        end -= 1
    if len(lines) - end < _DATED_RUN:
        end = len(lines)
    kept: list[Line] = []
    position = 0
    while position < end:
        rule = _matching(lines[position].text, BLOCK_STARTS) if kept else None
        if rule is None:
            kept.append(lines[position])
            position += 1
            continue
        stop = _end_of_block(lines[:end], position + 1)
        for line in lines[position:stop]:
            log.remove(rule.kind, line.text, rule.reason)
        position = stop
    for line in lines[end:]:
        log.remove("unrelated_headlines", line.text, "headlines of other articles, each with a date (002)")
    return kept


def _end_of_block(lines: list[Line], start: int) -> int:
    """Index after the headlines that begin at `start`; one right above a paragraph is left: it may be its heading."""
    stop = start
    while stop < len(lines) and _is_headline(lines[stop]):
        stop += 1
    if start < stop < len(lines) and lines[stop - 1].kind == "paragraph" and lines[stop - 1].linked < 0.8:
        stop -= 1
    return stop


def _is_headline(line: Line) -> bool:
    """Whether a line under 相关阅读 is another article's headline: short without a full stop, or a link."""
    short = len(line.text) <= _HEADLINE_CHARS and line.text[-1] not in "。；;，,：:"
    return line.linked > 0.8 or bool(DATED_HEADLINE.fullmatch(line.text)) or (short and line.kind != "heading")


def _matching(text: str, rules: tuple[Rule, ...]) -> Rule | None:
    return next((rule for rule in rules if rule.pattern.fullmatch(text)), None)


def take_links(text: str, log: Log) -> tuple[str, list[str]]:
    """Remove Markdown's `<http://…>` before parsing, which would read it as an unknown tag (000)."""
    urls = _AUTOLINK.findall(text)
    for url in urls:
        log.remove("link", f"<{url}>", "an address; kept as the source's where none is stated")
    return (_AUTOLINK.sub("\n", text) if urls else text), urls


def take_credits(lines: list[Line], log: Log) -> Credits:
    """Remove credit lines, credits in brackets, and credits after the last sentence."""
    lines, credits = _take_fact_list(lines, log)
    lines = _take_bare_outlet(lines, log=log, credits=credits)
    urls: list[str] = []
    kept: list[Line] = []
    count = len(lines)
    for number, line in enumerate(lines):
        at_edge = number < _HEAD or number >= count - _TAIL
        url = _URL_LINE.fullmatch(line.text) if at_edge else None
        if url is not None:
            urls.append(url[1])
            log.remove("link", line.text, "an address; kept as the source's where none is stated")
            continue
        pieces = [] if line.kind == "row" else read_credits(line.text)
        if pieces and _may_take(pieces, number, at_edge=at_edge):
            credits.extend(_log_credits(pieces, line.text, log=log, keep=at_edge))
            continue
        if not number:
            line = _take_label(line, log)
        kept.append(_take_bracketed(line, log=log, credits=credits if at_edge else []))
    _take_tail(kept, log=log, credits=credits)
    return Credits([line for line in kept if line.text], credits, urls)


def _may_take(pieces: list[Credit], number: int, *, at_edge: bool) -> bool:
    """Whether pieces are a credit here: a bare date or time only at the head, an author at head or tail."""
    kinds = {piece.kind for piece in pieces}
    if kinds <= {"date"}:
        return number < _HEAD and not (number and len(pieces) > 1)
    if kinds & {"editor", "source", "page", "original_title"}:
        return at_edge or not kinds & {"date", "original_title"}
    return at_edge


def _log_credits(pieces: list[Credit], text: str, *, log: Log, keep: bool) -> list[Credit]:
    log.remove("credit_line", text, "credits of the article, read as its date, source and people")
    return pieces if keep else []


def _take_fact_list(lines: list[Line], log: Log) -> tuple[list[Line], list[Credit]]:
    """002: `- 新民晚报` and `- 2022-07-28 08:23:56` under the title."""
    facts = [(number, _BULLET_FACT.fullmatch(line.text)) for number, line in enumerate(lines[:_HEAD])]
    dated = [number for number, match in facts if match and _is_date(match[1])]
    if not dated:
        return lines, []
    first = dated[0]
    credits: list[Credit] = []
    taken: set[int] = set()
    for number, match in facts:
        if match is None or abs(number - first) > 1:
            continue
        pieces = read_credits(match[1]) or [Credit("source", "-", match[1].strip())]
        credits.extend(_log_credits(pieces, lines[number].text, log=log, keep=True))
        taken.add(number)
    return [line for number, line in enumerate(lines) if number not in taken], credits


def _take_bare_outlet(lines: list[Line], *, log: Log, credits: list[Credit]) -> list[Line]:
    """杭州日报 alone on a line at the head, right above or below one that is only a date: 002 without its bullets."""
    for number, line in enumerate(lines[:_HEAD]):
        beside = (*lines[max(0, number - 1) : number], *lines[number + 1 : number + 2])
        if is_outlet(line.text) and any(_is_date(other.text) for other in beside):
            credits.extend(_log_credits([Credit("source", "", line.text)], line.text, log=log, keep=True))
            return [*lines[:number], *lines[number + 1 :]]
    return lines


def _is_date(text: str) -> bool:
    return {piece.kind for piece in read_credits(text)} == {"date"}


def _take_bracketed(line: Line, *, log: Log, credits: list[Credit]) -> Line:
    """Remove credits in brackets from a line; `credits` collects them."""
    if "：" not in line.text and ":" not in line.text and "/" not in line.text:
        return line
    text = line.text
    for start, end, pieces in reversed(list(bracketed_credits(line.text))):
        if any(piece.kind in {"source", "editor"} for piece in pieces):
            credits.extend(_log_credits(pieces, text[start:end], log=log, keep=True))
            text = f"{text[:start].rstrip()}{text[end:]}" if start else text[end:].lstrip()
    return line._replace(text=text.strip()) if text != line.text else line


def _take_label(line: Line, log: Log) -> Line:
    """Remove the label 原标题： from a line that goes on with the article itself."""
    label = _ORIGINAL_TITLE.match(line.text)
    if label is None or label.end() == len(line.text):
        return line
    log.remove("original_title_label", label[0], "a label; where the title ends can't be told")
    return line._replace(text=line.text[label.end() :])


def _take_tail(lines: list[Line], *, log: Log, credits: list[Credit]) -> None:
    """Remove what follows the last sentence, piece by piece, from the last line that is not empty."""
    for _ in range(_TAIL_ROUNDS):
        if not lines:
            return
        line = lines[-1]
        text = line.text.rstrip()
        edge = max(0, len(text) - _TAIL_CHARS)
        tail = trailing_credits(text)
        starts = ((rule, rule.pattern.search(text, edge)) for rule in TAIL_RULES)
        rule, match = next(((rule, match) for rule, match in starts if match is not None), (None, None))
        if rule is not None and match is not None:
            start = match.start()
            log.remove(rule.kind, text[start:].strip(), rule.reason)
        elif tail is not None:
            start, pieces = tail
            credits.extend(_log_credits(pieces, text[start:], log=log, keep=True))
        else:
            return
        text = text[:start].rstrip()
        lines[-1:] = [line._replace(text=text)] if text else []


_LONGEST_HEADING = 80
_LONGEST_BOLD = 40
_LONGEST_PLAIN = 30
_LONGEST_ENGLISH = 70
_SHORTEST_BODY = 24
"""Shortest paragraph, in characters, below a plain line that counts as a heading (003: 濰坊 is above one of 35)."""
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
    """The text of a document with the spans of its parts."""

    text: str
    sections: tuple[Section, ...]
    agency: Agency | None
    agency_line: Span | None


def mark_headings(lines: list[Line], log: Log) -> list[Line]:
    """Set the kind of every heading to `heading`; a bold heading broken over two paragraphs (004) is joined."""
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
    """002 and 003: a short line without punctuation, after a complete paragraph and above a longer one."""
    if before is not None and before.kind not in {"heading", "row"} and before.text[-1] not in SENTENCE_END + ":：":
        return False
    agency = read_agency(text)
    if agency is not None and agency.length == len(text):
        return False  # 每经记者 张韵 每经编辑 魏官红 is above the first paragraph and is no heading
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
    """Whether two bold lines in a row, neither numbered, are short enough to be one heading."""
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

    A heading with nothing below it is kept as the body of a section without a heading.
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
