"""Where the time of a build goes: seconds by stage, told by what reports its progress."""

from __future__ import annotations

import time
from collections.abc import Callable

BEGINNING = "start"
"""What comes before the first report: settings read, the encoder loaded."""


class Stopwatch:
    """Listens to progress and adds up the seconds of each stage.

    What lies before a report is counted to its stage, because stages report what they have done; before a report that
    nothing is done yet (`index` 0 of 50,000) it is counted to the stage before.

    Args:
        listener: Told of the progress in turn; None for nobody.
        clock: Seconds; for tests.
    """

    def __init__(
        self, listener: Callable[[str, int, int], None] | None = None, *, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self._listener = listener
        self._clock = clock
        self._seconds: dict[str, float] = {}
        self._stage = BEGINNING
        self._since = clock()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take a report of progress."""
        self._count(stage if done else self._stage)
        self._stage = stage
        if self._listener is not None:
            self._listener(stage, done, total)

    def seconds(self) -> dict[str, float]:
        """Seconds of each stage up to now, in the order of their first report; what comes last is the last stage's."""
        self._count(self._stage)
        return dict(self._seconds)

    def _count(self, stage: str) -> None:
        now = self._clock()
        self._seconds[stage] = self._seconds.get(stage, 0.0) + now - self._since
        self._since = now
