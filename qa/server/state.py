"""/health, /ready and /metrics."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST

from qa.holdings import catalogue_of
from qa.server.models import CorpusStatus, Health
from qa.server.problems import problems
from qa.server.shared import SharedOf

router = APIRouter(tags=["state"])

FIGURES: dict[int | str, dict[str, Any]] = {
    200: {"description": "Figures as Prometheus reads them", "content": {"text/plain": {"schema": {"type": "string"}}}}
}


@router.get("/health", responses=problems())
async def health() -> Health:
    """Whether the server runs."""
    return Health()


@router.get("/ready", responses=problems())
def ready(shared: SharedOf) -> CorpusStatus:
    """Whether questions can be answered, and from what."""
    return CorpusStatus.of(catalogue_of(shared.assistant))


@router.get("/metrics", response_class=Response, responses=FIGURES | problems())
def metrics(shared: SharedOf) -> Response:
    """Requests by route and status, latencies, answers, and what the index holds."""
    return Response(shared.metrics.text(), headers={"content-type": CONTENT_TYPE_LATEST})
