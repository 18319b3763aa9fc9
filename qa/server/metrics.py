"""Prometheus metrics of the interfaces for programs, in a registry of their own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.metrics_core import Metric
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from embeddings.errors import IndexUnusableError
from qa.schema import Answer
from qa.server.limits import UnderWay
from qa.server.models import CorpusStatus

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Upper bounds of the latency buckets."""

NO_ROUTE = "none"
"""Label for paths without a route, so that paths invented by clients don't become labels."""


class Metrics:
    """Counts requests and answers, and reports the content of the index."""

    def __init__(self, status: Callable[[], CorpusStatus]) -> None:
        """Start at zero.

        Args:
            status: Returns the content of the index in use.
        """
        self.registry = CollectorRegistry()
        self.requests = Counter("wenju_requests", "Requests", ["route", "method", "status"], registry=self.registry)
        self.seconds = Histogram(
            "wenju_request_seconds", "Seconds to the end of a reply", ["route"], buckets=SECONDS, registry=self.registry
        )
        self.under_way = Gauge("wenju_requests_under_way", "Requests under way", registry=self.registry)
        self.answers = Counter("wenju_answers", "Answers", ["door", "status"], registry=self.registry)
        self.registry.register(_Held(status))

    def answered(self, door: str, answer: Answer) -> None:
        """Count an answer of an interface."""
        self.answers.labels(door, answer.status).inc()

    def text(self) -> bytes:
        """All metrics in the format of Prometheus."""
        return generate_latest(self.registry)


class _Held:
    """Collects the content of the index in use when the metrics are read."""

    def __init__(self, status: Callable[[], CorpusStatus]) -> None:
        self._status = status

    def collect(self) -> Iterable[Metric]:
        """The metrics of the index; none if there is no usable index."""
        try:
            held = self._status()
        except IndexUnusableError:
            return
        yield GaugeMetricFamily("wenju_documents", "Articles of the index", value=held.documents)
        yield GaugeMetricFamily("wenju_passages", "Passages of the index", value=held.passages)
        yield InfoMetricFamily("wenju_generation", "Generation in use", value={"generation": held.generation})


class Measured:
    """ASGI middleware that counts every request and the time until the end of its reply."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics, under_way: UnderWay, endless: str) -> None:
        """Wrap `app`.

        Args:
            app: The wrapped application.
            metrics: Counts finished requests.
            under_way: Counts unfinished requests.
            endless: Path whose replies may never end, so that a shutdown does not wait for them.
        """
        self._app = app
        self._metrics = metrics
        self._under_way = under_way
        self._endless = endless

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and count it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            if scope["path"] == self._endless:
                await self._app(scope, receive, noting)
            else:
                with self._under_way.one(), self._metrics.under_way.track_inprogress():
                    await self._app(scope, receive, noting)
        finally:
            route: str = getattr(scope.get("route"), "path", NO_ROUTE)
            self._metrics.requests.labels(route, scope["method"], str(status)).inc()
            self._metrics.seconds.labels(route).observe(time.perf_counter() - started)
