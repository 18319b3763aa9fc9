"""The layout, and which function each thing on the page calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import gradio as gr

from qa.web import events
from qa.web.actions import Shelf
from qa.web.conversation import SECRET, STORAGE_KEY, Turn, stored
from qa.web.i18n import BROWSER_LOCALES, Language, spoken
from qa.web.protocol import Desk
from qa.words.page import AskWords, BuildWords

CONCURRENCY = 4
"""Answers made at once: with gradio's default of 1, 20 people wait 0.94 s at p95 for 20 ms of work, with 4 0.35 s."""

QUEUE = 64
"""Questions waiting at most; more are refused with HTTP 503 rather than kept for minutes."""

POLL_SECONDS = 0.01
"""How often gradio looks for new questions: 1 ms as it is set there slows down the answer being made."""

PROGRESS_SECONDS = 1.0
"""How often it looks for progress of its own kind, which nothing here tells."""

Opened = tuple[gr.Chatbot, list[Turn], str, str, gr.Textbox, gr.Button, gr.Button, gr.Button]
"""What a page shows once it is open, in the order of its outputs."""


def translations() -> gr.I18n:
    """The words that gradio's components show at first, for each locale that browsers send."""
    return gr.I18n(**{locale: _component_words(language) for locale, language in BROWSER_LOCALES.items()})


def _component_words(language: Language) -> dict[str, str]:
    said = AskWords(language)
    return {
        "question_label": said.question_label,
        "placeholder": said.placeholder,
        "ask": said.ask,
        "stop": said.stop,
        "rebuild": BuildWords(language).rebuild,
    }


def _words(request: gr.Request) -> AskWords:
    return AskWords(spoken(request.headers))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Parts:
    """The components that the events read and change."""

    chat: gr.Chatbot
    turns: gr.State
    box: gr.Textbox
    narrowed: gr.Textbox
    command: gr.Textbox
    obey: gr.Button
    nudge: gr.Button
    send: gr.Button
    stop: gr.Button
    browser: gr.BrowserState
    sessions: gr.Markdown
    stock: gr.Markdown
    rebuild: gr.Button
    status: gr.Markdown


def layout(desk: Desk, shelf: Shelf) -> gr.Blocks:
    """The view that asks: the chat with the question box, and the reader beside it."""
    words = translations()
    with gr.Blocks(title="问据 Wenju", analytics_enabled=False, fill_width=True) as page:
        status = gr.Markdown(elem_id="build", latex_delimiters=[])
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk", min_width=0):
                with gr.Row(elem_id="tools"):
                    sessions = gr.Markdown(elem_id="sessions", latex_delimiters=[])
                    stock = gr.Markdown(elem_id="stock")
                    rebuild = gr.Button(words("rebuild"), elem_id="rebuild", size="sm")
                chat = _chat()
                with gr.Column(elem_id="dock", min_width=0):
                    gr.Markdown('<div id="filters"></div>', elem_id="filter-place", latex_delimiters=[])
                    with gr.Row(elem_id="ask"):
                        box = _box(words)
                        send = gr.Button(words("ask"), elem_id="send", variant="primary")
                        stop = gr.Button(words("stop"), elem_id="stop", variant="secondary")
            with gr.Column(elem_id="side", min_width=0):
                gr.Markdown('<div id="reader" class="wj-reader"></div>', latex_delimiters=[])
        parts = _Parts(
            chat=chat,
            turns=gr.State([]),
            box=box,
            narrowed=_unseen("narrowed"),
            command=_unseen("command"),
            obey=gr.Button(elem_id="obey", elem_classes="wj-unseen"),
            nudge=gr.Button(elem_id="nudge", elem_classes="wj-unseen"),
            send=send,
            stop=stop,
            browser=gr.BrowserState(storage_key=STORAGE_KEY, secret=SECRET),
            sessions=sessions,
            stock=stock,
            rebuild=rebuild,
            status=status,
        )
        _wire_opening(desk, shelf, page, parts)
        _wire_asking(desk, shelf, parts)
        _wire_nudge(parts)
        _wire_rebuild(desk, parts)
    page.queue(max_size=QUEUE, default_concurrency_limit=CONCURRENCY)
    page._queue.sleep_when_free = POLL_SECONDS
    page._queue.progress_update_sleep_when_free = PROGRESS_SECONDS
    return page


def _chat() -> gr.Chatbot:
    """The chat. Its messages are our own escaped HTML; LaTeX is off because $ is a currency in these articles."""
    return gr.Chatbot(
        elem_id="chat",
        height="auto",
        show_label=False,
        container=False,
        autoscroll=False,
        buttons=[],
        feedback_options=None,
        latex_delimiters=[],
        layout="panel",
        sanitize_html=True,
        group_consecutive_messages=False,
    )


