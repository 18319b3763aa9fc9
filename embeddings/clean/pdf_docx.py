"""Turn the extracted text of PDF and Word files into paragraphs.

For PDF: running heads and page numbers are removed, lines joined, hyphenated words rejoined.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import NamedTuple

from embeddings.clean.credits import read_credits
from embeddings.clean.markdown import columns, join, squeeze
from embeddings.clean.types import SENTENCE_END, Line, Log

PAGE_BREAK = "\f"
_EDGE = 2
"""Lines at the top and at the foot of a page that may be a running head or a page number."""
_FEWEST_PAGES = 3
_SHARE = 0.4
"""Share of the pages that a running head must occur on: heads of left and right pages may differ."""
_LONGEST_HEAD = 100
_NUMBER = re.compile(r"\d+")
_BARE_NUMBER = re.compile(r"\W*(\d{1,4})\W*")
_PAGE_NUMBER = re.compile(
    r"[-–—·•\s]*(?:第\s*\d{1,4}\s*[页頁](?:\s*[,，/／]?\s*共\s*\d{1,4}\s*[页頁])?|[-–—]\s*\d{1,4}\s*[-–—]|page\s+\d{1,4}(?:\s+of\s+\d{1,4})?"
    r"|\d{1,4}\s*[/／]\s*\d{1,4})[-–—·•\s]*",
    re.IGNORECASE,
)
_DIVIDED = re.compile(r"([A-Za-z]+)[-\xad‐]$")
_GOES_ON = re.compile(r"([a-z]+)")
_HYPHENATED = re.compile(r"[A-Za-z]+-[a-z]+")
_COMPATIBILITY = re.compile("[\u2e80-\u2fd5\ufb00-\ufb06]")
"""Radicals and ligatures that fonts of PDFs stand in for characters and letters."""
_FULL = 0.85
_FULL_IN_LOWER_CASE = 0.55
"""Share of the usual width from which a line continues in the next one; English lines have ragged ends."""
_SHORTEST_FULL = 20
"""Narrowest usual width, in columns: a page of figures has none."""
_USUAL = 0.8
"""The quantile of the line widths that counts as the usual width."""


class _Row(NamedTuple):
    text: str
    usual: float
    """Width of a full line on its page, in columns."""
    indented: bool


def join_pages(text: str, log: Log) -> str:
    """The paragraphs of all pages, with an empty line between them.

    Args:
        text: Pages separated by form feeds, with the line breaks of the page.
        log: Records every line removed and every word rejoined.
    """
    pages = [_lines(page) for page in _plain_characters(text, log).split(PAGE_BREAK)]
    empty = sum(not page for page in pages)
    if empty:
        log.warn(f"{empty} of {len(pages)} pages hold no text (pictures?)")
    _take_furniture(pages, log)
    words = frozenset(_HYPHENATED.findall(text.replace("\xad", "-")))
    return "\n\n".join(_paragraphs([row for page in pages for row in _rows(page)], words, log))


def _plain_characters(text: str, log: Log) -> str:
    found = Counter(_COMPATIBILITY.findall(text))
    plain = {each: unicodedata.normalize("NFKC", each) for each in found}
    for each, count in sorted(found.items()):
        if plain[each] != each:
            log.repair(
                "compatibility_form", each, replacement=plain[each], reason=f"the font's own form, {count} times"
            )
    return text.translate(str.maketrans(plain))


def _lines(page: str) -> list[str]:
    return [line.rstrip() for line in page.split("\n") if line.strip()]


def _take_furniture(pages: list[list[str]], log: Log) -> None:
    """Remove running heads and page numbers from `pages`, from the edges inwards."""
    keys = Counter(key for page in pages for key in {_key(page[at]) for at in _edges(page)})
    least = max(_FEWEST_PAGES, _SHARE * len(pages))
    offset = _numbering(pages)
    first = pages[0][0].strip() if pages[0] else ""
    title = first if not _NUMBER.search(first) else ""  # on page 1 it is more often the title than a head

    def is_furniture(line: str, number: int) -> bool:
        """Whether a line at the edge of a page is a running head or page number; if so, it is logged."""
        bare = _BARE_NUMBER.fullmatch(line)
        if _PAGE_NUMBER.fullmatch(line) or (bare and offset is not None and int(bare[1]) - number == offset):
            log.remove("page_number", line, f"the number of page {number}")
            return True
        if bare or len(line) > _LONGEST_HEAD or keys[_key(line)] < least:
            return False
        if number == 1 and line == title:
            return False
        log.remove("running_head", line, f"stands on {keys[_key(line)]} of {len(pages)} pages")
        return True

    for number, page in enumerate(pages, 1):
        for at in (0, -1):
            for _ in range(_EDGE):
                if not page or not is_furniture(page[at].strip(), number):
                    break
                del page[at]


def _edges(page: list[str]) -> list[int]:
    return sorted({at for at in (*range(_EDGE), *range(len(page) - _EDGE, len(page))) if 0 <= at < len(page)})


def _key(line: str) -> str:
    """Key for comparing a line with lines of other pages, whose numbers differ."""
    return _NUMBER.sub("#", "".join(line.split())).casefold()


def _numbering(pages: list[list[str]]) -> int | None:
    """Offset of printed page numbers from the page index; None if lone numbers at the edges don't count pages."""
    offsets = Counter(
        int(bare[1]) - number
        for number, page in enumerate(pages, 1)
        for at in _edges(page)
        if (bare := _BARE_NUMBER.fullmatch(page[at].strip()))
    )
    if not offsets:
        return None
    offset, count = min(offsets.items(), key=lambda each: (-each[1], abs(each[0])))
    return offset if count >= max(_FEWEST_PAGES, sum(offsets.values()) / 2) else None


