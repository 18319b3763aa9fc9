"""Documents, passages and cleaning reports in one SQLite file, read row by row; opening loads nothing.

The file's bytes depend only on its content: one transaction, rows in order, no journal.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
import weakref
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt

from embeddings.errors import IndexDamagedError, UsageError
from embeddings.reasons import IndexReason
from embeddings.schema import CleaningReport, Document, Entry, Listed, Passage, Source, Span, read_entries, read_listed
from embeddings.text.normalize import fold

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

SCHEMA = """
CREATE TABLE documents (
    row INTEGER PRIMARY KEY,          -- in order of path
    doc_id TEXT NOT NULL UNIQUE,
    published TEXT,                   -- ISO date
    publisher TEXT,                   -- folded
    source TEXT NOT NULL,             -- JSON of Source
    rest TEXT NOT NULL,               -- JSON of Document without source and text: its sections among it
    text TEXT NOT NULL,
    report TEXT,                      -- JSON of CleaningReport; NULL in memory
    first_passage INTEGER NOT NULL,
    passages INTEGER NOT NULL
);
CREATE TABLE passages (
    row INTEGER PRIMARY KEY,          -- row of the vectors and of the lexical index
    document INTEGER NOT NULL,
    first INTEGER NOT NULL,           -- span in the document's text
    last INTEGER NOT NULL,
    heading TEXT,
    content BLOB NOT NULL             -- SHA-256 of what both indexes see of the passage
);
CREATE TABLE publishers (             -- kept apart: to gather them from 50,000 sources takes 0.2 s
    folded TEXT PRIMARY KEY,
    name TEXT NOT NULL                -- as first written; of a site its host
) WITHOUT ROWID;
"""
_NO_NAME = ("www.", "m.", "wap.")
"""Prefixes of a host name that are not part of the site's name."""
IN_ONE_QUERY = 500
"""Older versions of SQLite allow 999 values per statement."""


class Article(NamedTuple):
    """A document with its cleaning report and passages."""

    document: Document
    report: CleaningReport | None
    passages: Sequence[Passage]


def content_hash(context: str) -> bytes:
    """The key for reusing a passage's vector: SHA-256 of the text that the encoder sees."""
    return hashlib.sha256(context.encode()).digest()


