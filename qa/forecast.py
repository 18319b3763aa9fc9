"""How long a build will go on, judged by what has passed of it."""

from __future__ import annotations

import time
from collections.abc import Callable

READ = "read"
SHARES = {"clean": 0.29, "chunk": 0.05, "encode": 0.58, "index": 0.02, "write": 0.06}
"""Of the time after reading, by stage in their order: processor time of 1,000 news articles, 2,812 passages."""
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
