"""Where the time of a program goes, by sampling: which of some parts runs, noted every half millisecond."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Mapping
from types import CodeType, FrameType

REST = "the rest"
SAMPLE_SECONDS = 0.0005


class Sampler:
    """Notes which part runs, while it is entered; costs the program next to nothing.

    Args:
        parts: Names of parts by the code of the function that does them; a moment counts to the innermost that runs.
    """

    def __init__(self, parts: Mapping[CodeType, str]) -> None:
        self._parts = parts
        self.counts: Counter[str] = Counter()

    def __enter__(self) -> Sampler:
        signal.signal(signal.SIGALRM, self._take)
        signal.setitimer(signal.ITIMER_REAL, SAMPLE_SECONDS, SAMPLE_SECONDS)
        return self

    def __exit__(self, *_: object) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)

    def shares(self) -> dict[str, float]:
        """Share of each part in the time, largest first; they add up to 1."""
        total = self.counts.total()
        return {name: count / total for name, count in self.counts.most_common()}

    def _take(self, _: int, frame: FrameType | None) -> None:
        while frame is not None and frame.f_code not in self._parts:
            frame = frame.f_back
        self.counts[REST if frame is None else self._parts[frame.f_code]] += 1
