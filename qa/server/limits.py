"""Access control and limits: a token, a rate per address, no changes by other sites' pages, and a bounded queue."""

from __future__ import annotations

import asyncio
import base64
import binascii
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Generator
from contextlib import contextmanager
from math import ceil
from types import TracebackType
from typing import TypeVar
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from embeddings.errors import WenjuError
from qa.config import ServerSettings
from qa.reasons import AnswerReason
from qa.server.errors import ForeignError, OverloadedError, TooManyRequestsError, UnauthorisedError, reply_to

Result = TypeVar("Result")

RETRY_SECONDS = 5
"""Seconds that a refused client is told to wait."""

ADDRESSES = 10_000
"""Number of addresses whose rate is remembered; the least recently seen is forgotten first."""


class Gate:
    """Limits the questions answered at once and those waiting; refuses more. Belongs to one event loop."""

    def __init__(self, settings: ServerSettings) -> None:
        """Start with no questions.

        Args:
            settings: Numbers of questions answered and waiting, and the longest wait.
        """
        self._settings = settings
        self._slots = asyncio.Semaphore(settings.questions_at_once)
        self._waiting = 0

    async def enter(self) -> None:
        """Take a place, waiting if necessary; `leave` must follow.

        Raises:
            OverloadedError: Too many questions are waiting, or the wait was too long.
        """
        if self._slots.locked() and self._waiting >= self._settings.questions_waiting:
            raise OverloadedError(
                AnswerReason.TOO_MANY_WAITING, {**self._bounds, "before": self._waiting}, seconds=RETRY_SECONDS
            )
        self._waiting += 1
        try:
            async with asyncio.timeout(self._settings.question_wait_seconds):
                await self._slots.acquire()
        except TimeoutError as error:
            seconds = self._settings.question_wait_seconds
            raise OverloadedError(
                AnswerReason.NO_TURN, {**self._bounds, "seconds": seconds}, seconds=RETRY_SECONDS
            ) from error
        finally:
            self._waiting -= 1

    def leave(self) -> None:
        """Free the place for the next question."""
        self._slots.release()

    async def __aenter__(self) -> None:
        await self.enter()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leave()

    async def run(self, work: Callable[[], Result]) -> Result:
        """Wait for a place and run `work` in a worker thread; raises as `enter` and `work` do."""
        async with self:
            return await run_in_threadpool(work)

    @property
    def _bounds(self) -> dict[str, int]:
        return {"at_once": self._settings.questions_at_once, "waiting": self._settings.questions_waiting}


class RateLimits:
    """A token bucket per address: it holds one minute's requests and refills at the allowed rate."""

    def __init__(self, per_minute: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Start with full buckets.

        Args:
            per_minute: Requests per minute from one address.
            clock: Returns monotonic seconds.
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
            seconds = ceil((1 - left) * 60 / self._per_minute)
            values = {"limit": self._per_minute, "seconds": seconds}
            raise TooManyRequestsError(AnswerReason.TOO_MANY_REQUESTS, values, seconds=seconds)


class UnderWay:
    """Counts unfinished requests; the server waits for them when it shuts down."""

    def __init__(self) -> None:
        """Start with no requests."""
        self.count = 0
        self.closing = False

    @contextmanager
    def one(self) -> Generator[None]:
        """Count one request while the context lasts."""
        self.count += 1
        try:
            yield
        finally:
            self.count -= 1

    async def ended(self, seconds: float) -> None:
        """Accept no more requests, and wait until all have ended, at most `seconds`."""
        self.closing = True
        deadline = time.monotonic() + seconds
        while self.count and time.monotonic() < deadline:
            await asyncio.sleep(0.02)


OPEN = frozenset({"/health", "/ready"})
"""Paths without token and rate limit, for monitoring."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Access:
    """ASGI middleware that checks site, rate and token before every route for programs."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        settings: ServerSettings,
        credentials: tuple[str, str] | None,
        under_way: UnderWay,
    ) -> None:
        """Wrap `app`.

        Args:
            app: The wrapped application.
            settings: Token, rate and origins.
            credentials: User and password accepted instead of the token, or None.
            under_way: Says when requests are refused because the server is shutting down.
        """
        self._app = app
        self._token = settings.token
        self._origins = frozenset(settings.origins)
        self._credentials = credentials
        self._rates = RateLimits(settings.requests_per_minute)
        self._under_way = under_way

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the request or pass it on."""
        if scope["type"] == "http" and scope["path"] not in OPEN:
            try:
                self._check(scope, Headers(scope=scope))
            except WenjuError as error:
                await reply_to(scope["path"], error)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _check(self, scope: Scope, headers: Headers) -> None:
        if scope["method"] not in SAFE_METHODS:
            self._check_site(headers)
        self._rates.take(scope["client"][0] if scope.get("client") else "")
        self._check_token(headers.get("authorization", ""))
        if self._under_way.closing:
            raise OverloadedError(AnswerReason.SERVER_ENDS, seconds=RETRY_SECONDS)

    def _check_site(self, headers: Headers) -> None:
        """Check the site of the page that sent the request; browsers state it, programs don't.

        Raises:
            ForeignError: The request comes from another site's page.
        """
        origin = headers.get("origin")
        if origin in self._origins:
            return
        own = origin is None or urlsplit(origin).netloc == headers.get("host")
        if not own or headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
            if origin:
                raise ForeignError(AnswerReason.FOREIGN_ORIGIN, {"origin": origin})
            raise ForeignError(AnswerReason.FOREIGN_PAGE)

    def _check_token(self, authorization: str) -> None:
        if self._token is None and self._credentials is None:
            return
        scheme, _, given = authorization.partition(" ")
        if scheme.lower() == "bearer" and self._token is not None and _same(given.strip(), self._token):
            return
        if scheme.lower() == "basic" and self._credentials is not None and _same_password(given, self._credentials):
            return
        if self._token is not None:
            raise UnauthorisedError(AnswerReason.WRONG_TOKEN if authorization else AnswerReason.NO_TOKEN)
        raise UnauthorisedError(AnswerReason.WRONG_PASSWORD if authorization else AnswerReason.NO_PASSWORD)


def _same(given: str, right: str) -> bool:
    return secrets.compare_digest(given.encode("utf-8", "surrogateescape"), right.encode())


def _same_password(given: str, credentials: tuple[str, str]) -> bool:
    try:
        decoded = base64.b64decode(given, validate=True)
    except binascii.Error:
        return False
    return secrets.compare_digest(decoded, ":".join(credentials).encode())
