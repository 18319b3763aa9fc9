"""A rebuild that goes on while questions are asked: begun once, watched by any number of clients, cancelled by any."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from embeddings.errors import BuildCancelledError, WenjuError
from embeddings.progress import Progress
from embeddings.schema import BuildReport
from qa.forecast import READ, Forecast, share_done

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

    def __call__(self, *, progress: Progress | None = None, cancel: threading.Event | None = None) -> BuildReport:
        """Build anew and change over."""
        ...


class State(NamedTuple):
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

    def start(self) -> bool:
        """Begin, unless one is running; whether it was begun."""
        with self._lock:
            if self._future is not None and not self._future.done():
                return False
            self._cancel, self._stage = threading.Event(), None
            self._forecast = Forecast(clock=self._clock)
            self._future = self._pool.submit(self._rebuild, progress=self._told, cancel=self._cancel)
            return True

    def cancel(self) -> None:
        """Tell the one that is running to stop."""
        self._cancel.set()

    def _told(self, name: str, done: int, total: int) -> None:
        self._stage = Stage(name, done, total)

    def state(self) -> State:
        """How it stands; an error that is no WenjuError is raised, for it is a fault of this program."""
        future, stage = self._future, self._stage
        if future is None:
            return State(running=False)
        if future.done():
            error = future.exception()
            if isinstance(error, WenjuError):
                return State(running=False, error=error)
            return State(running=False, part=1.0, report=future.result())
        cancelling = self._cancel.is_set()
        if stage is None:
            return State(running=True, cancelling=cancelling)
        left = self._forecast.seconds_left(stage.name, stage.done, stage.total)
        return State(running=True, stage=stage, part=part_done(stage), left=left, cancelling=cancelling)


def part_done(stage: Stage) -> float:
    """Part of the bar that is filled at a stage, 0 to 1."""
    share = share_done(stage.name, stage.done, stage.total)
    return READING * share if stage.name == READ else READING + (1 - READING) * share
