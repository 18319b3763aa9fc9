"""What the page needs of qa.Assistant, stated where it is needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from embeddings.build import Progress
from embeddings.schema import BuildReport, Document
from qa.config import Settings
from qa.schema import Event


class Articles(Protocol):
    """The part of qa.Assistant that the reader needs."""

    def documents(self) -> list[Document]:
        """All articles; IndexUnusableError before the first build."""
        ...

    def document(self, doc_id: str) -> Document:
        """One article; UsageError where there is none of this id."""
        ...


class Desk(Articles, Protocol):
    """What the whole page needs of it."""

    settings: Settings

    def stream(self, question: str, *, history: Sequence[str] = ()) -> Iterator[Event]:
        """The events of one answer."""
        ...

    def rebuild(self, *, progress: Progress | None = None) -> BuildReport:
        """Build the seeds anew and change over; questions are answered meanwhile."""
        ...
