"""The application that serves REST, OpenAI protocol and MCP, its OpenAPI description, /health, /ready and /metrics."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Response
from fastapi.openapi.utils import get_openapi
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic.json_schema import models_json_schema
from starlette.middleware.cors import CORSMiddleware

from qa.assistant.assistant import Assistant
from qa.assistant.corpus import catalogue_of
from qa.config import ServerSettings
from qa.server import ask, corpus, openai
from qa.server.errors import Problem, problems, take_errors
from qa.server.limits import Access
from qa.server.mcp import MCP_PATH, mcp_server
from qa.server.metrics import Measured
from qa.server.models import CorpusStatus, Health
from qa.server.shared import Shared, SharedOf

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


PATHS = ("/v1/", "/health", "/ready", "/metrics", MCP_PATH)
"""Path prefixes of the interfaces for programs; all other paths belong to the page."""

REPLIES = Path(__file__).parent / "replies.json"
"""Example replies over the shipped seeds, by the name of the reply's type (`python -m benchmarks.replies`)."""
REFERENCE = "#/components/schemas/{model}"
SUMMARY = "Cited answers over your own articles: every quote is verbatim, or the answer is that they do not say."


class Api:
    """The interfaces for programs over an assistant."""

    def __init__(
        self,
        assistant: Assistant,
        settings: ServerSettings,
        *,
        credentials: tuple[str, str] | None = None,
        local_only: bool = True,
    ) -> None:
        """Assemble the application; nothing is served yet.

        Args:
            assistant: Answers the questions.
            settings: Token and limits.
            credentials: User and password accepted instead of the token, or None.
            local_only: Whether MCP requests must name this machine as their host; other requests are checked by Access.
        """
        self.shared = Shared.of(assistant, settings)
        self.app = FastAPI(
            title="Wenju 问据",
            summary=SUMMARY,
            version=version("wenju"),
            openapi_url="/v1/openapi.json",
            docs_url=None,
            redoc_url=None,
        )
        self.app.state.shared = self.shared
        for part in (corpus.router, ask.router, corpus.index_router, openai.router, corpus.measuring_router, router):
            self.app.include_router(part)
        self._mcp = mcp_server(
            assistant,
            gate=self.shared.gate,
            answered=self.shared.metrics.answered,
            local_only=local_only,
            origins=settings.origins,
        )
        self.app.router.routes.extend(self._mcp.streamable_http_app().routes)
        take_errors(self.app)
        self._describe()
        self._guard(credentials)

    @asynccontextmanager
    async def lifespan(self, _app: object) -> AsyncGenerator[None]:
        """Run MCP's sessions while requests are served; to be entered once per Api."""
        async with self._mcp.session_manager.run():
            yield

    def _guard(self, credentials: tuple[str, str] | None) -> None:
        """Middleware, innermost first."""
        shared = self.shared
        self.app.add_middleware(Access, settings=shared.settings, credentials=credentials, under_way=shared.under_way)
        if shared.settings.origins:
            self.app.add_middleware(
                CORSMiddleware,
                allow_origins=list(shared.settings.origins),
                allow_methods=["GET", "POST", "DELETE"],
                allow_headers=["authorization", "content-type"],
                expose_headers=["retry-after"],
            )
        self.app.add_middleware(Measured, metrics=shared.metrics, under_way=shared.under_way, endless=MCP_PATH)

    def _describe(self) -> None:
        def described() -> dict[str, Any]:
            if self.app.openapi_schema is None:
                self.app.openapi_schema = _description(self.app, token=self.shared.settings.token is not None)
            return self.app.openapi_schema

        self.app.openapi = described


def _description(app: FastAPI, *, token: bool) -> dict[str, Any]:
    """The OpenAPI description, with an example of each reply and the schema of errors, which no route declares."""
    made = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
    _, errors = models_json_schema([(Problem, "serialization")], ref_template=REFERENCE)
    parts = made.setdefault("components", {})
    schemas = parts.setdefault("schemas", {})
    schemas.update(errors["$defs"])
    for name, reply in json.loads(REPLIES.read_text(encoding="utf-8")).items():
        schemas[name]["examples"] = [reply]
    for methods in made["paths"].values():
        for said in methods.values():
            said["description"] = said["description"].partition("\n\nRaises:")[0]
    if token:
        parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        made["security"] = [{"token": []}]
    return made
