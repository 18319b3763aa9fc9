"""/v1/retrieve, /v1/ask and /v1/ask/stream, with the server-sent events of an answer.

Worker threads make the events of an answer while the client listens.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from typing import Any, Self

from fastapi import APIRouter, Response
from fastapi.sse import format_sse_event
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from embeddings.errors import WenjuError
from embeddings.schema import Hit
from qa.schema import Answer, AnswerEvent, Event
from qa.server.errors import problem_of, problems
from qa.server.limits import Gate
from qa.server.models import AskRequest, HitList, RetrieveRequest
from qa.server.shared import Shared, SharedOf

MEDIA_TYPE = "text/event-stream"
ONE_EVENT = {
    "type": "object",
    "properties": {"event": {"type": "string"}, "data": {"type": "string", "description": "JSON"}},
    "required": ["data"],
}
"""The schema of one event of a stream."""


def sse(name: str, content: BaseModel) -> bytes:
    """Format one event as in https://html.spec.whatwg.org/multipage/server-sent-events.html."""
    return format_sse_event(event=name, data_str=content.model_dump_json())


class Events:
    """The events of one answer; it occupies a place at the gate until `end`."""

    def __init__(self, gate: Gate, events: Iterator[Event], first: Event) -> None:
        """Use `begun`."""
        self._gate = gate
        self._events = events
        self._first = first
        self._ended = False

    @classmethod
    async def begun(cls, gate: Gate, events: Iterator[Event]) -> Self:
        """Wait for a place and for the first event; raises as `Gate.enter` and the events do, and then frees the place.

        Args:
            gate: Limits the questions answered at once.
            events: Events of `Assistant.stream`.
        """
        await gate.enter()
        with ExitStack() as place:
            place.callback(gate.leave)
            begun = cls(gate, events, await run_in_threadpool(next, events))
            place.pop_all()  # from here on `end` leaves the gate
        return begun

    async def __aiter__(self) -> AsyncIterator[Event]:
        """The events in their order."""
        event: Event | None = self._first
        while event is not None:
            yield event
            event = await run_in_threadpool(next, self._events, None)

    def end(self) -> None:
        """Stop the work if it is unfinished, and free the place."""
        if not self._ended:
            self._ended = True
            close = getattr(self._events, "close", None)
            if close is not None:
                close()
            self._gate.leave()


class EventStream(StreamingResponse):
    """A reply of server-sent events; `end` is called when it is over, even if the client has disconnected."""

    media_type = MEDIA_TYPE

    def __init__(self, content: AsyncIterator[bytes], end: Callable[[], None], *, status_code: int = 200) -> None:
        """Prepare a reply.

        Args:
            content: Events formatted by `sse`.
            end: Called once, at the end or when the client has disconnected.
            status_code: Status of the reply.
        """
        super().__init__(
            content, status_code=status_code, headers={"cache-control": "no-cache", "x-accel-buffering": "no"}
        )
        self._end = end

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send all events, or stop when the client disconnects."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._end()


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
