"""How long a build will go on, judged by what has passed of it."""

from __future__ import annotations

import time
from collections.abc import Callable

SHARES = {"read": 0.03, "clean": 0.30, "chunk": 0.12, "encode": 0.40, "index": 0.10, "write": 0.05}
"""Of a whole build's time, by stage in their order."""
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

    def seconds_left(self, stage: str, done: int, total: int) -> float | None:
        """Seconds to the end of the build, where so much of a stage is done; None while it can't be told yet.

        The time that has passed is stretched to the whole in proportion to the stages' usual shares.
        """
        passed, share = self._clock() - self._since, share_done(stage, done, total)
        if passed < SURE_SECONDS or share < SURE_SHARE:
            return None
        return passed * (1 - share) / share


def share_done(stage: str, done: int, total: int) -> float:
    """How much of a build is done, 0 to 1: the stages before this one, and its own part."""
    names = list(SHARES)
    before = sum(SHARES[name] for name in names[: names.index(stage)]) if stage in SHARES else 0.0
    own = SHARES.get(stage, 0.0) * (min(done, total) / total if total else 0.0)
    return min(1.0, before + own)
