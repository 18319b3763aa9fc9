"""What the page needs of qa.Assistant, stated where it is needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from embeddings.build import Progress
from embeddings.schema import BuildReport, CleaningReport, Document
from qa.config import Settings
from qa.schema import Answer, Event, Where

ANYWHERE = Where()


class Articles(Protocol):
    """The part of qa.Assistant that the reader needs."""

    def documents(self) -> list[Document]:
        """All articles; IndexUnusableError before the first build."""
        ...

    def document(self, doc_id: str) -> Document:
        """One article; UsageError where there is none of this id."""
        ...

    def report(self, doc_id: str) -> CleaningReport:
        """What cleaning did to one article; UsageError where there is none of this id, or no report was kept."""
        ...


class Desk(Articles, Protocol):
    """What the whole page needs of it."""

    settings: Settings

    @property
    def generation(self) -> str:
        """The generation in use; IndexUnusableError before the first build."""
        ...

    def stream(self, question: str, *, history: Sequence[str] = (), where: Where = ANYWHERE) -> Iterator[Event]:
        """The events of one answer."""
        ...

    def suggest(self, answer: Answer, *, count: int = 3) -> tuple[str, ...]:
        """Questions to go on with."""
        ...

    def openers(self, *, count: int = 4) -> tuple[str, ...]:
        """Questions to begin with."""
        ...

    def rebuild(self, *, progress: Progress | None = None) -> BuildReport:
        """Build the seeds anew and change over; questions are answered meanwhile."""
        ...