def _box(words: gr.I18n) -> gr.Textbox:
    return gr.Textbox(
        elem_id="question",
        label=words("question_label"),
        placeholder=words("placeholder"),
        show_label=False,
        container=False,
        lines=1,
        max_lines=6,
    )


def _unseen(name: str) -> gr.Textbox:
    """A line that the page's script writes into: gradio lets no script of ours call a function with arguments."""
    return gr.Textbox(elem_id=name, elem_classes="wj-unseen", label=name, lines=1, max_lines=1, container=False)


def _wire_opening(desk: Desk, shelf: Shelf, page: gr.Blocks, parts: _Parts) -> None:
    """Fill in what the index holds, the conversation that was open, and the words once more.

    gradio finds a translation for its own locales only, so zh-HK would see English, and it does not know what the
    reader chose; the request is read as we read it everywhere else.
    """

    def opened(kept: object, request: gr.Request) -> Opened:
        words = _words(request)
        messages, turns, _, listed = events.show(desk, shelf, stored(kept), words)
        chat, stock = events.greet(desk, words, messages)
        box = gr.Textbox(placeholder=words.placeholder, label=words.question_label)
        rebuild = gr.Button(BuildWords(words.locale).rebuild)
        return chat, turns, listed, stock, box, gr.Button(words.ask), gr.Button(words.stop), rebuild

    def begun(request: gr.Request) -> gr.Chatbot | events.Update:
        return events.begin(desk, _words(request))

    outputs = [parts.chat, parts.turns, parts.sessions, parts.stock, parts.box, parts.send, parts.stop, parts.rebuild]
    loaded = page.load(
        opened, parts.browser, outputs, show_progress="hidden", show_progress_on=parts.command, api_visibility="private"
    )
    loaded.then(
        begun, None, parts.chat, show_progress="hidden", show_progress_on=parts.command, api_visibility="private"
    )


def _wire_asking(desk: Desk, shelf: Shelf, parts: _Parts) -> None:
    def asked(
        typed: object, narrowed: object, earlier: list[Turn], event: gr.EventData, request: gr.Request
    ) -> Iterator[events.Reply]:
        yield from events.reply(desk, shelf, _picked(event) or typed, narrowed, earlier, _words(request))

    def stopped(turns: list[Turn], request: gr.Request) -> events.Reply:
        return events.stop(turns, _words(request))

    def kept(turns: list[Turn], value: object, request: gr.Request) -> events.Kept:
        return events.keep(turns, value, _words(request))

    def obeyed(sent: object, value: object, request: gr.Request) -> events.Shown:
        return events.obey(desk, shelf, sent, value, _words(request))

    replies = [parts.chat, parts.turns, parts.box]
    # One event for the three ways to ask: gradio then ignores a second question while one is being answered,
    # whose turn the first one's last update would otherwise take away.
    asking = gr.on(
        [parts.box.submit, parts.send.click, parts.chat.example_select],
        asked,
        [parts.box, parts.narrowed, parts.turns],
        replies,
        show_progress="hidden",
        show_progress_on=parts.command,
        api_visibility="private",
    )
    asking.success(
        kept,
        [parts.turns, parts.browser],
        [parts.browser, parts.sessions],
        show_progress="hidden",
        show_progress_on=parts.command,
        api_visibility="private",
    )
    parts.stop.click(
        stopped,
        parts.turns,
        replies,
        cancels=asking,
        show_progress="hidden",
        show_progress_on=parts.command,
        api_visibility="private",
        queue=False,
    )
    parts.obey.click(
        obeyed,
        [parts.command, parts.browser],
        [parts.chat, parts.turns, parts.browser, parts.sessions],
        cancels=asking,
        show_progress="hidden",
        show_progress_on=parts.command,
        api_visibility="private",
    )


def _wire_nudge(parts: _Parts) -> None:
    """An event that does nothing, which the page's script sends for a question that brings no reply.

    Where one event ends just as the next is sent, gradio's page takes the stream that is being closed for an open one,
    and the replies of the next wait at the server until an event opens a stream again.
    """
    parts.nudge.click(
        lambda: None,
        None,
        None,
        show_progress="hidden",
        show_progress_on=parts.command,
        api_visibility="private",
    )


def _picked(event: gr.EventData) -> str | None:
    """The example that was clicked; None where the question was typed."""
    if not isinstance(event.target, gr.Chatbot):
        return None
    match event.value:
        case {"text": str() as question}:
            return question
        case _:  # only a hand-made request sends anything else
            return None


def _wire_rebuild(desk: Desk, parts: _Parts) -> None:
    def pressed(request: gr.Request) -> Iterator[events.Rebuilt]:
        yield from events.rebuild(desk, _words(request))

    parts.rebuild.click(
        pressed,
        None,
        [parts.status, parts.rebuild, parts.chat, parts.stock],
        show_progress="hidden",
        show_progress_on=parts.command,
        concurrency_limit=1,
        api_visibility="private",
    )
