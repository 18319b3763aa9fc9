"""/v1/retrieve, /v1/ask and /v1/ask/stream."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Response

from embeddings.errors import WenjuError
from embeddings.schema import Hit
from qa.schema import Answer, AnswerEvent
from qa.server.models import AskRequest, HitList, RetrieveRequest
from qa.server.problems import problem_of, problems
from qa.server.shared import Shared, SharedOf
from qa.server.streams import MEDIA_TYPE, ONE_EVENT, Events, EventStream, sse

router = APIRouter(tags=["asking"])

STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events hits (HitsEvent), text (TextEvent, the pieces of the text), answer (AnswerEvent, the "
        "whole) and, where it breaks off, error (Problem)",
        "content": {
            MEDIA_TYPE: {
                "schema": ONE_EVENT,
                "example": 'event: text\ndata: {"event":"text","text":"…[1]"}\n\n',
            }
        },
    }
}


@router.post("/v1/retrieve", responses=problems())
async def retrieve(asked: RetrieveRequest, shared: SharedOf) -> HitList:
    """The best passages for a question."""

    def work() -> list[Hit]:
        return shared.assistant.retrieve(
            asked.question, asked.k, mode=asked.mode, where=asked.where, diversify=asked.diversify, today=asked.today
        )

    return HitList(hits=tuple(await shared.gate.run(work)))


@router.post("/v1/ask", responses=problems())
async def ask(asked: AskRequest, shared: SharedOf) -> Answer:
    """The answer to a question, by verified quotes, or that the articles do not say."""
    answer = await shared.gate.run(lambda: shared.ask(asked))
    shared.metrics.answered("rest", answer)
    return answer


@router.post("/v1/ask/stream", response_class=EventStream, responses=STREAM | problems())
async def ask_stream(asked: AskRequest, shared: SharedOf) -> Response:
    """The events of an answer as it is made. A client that goes away ends the work."""
    events = await Events.begun(shared.gate, shared.stream(asked))
    return EventStream(_told(events, shared), events.end)


async def _told(events: Events, shared: Shared) -> AsyncIterator[bytes]:
    try:
        async for event in events:
            if isinstance(event, AnswerEvent):
                shared.metrics.answered("stream", event.answer)
            yield sse(event.event, event)
    except WenjuError as error:
        yield sse("error", problem_of(error))
