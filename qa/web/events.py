"""What happens on the page: it opens, a question is asked, the index is rebuilt. Each gives gradio's updates.

Questions to begin with. Data for the shipped seeds; for other articles their titles, which always find something.

The list of conversations as HTML, and what a conversation that was kept shows when it is opened again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence

import gradio as gr
from pydantic import Field, ValidationError

from embeddings.errors import IndexUnusableError, InputRefusedError, UsageError, WenjuError
from embeddings.schema import BuildReport, Entry, Frozen
from qa.answer.answer import verify
from qa.reasons import AnswerReason
from qa.web import answer as html
from qa.web import versions as rebuilding
from qa.web.actions import Shelf
from qa.web.answer import limits, looking, problem, stock, welcome
from qa.web.conversation import (
    KEPT_TURNS,
    KeptTurn,
    Message,
    Session,
    Sessions,
    Turn,
    closed,
    deleted,
    exchange,
    interrupted,
    keeping,
    messages,
    numbered,
    opened,
    renamed,
    storable,
    stored,
)
from qa.web.filters import narrowed
from qa.web.html import escape, isolate
from qa.web.i18n import Language
from qa.web.protocol import ArticleReader, Desk
from qa.words.page import AskWords, BuildWords, FilterWords, SessionWords

SEED_QUESTIONS: dict[Language, tuple[tuple[str, str], ...]] = {
    "zh-CN": (
        ("002_", "上海元宇宙产业规模到2025年要达到多少？"),
        ("000_", "网易在三亚设立的是什么总部？"),
        ("004_", "腾讯拟在成都高新区落地什么项目？"),
        ("001_", "“稳经济30条”共有多少条措施？"),
    ),
    "zh-TW": (
        ("002_", "上海元宇宙產業規模到2025年要達到多少？"),
        ("000_", "網易在三亞設立的是什麼總部？"),
        ("004_", "騰訊擬在成都高新區落地什麼項目？"),
        ("003_", "南京元宇宙產業規模的目標是多少？"),
    ),
    "en": (
        ("002_", "How large will the metaverse industry in Shanghai be by 2025?"),
        ("000_", "When did NetEase sign the agreement with the Sanya government?"),
        ("001_", "How many measures does the Hengqin plan have?"),
        ("003_", "What is the metaverse target of Nanjing?"),
    ),
}
"""For each language the beginning of a seed file's name and a question that this article answers."""

SHOWN = 4
TITLE_CHARS = 60


def known(entries: Sequence[Entry], language: Language) -> list[str]:
    """The questions of the shipped seeds among these articles, in the page's language."""
    paths = [entry.path for entry in entries]
    asked = [
        asked for start, asked in SEED_QUESTIONS.get(language, ()) if any(path.startswith(start) for path in paths)
    ]
    return asked[:SHOWN]


def examples(entries: Sequence[Entry], language: Language) -> list[str]:
    """At most SHOWN questions that these articles answer; titles where they are no known seeds."""
    titles = [entry.title for entry in entries if not entry.title_derived and len(entry.title) <= TITLE_CHARS]
    return known(entries, language) or titles[:SHOWN]


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
        raise InputRefusedError(AnswerReason.BAD_SESSION_COMMAND, {"error": str(error.errors()[0]["msg"])}) from error


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


def turns_of(session: Session | None, articles: ArticleReader, words: AskWords) -> list[Turn]:
    """The turns of a conversation, each answer checked against the articles again."""
    turns: list[Turn] = []
    for number, kept in enumerate(session.turns if session else (), 1):
        shown = html.answer(kept.answer, number, words, stale=not _stands(kept, articles))
        turns.append(Turn(number=number, question=kept.question, shown=shown, answer=kept.answer))
    return turns


def _stands(kept: KeptTurn, articles: ArticleReader) -> bool:
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


_log = logging.getLogger(__name__)

Update = dict[str, object]
"""gradio's "leave this component as it is"."""

Welcome = tuple[gr.Chatbot, str]
"""The empty chat, and the line that says how many articles there are."""

Reply = tuple[list[Message] | Update, list[Turn] | Update, str | Update]
"""Messages of the chat, turns kept, and text of the question box."""

Kept = tuple[dict[str, object], str]
"""What the browser keeps, and its list of conversations."""

Shown = tuple[list[Message], list[Turn], dict[str, object], str]
"""Messages, turns, and what a Kept holds."""

Rebuilt = tuple[str, gr.Button, gr.Chatbot | Update, str | Update]
"""Status of the rebuild, its button, then the parts of a Welcome."""


def _entries(desk: Desk) -> tuple[Entry, ...] | None:
    """The articles in short; None before the first build."""
    try:
        return desk.entries()
    except IndexUnusableError:
        return None