def _rows(page: list[str]) -> list[_Row]:
    widths = sorted(columns(squeeze(line)) for line in page)
    usual = float(widths[int(_USUAL * (len(widths) - 1))]) if widths else 0.0
    return [_Row(squeeze(line), usual, line[0] in " \u3000\t") for line in page]


def _paragraphs(rows: list[_Row], words: frozenset[str], log: Log) -> list[str]:
    paragraphs: list[str] = []
    before: _Row | None = None
    for row in rows:
        if before is not None and _joins(before, row):
            paragraphs[-1] = _joined(paragraphs[-1], row.text, words, log)
        else:
            paragraphs.append(row.text)
        before = row
    return paragraphs


def _joins(before: _Row, row: _Row) -> bool:
    """Whether a line continues in the next one: it is full and ends in mid-sentence."""
    if row.indented or before.text[-1] in SENTENCE_END or read_credits(before.text):
        return False
    goes_on = bool(_GOES_ON.match(row.text))
    if goes_on and _DIVIDED.search(before.text):
        return True
    share = _FULL_IN_LOWER_CASE if goes_on else _FULL
    return columns(before.text) >= max(_SHORTEST_FULL, share * before.usual)


def _joined(first: str, second: str, words: frozenset[str], log: Log) -> str:
    start, end = _DIVIDED.search(first), _GOES_ON.match(second)
    if start is None or end is None:
        return join([first, second])
    if f"{start[1]}-{end[1]}" in words and not first.endswith("\xad"):
        return first + second  # well-known: the article hyphenates it elsewhere too
    log.repair(
        "divided_word", f"{start[0]}\n{end[1]}", replacement=start[1] + end[1], reason="a word over the end of a line"
    )
    return first[:-1] + second


def split_blocks(text: str) -> list[Line]:
    """The lines of a Word file as `extract` returns it: headings after `# `, items after `- `, cells between `|`."""
    found: list[Line] = []
    for raw in text.split("\n"):
        line = squeeze(raw)
        if line.startswith("# "):
            found.append(Line(line[2:], "heading"))
        elif line.startswith("- "):
            found.append(Line(line[2:], "item"))
        elif line.startswith("| ") and line.endswith(" |"):
            found.append(Line(line[2:-2], "row"))
        elif line:
            found.append(Line(line))
    return found
