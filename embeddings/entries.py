"""Articles in short: as lists show them, and as two generations are compared."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from typing import Any, NamedTuple

from embeddings.schema import Language

UNDATED = "undated"
"""The year of an article without a date."""

_ENTRIES = """
SELECT doc_id, json_extract(source, '$.path'), json_extract(source, '$.title'),
       json_extract(source, '$.title_derived'), json_extract(source, '$.publisher'), published,
       json_extract(source, '$.language'), length(text), passages, json_extract(report, '$.source_chars'),
       json_array_length(report, '$.damaged')
FROM documents ORDER BY row
"""


class Entry(NamedTuple):
    """An article in a list."""

    doc_id: str
    path: str
    title: str
    title_derived: bool
    """Whether the title was taken from the text."""
    publisher: str | None
    published: str | None
    """ISO date."""
    language: Language
    chars: int
    passages: int
    kept: float
    """Share of the seed's characters that cleaning kept, 0 to 1 (above 1 where it wrote some out)."""
    damaged: int

    @property
    def year(self) -> str:
        """The year it was published in, or UNDATED."""
        return self.published[:4] if self.published else UNDATED


def read_entries(connection: sqlite3.Connection) -> tuple[Entry, ...]:
    """All articles of a corpus file, in order of path (18,000 in 0.3 s)."""
    return tuple(
        Entry(doc_id, path, title, bool(derived), publisher, published, language, chars, passages,
              chars / source_chars if source_chars else 1.0, damaged or 0)
        for doc_id, path, title, derived, publisher, published, language, chars, passages, source_chars, damaged
        in connection.execute(_ENTRIES)
    )  # fmt: skip


class Listed(NamedTuple):
    """An article in short."""

    path: str
    title: str
    doc_id: str
    content: bytes
    """SHA-256 of its text and of all that a citation says of it, its path left out."""


def read_listed(connection: sqlite3.Connection) -> list[Listed]:
    """All articles of a corpus file with a hash of what they hold, in order of path; each text is read once."""
    found: list[Listed] = []
    for doc_id, source, text in connection.execute("SELECT doc_id, source, text FROM documents ORDER BY row"):
        said: dict[str, Any] = json.loads(source)
        path, title = said.pop("path"), said["title"]
        content = hashlib.sha256(json.dumps([said, text], sort_keys=True).encode()).digest()
        found.append(Listed(path, title, doc_id, content))
    return found
