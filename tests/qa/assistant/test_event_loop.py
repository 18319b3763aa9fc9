from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator

import pytest

from qa.assistant.event_loop import on_a_thread


def test_events_come_in_order_and_errors_pass_through() -> None:
    def events() -> Iterator[int]:
        yield from (1, 2)
        raise ValueError("three")

    found: list[int] = []

    async def take() -> None:
        async for event in on_a_thread(events(), threading.Event()):
            found.append(event)

    with pytest.raises(ValueError, match="three"):
        asyncio.run(take())
    assert found == [1, 2]


def test_the_loop_goes_on_and_closing_closes_the_events() -> None:
    closed, cancel, release = threading.Event(), threading.Event(), threading.Event()

    def events() -> Iterator[int]:
        try:
            yield 1
            release.wait(10)
            yield 2
        finally:
            closed.set()

    async def cancelled() -> None:
        async def take() -> None:
            async for _ in on_a_thread(events(), cancel):
                pass

        task = asyncio.create_task(take())
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert cancel.is_set()
        assert not closed.is_set()  # the step under way is not torn out
        release.set()
        until = time.monotonic() + 10
        while not closed.is_set() and time.monotonic() < until:
            await asyncio.sleep(0.01)

    asyncio.run(cancelled())
    assert closed.is_set()


def test_an_iterator_that_is_no_generator_will_do() -> None:
    async def taken() -> list[int]:
        return [event async for event in on_a_thread(iter([1, 2]), threading.Event())]

    assert asyncio.run(taken()) == [1, 2]
