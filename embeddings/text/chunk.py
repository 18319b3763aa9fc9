"""Cut documents into passages: consecutive sentences of one section, up to a limit of characters, with overlap."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from embeddings.config import IndexConfig
from embeddings.schema import Document, Passage, Span
from embeddings.text.sentences import sentences, strip

CLAUSE_ENDS = re.compile("[，,、；;：:。！？!?](?!\\d)|\\s")
"""Where a sentence longer than the limit may be cut; 12,000 stays in one piece."""


class _Part(NamedTuple):
    """A section's heading and the sentences of its body."""

    heading: str | None
    sentences: list[tuple[int, int]]


def sentence_spans(document: Document) -> list[Span]:
    """Spans of all sentences of all sections in order, without headings; the agency line is a span of its own."""
    return [Span(start=start, end=end) for part in _parts(document) for start, end in part.sentences]


def chunk(document: Document, config: IndexConfig) -> list[Passage]:
    """Cut a document into passages.

    A section that fits is one passage. A longer one is cut between sentences into the fewest passages that the limit
    less the overlap allows, of nearly equal lengths; each but the first then begins with as many of the sentences
    before it as fit the overlap.

    Args:
        document: A document with at least one non-whitespace character.
        config: passage_chars and overlap_chars.

    Returns:
        Passages in order; every non-whitespace character of a section's body is in at least one.
    """
    return [passage for passage, _ in chunk_with_sentences(document, config)]


def chunk_with_sentences(document: Document, config: IndexConfig) -> list[tuple[Passage, list[tuple[int, int]]]]:
    """The passages of `chunk`, each with the spans of its sentences in characters of the passage's text.

    A sentence longer than a passage is represented by the piece in the passage.
    """
    found: list[tuple[Passage, list[tuple[int, int]]]] = []
    for part in _parts(document):
        starts, ends = zip(*part.sentences, strict=True)
        for start, end in _passages(document.text, part.sentences, config):
            passage = Passage(
                passage_id=f"{document.doc_id}:{start}-{end}",
                doc_id=document.doc_id,
                span=Span(start=start, end=end),
                text=document.text[start:end],
                heading=part.heading,
            )
            inside = part.sentences[bisect_right(ends, start) : bisect_left(starts, end)]
            found.append((passage, [(max(first, start) - start, min(last, end) - start) for first, last in inside]))
    return found


def _parts(document: Document) -> list[_Part]:
    """Sections that are not empty; a document of headings only is one part without a heading."""
    parts: list[_Part] = []
    for section in document.sections:
        heading_end = section.heading_span.end if section.heading_span else 0
        found = _sentences(document, max(section.span.start, heading_end), section.span.end)
        if found:
            parts.append(_Part(section.heading, found))
    return parts or [_Part(None, _sentences(document, 0, len(document.text)))]


def _sentences(document: Document, start: int, end: int) -> list[tuple[int, int]]:
    line = document.agency_line
    if line is None or line.end <= start or line.start >= end:
        return sentences(document.text, start, end)
    before = sentences(document.text, start, line.start)
    agency = strip(document.text, max(start, line.start), min(end, line.end))
    return [*before, *([agency] if agency[0] < agency[1] else []), *sentences(document.text, line.end, end)]


def _passages(text: str, whole: Sequence[tuple[int, int]], config: IndexConfig) -> list[tuple[int, int]]:
    if not whole or whole[-1][1] - whole[0][0] <= config.passage_chars:
        return [(whole[0][0], whole[-1][1])] if whole else []
    overlap = min(config.overlap_chars, config.passage_chars // 2)
    pieces = [piece for sentence in whole for piece in _cut(text, *sentence, config.passage_chars - overlap)]
    found: list[tuple[int, int]] = []
    for first, last in _balanced(pieces, config.passage_chars - overlap):
        start = pieces[first][0]
        for before in range(first - 1, -1, -1):
            if pieces[first][0] - pieces[before][0] > overlap:
                break
            start = pieces[before][0]
        found.append((start, pieces[last - 1][1]))
    return found


def _cut(text: str, start: int, end: int, limit: int) -> list[tuple[int, int]]:
    """Cut a sentence into pieces of at most `limit` characters, if possible at a clause end in their second half."""
    pieces: list[tuple[int, int]] = []
    while end - start > limit:
        clause_ends = [match.end() for match in CLAUSE_ENDS.finditer(text, start + limit // 2, start + limit)]
        cut = clause_ends[-1] if clause_ends else start + limit
        pieces.append(strip(text, start, cut))
        start, end = strip(text, cut, end)
    return [*pieces, (start, end)] if start < end else pieces


def _balanced(pieces: Sequence[tuple[int, int]], limit: int) -> list[tuple[int, int]]:
    """Group pieces into the fewest ranges of at most `limit` characters, of nearly equal length (least squares)."""
    best: list[tuple[int, int]] = [(0, 0)]
    chosen: list[int] = []
    for last in range(1, len(pieces) + 1):
        options: list[tuple[tuple[int, int], int]] = []
        for first in range(last - 1, -1, -1):
            length = pieces[last - 1][1] - pieces[first][0]
            if length > limit and first < last - 1:
                break
            groups, squares = best[first]
            options.append(((groups + 1, squares + length * length), first))
        cost, first = min(options)
        best.append(cost)
        chosen.append(first)
    ranges: list[tuple[int, int]] = []
    last = len(pieces)
    while last > 0:
        ranges.append((chosen[last - 1], last))
        last = chosen[last - 1]
    return ranges[::-1]
