"""The articles of a generation as a list that people look through: searched, filtered, sorted, with what cleaning did.

It reads by a connection of its own, so that looking through all texts makes no question wait.
"""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from embeddings.entries import UNDATED, Entry, read_entries
from embeddings.generations import CORPUS, Generation, use_generation
from embeddings.normalize import fold
from embeddings.schema import CleaningReport

Column = Literal["title", "publisher", "published", "language", "chars", "passages", "kept", "damaged"]
COLUMNS: tuple[Column, ...] = get_args(Column)
"""What the list can be sorted by."""

_IN_ONE_QUERY = 500


class Wanted(NamedTuple):
    """Which articles, in which order; None is no filter."""

    text: str = ""
    """Words that title, publisher or text must all hold, parted by blanks; compared folded."""
    publisher: str | None = None
    year: str | None = None
    language: str | None = None
    sort: Column = "published"
    descending: bool = True


class Catalogue:
    """The list of one generation; safe to share among threads."""

    def __init__(self, generation: str, connection: sqlite3.Connection) -> None:
        """Use `open`."""
        self.generation = generation
        self._connection = connection
        self._lock = threading.Lock()
        weakref.finalize(self, connection.close)
        self.entries = read_entries(connection)
        """In order of path."""

    @classmethod
    def open(cls, root: Path, *, generation: str | None = None) -> Catalogue:
        """Open the list of a generation, whose files are checked first; raises as `use_generation` does.

        Args:
            root: Folder of the index.
            generation: Its id; None for the one in use.
        """
        return use_generation(root, cls._load, generation=generation)

    @classmethod
    def _load(cls, found: Generation) -> Catalogue:
        uri = f"{(found.folder / CORPUS).resolve().as_uri()}?mode=ro&immutable=1"
        return cls(found.id, sqlite3.connect(uri, uri=True, check_same_thread=False))

    def select(self, wanted: Wanted) -> list[Entry]:
        """The articles that pass, in the order asked for; without a value last, equal ones by path."""
        publisher = None if wanted.publisher is None else fold(wanted.publisher).strip()
        found: Iterable[Entry] = (
            each
            for each in self.entries
            if (publisher is None or fold(each.publisher or "").strip() == publisher)
            and (wanted.year is None or each.year == wanted.year)
            and (wanted.language is None or each.language == wanted.language)
        )
        words = fold(wanted.text).split()
        if words:
            holding = self._holding(words)
            found = (each for each in found if each.doc_id in holding)
        return _sorted(list(found), wanted.sort, descending=wanted.descending)

    def publishers(self) -> list[tuple[str, int]]:
        """Each publisher with the number of its articles, the most first."""
        return Counter(each.publisher for each in self.entries if each.publisher).most_common()

    def years(self) -> list[tuple[str, int]]:
        """Each year with the number of its articles, the newest first, UNDATED last."""
        counted = Counter(each.year for each in self.entries)
        return sorted(counted.items(), key=lambda pair: (pair[0] != UNDATED, pair[0]), reverse=True)

    def languages(self) -> list[tuple[str, int]]:
        """Each language with the number of its articles, the most first."""
        return Counter[str](each.language for each in self.entries).most_common()

    def reports(self, doc_ids: Sequence[str]) -> dict[str, CleaningReport]:
        """What cleaning did to each of these articles."""
        found: dict[str, CleaningReport] = {}
        for start in range(0, len(doc_ids), _IN_ONE_QUERY):
            block = doc_ids[start : start + _IN_ONE_QUERY]
            query = f"SELECT doc_id, report FROM documents WHERE doc_id IN ({','.join('?' * len(block))})"
            for doc_id, report in self._all(query, *block):
                found[doc_id] = CleaningReport.model_validate_json(report)
        return found

    def _holding(self, words: Sequence[str]) -> set[str]:
        """Ids of the articles whose title, publisher or text holds all of these folded words."""
        query = """
            SELECT doc_id, json_extract(source, '$.title'), json_extract(source, '$.publisher'), text FROM documents
        """
        with self._lock:  # row by row: the texts together may be larger than what is free
            return {
                doc_id
                for doc_id, title, publisher, text in self._connection.execute(query)
                if _all_in(words, fold(f"{title}\n{publisher or ''}\n{text}"))
            }

    def _all(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(query, values).fetchall()


def _all_in(words: Sequence[str], text: str) -> bool:
    return all(word in text for word in words)


def _sorted(entries: list[Entry], column: Column, *, descending: bool) -> list[Entry]:
    def key(entry: Entry) -> Any:  # noqa: ANN401  (texts of one column, numbers of another)
        value = getattr(entry, column)
        return fold(value) if isinstance(value, str) else value

    known = [each for each in entries if getattr(each, column) is not None]
    unknown = [each for each in entries if getattr(each, column) is None]
    return sorted(known, key=key, reverse=descending) + unknown
