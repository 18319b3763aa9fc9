"""Conversations that a browser keeps: pure functions on what its storage holds.

The storage is the reader's own and may hold anything, so it is read as strictly as a request: what does not fit is
left out, and every answer is checked against the stored articles again before it is shown.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from typing import cast

from pydantic import Field, ValidationError

from embeddings.schema import Frozen
from qa.schema import Answer

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
