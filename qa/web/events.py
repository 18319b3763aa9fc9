"""What happens on the page: it opens, a question is asked, the index is rebuilt. Each gives gradio's updates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import gradio as gr

from embeddings.errors import IndexUnusableError, WenjuError
from embeddings.schema import BuildReport, Document
from qa.web import rebuild as rebuilding
from qa.web.answer import looking, welcome
from qa.web.chat import KEPT_TURNS, Message, Turn, exchange, messages
from qa.web.desk import Desk
from qa.web.examples import examples
from qa.web.markup import escape
from qa.web.words.ask import AskWords
from qa.web.words.build import BuildWords

Update = dict[str, object]
"""gradio's "leave this component as it is"."""

Welcome = tuple[gr.Chatbot, str]
"""The empty chat, and the line that says how many articles there are."""

Reply = tuple[list[Message] | Update, list[Turn] | Update, str | Update]
"""Messages of the chat, turns kept, and text of the question box."""

Rebuilt = tuple[str, gr.Button, gr.Chatbot | Update, str | Update]
"""Status of the rebuild, its button, then the parts of a Welcome."""


def _documents(desk: Desk) -> list[Document] | None:
    """The articles; None before the first build."""
    try:
        return desk.documents()
    except IndexUnusableError:
        return None


def greet(desk: Desk, words: AskWords) -> Welcome:
    """What an empty chat shows."""
    documents = _documents(desk)
    questions = examples(documents or [], words.tongue)
    chat = gr.Chatbot(
        placeholder=welcome(words, ready=documents is not None), examples=[{"text": asked} for asked in questions]
    )
    return chat, escape(words.stock.format(documents=len(documents or [])))


def reply(desk: Desk, question: object, turns: Sequence[Turn], words: AskWords) -> Iterator[Reply]:
    """Ask a question; the box is emptied at once, and gets its text back where the question is not answered.

    Args:
        desk: The Assistant.
        question: What the browser sent, which a hand-made request can make anything.
        turns: The chat so far.
        words: The page's language.
    """
    asked = question if isinstance(question, str) else ""
    number = turns[-1].number + 1 if turns else 1
    limit = desk.settings.max_question_chars
    pending = Turn(number=number, question=asked[:limit], shown=looking(words))
    yield messages([*turns, pending]), gr.skip(), ""
    for turn in exchange(asked, turns, stream=desk.stream, limit=limit, words=words):
        now = [*turns, turn][-KEPT_TURNS:]
        if turn.failed:
            yield messages(now), now, asked
        elif turn.answer:
            yield messages(now), now, gr.skip()
        else:
            yield messages(now), gr.skip(), gr.skip()


def rebuild(desk: Desk, words: AskWords) -> Iterator[Rebuilt]:
    """Rebuild the index, saying how far it is."""
    said = BuildWords(words.tongue)
    waiting, ready = gr.Button(interactive=False), gr.Button(interactive=True)
    yield rebuilding.running(None, said), waiting, gr.skip(), gr.skip()
    try:
        for step in rebuilding.watch(lambda progress: desk.rebuild(progress=progress)):
            if isinstance(step, BuildReport):
                chat, stock = greet(desk, words)
                yield rebuilding.finished(step, said), ready, chat, stock
            else:
                yield rebuilding.running(step, said), waiting, gr.skip(), gr.skip()
    except WenjuError as error:
        yield rebuilding.failed(error, said), ready, gr.skip(), gr.skip()
