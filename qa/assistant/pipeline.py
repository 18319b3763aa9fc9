"""The course of an answer, from a question to its last event, over one snapshot of the index.

How an event loop goes on while an answer is made: its steps are worked on by threads.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, Callable, Generator, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from embeddings.index.snapshot import Index
from qa.answer.answer import answered, meant_by, narrowed
from qa.answer.compose import joined
from qa.config import Settings
from qa.evidence.read import read
from qa.question.understand import accept, of_side, understand
from qa.retrieval.retrieve import retrieve, united
from qa.schema import Answer, AnswerEvent, Event, HitsEvent, MeantArticle, TextEvent, Where

if TYPE_CHECKING:
    from qa.llm.client import Model


class Posed(NamedTuple):
    """A question as it is put to the articles."""

    question: str
    history: Sequence[str]
    """Earlier questions of the conversation, oldest first."""
    where: Where
    today: date | None
    """What 去年 is counted from; None for the real day."""


def course(
    posed: Posed,
    index: Index,
    settings: Settings,
    *,
    earlier: Callable[[str], Answer],
    model: Model | None,
    cancel: threading.Event | None = None,
) -> Iterator[Event]:
    """The hits, pieces of text, then the whole, verified answer.

    Args:
        posed: What is asked.
        index: The snapshot that answers.
        settings: Of the question.
        earlier: Answers an earlier question, where a follow-up means something in its answer.
        model: What words the answer; None: it is quotes.
        cancel: Stops the answer when set, where a model words it.

    Raises:
        InputRefusedError: The question is blank, too long or holds control characters.
        WenjuError: A part of the answer does not stand in the stored articles.
    """
    started = time.perf_counter()
    accepted = accept(posed.question, settings.max_question_chars)
    rewritten, article, by_model = _standing(accepted, posed, settings, earlier, model)
    where = narrowed(posed.where, article)
    corrected, meant = meant_by(rewritten, index, today=posed.today, where=where, mode="hybrid", article=article)
    asked = understand(corrected, typed=accepted)
    parts = [of_side(asked, side) for side in asked.sides] or [asked]
    k = settings.hits * (2 if asked.several else 1)  # the items of a list stand in several articles
    found_by_part = [
        retrieve(part, index, k=k, mode="hybrid", where=where, settings=settings, meant=meant) for part in parts
    ]
    hits = united(found_by_part) if asked.sides else found_by_part[0]
    retrieved = time.perf_counter()
    found = HitsEvent(standalone_question=rewritten, understood=meant, hits=tuple(hits))
    yield found
    drafts = [
        read(part, part_hits, index, settings=settings) for part, part_hits in zip(parts, found_by_part, strict=True)
    ]
    draft = joined(asked, drafts, index.document) if asked.sides else drafts[0]
    read_at = time.perf_counter()
    timings = {"retrieve": 1000 * (retrieved - started), "read": 1000 * (read_at - retrieved)}
    if model is not None:
        from qa.llm.write import Asking, worded  # noqa: PLC0415  (an answer by quotes needs none of it)

        asking = Asking(accepted, asked, draft, found, index, settings, timings, by_model)
        yield from worded(asking, model, cancel=cancel)
        return
    answer = answered(accepted, asked, draft, index, found, timings)
    for line in answer.text.splitlines(keepends=True):
        yield TextEvent(text=line)
    yield AnswerEvent(answer=answer)


def _standing(
    accepted: str, posed: Posed, settings: Settings, earlier: Callable[[str], Answer], model: Model | None
) -> tuple[str, MeantArticle | None, bool]:
    """The question with what it leaves out filled in, the one article that it means, whether a model did that."""
    said = [accept(past, settings.max_question_chars) for past in posed.history]
    if model is not None and settings.llm_rewrite:
        from qa.llm.write import rewritten  # noqa: PLC0415  (as above)

        by_model = rewritten(accepted, said, model, settings)
        if by_model is not None:
            return by_model, None, True
    if not said:
        return accepted, None, False
    from qa.followup.rewrite import standing_alone  # noqa: PLC0415  (the rules of follow-ups, a fifth of all)

    return *standing_alone(accepted, said, ask=earlier), False


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
