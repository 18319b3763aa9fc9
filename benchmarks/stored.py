"""A generation as it lies on disk, read without any class of ours, and what of an answer is not what is stored there.

Only json, hashlib and sqlite3 open the files, so that a fault of the classes that make citations can not hide here.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Literal, NamedTuple

from qa.schema import Answer, Citation

FaultKind = Literal[
    "quote", "document", "hash", "markers", "text", "source", "heading", "short answer", "part", "hit", "context"
]
Around = tuple[str | None, str | None]
"""The sentences that are shown before and after a quote."""

POINTER = re.compile(r"([0-9a-f]{16}) ([0-9a-f]{64})\n")
MARK = re.compile(r"\[(\d+)\]")
COMPARED = ("title", "publisher", "published", "url", "path")
"""What of a source stands in a citation."""


class DamagedError(Exception):
    """A file of a generation is not what its manifest says, or the manifest not what the pointer says."""


class Stored(NamedTuple):
    """An article as its row holds it."""

    text: str
    source: Mapping[str, str | None]
    sections: tuple[tuple[int, int, str | None], ...]
    """First and last code point, and heading, of each."""

    def heading(self, at: int) -> str | None:
        """Of the section that a code point lies in."""
        return next((heading for start, end, heading in self.sections if start <= at < end), None)


class Generation(NamedTuple):
    """The generation in use."""

    id: str
    articles: Mapping[str, Stored]
    """By doc_id."""


class Fault(NamedTuple):
    """Something of an answer that is not what is stored."""

    kind: FaultKind
    what: str


def read_generation(root: Path) -> Generation:
    """The generation that is in use in a folder, every file hashed first.

    Raises:
        DamagedError: A hash is another than it should be.
    """
    match = POINTER.fullmatch((root / "CURRENT").read_text(encoding="ascii"))
    if match is None:
        raise DamagedError("CURRENT names no generation")
    folder = root / "generations" / match[1]
    content = (folder / "manifest.json").read_bytes()
    if hashlib.sha256(content).hexdigest() != match[2] or not match[2].startswith(match[1]):
        raise DamagedError(f"the manifest of {match[1]} is another than CURRENT says")
    files: dict[str, str] = json.loads(content)["files"]
    for name, expected in files.items():
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != expected:
            raise DamagedError(f"{name} of {match[1]} is another than its manifest says")
    with closing(sqlite3.connect(f"{(folder / 'corpus.sqlite').as_uri()}?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT doc_id, source, rest, text FROM documents").fetchall()
    return Generation(match[1], {row[0]: _article(*row[1:]) for row in rows})


def _article(source: str, rest: str, text: str) -> Stored:
    sections: list[dict[str, Any]] = json.loads(rest)["sections"]
    places = tuple((each["span"]["start"], each["span"]["end"], each["heading"]) for each in sections)
    return Stored(text, json.loads(source), places)


def faults(answer: Answer, generation: Generation, around: Callable[[Citation], Around]) -> list[Fault]:
    """Everything about an answer that is not what is stored; empty where all of it is.

    Args:
        answer: Status, text, citations, nearest sentences, items, table and hits are looked at.
        generation: What it should have been cut out of.
        around: The sentences that are shown beside a quote.
    """
    found: list[Fault] = []
    if answer.generation != generation.id:
        found.append(Fault("document", f"generation {answer.generation}, not {generation.id}"))
    for citation in (*answer.citations, *answer.nearest):
        found += _of_citation(citation, generation, around)
    found += _of_text(answer)
    found += _of_parts(answer)
    for hit in answer.hits:
        found += _of_hit(hit.passage.doc_id, hit.passage.span.start, hit.passage.text, generation)
    return found


def first_difference(one: str, other: str) -> int | None:
    """The first code point at which two texts differ, or the length of the shorter one; None where they are alike."""
    for at, (here, there) in enumerate(zip(one, other, strict=False)):
        if ord(here) != ord(there):
            return at
    return None if len(one) == len(other) else min(len(one), len(other))


def _of_citation(citation: Citation, generation: Generation, around: Callable[[Citation], Around]) -> Iterator[Fault]:
    name = f"[{citation.marker}] of {citation.path}"
    article = generation.articles.get(citation.doc_id)
    if article is None:
        yield Fault("document", f"{name}: no article {citation.doc_id}")
        return
    start, end = citation.span.start, citation.span.end
    at = first_difference(citation.quote, article.text[start:end])
    if at is not None:
        yield Fault("quote", f"{name}: differs at {at} of {citation.quote[:40]!r}")
        return
    if citation.text_sha256 != hashlib.sha256(article.text.encode()).hexdigest():
        yield Fault("hash", f"{name}: {citation.text_sha256}")
    for field in COMPARED:
        said = getattr(citation, field)
        if (None if said is None else str(said)) != article.source[field]:
            yield Fault("source", f"{name}: {field} {said!r}, not {article.source[field]!r}")
    if citation.heading != article.heading(start):
        yield Fault("heading", f"{name}: {citation.heading!r}, not {article.heading(start)!r}")
    for span in (*((citation.answer,) if citation.answer else ()), *(each.span for each in citation.renderings)):
        if not 0 <= span.start < span.end <= len(citation.quote):
            yield Fault("short answer", f"{name}: {span.start}-{span.end} is no place in the quote")
    yield from _of_context(name, citation, article, around(citation))


def _of_context(name: str, citation: Citation, article: Stored, shown: Around) -> Iterator[Fault]:
    """Both sentences stand beside the quote, with nothing but blanks between."""
    before, after = shown
    ahead, behind = article.text[: citation.span.start].rstrip(), article.text[citation.span.end :].lstrip()
    if before is not None and not (before and ahead.endswith(before.rstrip())):
        yield Fault("context", f"{name}: not before it: {before[:40]!r}")
    if after is not None and not (after and behind.startswith(after.lstrip())):
        yield Fault("context", f"{name}: not after it: {after[:40]!r}")


def _of_text(answer: Answer) -> Iterator[Fault]:
    """The markers are the citations', and the text is their quotes, markers of an article in full-width brackets."""
    marks, markers = MARK.findall(answer.text), [str(each.marker) for each in answer.citations]
    if sorted(marks) != sorted(markers) or len(set(markers)) != len(markers):
        yield Fault("markers", f"{marks} in the text, {markers} cited")
    if bool(markers) != (answer.status == "answered"):
        yield Fault("markers", f"{answer.status} with {len(markers)} citations")
    shown = "\n".join(MARK.sub(r"［\1］", each.quote) + f"[{each.marker}]" for each in answer.citations)
    if answer.citations and answer.text != shown:
        yield Fault("text", f"more or less than the quotes: {answer.text[:40]!r}")
    short = answer.short_answer
    places = [each.quote[each.answer.start : each.answer.end] for each in answer.citations if each.answer]
    if short is not None and short not in places:
        yield Fault("short answer", f"{short!r} stands at no place that a citation gives")


