"""From the Assistant's events to the turns of a chat."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from embeddings.errors import WenjuError
from qa.config import EARLIER_QUESTIONS
from qa.schema import Answer, AnswerEvent, Event, HitsEvent, TextEvent, Where
from qa.web import answer as html
from qa.web.desk import ANYWHERE
from qa.web.narrow import ANYTHING, Narrowed
from qa.web.words.ask import AskWords

KEPT_TURNS = 40
"""Turns kept on the page; older ones leave it, so that a page open all day stays quick."""

BATCH_SECONDS = 0.04
"""Text that comes faster than this is shown together: 25 changes a second look fluent and cost a quarter."""

_log = logging.getLogger(__name__)


class Stream(Protocol):
    """qa.Assistant.stream: the events of one answer, hits first, then text, then the whole answer."""

    def __call__(self, question: str, *, history: Sequence[str] = (), where: Where = ANYWHERE) -> Iterator[Event]:
        """Raises a WenjuError when the first event is taken."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """A question and what the page shows for it."""

    number: int
    question: str
    shown: str
    """HTML of the reply so far."""
    answer: Answer | None = None
    """The verified answer; None while it is being made and where it failed."""
    failed: bool = False
    narrowed: Narrowed = ANYTHING
    """What the question was narrowed to."""


Message = dict[str, str]
"""A chat message as gradio takes it: role and content."""


def messages(turns: Sequence[Turn]) -> list[Message]:
    """The chat as gradio shows it: two messages a turn."""
    shown: list[Message] = []
    for turn in turns:
        shown.append({"role": "user", "content": html.question(turn.question, turn.number)})
        content = f'<div class="wj-turn" id="reply-{turn.number}">{turn.shown}</div>'
        shown.append({"role": "assistant", "content": content})
    return shown


def history(turns: Sequence[Turn]) -> list[str]:
    """The earlier questions that were answered or refused for want of evidence, oldest first."""
    return [turn.question for turn in turns if turn.answer is not None][-EARLIER_QUESTIONS:]


def numbered(turns: Sequence[Turn]) -> int:
    """The number of the turn that comes after these."""
    return turns[-1].number + 1 if turns else 1


def exchange(
    question: str,
    turns: Sequence[Turn],
    *,
    stream: Stream,
    limit: int,
    words: AskWords,
    narrow: Narrowed = ANYTHING,
    limited: str = "",
) -> Iterator[Turn]:
    """Ask one question and give the turn after each change, the finished one last.

    Args:
        question: The question as typed.
        turns: The turns before it.
        stream: Gives the events; may raise a WenjuError when the first one is taken.
        limit: Longest question taken, in characters; only used to word the refusal.
        words: The page's language.
        narrow: Filters on articles.
        limited: The same as HTML, for above the answer.
    """
    number = numbered(turns)
    asked = question[: limit + 1]

    def turn(shown: str, answer: Answer | None = None, failed: bool = False) -> Turn:
        return Turn(number=number, question=asked, shown=shown, answer=answer, failed=failed, narrowed=narrow)

    finished = False
    try:
        events = stream(question, history=history(turns), where=narrow.where)
        for shown, answer in _shown(events, number, words, limited):
            finished = answer is not None
            yield turn(shown, answer)
    except WenjuError as error:
        yield turn(html.problem(html.problem_line(error, question, limit, words), words), failed=True)
        return
    if not finished:
        _log.error("the stream of an answer ended without an answer")
        yield turn(html.problem(words.stopped, words), failed=True)


def _shown(events: Iterator[Event], number: int, words: AskWords, limited: str) -> Iterator[tuple[str, Answer | None]]:
    """What to show after each event, with the answer once it is there."""
    text = ""
    due = 0.0
    for event in events:
        match event:
            case HitsEvent():
                yield html.reading(event.hits, number, words), None
            case TextEvent():
                text += event.text
                if time.monotonic() >= due:
                    due = time.monotonic() + BATCH_SECONDS
                    yield html.growing(text), None
            case AnswerEvent():
                yield html.answer(event.answer, number, words, limited=limited), event.answer


def interrupted(turns: Sequence[Turn], words: AskWords) -> list[Turn]:
    """The chat after the reader stopped an answer: its turn says so."""
    if not turns or turns[-1].answer is not None or turns[-1].failed:
        return list(turns)
    last = replace(turns[-1], shown=html.halted(words), failed=True)
    return [*turns[:-1], last]
