"""Split Chinese and English news into sentences, by rules as data; spans are offsets into the unchanged text.

A line break always ends a sentence. Nothing ends one inside brackets, book titles and quotations of up to QUOTE_CHARS
characters; a longer quotation is split at its inner sentence ends. A quotation stays with the words that name the
speaker (“……得到了大力支持。”腾讯集团高级副总裁郭凯天表示, seed 004), and one in the middle of a clause is no sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from embeddings.text.numerals import MONTH_ABBREVIATION

QUOTE_CHARS = 150
LONG_SENTENCE = 120
"""Sentence length in characters above which semicolons end sentences too (003: one of 240 characters has six)."""

PROTECTED = re.compile(
    "《[^《》\n]{0,150}》|〈[^〈〉\n]{0,150}〉|【[^【】\n]{0,150}】|（[^（）\n]{0,150}）|\\([^()\n]{0,150}\\)|\\[[^\\[\\]\n]{0,150}\\]"
    f"|“[^“”\n]{{0,{QUOTE_CHARS}}}”|‘[^‘’\n]{{0,{QUOTE_CHARS}}}’|「[^「」\n]{{0,{QUOTE_CHARS}}}」"
    f'|『[^『』\n]{{0,{QUOTE_CHARS}}}』|"[^"\n]{{0,{QUOTE_CHARS}}}"'
)
"""Spans inside which no sentence ends; the leftmost opening mark wins, and one without a closing mark is ignored."""

ENDS = re.compile("[。｡！？!?…⋯.．]+[”’」』）)\\]】》〉\"']*")
"""Places where a sentence may end, closing quotes and brackets included."""

SEMICOLON = re.compile("；|(?<![A-Za-z\\s]);")

CONTINUES = re.compile("[，,、；;：:]")
"""Shows that the sentence goes on, also after a damaged mark (003: 規?；?，形成)."""
CONTINUES_QUOTATION = re.compile("[的等]|之(?![后前後])")
"""Shows, after a quotation, that it is part of a clause."""

OPENINGS = {"”": "“", "」": "「", "』": "『"}
INTRODUCED = frozenset("：:说說道称稱问問答喊写寫")
"""Characters before a quotation whose speaker has been named already."""
ATTRIBUTION = re.compile(
    "[^。！？!?\n“”「」]{0,30}?(?:表示|指出|认为|認為|介绍|介紹|强调|強調|告诉|告訴|透露|坦言|直言|解释|解釋|补充|補充|呼吁|呼籲|感慨|总结|總結|"
    "回忆|回憶|提到|谈到|談到|写道|寫道|说|說|称|稱)(?![：:“「])"
)
"""Words after a quotation that name its speaker."""

NEVER_LAST = re.compile("mrs?|ms|dr|prof|st|gen|col|lt|sgt|capt|sen|rep|gov|rev|hon|pres|mt|vs|fig|vol|pp|eds?")
"""Abbreviations that a name or number follows."""
SELDOM_LAST = re.compile(
    f"inc|ltd|co|corp|jr|sr|etc|al|dept|est|approx|ave|blvd|rd|univ|ph\\.d|{MONTH_ABBREVIATION}|[a-z](?:\\.[a-z])*"
)
"""Abbreviations that end a sentence only before a word of STARTERS; the last line is initials, e.g., a.m. and U.S."""
BEFORE_NUMBER = re.compile("nos?|art|sec|p|ch")
STARTERS = re.compile(
    "(?:The|A|An|In|On|At|It|Its|He|She|They|We|I|You|But|And|However|This|That|These|Those|There|His|Her|Their|Our|"
    "For|As|When|While|After|Before|If|Since|Meanwhile|According)\\b"
)
_WORD_BEFORE = re.compile(r"[A-Za-z][A-Za-z.]*$")
_LIST_NUMBER = re.compile(r"\s*\(?\d{1,2}$")


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of the sentences of `text[start:end]`, without whitespace around them, none of them empty.

    Every non-whitespace character is in exactly one of them.
    """
    found: list[tuple[int, int]] = []
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        found += _of_line(text, start, stop)
        start = stop + 1
    return found