def greet(desk: Desk, words: AskWords, shown: Sequence[Message] | None = None) -> Welcome:
    """What an empty chat shows.

    Args:
        desk: The Assistant.
        words: The page's language.
        shown: Messages that are in the chat already; None leaves them as they are.
    """
    entries = _entries(desk)
    asked = [{"text": question} for question in examples(entries or (), words.locale)]
    said = welcome(words, ready=entries is not None)
    if shown is None:
        chat = gr.Chatbot(placeholder=said, examples=asked)
    else:
        chat = gr.Chatbot(value=shown, placeholder=said, examples=asked)
    return chat, stock(words, len(entries or ()))


def begin(desk: Desk, words: AskWords) -> gr.Chatbot | Update:
    """Questions made from the articles, where the empty chat could show titles only: they take a while to make."""
    entries = _entries(desk)
    if not entries or known(entries, words.locale):
        return gr.skip()
    return gr.Chatbot(examples=[{"text": asked} for asked in desk.openers()])


def reply(
    desk: Desk, shelf: Shelf, question: object, sent: object, turns: Sequence[Turn], words: AskWords
) -> Iterator[Reply]:
    """Ask a question; the box is emptied at once, and gets its text back where the question is not answered.

    Args:
        desk: The Assistant.
        shelf: Where answers are kept for what is done with them.
        question: What the browser sent, which a hand-made request can make anything.
        sent: The filters, likewise.
        turns: The chat so far.
        words: The page's language.
    """
    asked = question if isinstance(question, str) else ""
    limit = desk.settings.max_question_chars
    try:
        narrow = narrowed(sent)
    except InputRefusedError:
        shown = problem(FilterWords(words.locale).bad, words)
        now = [*turns, Turn(number=numbered(turns), question=asked[:limit], shown=shown, failed=True)][-KEPT_TURNS:]
        yield messages(now), now, asked
        return
    before = [turn for turn in turns if narrow.turn is None or turn.number < narrow.turn]
    pending = Turn(number=numbered(before), question=asked[:limit], shown=looking(words))
    yield messages([*before, pending]), [*before, pending], ""
    limited = limits(narrow, _title(desk, narrow.article), FilterWords(words.locale))
    made = exchange(asked, before, stream=desk.stream, limit=limit, words=words, narrow=narrow, limited=limited)
    for turn in made:
        now = [*before, turn][-KEPT_TURNS:]
        if turn.failed:
            yield messages(now), now, asked
        elif turn.answer:
            shelf.put(turn.answer)
            yield messages(now), now, gr.skip()
        else:
            yield messages(now), gr.skip(), gr.skip()


def _title(desk: Desk, doc_id: str | None) -> str | None:
    if doc_id is None:
        return None
    try:
        return desk.document(doc_id).source.title
    except (IndexUnusableError, UsageError):
        return None


def stop(turns: Sequence[Turn], words: AskWords) -> Reply:
    """After an answer was stopped: the turn says so, and the question is back in the box."""
    now = interrupted(turns, words)
    return messages(now), now, now[-1].question if now and now[-1].answer is None else gr.skip()


def keep(turns: Sequence[Turn], value: object, words: AskWords) -> Kept:
    """Keep the conversation in the browser."""
    sessions = keeping(stored(value), kept_turns(turns))
    return storable(sessions), conversations(sessions, SessionWords(words.locale))


def show(desk: Desk, shelf: Shelf, sessions: Sessions, words: AskWords) -> Shown:
    """The open conversation, its answers back on the shelf."""
    turns = turns_of(sessions.get(sessions.open_id), desk, words)
    for turn in turns:
        if turn.answer:
            shelf.put(turn.answer)
    return messages(turns), turns, storable(sessions), conversations(sessions, SessionWords(words.locale))


def obey(desk: Desk, shelf: Shelf, sent: object, value: object, words: AskWords) -> Shown:
    """Do what the list of conversations asks for; a command that can't be read changes nothing."""
    sessions = stored(value)
    try:
        sessions = obeyed(command_of(sent), sessions)
    except InputRefusedError as error:
        _log.warning("%s", error)
    return show(desk, shelf, sessions, words)


def rebuild(desk: Desk, words: AskWords) -> Iterator[Rebuilt]:
    """Rebuild the index, saying how far it is."""
    said = BuildWords(words.locale)
    waiting, ready = gr.Button(interactive=False), gr.Button(interactive=True)
    yield rebuilding.running(None, said), waiting, gr.skip(), gr.skip()
    try:
        for step in rebuilding.watch(desk.building):
            if isinstance(step, BuildReport):
                chat, stock = greet(desk, words)
                yield rebuilding.finished(step, said), ready, chat, stock
            else:
                yield rebuilding.running(step, said), waiting, gr.skip(), gr.skip()
    except WenjuError as error:
        yield rebuilding.failed(error, said), ready, gr.skip(), gr.skip()
