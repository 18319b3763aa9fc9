"""Which index is in use: a snapshot that is changed over when another generation is committed or rolled back to."""

from __future__ import annotations

import threading
from pathlib import Path

from embeddings.build import build
from embeddings.config import IndexConfig
from embeddings.errors import IndexMissingError, UsageError
from embeddings.index.snapshot import Index
from embeddings.reasons import IndexReason
from embeddings.schema import BuildReport, Progress
from embeddings.store.catalogue import Differences, differences
from embeddings.store.generations import GenerationSummary, current_id, list_generations, origin_in_use, rollback
from embeddings.store.origin import printable
from qa.config import Settings
from qa.reasons import AnswerReason


def seeds_folder(settings: Settings) -> Path:
    """The folder that articles are added to and a rebuild reads.

    The one that the settings name, else the one that the generation in use was built from, else ./seeds.
    """
    if "seeds" not in settings.model_fields_set:
        record = origin_in_use(settings.index)
        if record is not None and record.origin is not None:
            recorded = record.origin.folder(settings.index)
            if recorded.is_dir():
                return recorded
    return settings.seeds


def seeds_note(settings: Settings) -> str | None:
    """One line where articles come from another folder than the index was built from, or where that is not known."""
    record, seeds = origin_in_use(settings.index), seeds_folder(settings)
    if record is None:
        return None
    added = f"Articles are added to {printable(seeds.resolve())}"
    if record.origin is None:
        return f"{added}; whether the index was built from it is not known: {record.problem}."
    if record.origin.is_at(seeds, settings.index):
        return None
    built = printable(record.origin.folder(settings.index))
    return f"{added}; the index was built from {built}, and a rebuild asks before it goes on."


class Snapshots:
    """The index of a folder, or one in memory, that is not followed.

    Safe to share among threads: an index that was handed out stays as it is.
    """

    def __init__(self, folder: Path, index: Index | None, *, on_disk: bool, followed: str | None = None) -> None:
        """Begin with an index.

        Args:
            folder: Folder of the index.
            index: The snapshot to begin with; None where nothing was built yet.
            on_disk: Whether to follow the generations in the folder.
            followed: The generation that was current on disk before `index` was opened.
        """
        self._folder = folder
        self._index = index
        self._on_disk = on_disk
        self._followed = followed
        self._change = threading.Lock()

    @property
    def at_hand(self) -> Index | None:
        """The index that was used last; None where none was."""
        return self._index

    def current(self) -> Index:
        """The index to use from here on: the one at hand, or the one that has become current on disk since.

        Raises:
            IndexMissingError: Nothing was built yet.
        """
        if self._on_disk and self._outdated():
            with self._change:
                if self._outdated():  # another thread may have changed over meanwhile
                    current = current_id(self._folder)
                    self._index = Index.open(self._folder)
                    self._followed = current
        index = self._index
        if index is None:
            raise IndexMissingError(IndexReason.NO_INDEX, {"folder": str(self._folder)})
        return index

    def rebuild(
        self, seeds: Path, progress: Progress | None, cancel: threading.Event | None, *, confirm: bool = False
    ) -> BuildReport:
        """Build anew with the encoder of the index at hand and change over; takes and raises as `build` does.

        A UsageError where the index lives in memory.
        """
        self._refuse_in_memory()
        config = IndexConfig(encoder=self._index.config.encoder) if self._index else IndexConfig()
        report = build(seeds, self._folder, config=config, progress=progress, cancel=cancel, confirm=confirm)
        self.current()
        return report

    def generations(self) -> tuple[GenerationSummary, ...]:
        """The generations on disk, the last committed first; none in memory."""
        return tuple(list_generations(self._folder)) if self._on_disk else ()

    def differences(self, old: str | None, new: str | None) -> Differences:
        """What two generations differ in; raises as `embeddings.store.catalogue` does, a UsageError in memory."""
        self._refuse_in_memory()
        return differences(self._folder, old, new)

    def roll_back(self, generation: str | None) -> str:
        """Put an earlier generation in use and change over; raises as `rollback` does, a UsageError in memory."""
        self._refuse_in_memory()
        chosen = rollback(self._folder, generation)
        self.current()
        return chosen

    def _refuse_in_memory(self) -> None:
        if not self._on_disk:
            raise UsageError(AnswerReason.INDEX_IN_MEMORY)

    def _outdated(self) -> bool:
        return self._index is None or current_id(self._folder) != self._followed
