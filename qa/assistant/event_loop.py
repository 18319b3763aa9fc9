"""How an event loop goes on while an answer is made: the steps of its events are worked on by threads."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Generator, Iterator
from typing import TypeVar

EventT = TypeVar("EventT")


class _End:
    """After the last event."""


async def on_a_thread(events: Iterator[EventT], cancel: threading.Event) -> AsyncGenerator[EventT]:
    """The events of an iterator that is worked on by threads, one step at a time.

    Args:
        events: Whose steps may block.
        cancel: Set when nobody takes events any more, so that the step under way ends early.
    """
    loop = asyncio.get_running_loop()
    step: asyncio.Future[EventT | _End] | None = None
    try:
        while True:
            step = loop.run_in_executor(None, next, events, _End())
            event = await asyncio.shield(step)
            if isinstance(event, _End):
                return
            yield event
    finally:
        cancel.set()
        _close(events, step)


def _close(events: Iterator[EventT], step: asyncio.Future[EventT | _End] | None) -> None:
    """Close a generator, once the step under way is done."""
    if not isinstance(events, Generator):
        return
    if step is None or step.done():
        events.close()
        return

    def close(done: asyncio.Future[EventT | _End]) -> None:
        done.exception()  # that it was cancelled is no news
        events.close()

    step.add_done_callback(close)
