"""What happens on the page: it opens, a question is asked, the index is rebuilt. Each gives gradio's updates."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence

import gradio as gr

from embeddings.entries import Entry
from embeddings.errors import IndexUnusableError, InputRefusedError, UsageError, WenjuError
from embeddings.schema import BuildReport
from qa.web import rebuild as rebuilding
from qa.web.answer import looking, problem, stock, welcome
from qa.web.chat import KEPT_TURNS, Message, Turn, exchange, interrupted, messages, numbered
from qa.web.desk import Desk
from qa.web.examples import examples, known
from qa.web.kept import command_of, conversations, kept_turns, obeyed, turns_of
from qa.web.meant import limits
from qa.web.narrow import narrowed
from qa.web.sessions import Sessions, keeping, storable, stored
from qa.web.shelf import Shelf
from qa.web.words.acts import FilterWords, SessionWords
from qa.web.words.ask import AskWords
from qa.web.words.build import BuildWords

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
    asked = [{"text": question} for question in examples(entries or (), words.tongue)]
    said = welcome(words, ready=entries is not None)
    if shown is None:
        chat = gr.Chatbot(placeholder=said, examples=asked)
    else:
        chat = gr.Chatbot(value=shown, placeholder=said, examples=asked)
    return chat, stock(words, len(entries or ()))


def begin(desk: Desk, words: AskWords) -> gr.Chatbot | Update:
    """Questions made from the articles, where the empty chat could show titles only: they take a while to make."""
    entries = _entries(desk)
    if not entries or known(entries, words.tongue):
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
        shown = problem(FilterWords(words.tongue).bad, words)
        now = [*turns, Turn(number=numbered(turns), question=asked[:limit], shown=shown, failed=True)][-KEPT_TURNS:]
        yield messages(now), now, asked
        return
    before = [turn for turn in turns if narrow.turn is None or turn.number < narrow.turn]
    pending = Turn(number=numbered(before), question=asked[:limit], shown=looking(words))
    yield messages([*before, pending]), [*before, pending], ""
    limited = limits(narrow, _title(desk, narrow.article), FilterWords(words.tongue))
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
    return storable(sessions), conversations(sessions, SessionWords(words.tongue))


def show(desk: Desk, shelf: Shelf, sessions: Sessions, words: AskWords) -> Shown:
    """The open conversation, its answers back on the shelf."""
    turns = turns_of(sessions.get(sessions.open_id), desk, words)
    for turn in turns:
        if turn.answer:
            shelf.put(turn.answer)
    return messages(turns), turns, storable(sessions), conversations(sessions, SessionWords(words.tongue))


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
    said = BuildWords(words.tongue)
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
