"""The list of conversations as HTML, and what a conversation that was kept shows when it is opened again."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field, ValidationError

from embeddings.errors import InputRefusedError, WenjuError
from embeddings.schema import Frozen
from qa.cite import verify
from qa.web import answer as html
from qa.web.chat import Turn
from qa.web.desk import Articles
from qa.web.markup import escape, isolate
from qa.web.sessions import KeptTurn, Session, Sessions, closed, deleted, opened, renamed
from qa.web.words.acts import SessionWords
from qa.web.words.ask import AskWords


class Command(Frozen):
    """What the page's script asks for."""

    do: str = Field(pattern="^(new|open|rename|delete)$")
    session_id: str = Field(default="", max_length=12)
    name: str = Field(default="", max_length=1000)


def command_of(sent: object) -> Command:
    """Read what the page sent.

    Raises:
        InputRefusedError: It is no command, which only a hand-made request does.
    """
    try:
        return Command.model_validate_json(sent if isinstance(sent, str) else "")
    except ValidationError as error:
        found = str(error.errors()[0]["msg"])
        raise InputRefusedError("new, open, rename or delete", found, "reload the page") from error


def obeyed(command: Command, sessions: Sessions) -> Sessions:
    """The conversations after a command."""
    match command.do:
        case "new":
            return closed(sessions)
        case "open":
            return opened(sessions, command.session_id)
        case "rename":
            return renamed(sessions, command.session_id, command.name)
        case _:
            return deleted(sessions, command.session_id)


def kept_turns(turns: Sequence[Turn]) -> list[KeptTurn]:
    """The turns that have an answer, as a browser keeps them."""
    return [KeptTurn(question=turn.question, answer=turn.answer) for turn in turns if turn.answer]


def turns_of(session: Session | None, articles: Articles, words: AskWords) -> list[Turn]:
    """The turns of a conversation, each answer checked against the articles again."""
    turns: list[Turn] = []
    for number, kept in enumerate(session.turns if session else (), 1):
        shown = html.answer(kept.answer, number, words, stale=not _stands(kept, articles))
        turns.append(Turn(number=number, question=kept.question, shown=shown, answer=kept.answer))
    return turns


def _stands(kept: KeptTurn, articles: Articles) -> bool:
    try:
        verify((*kept.answer.citations, *kept.answer.nearest), articles.document)
    except WenjuError:
        return False
    return True


def conversations(sessions: Sessions, words: SessionWords) -> str:
    """The list of conversations, folded, and the link that begins a new one."""
    rows = "".join(_row(each, words, current=each.session_id == sessions.open_id) for each in sessions.sessions)
    listed = f'<ul class="wj-plain">{rows}</ul>' if rows else f"<p>{escape(words.none)}</p>"
    return (
        f'<a class="wj-act" href="#session-new">{escape(words.new)}</a>'
        f'<details class="wj-sessions"><summary>{escape(words.conversations)} {len(sessions.sessions) or ""}</summary>'
        f'<div class="wj-drawer">{listed}<p class="wj-soft">{escape(words.kept_here)}</p>'
        f'<p class="wj-downloads">{escape(words.export_all)} '
        '<a class="wj-act" href="#saveall-md">Markdown</a> <a class="wj-act" href="#saveall-json">JSON</a> '
        '<a class="wj-act" href="#saveall-html">HTML</a></p></div></details>'
    )


def _row(session: Session, words: SessionWords, *, current: bool) -> str:
    name = session.session_id
    marked = ' class="wj-current"' if current else ""
    return (
        f'<li{marked}><a href="#session-open-{name}">{isolate(session.title)}</a>'
        f'<span class="wj-soft">{escape(words.questions.format(n=len(session.turns)))}</span>'
        f'<a class="wj-act" href="#session-rename-{name}">{escape(words.rename)}</a>'
        f'<a class="wj-act" href="#session-delete-{name}">{escape(words.delete)}</a></li>'
    )
