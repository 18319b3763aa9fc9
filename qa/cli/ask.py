"""`wenju ask`, `wenju search` and `wenju chat`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from typing import Annotated

import typer
from pydantic import TypeAdapter

from embeddings.errors import InputRefusedError, UsageError
from embeddings.schema import Hit
from qa.answer.answer import understood_line
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
from qa.reasons import AnswerReason
from qa.schema import GeneratorName, Mode

commands = typer.Typer()
PROMPT = "? "
NEW, QUIT = "/new", "/quit"


@commands.command(
    epilog="Examples:\n\nwenju ask 南京的元宇宙产业规模目标是多少？\n\n"
    "wenju ask 那合肥呢？ --history 南京的元宇宙产业规模目标是多少？ --after 2022-01-01\n\n"
    "wenju ask 目标是多少？ --article 002"
)
def ask(
    question: Annotated[str, typer.Argument(help="What you want to know.", show_default=False)],
    *,
    index: IndexOption = None,
    as_json: JsonOption = False,
    after: AfterOption = None,
    before: BeforeOption = None,
    publisher: PublisherOption = None,
    article: ArticleOption = None,
    today: TodayOption = None,
    history: Annotated[
        list[str] | None, typer.Option(metavar="Q", help="An earlier question; give it again for each, oldest first.")
    ] = None,
    generator: GeneratorOption = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show how the question was understood and what each sentence scored.")
    ] = False,
) -> None:
    """Answer a question with verbatim quotes.

    Or say that the articles do not answer it.
    """
    one_thread()
    where, now = where_of(after, before, publisher, article), day("--today", today)
    explain = explain and by_quotes(generator)
    assistant = Assistant.open(settings=settings_for(index))
    if explain:
        found = assistant.explain(question, history=history or (), where=where, today=now)
        print_result(found, f"{output.answer_text(found.answer)}\n\n{output.explanation_text(found)}", as_json=as_json)
        return
    answer = assistant.ask(question, history=history or (), where=where, generator=generator, today=now)
    print_result(answer, terminal.painted(output.answer_text(answer)), as_json=as_json)


def by_quotes(generator: GeneratorName | None) -> bool:
    """Whether an answer that is to be explained may go by quotes.

    Raises:
        UsageError: An LLM is asked for by hand.
    """
    if generator == "llm":
        raise UsageError(AnswerReason.EXPLAIN_LLM)
    return True


@commands.command(
    epilog="Examples:\n\nwenju search 元宇宙产业规模 -k 3 --mode lexical\n\nwenju search 去年发布的措施 --diversify"
)
def search(
    question: Annotated[str, typer.Argument(help="What to look for.", show_default=False)],
    *,
    k: Annotated[int, typer.Option("-k", metavar="N", min=1, help="Number of passages.")] = 8,
    mode: Annotated[Mode, typer.Option(help="Which index to use; hybrid uses both.")] = "hybrid",
    diversify: Annotated[bool, typer.Option("--diversify", help="Let articles and publishers take turns.")] = False,
    why: Annotated[bool, typer.Option("--why", help="Show what each score is made of; JSON always does.")] = False,
    index: IndexOption = None,
    as_json: JsonOption = False,
    after: AfterOption = None,
    before: BeforeOption = None,
    publisher: PublisherOption = None,
    article: ArticleOption = None,
    today: TodayOption = None,
) -> None:
    """List the best passages for a question.

    With their scores, the sentence and the words that match; as JSON, a list of hits.
    """
    one_thread()
    where, now = where_of(after, before, publisher, article), day("--today", today)
    assistant = Assistant.open(settings=settings_for(index))
    found = assistant.search(question, k, mode=mode, where=where, diversify=diversify, today=now)
    if as_json:
        typer.echo(TypeAdapter(list[Hit]).dump_json(found.hits).decode())
    else:
        typer.echo(output.hits_text(found.hits, understood_line(found.understood, question), why=why))


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