class Corpus:
    """The stored articles; read-only, safe to share among threads (one connection with a lock)."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use `open` or `in_memory`."""
        self._connection = connection
        self._lock = threading.Lock()
        self._document = lru_cache(maxsize=256)(self._read_document)
        weakref.finalize(self, connection.close)

    @classmethod
    def open(cls, path: Path) -> Corpus:
        """Open a finished file, read-only.

        Raises:
            IndexDamagedError: SQLite can't open the file.
        """
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        try:
            return cls(sqlite3.connect(uri, uri=True, check_same_thread=False))
        except sqlite3.OperationalError as error:
            raise IndexDamagedError(IndexReason.BAD_ARTICLES_FILE, {"path": str(path), "error": str(error)}) from error

    @classmethod
    def in_memory(cls, articles: Iterable[Article]) -> Corpus:
        """A corpus without a file."""
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        _fill(connection, articles)
        return cls(connection)

    @staticmethod
    def write(path: Path, articles: Iterable[Article]) -> None:
        """Write a new file; row i of the passages is the i-th passage of the articles in their order."""
        connection = sqlite3.connect(path)
        try:
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")  # the generation's commit syncs the file
            _fill(connection, articles)
        finally:
            connection.close()

    def documents(self) -> list[Document]:
        """All documents, in order of path."""
        return [self._document(doc_id) for (doc_id,) in self._all("SELECT doc_id FROM documents ORDER BY row")]

    def listed(self) -> list[Listed]:
        """All documents in short, in order of path."""
        with self._lock:
            return read_listed(self._connection)

    def entries(self) -> tuple[Entry, ...]:
        """A list entry for each document, in order of path."""
        return self._entries

    def document(self, doc_id: str) -> Document:
        """One document; raises UsageError for an unknown id."""
        return self._document(doc_id)

    def report(self, doc_id: str) -> CleaningReport:
        """The cleaning report of one document.

        Raises:
            UsageError: The id is unknown, or no reports exist because the corpus was made in memory.
        """
        found = self._all("SELECT report FROM documents WHERE doc_id = ?", doc_id)
        if not found or found[0][0] is None:
            raise UsageError(IndexReason.NO_REPORT, {"id": repr(doc_id)})
        return CleaningReport.model_validate_json(found[0][0])

    def passages(self, rows: Sequence[int]) -> list[tuple[Passage, Source]]:
        """Passages with their sources, in the order of `rows`."""
        found: dict[int, tuple[Passage, Source]] = {}
        for start in range(0, len(rows), IN_ONE_QUERY):
            block = rows[start : start + IN_ONE_QUERY]
            query = (
                "SELECT p.row, p.first, p.last, p.heading, d.doc_id, d.text, d.source FROM passages p"
                f" JOIN documents d ON d.row = p.document WHERE p.row IN ({','.join('?' * len(block))})"
            )
            for row, first, last, heading, doc_id, text, source in self._all(query, *block):
                passage = Passage(
                    passage_id=f"{doc_id}:{first}-{last}",
                    doc_id=doc_id,
                    span=Span(start=first, end=last),
                    text=text[first:last],
                    heading=heading,
                )
                found[row] = passage, Source.model_validate_json(source)
        return [found[row] for row in rows]

    def sources(self, rows: IntArray) -> list[Source]:
        """The sources of the passages at `rows`, in this order."""
        articles = self.articles_of(rows).tolist()
        wanted = sorted(set(articles))
        query = f"SELECT row, source FROM documents WHERE row IN ({','.join('?' * len(wanted))})"
        found = {row: Source.model_validate_json(source) for row, source in self._all(query, *wanted)}
        return [found[row] for row in articles]

    def rows(self, passages: Sequence[Passage]) -> IntArray:
        """Rows of passages of this corpus.

        Raises:
            UsageError: A passage does not belong to this corpus.
        """
        found: dict[tuple[str, int, int], int] = {}
        for start in range(0, len(passages), IN_ONE_QUERY):
            block = sorted({passage.doc_id for passage in passages[start : start + IN_ONE_QUERY]})
            query = (
                "SELECT d.doc_id, p.first, p.last, p.row FROM documents d JOIN passages p ON p.row >= d.first_passage"
                f" AND p.row < d.first_passage + d.passages WHERE d.doc_id IN ({','.join('?' * len(block))})"
            )
            found |= {(doc_id, first, last): row for doc_id, first, last, row in self._all(query, *block)}
        rows = [found.get((each.doc_id, each.span.start, each.span.end)) for each in passages]
        unknown = [passage.passage_id for passage, row in zip(passages, rows, strict=True) if row is None]
        if unknown:
            raise UsageError(IndexReason.NO_PASSAGE, {"id": unknown[0]})
        return np.array(rows, dtype=np.int64)

    def allowed(
        self, *, after: date | None, before: date | None, publisher: str | None, doc_ids: Collection[str] | None
    ) -> BoolArray:
        """Which passages belong to articles that pass every filter; None means no filter.

        An article without a date fails each date filter; publishers are compared folded.
        """
        query = (
            "SELECT doc_id, first_passage, passages FROM documents WHERE (?1 IS NULL OR published >= ?1)"
            " AND (?2 IS NULL OR published <= ?2) AND (?3 IS NULL OR publisher = ?3)"
        )
        days = [None if day is None else day.isoformat() for day in (after, before)]
        wanted = None if doc_ids is None else set(doc_ids)
        allowed = np.zeros(self.counts()[1], dtype=np.bool_)
        for doc_id, first, passages in self._all(query, *days, None if publisher is None else _matching(publisher)):
            allowed[first : first + passages] = wanted is None or doc_id in wanted
        return allowed

    def doc_ids(self, article: str) -> tuple[str, ...]:
        """The article with that id, else those whose paths begin with it, in order.

        Raises:
            UsageError: There is none.
        """
        beginning = "SELECT doc_id FROM documents WHERE substr(json_extract(source, '$.path'), 1, length(?1)) = ?1"
        found = self._all("SELECT doc_id FROM documents WHERE doc_id = ?", article)
        found = found or self._all(f"{beginning} ORDER BY row", article)
        if not found:
            raise UsageError(IndexReason.NO_ARTICLE_LIKE, {"article": repr(article)})
        return tuple(doc_id for (doc_id,) in found)

    def articles_of(self, rows: IntArray) -> IntArray:
        """The row of each passage's article."""
        return self._articles[rows]

    def by_passage(self, of_articles: FloatArray) -> FloatArray:
        """Spread a number per article over its passages, (passages,)."""
        return of_articles[self._articles]

    def first_passages(self, articles: IntArray) -> IntArray:
        """The row of the first passage of each of the articles at these rows."""
        return self._first_passages[articles]

    def chinese(self, articles: IntArray) -> BoolArray:
        """Whether each of the articles at these rows is Chinese, of either script."""
        return self._chinese[articles]

    @cached_property
    def _entries(self) -> tuple[Entry, ...]:
        with self._lock:
            return read_entries(self._connection)

    @cached_property
    def _publishers(self) -> tuple[str, ...]:
        return tuple(name for (name,) in self._all("SELECT name FROM publishers ORDER BY folded"))

    @cached_property
    def _chinese(self) -> BoolArray:
        found = self._all("SELECT json_extract(source, '$.language') LIKE 'zh%' FROM documents ORDER BY row")
        return np.array(found, dtype=np.bool_).reshape(-1)

    @cached_property
    def _first_passages(self) -> IntArray:
        return np.array(self._all("SELECT first_passage FROM documents ORDER BY row"), dtype=np.int64).reshape(-1)

    @cached_property
    def _articles(self) -> IntArray:
        """The row of every passage's article."""
        counts = np.diff(self._first_passages, append=self.counts()[1])
        return np.repeat(np.arange(len(counts)), counts)

    def counts(self) -> tuple[int, int]:
        """Number of documents and of passages."""
        found = self._all("SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM passages)")
        return found[0][0], found[0][1]

    def publishers(self) -> tuple[str, ...]:
        """Each publisher's name as first written, and the host of each site, in order of their folded forms."""
        return self._publishers

    def content_rows(self) -> dict[bytes, int]:
        """The row of each content hash, the first of equal ones."""
        return dict(self._all("SELECT content, row FROM passages ORDER BY row DESC"))

    def _read_document(self, doc_id: str) -> Document:
        found = self._all("SELECT source, rest, text FROM documents WHERE doc_id = ?", doc_id)
        if not found:
            raise UsageError(IndexReason.NO_DOCUMENT, {"id": repr(doc_id)})
        source, rest, text = found[0]
        return Document.model_validate({**json.loads(rest), "source": json.loads(source), "text": text})

    def _all(self, query: str, *values: str | int | None) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(query, values).fetchall()


