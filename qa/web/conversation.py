"""From the Assistant's events to the turns of a chat.

Conversations that a browser keeps: pure functions on what its storage holds.

The storage is the reader's own and may hold anything, so it is read as strictly as a request: what does not fit is
left out, and every answer is checked against the stored articles again before it is shown.
"""

from __future__ import annotations

import json
import logging
import secrets
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, cast

from pydantic import Field, ValidationError

from embeddings.errors import WenjuError
from embeddings.schema import Frozen
from qa.config import EARLIER_QUESTIONS
from qa.schema import Answer, AnswerEvent, Event, HitsEvent, TextEvent, Where
from qa.web import answer as html
from qa.web.filters import ANYTHING, Narrowed
from qa.web.protocol import ANYWHERE
from qa.words.page import AskWords

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
        limit: Longest question taken, in characters; of a longer one the turn shows no more.
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
        yield turn(html.problem(html.problem_line(error, words), words), failed=True)
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


STORAGE_KEY = "wenju-sessions"
SECRET = "wenju"
"""No secret: the page carries it. A fixed one lets a browser read its sessions after the server was started anew."""

MAX_SESSIONS = 30
MAX_BYTES = 500_000
"""Sessions kept at most, and their size as JSON in UTF-8: a browser keeps 5 MB for a site, and a request takes 1 MB."""

NAME_CHARS = 60


class KeptTurn(Frozen):
    """A question and its verified answer."""

    question: str
    answer: Answer


class Session(Frozen):
    """One conversation."""

    session_id: str = Field(pattern=r"^[0-9a-f]{12}$")
    name: str | None = Field(default=None, max_length=NAME_CHARS, description="as given; None for the first question")
    turns: tuple[KeptTurn, ...] = ()

    @property
    def title(self) -> str:
        """What the list of sessions shows."""
        return self.name or (self.turns[0].question[:NAME_CHARS] if self.turns else "")


class Sessions(Frozen):
    """All conversations of a browser, the one used last first, and which is open."""

    open_id: str | None = None
    sessions: tuple[Session, ...] = ()

    def get(self, session_id: str | None) -> Session | None:
        """The conversation of this id."""
        return next((each for each in self.sessions if each.session_id == session_id), None)


def stored(value: object) -> Sessions:
    """Read what the browser kept; a conversation that can't be read is left out."""
    if not isinstance(value, dict):
        return Sessions()
    held = cast("dict[str, object]", value)
    listed = held.get("sessions")
    found = (
        [each for item in cast("list[object]", listed)[:MAX_SESSIONS] if (each := _session(item))]
        if isinstance(listed, list)
        else []
    )
    open_id = held.get("open_id")
    known = {each.session_id for each in found}
    return Sessions(open_id=open_id if isinstance(open_id, str) and open_id in known else None, sessions=tuple(found))


def _session(item: object) -> Session | None:
    try:
        return Session.model_validate(item)
    except ValidationError:
        return None


def storable(sessions: Sessions) -> dict[str, object]:
    """What the browser is given to keep: no more than fits, those used longest ago left out first."""
    listed: list[object] = []
    size = 0
    for session in sessions.sessions[:MAX_SESSIONS]:
        item = session.model_dump(mode="json", exclude_defaults=True)
        size += len(json.dumps(item, ensure_ascii=False).encode("utf-8", "surrogatepass"))
        if size > MAX_BYTES and listed:
            break
        listed.append(item)
    return {"open_id": sessions.open_id, "sessions": listed}


def keeping(sessions: Sessions, turns: Sequence[KeptTurn]) -> Sessions:
    """The open conversation with these turns, now the first; a new one where none is open."""
    slim = tuple(
        KeptTurn(question=each.question, answer=each.answer.model_copy(update={"hits": (), "timings": {}}))
        for each in turns
    )
    if not slim:
        return sessions
    current = sessions.get(sessions.open_id) or Session(session_id=secrets.token_hex(6))
    now = current.model_copy(update={"turns": slim})
    others = [each for each in sessions.sessions if each.session_id != now.session_id]
    return Sessions(open_id=now.session_id, sessions=(now, *others))


def closed(sessions: Sessions) -> Sessions:
    """None open: the next question begins a new one."""
    return sessions.model_copy(update={"open_id": None})


def opened(sessions: Sessions, session_id: str) -> Sessions:
    """This one open, where it is there."""
    return sessions.model_copy(update={"open_id": session_id}) if sessions.get(session_id) else sessions


def renamed(sessions: Sessions, session_id: str, name: str) -> Sessions:
    """This one under another name; a blank one gives it back its first question."""
    given = " ".join(name.split())[:NAME_CHARS] or None
    listed = (
        each.model_copy(update={"name": given}) if each.session_id == session_id else each for each in sessions.sessions
    )
    return sessions.model_copy(update={"sessions": tuple(listed)})


def deleted(sessions: Sessions, session_id: str) -> Sessions:
    """Without this one."""
    listed = tuple(each for each in sessions.sessions if each.session_id != session_id)
    open_id = None if sessions.open_id == session_id else sessions.open_id
    return Sessions(open_id=open_id, sessions=listed)
