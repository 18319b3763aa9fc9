"""The state that the routes of an application share, and the dependency through which a route gets it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from qa.assistant.assistant import Assistant
from qa.assistant.corpus import Feed, catalogue_of
from qa.assistant.rebuild import Building
from qa.config import ServerSettings
from qa.schema import Answer, Event
from qa.server.limits import Gate, UnderWay
from qa.server.metrics import Metrics
from qa.server.models import AskRequest, CorpusStatus


@dataclass(frozen=True, slots=True)
class Shared:
    """The shared state; one for each application."""

    assistant: Assistant
    settings: ServerSettings
    gate: Gate
    under_way: UnderWay
    metrics: Metrics
    feed: Feed
    building: Building
    evaluating: asyncio.Lock

    @classmethod
    def of(cls, assistant: Assistant, settings: ServerSettings) -> Shared:
        """Create the shared state for an assistant."""

        def status() -> CorpusStatus:
            return CorpusStatus.of(catalogue_of(assistant))

        return cls(
            assistant=assistant,
            settings=settings,
            gate=Gate(settings),
            under_way=UnderWay(),
            metrics=Metrics(status),
            feed=Feed(assistant),
            building=assistant.building,
            evaluating=asyncio.Lock(),
        )

    def stream(self, asked: AskRequest) -> Iterator[Event]:
        """The events of an answer; raises as `Assistant.stream` does."""
        return self.assistant.stream(
            asked.question,
            history=asked.history,
            where=asked.where,
            generator=asked.generator,
            today=asked.today,
        )

    def ask(self, asked: AskRequest) -> Answer:
        """The answer to a request; raises as `Assistant.ask` does."""
        return self.assistant.ask(
            asked.question,
            history=asked.history,
            where=asked.where,
            generator=asked.generator,
            today=asked.today,
        )


async def _shared(request: Request) -> Shared:  # a plain function would run in a thread
    return cast(Shared, request.app.state.shared)


SharedOf = Annotated[Shared, Depends(_shared)]
"""Type of a route's parameter for the shared state."""
