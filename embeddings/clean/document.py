"""Make the document of a seed: the only place where documents are created."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from embeddings.clean.characters import mend, one_kind_of_line_break, remove_invisible
from embeddings.clean.credits import Credit, read_credits
from embeddings.clean.html import looks_like_html
from embeddings.clean.lines import Credits, assemble, drop_blocks, drop_lines, mark_headings, take_credits, take_links
from embeddings.clean.markdown import remove_links, split_lines, split_markdown, squeeze
from embeddings.clean.metadata import (
    authors,
    derive_title,
    language_of,
    published_on,
    stated_by_credits,
    take_title,
    web_address,
)
from embeddings.clean.page import read_html
from embeddings.clean.pdf_docx import join_pages, split_blocks
from embeddings.clean.types import Line, Log, Page, Stated
from embeddings.errors import InputRefusedError
from embeddings.reasons import IndexReason
from embeddings.schema import CleaningReport, Document, Seed, Source

_DOC_ID_CHARS = 16


def clean(seed: Seed) -> tuple[Document, CleaningReport]:
    """Make the document of a seed, and the report of everything removed, repaired or found damaged.

    Pure: no clock, no disk, no network; the same seed gives the same document.

    Raises:
        InputRefusedError: Nothing of the article is left, or its HTML exceeds the limits.
    """
    log = Log()
    splitter = SPLITTERS[seed.format]
    text = remove_invisible(one_kind_of_line_break(splitter.join(seed.text, log)), log)
    text, links = take_links(text, log)
    page = splitter.split(text, seed.path, log)
    declared = Stated(
        title=_declared_title(seed.title, log), published=seed.published, publisher=seed.publisher, url=seed.url
    )
    if splitter.made_on_a_day:  # a file's creation day is the last resort
        page = page._replace(site=Stated(published=seed.published))
        declared = declared._replace(published=None)
    lines = drop_lines(_mend_lines(page.lines, log), log)
    lines, title = take_title(lines, declared.title or page.stated.title, log)
    found = take_credits(drop_blocks(lines, log), log)
    lines = mark_headings(drop_lines(found.lines, log), log)
    if not lines:
        raise InputRefusedError(IndexReason.NOTHING_LEFT, {"path": seed.path})
    stated = declared.or_else(stated_by_credits(found.credits, [*found.urls, *links])).or_else(page.stated)
    stated = stated.or_else(_stated_around(page)).or_else(page.site)
    return _document(seed, title=title, stated=stated, found=found, lines=lines, log=log)


def _whole(text: str, log: Log) -> str:
    return text


def _lines(text: str, path: str, log: Log) -> Page:
    return Page(split_lines(text))


def _markdown(text: str, path: str, log: Log) -> Page:
    return Page(split_markdown(text, log))


def _blocks(text: str, path: str, log: Log) -> Page:
    return Page(split_blocks(text))


def _json(text: str, path: str, log: Log) -> Page:
    """Split a JSON article's text as HTML or as lines; invisible characters are removed before the check for HTML."""
    return read_html(text, path, log) if looks_like_html(text) else _lines(text, path, log)


class Splitter(NamedTuple):
    """How the text of one format is split into the lines of a page."""

    split: Callable[[str, str, Log], Page]
    """Called with the text, the seed's path (for error messages) and the log."""
    join: Callable[[str, Log], str] = _whole
    """Called before characters are repaired; joins the pages of a PDF into one text."""
    made_on_a_day: bool = False
    """Whether the seed's date is the creation day of its file."""


SPLITTERS: dict[str, Splitter] = {
    "text": Splitter(_lines),
    "markdown": Splitter(_markdown),
    "html": Splitter(read_html),
    "json": Splitter(_json),
    "pdf": Splitter(_lines, join=join_pages, made_on_a_day=True),
    "docx": Splitter(_blocks, made_on_a_day=True),
}
"""By `Seed.format`."""


def _declared_title(title: str | None, log: Log) -> str | None:
    if title is None:
        return None
    return squeeze(mend(remove_invisible(title, log).replace("\n", " "), log)) or None


def _mend_lines(lines: list[Line], log: Log) -> list[Line]:
    """Repair the characters of all lines together: some rules count how often a fault occurs in the article."""
    if not lines:
        return []
    whole = "\n".join(line.text.replace("\n", " ") for line in lines)
    mended = mend(remove_links(remove_invisible(whole, log), log), log).split("\n")
    pairs = zip(lines, mended, strict=True)
    return [line._replace(text=squeeze(text)) for line, text in pairs if squeeze(text)]


def _stated_around(page: Page) -> Stated:
    """Values from credits on the page outside the article, such as below the headline."""
    credits: list[Credit] = []
    for line in page.around:
        pieces = read_credits(line.text)
        if any(piece.kind in {"date", "source"} for piece in pieces):
            credits.extend(pieces)
    return stated_by_credits(credits, [])._replace(title=None)


def _document(
    seed: Seed, *, title: str | None, stated: Stated, found: Credits, lines: list[Line], log: Log
) -> tuple[Document, CleaningReport]:
    made = assemble(lines)
    doc_id = seed.seed_id[:_DOC_ID_CHARS]
    reporters = made.agency.reporters if made.agency else ()
    publisher = stated.publisher or (made.agency.publisher if made.agency else None)
    if made.agency_line is not None:
        line = made.agency_line.of(made.text)
        log.recognise("agency_line", line, value=line, reason="who reports; kept in the text and never quoted")
    if title is None and stated.title is not None:
        title = stated.title
        log.recognise("title", title, value=title, reason="stated as the original title")
    if publisher is not None:
        log.recognise("publisher", publisher, value=publisher, reason="stated by the article")
    source = Source(
        title=title or derive_title(made.text),
        title_derived=title is None,
        publisher=publisher,
        published=published_on(stated.published, log),
        url=web_address(stated.url, log),
        path=seed.path,
        language=language_of(made.text),
    )
    document = Document(
        doc_id=doc_id,
        source=source,
        text=made.text,
        sections=made.sections,
        agency_line=made.agency_line,
        reporters=tuple(dict.fromkeys((*reporters, *authors(found.credits)))),
    )
    report = log.report(
        doc_id, path=seed.path, encoding=seed.encoding, source_chars=len(seed.text), kept_chars=len(made.text)
    )
    return document, report
