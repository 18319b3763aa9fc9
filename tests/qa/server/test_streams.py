from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from embeddings.errors import InputRefusedError
from qa.config import ServerSettings
from qa.reasons import AnswerReason
from qa.schema import Event, TextEvent
from qa.server.ask import Events, EventStream, sse
from qa.server.limits import Gate


def test_an_event_is_one_line_of_json() -> None:
    assert sse("text", TextEvent(text="一\n二")) == 'event: text\ndata: {"event":"text","text":"一\\n二"}\n\n'.encode()


def test_a_client_that_is_gone_closes_the_events_and_gives_the_place_back() -> None:
    made: list[str] = []

    def events() -> Iterator[Event]:
        try:
            for number in range(1000):
                made.append(str(number))
                yield TextEvent(text=str(number))
        finally:
            made.append("closed")

    async def told(begun: Events) -> AsyncIterator[bytes]:
        async for event in begun:
            yield sse("text", event)

    async def talk() -> None:
        gate = Gate(ServerSettings(questions_at_once=1, questions_waiting=0))
        begun = await Events.begun(gate, events())
        stream = EventStream(told(begun), begun.end)
        sent: list[dict[str, object]] = []
        gone = asyncio.Event()

        async def receive() -> dict[str, object]:
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, object]) -> None:
            sent.append(message)
            if len(sent) == 3:
                gone.set()
            await asyncio.sleep(0)

        await stream({"type": "http", "asgi": {"spec_version": "2.3"}}, receive, send)
        await gate.enter()  # the place is free

    asyncio.run(talk())
    assert made[-1] == "closed"
    assert len(made) < 1000


def test_what_fails_at_once_holds_no_place() -> None:
    def events() -> Iterator[Event]:
        raise InputRefusedError(AnswerReason.EMPTY_QUESTION)
        yield

    async def talk() -> None:
        gate = Gate(ServerSettings(questions_at_once=1, questions_waiting=0))
        with pytest.raises(InputRefusedError):
            await Events.begun(gate, events())
        await gate.enter()

    asyncio.run(talk())
