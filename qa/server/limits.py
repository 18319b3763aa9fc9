"""How much is taken at once: a bounded number of questions, a bounded queue before them, a rate for each address."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Generator
from contextlib import contextmanager
from math import ceil
from types import TracebackType
from typing import TypeVar

from starlette.concurrency import run_in_threadpool

from qa.config import ServerSettings
from qa.server.errors import OverloadedError, TooManyRequestsError

Result = TypeVar("Result")

RETRY_SECONDS = 5
"""What a client that was turned away is told to wait."""

ADDRESSES = 10_000
"""Addresses whose rate is remembered; the longest unseen is forgotten first."""


class Gate:
    """Lets a number of questions in at once and a number wait; turns the others away. Belongs to one event loop."""

    def __init__(self, settings: ServerSettings) -> None:
        """Nobody is in.

        Args:
            settings: How many may be in and wait, and how long.
        """
        self._settings = settings
        self._slots = asyncio.Semaphore(settings.questions_at_once)
        self._waiting = 0

    async def enter(self) -> None:
        """Come in, after a wait if need be; `leave` must follow.

        Raises:
            OverloadedError: Too many wait already, or the wait was too long.
        """
        if self._slots.locked() and self._waiting >= self._settings.questions_waiting:
            raise self._overloaded(f"{self._waiting} before it")
        self._waiting += 1
        try:
            async with asyncio.timeout(self._settings.question_wait_seconds):
                await self._slots.acquire()
        except TimeoutError as error:
            raise self._overloaded(f"no turn in {self._settings.question_wait_seconds:g} s") from error
        finally:
            self._waiting -= 1

    def leave(self) -> None:
        """Let the next one in."""
        self._slots.release()

    async def __aenter__(self) -> None:
        await self.enter()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leave()

    async def run(self, work: Callable[[], Result]) -> Result:
        """Do something in a worker thread when it is its turn; raises as `enter` and `work` do."""
        async with self:
            return await run_in_threadpool(work)

    def _overloaded(self, found: str) -> OverloadedError:
        limit = f"{self._settings.questions_at_once} questions at once and {self._settings.questions_waiting} waiting"
        return OverloadedError(f"at most {limit}", found, "ask again in a few seconds", seconds=RETRY_SECONDS)


class Rates:
    """Requests of each address: as many at once as a minute has, then as many as come back (a token bucket)."""

    def __init__(self, per_minute: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        """None was seen.

        Args:
            per_minute: Requests of an address.
            clock: Seconds that only grow.
        """
        self._per_minute = per_minute
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, address: str) -> None:
        """Count a request.

        Raises:
            TooManyRequestsError: The address has none left.
        """
        now = self._clock()
        left, seen = self._left.pop(address, (float(self._per_minute), now))
        left = min(self._per_minute, left + (now - seen) * self._per_minute / 60)
        self._left[address] = (max(left - 1, 0.0) if left >= 1 else left, now)
        if len(self._left) > ADDRESSES:
            self._left.popitem(last=False)
        if left < 1:
            limit, seconds = f"at most {self._per_minute} requests a minute", ceil((1 - left) * 60 / self._per_minute)
            raise TooManyRequestsError(limit, "more", f"ask again in {seconds} s", seconds=seconds)


class UnderWay:
    """Counts the requests whose replies are not at their end; an end of the server waits for them."""

    def __init__(self) -> None:
        """None is under way."""
        self.count = 0
        self.closing = False

    @contextmanager
    def one(self) -> Generator[None]:
        """Count one for as long as it takes."""
        self.count += 1
        try:
            yield
        finally:
            self.count -= 1

    async def ended(self, seconds: float) -> None:
        """Take no more, and wait until all are at their end, or so long."""
        self.closing = True
        deadline = time.monotonic() + seconds
        while self.count and time.monotonic() < deadline:
            await asyncio.sleep(0.02)
