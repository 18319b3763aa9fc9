"""The list of a generation's articles, the differences between two generations, and stored build reports.

`Catalogue` searches, filters and sorts the articles over its own connection, so that searching all texts delays no
question. `differences` lists the articles added, removed, changed and moved. The report of each generation's last build
(refused files, duplicates, warnings) is stored outside the generation:

    index/reports/<generation>.json      the BuildReport as JSON

This keeps times and refused files out of a generation, so that the same articles always give the same generation.
"""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from pydantic import Field, ValidationError

from embeddings.errors import UsageError
from embeddings.reasons import IndexReason
from embeddings.schema import UNDATED, BuildReport, CleaningReport, Document, Entry, Frozen, Listed, read_entries
from embeddings.store.corpus import Corpus
from embeddings.store.files import write_durably
from embeddings.store.generations import CORPUS, Generation, list_generations, use_generation
from embeddings.text.normalize import fold

Column = Literal["title", "publisher", "published", "language", "chars", "passages", "kept", "damaged"]
COLUMNS: tuple[Column, ...] = get_args(Column)
"""Columns that the list can be sorted by."""

_IN_ONE_QUERY = 500


class Wanted(NamedTuple):
    """Filters and sort order of a list; None means no filter."""

    text: str = ""
    """Words separated by blanks, each of which title, publisher or text must contain; compared folded."""
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
        """Open the list of a generation after its files were checked; raises as `use_generation` does.

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
        """The articles that pass the filters, sorted; those without a value come last, equal ones by path."""
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
        """Each publisher with the number of its articles, largest first."""
        return Counter(each.publisher for each in self.entries if each.publisher).most_common()

    def years(self) -> list[tuple[str, int]]:
        """Each year with the number of its articles, the newest first, UNDATED last."""
        counted = Counter(each.year for each in self.entries)
        return sorted(counted.items(), key=lambda pair: (pair[0] != UNDATED, pair[0]), reverse=True)

    def languages(self) -> list[tuple[str, int]]:
        """Each language with the number of its articles, largest first."""
        return Counter[str](each.language for each in self.entries).most_common()

    def reports(self, doc_ids: Sequence[str]) -> dict[str, CleaningReport]:
        """The cleaning report of each of these articles."""
        found: dict[str, CleaningReport] = {}
        for start in range(0, len(doc_ids), _IN_ONE_QUERY):
            block = doc_ids[start : start + _IN_ONE_QUERY]
            query = f"SELECT doc_id, report FROM documents WHERE doc_id IN ({','.join('?' * len(block))})"
            for doc_id, report in self._all(query, *block):
                found[doc_id] = CleaningReport.model_validate_json(report)
        return found

    def _holding(self, words: Sequence[str]) -> set[str]:
        """Ids of the articles of which title, publisher or text contains each of these folded words."""
        query = """
            SELECT doc_id, json_extract(source, '$.title'), json_extract(source, '$.publisher'), text FROM documents
        """
        with self._lock:  # row by row: all texts together may exceed free memory
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


class Difference(Frozen):
    """One article that differs between the two generations."""

    path: str
    title: str
    doc_id: str = Field(description="in the newer generation; of a removed article in the older one")
    was: str | None = Field(default=None, description="path before, of a moved article")


class Differences(Frozen):
    """The differences between two generations, each list ordered by path."""

    old: str
    new: str
    added: tuple[Difference, ...]
    removed: tuple[Difference, ...]
    changed: tuple[Difference, ...] = Field(description="the same path with another text, title, date or publisher")
    moved: tuple[Difference, ...] = Field(description="the same article under another path")
    unchanged: int = Field(description="number of articles that both have alike")


class _Sorted(NamedTuple):
    added: list[Listed]
    removed: list[Listed]
    changed: list[Listed]
    moved: list[tuple[Listed, str]]
    unchanged: int


def differences(root: Path, old: str | None = None, new: str | None = None) -> Differences:
    """Compare the articles of two generations of an index, after checking their files.

    Args:
        root: Folder of the index.
        old: Id of the older one; None for the one committed before `new`.
        new: Id of the newer one; None for the one in use.

    Raises:
        IndexUnusableError: There is no such generation, or it is damaged.
        UsageError: There is none before `new`.
    """
    names = [each.id for each in list_generations(root)]
    newer = use_generation(root, lambda found: found.id, generation=new)
    if old is None:
        at = names.index(newer) + 1
        if at == len(names):
            raise UsageError(IndexReason.NO_GENERATION_BEFORE, {"generation": newer})
        old = names[at]
    found = _classified(_articles(root, old), _articles(root, newer))
    return Differences(
        old=old,
        new=newer,
        added=tuple(_shown(each) for each in found.added),
        removed=tuple(_shown(each) for each in found.removed),
        changed=tuple(_shown(each) for each in found.changed),
        moved=tuple(_shown(each, was) for each, was in found.moved),
        unchanged=found.unchanged,
    )


def missing_articles(generation: Generation, documents: Iterable[Document]) -> tuple[int, list[Listed]]:
    """The articles of a generation that are missing among others, compared by path and, for moved ones, by content.

    Args:
        generation: A checked one.
        documents: The articles that are to replace them.

    Returns:
        The number of articles in the generation, and the missing ones, ordered by path.
    """
    corpus = Corpus.open(generation.folder / CORPUS)
    entries, documents = corpus.entries(), list(documents)
    if {each.path for each in entries} <= {each.source.path for each in documents}:
        return len(entries), []  # no text needs to be read
    new = (Listed.of(each.doc_id, each.source.model_dump(mode="json"), each.text) for each in documents)
    old = {each.path: each for each in corpus.listed()}
    return len(entries), _classified(old, {each.path: each for each in new}).removed


def _articles(root: Path, generation: str) -> dict[str, Listed]:
    listed = use_generation(root, lambda found: Corpus.open(found.folder / CORPUS).listed(), generation=generation)
    return {each.path: each for each in listed}


def _classified(old: dict[str, Listed], new: dict[str, Listed]) -> _Sorted:
    left = {path: each for path, each in old.items() if path not in new or new[path].content != each.content}
    come = {path: each for path, each in new.items() if path not in old or old[path].content != each.content}
    unchanged = len(new) - len(come)
    before = {each.content: path for path, each in sorted(left.items(), reverse=True)}
    moved: list[tuple[Listed, str]] = []
    for path, each in sorted(come.items()):
        was = before.pop(each.content, None)
        if was is not None:
            moved.append((each, was))
            del come[path], left[was]
    changed = sorted(come.keys() & left.keys())
    return _Sorted(
        added=[each for path, each in sorted(come.items()) if path not in left],
        removed=[each for path, each in sorted(left.items()) if path not in come],
        changed=[come[path] for path in changed],
        moved=moved,
        unchanged=unchanged,
    )


def _shown(article: Listed, was: str | None = None) -> Difference:
    return Difference(path=article.path, title=article.title, doc_id=article.doc_id, was=was)


REPORTS = "reports"


def keep_report(root: Path, report: BuildReport) -> BuildReport:
    """Store a build report, replacing the generation's earlier one, and delete reports of generations that are gone.

    Args:
        root: Folder of the index.
        report: The report of the build that has just committed; it is returned.
    """
    folder = root / REPORTS
    folder.mkdir(exist_ok=True)
    write_durably(_file(root, report.generation), report.model_dump_json(indent=1).encode())
    stay = {each.id for each in list_generations(root)}
    for path in folder.glob("*.json"):
        if path.stem not in stay:
            path.unlink()
    return report


def kept_report(root: Path, generation: str) -> BuildReport | None:
    """The report of a generation's last build; None if a version that stored no reports built it."""
    try:
        return BuildReport.model_validate_json(_file(root, generation).read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def _file(root: Path, generation: str) -> Path:
    return root / REPORTS / f"{generation}.json"
