"""A rebuild that goes on while questions are asked: begun once, watched by any number of clients, cancelled by any.

How long a build will go on, judged by what has passed of it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from embeddings.errors import BuildCancelledError, UnconfirmedError, WenjuError
from embeddings.schema import BuildReport, Progress, Replacement

READ = "read"
SHARES = {"clean": 0.29, "chunk": 0.05, "encode": 0.58, "index": 0.02, "write": 0.06}
"""Of the time after reading, by stage in their order: processor time of 1,000 news articles, 2,812 passages."""
BEFORE_COMPARING = frozenset({READ, "clean"})
"""Stages before the articles are compared with those of the index in use."""
SURE_SECONDS = 1.0
SURE_SHARE = 0.02
"""Before this much has passed nothing is foretold."""


class Forecast:
    """Listens to the progress of one build.

    Args:
        clock: Seconds; for tests.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._since = clock()
        self._reading = True

    def seconds_left(self, stage: str, done: int, total: int) -> float | None:
        """Seconds to the end of the build, where so much of a stage is done; None while it can't be told yet.

        While files are read, to the end of reading: a PDF takes a hundred times as long as a text, and what comes after
        is not known. From then on the time since is stretched to the whole in proportion to the stages' usual shares.
        """
        if self._reading and stage != READ:
            self._reading, self._since = False, self._clock()
        passed, share = self._clock() - self._since, share_done(stage, done, total)
        if passed < SURE_SECONDS or share < SURE_SHARE:
            return None
        return passed * (1 - share) / share


def share_done(stage: str, done: int, total: int) -> float:
    """How much is done, 0 to 1: of reading, or of all that comes after it."""
    own = min(done, total) / total if total else 0.0
    if stage not in SHARES:
        return own
    names = list(SHARES)
    return min(1.0, sum(SHARES[name] for name in names[: names.index(stage)]) + SHARES[stage] * own)


PROGRESS_SECONDS = 0.1
"""How often whoever watches looks: faster changes can't be read."""

READING = 0.05
"""Part of the bar for the reading of files: only for PDF and Word files it takes long."""


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a rebuild is."""

    name: str
    done: int
    total: int


class Rebuild(Protocol):
    """Assistant.rebuild."""

    def __call__(
        self, *, progress: Progress | None = None, cancel: threading.Event | None = None, confirm: bool = False
    ) -> BuildReport:
        """Build anew and change over."""
        ...


class RebuildState(NamedTuple):
    """How it stands."""

    running: bool
    stage: Stage | None = None
    part: float = 0.0
    """Of the bar, 0 to 1."""
    left: float | None = None
    """Seconds, estimated; None where nothing can be said yet."""
    cancelling: bool = False
    report: BuildReport | None = None
    error: WenjuError | None = None

    @property
    def cancelled(self) -> bool:
        """Whether it ended because it was told to."""
        return isinstance(self.error, BuildCancelledError)

    @property
    def replacement(self) -> Replacement | None:
        """What it would have replaced without having been told to; None where it ended otherwise."""
        return self.error.replacement if isinstance(self.error, UnconfirmedError) else None

    @property
    def compared(self) -> bool:
        """Whether it is past the point where it may need a confirmation, or at its end."""
        return not self.running or (self.stage is not None and self.stage.name not in BEFORE_COMPARING)


class Building:
    """The only rebuild of an index that page and programs' doors begin in a process. Safe to share among threads."""

    def __init__(self, rebuild: Rebuild, clock: Callable[[], float] = time.monotonic) -> None:
        """None has begun.

        Args:
            rebuild: Does it.
            clock: Seconds that only grow.
        """
        self._rebuild = rebuild
        self._clock = clock
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="rebuild")
        self._lock = threading.Lock()
        self._future: Future[BuildReport] | None = None
        self._cancel = threading.Event()
        self._stage: Stage | None = None
        self._forecast = Forecast(clock=clock)

    def start(self, *, confirm: bool = False) -> bool:
        """Begin, unless one is running; whether it was begun.

        Args:
            confirm: Whether it may replace the articles by those of another folder, or leave some out.
        """
        with self._lock:
            if self._future is not None and not self._future.done():
                return False
            self._cancel, self._stage = threading.Event(), None
            self._forecast = Forecast(clock=self._clock)
            self._future = self._pool.submit(self._rebuild, progress=self._told, cancel=self._cancel, confirm=confirm)
            return True

    def cancel(self) -> None:
        """Tell the one that is running to stop."""
        self._cancel.set()

    def _told(self, name: str, done: int, total: int) -> None:
        self._stage = Stage(name, done, total)

    def state(self) -> RebuildState:
        """How it stands; an error that is no WenjuError is raised, for it is a fault of this program."""
        future, stage = self._future, self._stage
        if future is None:
            return RebuildState(running=False)
        if future.done():
            error = future.exception()
            if isinstance(error, WenjuError):
                return RebuildState(running=False, error=error)
            return RebuildState(running=False, part=1.0, report=future.result())
        cancelling = self._cancel.is_set()
        if stage is None:
            return RebuildState(running=True, cancelling=cancelling)
        left = self._forecast.seconds_left(stage.name, stage.done, stage.total)
        return RebuildState(running=True, stage=stage, part=part_done(stage), left=left, cancelling=cancelling)


def part_done(stage: Stage) -> float:
    """Part of the bar that is filled at a stage, 0 to 1."""
    share = share_done(stage.name, stage.done, stage.total)
    return READING * share if stage.name == READ else READING + (1 - READING) * share