def _of_parts(answer: Answer) -> Iterator[Fault]:
    """Items and figures stand at their place in the quote that they name."""
    quotes = {each.marker: each for each in answer.citations}
    rows = answer.table.rows if answer.table else ()
    parts = [(each.marker, each.span, each.text) for each in answer.items]
    parts += [(row.marker, row.span, row.value) for row in rows]
    for marker, span, text in parts:
        citation = quotes.get(marker)
        if citation is None or citation.quote[span.start : span.end] != text:
            yield Fault("part", f"{text!r} is not at {span.start}-{span.end} of [{marker}]")
    for row in rows:
        citation = quotes.get(row.marker)
        if citation is None:
            continue
        asked = f"{answer.question}\n{answer.standalone_question}"
        above = {"quote": citation.quote, "heading": citation.heading, "title": citation.title, "question": asked}
        if row.entity not in (above[row.entity_from] or ""):
            yield Fault("part", f"{row.entity!r} is not in the {row.entity_from} of [{row.marker}]")
        if (row.when is not None and row.when not in citation.quote) or row.published != citation.published:
            yield Fault("part", f"{row.when!r} and {row.published} are not the dates of [{row.marker}]")


def _of_hit(doc_id: str, start: int, text: str, generation: Generation) -> Sequence[Fault]:
    article = generation.articles.get(doc_id)
    if article is not None and article.text[start : start + len(text)] == text:
        return ()
    return (Fault("hit", f"a passage that is not at {start} of {doc_id}"),)