def _matching(publisher: str) -> str:
    return fold(publisher).strip()


def site_of(url: str | None) -> str | None:
    """The site of an address, such as thepaper.cn for https://www.thepaper.cn/newsDetail; None if it has none."""
    try:
        host = urlsplit(url or "").hostname
    except ValueError:  # a malformed address from an article, such as [ without ]
        return None
    if not host:
        return None
    return next((host.removeprefix(start) for start in _NO_NAME if host.startswith(start)), host) or None


def _fill(connection: sqlite3.Connection, articles: Iterable[Article]) -> None:
    connection.executescript(SCHEMA)
    passage_row = 0
    publishers: dict[str, str] = {}
    for row, (document, report, passages) in enumerate(articles):
        source = document.source
        for name in (source.publisher, site_of(source.url)):
            if name and name.strip():
                publishers.setdefault(_matching(name), name.strip())
        connection.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                row,
                document.doc_id,
                source.published.isoformat() if source.published else None,
                _matching(source.publisher) if source.publisher else None,
                source.model_dump_json(),
                document.model_dump_json(exclude={"source", "text"}),
                document.text,
                report.model_dump_json() if report else None,
                passage_row,
                len(passages),
            ),
        )
        for at, passage in enumerate(passages, passage_row):
            content = content_hash(passage.in_context(source.title))
            span = passage.span
            connection.execute(
                "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?)",
                (at, row, span.start, span.end, passage.heading, content),
            )
        passage_row += len(passages)
    connection.executemany("INSERT INTO publishers VALUES (?, ?)", sorted(publishers.items()))
    connection.commit()
