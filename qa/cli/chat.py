"""`wenju chat`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module

import typer

from embeddings.errors import InputRefusedError
from qa.assistant.assistant import Assistant
from qa.cli import output, terminal
from qa.cli.app import (
    AfterOption,
    ArticleOption,
    BeforeOption,
    GeneratorOption,
    IndexOption,
    JsonOption,
    PublisherOption,
    TodayOption,
    day,
    one_thread,
    print_result,
    settings_for,
    where_of,
)
from qa.config import EARLIER_QUESTIONS

PROMPT = "? "
NEW, QUIT = "/new", "/quit"

commands = typer.Typer()


@commands.command(epilog="Examples:\n\nwenju chat\n\nwenju chat --publisher 财联社 --json < questions.txt")
def chat(
    *,
    index: IndexOption = None,
    after: AfterOption = None,
    before: BeforeOption = None,
    publisher: PublisherOption = None,
    article: ArticleOption = None,
    today: TodayOption = None,
    generator: GeneratorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask one question after another, follow-ups too.

    One line is one question. /new forgets the earlier ones, /quit or Ctrl-D ends. As JSON, one line for each answer.
    """
    one_thread()
    where, now = where_of(after, before, publisher, article), day("--today", today)
    assistant = Assistant.open(settings=settings_for(index))
    history: list[str] = []
    for line in _lines():
        if line == NEW:
            history.clear()
            continue
        try:
            recent = history[-EARLIER_QUESTIONS:]
            answer = assistant.ask(line, history=recent, where=where, generator=generator, today=now)
        except InputRefusedError as error:  # the question can be put otherwise; all else ends the chat
            terminal.say(error)
            continue
        print_result(answer, f"{terminal.painted(output.answer_text(answer))}\n", as_json=as_json)
        history.append(line)


def _lines() -> Iterator[str]:
    """What is typed, or comes through a pipe, until its end or QUIT; blank lines left out."""
    prompt = PROMPT if sys.stdin.isatty() else ""
    if prompt:
        with suppress(ModuleNotFoundError):  # where there is one, `input` has its editing keys and the earlier lines
            import_module("readline")
    while True:
        try:
            line = input(prompt).strip()
        except (EOFError, KeyboardInterrupt):
            return
        if line == QUIT:
            return
        if line:
            yield line
