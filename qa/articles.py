"""What an Assistant can do with its articles beside answering from them: list, show, rebuild, compare, go back."""

from __future__ import annotations

import threading
from pathlib import Path

from embeddings.differences import Differences
from embeddings.entries import Entry
from embeddings.generations import GenerationSummary
from embeddings.progress import Progress
from embeddings.schema import BuildReport, CleaningReport, Document
from qa.building import Building
from qa.snapshots import Snapshots


class Articles:
    """The articles of one index, of the generation that is current when each is called."""

    def __init__(self, snapshots: Snapshots, seeds: Path) -> None:
        """Look after an index.

        Args:
            snapshots: The index in use.
            seeds: Folder of the articles that a rebuild reads.
        """
        self._snapshots = snapshots
        self._seeds = seeds
        self.building = Building(self.rebuild)
        """The rebuild that whoever looks after these articles begins, watches and cancels."""

    @property
    def generation(self) -> str:
        """The generation in use."""
        return self._snapshots.current().generation

    def rebuild(
        self,
        seeds: str | Path | None = None,
        *,
        progress: Progress | None = None,
        cancel: threading.Event | None = None,
    ) -> BuildReport:
        """Build the index anew and change over to it; questions go on being answered from the old one meanwhile.

        The encoder stays the one that the index was built with.

        Raises:
            InputRefusedError: The folder of seeds is missing or empty, or no article in it can be taken.
            BuildCancelledError: `cancel` was set before the new index was whole; the old one stays in use.
            UsageError: This assistant's index lives in memory.
        """
        return self._snapshots.rebuild(Path(seeds or self._seeds), progress, cancel)

    def generations(self) -> tuple[GenerationSummary, ...]:
        """The generations of the index, the last committed first; none in memory."""
        return self._snapshots.generations()

    def differences(self, old: str | None = None, new: str | None = None) -> Differences:
        """Articles added, removed, changed and moved from one generation to another; raises as theirs does.

        Args:
            old: Id of the older one; None for the one before `new`.
            new: Id of the newer one; None for the one in use.
        """
        return self._snapshots.differences(old, new)

    def rollback(self, generation: str | None = None) -> str:
        """Answer from an earlier generation again, None for the one before, and give its id; raises as theirs does."""
        return self._snapshots.roll_back(generation)

    def entries(self) -> tuple[Entry, ...]:
        """All articles as lists show them, without their texts, ordered by path."""
        return self._snapshots.current().entries()

    def documents(self) -> list[Document]:
        """All articles, ordered by path."""
        return self._snapshots.current().documents()

    def document(self, doc_id: str) -> Document:
        """One article.

        Raises:
            UsageError: There is no such article.
        """
        return self._snapshots.current().document(doc_id)

    def report(self, doc_id: str) -> CleaningReport:
        """What cleaning did to one article.

        Raises:
            UsageError: There is no such article.
        """
        return self._snapshots.current().report(doc_id)
