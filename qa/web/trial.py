"""An evaluation that goes on while the page is used: one at a time, watched by any number of pages."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

from embeddings.errors import WenjuError
from qa.evaluate import EvalReport, Respondent, evaluate
from qa.golden import GoldenQuestion


class StoppedError(WenjuError):
    """An evaluation that was told to stop."""


class Result(NamedTuple):
    """What came of one."""

    generation: str
    report: EvalReport


class State(NamedTuple):
    """How it stands."""

    running: bool
    done: int = 0
    total: int = 0
    result: Result | None = None
    error: WenjuError | None = None

    @property
    def stopped(self) -> bool:
        """Whether it ended because it was told to."""
        return isinstance(self.error, StoppedError)


class Trial:
    """The only evaluation of a page. Safe to share among threads."""

    def __init__(self) -> None:
        """None has begun."""
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="evaluate")
        self._lock = threading.Lock()
        self._future: Future[Result] | None = None
        self._stop = threading.Event()
        self._done = 0
        self._total = 0

    def start(self, questions: Sequence[GoldenQuestion], respondent: Respondent, generation: str) -> bool:
        """Begin, unless one is running; whether it was begun.

        Args:
            questions: What is asked.
            respondent: Who answers.
            generation: The one in use, that the result is said of.
        """
        with self._lock:
            if self._future is not None and not self._future.done():
                return False
            self._stop, self._done, self._total = threading.Event(), 0, len(questions)
            self._future = self._pool.submit(self._run, questions, respondent, generation)
            return True

    def _run(self, questions: Sequence[GoldenQuestion], respondent: Respondent, generation: str) -> Result:
        return Result(generation, evaluate(questions, respondent, done=self._told))

    def _told(self, done: int, total: int) -> None:
        self._done = done
        if self._stop.is_set() and done < total:
            raise StoppedError("an evaluation to its end", f"a stop after {done} of {total}", "begin again when ready")

    def stop(self) -> None:
        """Tell the one that is running to stop after the question that it is at."""
        self._stop.set()

    def state(self) -> State:
        """How it stands; an error that is no WenjuError is raised, for it is a fault of this program."""
        future = self._future
        if future is None:
            return State(running=False)
        if not future.done():
            return State(running=True, done=self._done, total=self._total)
        error = future.exception()
        if isinstance(error, WenjuError):
            return State(running=False, error=error)
        return State(running=False, done=self._total, total=self._total, result=future.result())
