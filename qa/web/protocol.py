"""What the page needs of qa.Assistant, stated where it is needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from embeddings.schema import CleaningReport, Document, Entry, Hit
from embeddings.store.catalogue import Differences
from embeddings.store.generations import GenerationSummary
from qa.assistant.rebuild import Building
from qa.config import Settings
from qa.schema import Answer, Event, GeneratorName, Mode, Where

ANYWHERE = Where()


class ArticleReader(Protocol):
    """The part of qa.Assistant that the reader needs."""

    def entries(self) -> tuple[Entry, ...]:
        """All articles as lists show them; IndexUnusableError before the first build."""
        ...

    def document(self, doc_id: str) -> Document:
        """One article; UsageError where there is none of this id."""
        ...

    def report(self, doc_id: str) -> CleaningReport:
        """What cleaning did to one article; UsageError where there is none of this id, or no report was kept."""
        ...


class Desk(ArticleReader, Protocol):
    """What the whole page needs of it."""

    settings: Settings
    building: Building
    """The rebuild that the page begins and watches."""

    def documents(self) -> list[Document]:
        """All articles with their texts; IndexUnusableError before the first build."""
        ...

    @property
    def generation(self) -> str:
        """The generation in use; IndexUnusableError before the first build."""
        ...

    def retrieve(self, question: str, k: int = 8, *, mode: Mode = "hybrid") -> list[Hit]:
        """The k best passages, best first."""
        ...

    def ask(self, question: str, *, history: Sequence[str] = (), generator: GeneratorName | None = None) -> Answer:
        """The whole answer."""
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

    def generations(self) -> tuple[GenerationSummary, ...]:
        """The generations, the last committed first."""
        ...

    def differences(self, old: str | None = None, new: str | None = None) -> Differences:
        """What became of the articles from one generation to another."""
        ...

    def rollback(self, generation: str | None = None) -> str:
        """Answer from an earlier generation again, and give its id."""
        ...
