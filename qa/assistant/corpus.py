"""Feeding the articles: files looked at, added, taken out and put back, as a page or a program does it.

What is added or taken out is in the answers after the next `Assistant.rebuild`.

All the articles of the index at a glance: their list and their map, each made once for a generation.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from embeddings.errors import IndexUnusableError
from embeddings.index.projection import places
from embeddings.ingest.intake import (
    MIB,
    REMOVED,
    Added,
    Limits,
    Offered,
    Proposal,
    Removed,
    add,
    known_texts,
    list_removed,
    pasted,
    propose,
    remove,
    restore,
)
from embeddings.schema import BuildReport, Document
from embeddings.store.catalogue import Catalogue, kept_report
from embeddings.store.generations import current_id
from qa.assistant.assistant import Assistant
from qa.assistant.snapshots import seeds_folder
from qa.config import Settings


class Fed(Protocol):
    """What is fed; an Assistant is one."""

    settings: Settings

    @property
    def generation(self) -> str:
        """The generation in use; IndexUnusableError before the first build."""
        ...

    def documents(self) -> list[Document]:
        """All its articles."""
        ...


class Feed:
    """The seeds folder beside an assistant; safe to share among threads."""

    def __init__(self, assistant: Fed) -> None:
        self._assistant = assistant
        self._settings = assistant.settings
        self._known: tuple[str, dict[bytes, str]] = ("", {})
        self._writing = threading.Lock()

    def propose(self, files: Iterable[Offered], *, beside: Iterable[Document] = ()) -> Iterator[Proposal]:
        """What cleaning would make of each file, in order; a bad one is refused with its reason and costs no other.

        Nothing is written. Files are looked at as they are asked for, so that a page can show how far it is.

        Args:
            files: What is offered.
            beside: Articles of earlier proposals, whose texts are no new ones either.
        """
        known = known_texts(beside) | self._texts()
        return propose(files, limits=limits_of(self._settings), known=known)

    def paste(
        self,
        title: str | None,
        text: str,
        *,
        published: str | None = None,
        publisher: str | None = None,
        url: str | None = None,
    ) -> Proposal:
        """What cleaning would make of a pasted text.

        Raises:
            InputRefusedError: The text is blank.
        """
        return next(self.propose([pasted(title, text, published=published, publisher=publisher, url=url)]))

    def add(self, proposals: Sequence[Proposal]) -> Added:
        """Write the files of proposals with a new article into the seeds folder; none is overwritten.

        Raises:
            WenjuError: A file can't be written; those before it stay.
        """
        with self._writing:
            return add(proposals, seeds_folder(self._settings))

    def remove(self, path: str, *, whole_file: bool = False) -> Removed:
        """Move an article's file out of the seeds folder; it can be put back.

        Args:
            path: Path of the article, as a citation has it.
            whole_file: Whether all articles of a file that holds several may go.

        Raises:
            UsageError: There is no such file; a SharedFileError where it holds several and `whole_file` is False.
            WenjuError: A folder can't be written to; all is as it was.
        """
        with self._writing:
            return remove(path, seeds=seeds_folder(self._settings), removed=self._removed(), whole_file=whole_file)

    def removed(self) -> list[Removed]:
        """What can be put back, ordered by path."""
        return list_removed(self._removed())

    def restore(self, removed_id: str) -> str:
        """Put a removed file back and give its name under the seeds folder.

        Raises:
            UsageError: Nothing was removed under that id.
            InputRefusedError: Another file has its name now.
            WenjuError: A folder can't be written to; all is as it was.
        """
        with self._writing:
            return restore(removed_id, seeds=seeds_folder(self._settings), removed=self._removed())

    def _removed(self) -> Path:
        return self._settings.index / REMOVED

    def _texts(self) -> dict[bytes, str]:
        """The texts of the generation in use, worked out once for each."""
        try:
            generation = self._assistant.generation
        except IndexUnusableError:
            return {}
        known = self._known
        if known[0] != generation:
            known = self._known = (generation, known_texts(self._assistant.documents()))
        return known[1]


def limits_of(settings: Settings) -> Limits:
    """The limits that settings give, in bytes."""
    return Limits(
        file_bytes=settings.feed_file_mib * MIB,
        archive_bytes=settings.feed_archive_mib * MIB,
        total_bytes=settings.feed_total_mib * MIB,
        files=settings.feed_files,
    )


class Map(NamedTuple):
    """The articles of a catalogue as points."""

    catalogue: Catalogue
    points: npt.NDArray[np.float32]
    """(articles, 2) in [-1, 1], in the catalogue's order."""


class Holdings:
    """Follows the generation in use; safe to share among threads."""

    def __init__(self, index: Path) -> None:
        """Over the index in a folder; nothing is read yet."""
        self._index = index
        self._catalogue: Catalogue | None = None
        self._followed: str | None = None
        self._map: Map | None = None
        self._listing, self._mapping = threading.Lock(), threading.Lock()

    def catalogue(self) -> Catalogue:
        """The list of the generation in use; IndexUnusableError where there is none."""
        with self._listing:
            held, current = self._catalogue, current_id(self._index)
            if held is None or self._followed != current:
                held = self._catalogue = Catalogue.open(self._index)
                self._followed = current  # not the one opened: of a damaged generation that is an earlier one
            return held

    def map(self) -> Map:
        """The map of the generation in use; IndexUnusableError where there is none."""
        with self._mapping:
            catalogue, held = self.catalogue(), self._map
            if held is None or held.catalogue is not catalogue:
                held = self._map = Map(catalogue, places(self._index, generation=catalogue.generation))
            return held

    def built(self) -> BuildReport | None:
        """What the last build of the generation in use said; None where none was kept."""
        generation = current_id(self._index)
        return kept_report(self._index, generation) if generation else None


@lru_cache(maxsize=4)
def holdings_of(index: Path) -> Holdings:
    """The holdings of the index in a folder, the same for all who ask: lists and maps are made once."""
    return Holdings(index)


def catalogue_of(assistant: Assistant) -> Catalogue:
    """The list of articles of the generation that an assistant uses; IndexUnusableError where there is none."""
    return holdings_of(assistant.settings.index).catalogue()
