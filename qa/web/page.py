"""The layout, and which function each thing on the page calls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import gradio as gr

from qa.web import events
from qa.web.chat import Turn
from qa.web.desk import Desk
from qa.web.tongue import BROWSER_LOCALES, Tongue, spoken
from qa.web.words.ask import AskWords
from qa.web.words.build import BuildWords

CONCURRENCY = 4
"""Answers made at once: with gradio's default of 1, 20 people wait 0.94 s at p95 for 20 ms of work, with 4 0.35 s."""

QUEUE = 64
"""Questions waiting at most; more are refused with HTTP 503 rather than kept for minutes."""


Opened = tuple[gr.Chatbot, str, gr.Textbox, gr.Button, gr.Button]
"""What a page shows once it is open, in the order of its outputs."""


def translations() -> gr.I18n:
    """The words that gradio's components show at first, for each locale that browsers send."""
    return gr.I18n(**{locale: _component_words(tongue) for locale, tongue in BROWSER_LOCALES.items()})


def _component_words(tongue: Tongue) -> dict[str, str]:
    said = AskWords(tongue)
    return {
        "question_label": said.question_label,
        "placeholder": said.placeholder,
        "ask": said.ask,
        "rebuild": BuildWords(tongue).rebuild,
    }


def _words(request: gr.Request) -> AskWords:
    return AskWords(spoken(request.headers))


def layout(desk: Desk) -> gr.Blocks:
    """The view that asks: the chat with the question box, and the reader beside it."""
    words = translations()
    with gr.Blocks(title="问据 Wenju", analytics_enabled=False, fill_width=True) as page:
        status = gr.Markdown(elem_id="build", latex_delimiters=[])
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk", min_width=0):
                with gr.Row(elem_id="tools"):
                    stock = gr.Markdown(elem_id="stock")
                    rebuild = gr.Button(words("rebuild"), elem_id="rebuild", size="sm")
                chat = _chat()
                with gr.Row(elem_id="ask"):
                    box = _box(words)
                    send = gr.Button(words("ask"), elem_id="send", variant="primary")
            with gr.Column(elem_id="side", min_width=0):
                gr.Markdown('<div id="reader" class="wj-reader"></div>', latex_delimiters=[])
        turns = gr.State([])
        _wire_opening(desk, page, [chat, stock, box, send, rebuild])
        _wire_asking(desk, chat, turns, box, send)
        _wire_rebuild(desk, rebuild, status, chat, stock)
    return page.queue(max_size=QUEUE, default_concurrency_limit=CONCURRENCY)


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


def _wire_opening(desk: Desk, page: gr.Blocks, outputs: Sequence[gr.Component]) -> None:
    """Fill in what the index holds, and the words once more.

    gradio finds a translation for its own locales only, so zh-HK would see English, and it does not know what the
    reader chose; the request is read as we read it everywhere else.
    """

    def opened(request: gr.Request) -> Opened:
        words = _words(request)
        chat, stock = events.greet(desk, words)
        box = gr.Textbox(placeholder=words.placeholder, label=words.question_label)
        return chat, stock, box, gr.Button(words.ask), gr.Button(BuildWords(words.tongue).rebuild)

    page.load(opened, None, outputs, show_progress="hidden", api_visibility="private")


def _wire_asking(desk: Desk, chat: gr.Chatbot, turns: gr.State, box: gr.Textbox, send: gr.Button) -> None:
    def asked(typed: object, earlier: list[Turn], event: gr.EventData, request: gr.Request) -> Iterator[events.Reply]:
        yield from events.reply(desk, _picked(event) or typed, earlier, _words(request))

    # One event for the three ways to ask: gradio then ignores a second question while one is being answered,
    # whose turn the first one's last update would otherwise take away.
    gr.on(
        [box.submit, send.click, chat.example_select],
        asked,
        [box, turns],
        [chat, turns, box],
        show_progress="hidden",
        api_visibility="private",
    )
    chat.clear(list, None, [turns], show_progress="hidden", api_visibility="private")


def _picked(event: gr.EventData) -> str | None:
    """The example that was clicked; None where the question was typed."""
    if not isinstance(event.target, gr.Chatbot):
        return None
    match event.value:
        case {"text": str() as question}:
            return question
        case _:  # only a hand-made request sends anything else
            return None


def _wire_rebuild(desk: Desk, button: gr.Button, status: gr.Markdown, chat: gr.Chatbot, stock: gr.Markdown) -> None:
    def pressed(request: gr.Request) -> Iterator[events.Rebuilt]:
        yield from events.rebuild(desk, _words(request))

    button.click(
        pressed,
        None,
        [status, button, chat, stock],
        show_progress="hidden",
        concurrency_limit=1,
        api_visibility="private",
    )