def strip(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without whitespace at its ends; empty (start == end) if it is all whitespace."""
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return start, max(start, start + len(piece.strip()))


def _of_line(text: str, start: int, end: int) -> list[tuple[int, int]]:
    line = text[start:end]
    shelters = [(match.start(), match.end()) for match in PROTECTED.finditer(line)]
    cuts = [0]
    for match in ENDS.finditer(line):
        cut = _without_opening(match, shelters)
        if not _sheltered(cut, shelters) and _ends(line, cuts[-1], match, cut):
            cuts.append(cut)
    found: list[tuple[int, int]] = []
    for first, last in zip(cuts, [*cuts[1:], len(line)], strict=True):
        pieces = _at_semicolons(line, first, last, shelters) if last - first > LONG_SENTENCE else [(first, last)]
        found += [strip(line, *piece) for piece in pieces]
    return [(start + first, start + last) for first, last in found if first < last]


def _without_opening(match: re.Match[str], shelters: list[tuple[int, int]]) -> int:
    """End of the match, without a straight quote that opens the next quotation."""
    at = bisect_right(shelters, (match.start(), len(match.string)))
    if at < len(shelters) and shelters[at][0] < match.end():
        return shelters[at][0]
    return match.end()


def _sheltered(cut: int, shelters: list[tuple[int, int]]) -> bool:
    at = bisect_right(shelters, (cut, 0)) - 1
    return at >= 0 and shelters[at][0] < cut < shelters[at][1]


def _at_semicolons(line: str, first: int, last: int, shelters: list[tuple[int, int]]) -> list[tuple[int, int]]:
    cuts = [match.end() for match in SEMICOLON.finditer(line, first, last) if not _sheltered(match.end(), shelters)]
    return list(zip([first, *cuts], [*cuts, last], strict=True))


def _ends(line: str, first: int, match: re.Match[str], cut: int) -> bool:
    """Whether the sentence that began at `first` ends at `cut`."""
    after = line[cut:].lstrip()
    if not after:
        return True
    marks = match[0].rstrip("”’」』）)]】》〉\"'")
    closed = line[match.start() + len(marks) : cut]
    if CONTINUES.match(after):
        return False
    if not any(mark in "。｡！？" for mark in marks):
        spaced = line[cut : cut + 1].isspace()
        if not _weak_mark_ends(line, first, match.start(), marks, after, spaced=spaced, closed=bool(closed)):
            return False
    return not closed or _quotation_ends(line, first, cut, after)


def _weak_mark_ends(line: str, first: int, at: int, marks: str, after: str, *, spaced: bool, closed: bool) -> bool:
    """Whether !, ?, dots or an ellipsis end a sentence: in English they also occur inside words and numbers."""
    if after[0].islower():
        return False
    if "!" in marks or "?" in marks:  # 003: 領域??字人, where a conversion lost a character
        return spaced or closed or (len(marks) == 1 and not line[max(0, at - 1)].isascii())
    if "…" in marks or "⋯" in marks:
        return spaced or closed
    return spaced and (len(marks) > 1 or _period_ends(line[first:at], after))


def _period_ends(before: str, after: str) -> bool:
    if _LIST_NUMBER.fullmatch(before):
        return False
    match = _WORD_BEFORE.search(before)
    if not match:
        return True
    word = match[0].lower()
    if NEVER_LAST.fullmatch(word) or (BEFORE_NUMBER.fullmatch(word) and after[0].isdigit()):
        return False
    return not SELDOM_LAST.fullmatch(word) or bool(STARTERS.match(after))


def _quotation_ends(line: str, first: int, cut: int, after: str) -> bool:
    """Whether a sentence ends with the quotation that closes before `cut`."""
    if CONTINUES_QUOTATION.match(after):
        return False
    opening = OPENINGS.get(line[cut - 1])
    at = line.rfind(opening, first, cut) if opening else -1
    if at < 0:
        return not (opening and ATTRIBUTION.match(after))
    before = line[first:at].rstrip()[-1:]
    if before in INTRODUCED and before:
        return True
    if before.isalnum():
        return False
    return not ATTRIBUTION.match(after)
