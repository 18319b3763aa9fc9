"""Rules applied to lines: captions, buttons, notices, credits and the headlines of other articles."""

from __future__ import annotations

import re
from typing import NamedTuple

from embeddings.clean_agency import is_outlet
from embeddings.clean_credits import Credit, bracketed_credits, read_credits, trailing_credits
from embeddings.clean_rules import BLOCK_STARTS, DATED_HEADLINE, LINE_RULES, TAIL_RULES, Rule
from embeddings.clean_types import Line, Log

_HEAD = 6
"""Lines at the beginning in which a date, source or author without more is a credit of the article."""
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


class Found(NamedTuple):
    """What the credits of an article say."""

    lines: list[Line]
    credits: list[Credit]
    urls: list[str]


def drop_lines(lines: list[Line], log: Log) -> list[Line]:
    """Take out every line that a rule of `LINE_RULES` matches as a whole."""
    kept: list[Line] = []
    for line in lines:
        rule = _matching(line.text, LINE_RULES) if len(line.text) <= 400 else None
        if rule is None or line.kind == "row":
            kept.append(line)
        else:
            log.remove(rule.kind, line.text, rule.reason)
    return kept


def drop_blocks(lines: list[Line], log: Log) -> list[Line]:
    """Take out blocks of other articles' headlines: after a line that opens one, and dated ones at the end (002)."""
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
    """Past the headlines that begin at `start`; a last one right above a paragraph may be that paragraph's heading."""
    stop = start
    while stop < len(lines) and _is_headline(lines[stop]):
        stop += 1
    if start < stop < len(lines) and lines[stop - 1].kind == "paragraph" and lines[stop - 1].linked < 0.8:
        stop -= 1
    return stop


def _is_headline(line: Line) -> bool:
    """Short and unfinished, or a link: what stands under 相关阅读, and no paragraph of an article."""
    short = len(line.text) <= _HEADLINE_CHARS and line.text[-1] not in "。；;，,：:"
    return line.linked > 0.8 or bool(DATED_HEADLINE.fullmatch(line.text)) or (short and line.kind != "heading")


def _matching(text: str, rules: tuple[Rule, ...]) -> Rule | None:
    return next((rule for rule in rules if rule.pattern.fullmatch(text)), None)


def take_links(text: str, log: Log) -> tuple[str, list[str]]:
    """Take Markdown's `<http://…>` out of a text before parsing, where it would be an unknown tag (000)."""
    urls = _AUTOLINK.findall(text)
    for url in urls:
        log.remove("link", f"<{url}>", "an address; kept as the source's where none is stated")
    return (_AUTOLINK.sub("\n", text) if urls else text), urls


def take_credits(lines: list[Line], log: Log) -> Found:
    """Take credit lines out, credits in brackets, and those after the last sentence."""
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
    return Found([line for line in kept if line.text], credits, urls)


def _may_take(pieces: list[Credit], number: int, *, at_edge: bool) -> bool:
    """A bare date or time is a credit only at the head; a source or editor anywhere; an author at head and tail."""
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
    """Take credits in brackets out of a line; `credits` collects what they say."""
    if "：" not in line.text and ":" not in line.text and "/" not in line.text:
        return line
    text = line.text
    for start, end, pieces in reversed(list(bracketed_credits(line.text))):
        if any(piece.kind in {"source", "editor"} for piece in pieces):
            credits.extend(_log_credits(pieces, text[start:end], log=log, keep=True))
            text = f"{text[:start].rstrip()}{text[end:]}" if start else text[end:].lstrip()
    return line._replace(text=text.strip()) if text != line.text else line


def _take_label(line: Line, log: Log) -> Line:
    """原标题：, where the line goes on with the article itself: only the label can go with certainty."""
    label = _ORIGINAL_TITLE.match(line.text)
    if label is None or label.end() == len(line.text):
        return line
    log.remove("original_title_label", label[0], "a label; where the title ends can't be told")
    return line._replace(text=line.text[label.end() :])


def _take_tail(lines: list[Line], *, log: Log, credits: list[Credit]) -> None:
    """Cut what follows the last sentence, piece by piece, from the last line that has anything left."""
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
