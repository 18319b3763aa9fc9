"""The commands together: their order in the help, errors as one line, exit codes.

What the commands share: options, the settings they make, days, and printing a result.

How many threads one question takes.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from importlib import import_module
from importlib.metadata import version as installed
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel
from threadpoolctl import threadpool_limits

from embeddings.errors import UsageError, WenjuError
from qa.cli import terminal
from qa.config import Settings
from qa.reasons import AnswerReason
from qa.schema import GeneratorName, Where

COMMANDS = {
    "build": ("build", "watch"),
    "ask": ("ask", "search", "chat"),
    "evaluate": ("eval", "adapt"),
    "index": ("inspect", "status", "diff", "verify", "rollback"),
    "serve": ("serve", "mcp"),
}
"""Modules of this folder in the order of the help, and the commands of each."""


def _version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"wenju {installed('wenju')}\n")
        raise typer.Exit


def options(
    *,
    debug: Annotated[
        bool, typer.Option("--debug", envvar="WENJU_DEBUG", help="Show the traceback of an unexpected error.")
    ] = False,
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_version, help="Show the version and exit.")
    ] = False,
) -> None:
    """Wenju 问据: answers from your own articles, every one with verbatim quotes."""
    del version  # its callback has shown it
    if debug:
        terminal.show_tracebacks()


def main() -> None:
    """Run the command line and exit with its code."""
    terminal.prepare()
    sys.exit(run(sys.argv[1:]))


def app(arguments: Sequence[str]) -> typer.Typer:
    """The program with the commands that a command line needs: to import them all takes longer than to answer.

    Args:
        arguments: The command line; where it names no command, there are all of them.
    """
    program = typer.Typer(
        name="wenju",
        help="Wenju 问据: answers from your own articles, every one with verbatim quotes.",
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        epilog="Exit codes: 0 done, 2 wrong use, 3 no usable index, 4 input refused, 1 anything else.",
    )
    program.callback()(options)
    named = next((argument for argument in arguments if not argument.startswith("-")), None)
    for module in [module for module, names in COMMANDS.items() if named in names] or COMMANDS:
        commands: typer.Typer = import_module(f"qa.cli.{module}").commands
        program.add_typer(commands)
    return program


def run(arguments: Sequence[str]) -> int:
    """Run one command.

    Returns:
        The exit code. What is no error of ours or of use is not caught here: `main` shows it as one line.
    """
    command = typer.main.get_command(app(arguments))
    try:
        return command.main(list(arguments) or ["--help"], prog_name="wenju", standalone_mode=False) or 0
    except WenjuError as error:
        terminal.say(error)
        return error.exit_code
    except typer.TyperException as error:
        terminal.say(UsageError(AnswerReason.BAD_COMMAND, {"error": error.format_message().rstrip(".")}))
        return error.exit_code
    except typer.Abort:
        return 1


IndexOption = Annotated[
    Path | None, typer.Option("--index", metavar="DIR", help="Folder of the index.  [default: WENJU_INDEX or index]")
]
AfterOption = Annotated[
    str | None, typer.Option(metavar="D", help="Only articles published on this day or later, as 2022-08-23.")
]
BeforeOption = Annotated[str | None, typer.Option(metavar="D", help="Only articles published on this day or earlier.")]
PublisherOption = Annotated[str | None, typer.Option(metavar="P", help="Only articles of this publisher.")]
ArticleOption = Annotated[
    str | None,
    typer.Option(metavar="A", help="Only the article of this id, or those whose paths begin so, as 002."),
]
TodayOption = Annotated[
    str | None,
    typer.Option(metavar="D", help="The day that 去年 or last month is counted from.  [default: the real one]"),
]
GeneratorOption = Annotated[
    GeneratorName | None,
    typer.Option(help="What words the answer.  [default: llm where one is configured, else extractive]"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


def settings_for(index: Path | None) -> Settings:
    """Settings of the environment, with the index that --index names."""
    settings = Settings.from_environ()
    return settings if index is None else settings.model_copy(update={"index": index})


def day(option: str, text: str | None) -> date | None:
    """The day that an option gives; None where it is not given.

    Raises:
        UsageError: It is no day in the form 2022-08-23.
    """
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(AnswerReason.BAD_DAY, {"option": option, "found": repr(text)}) from error


def where_of(after: str | None, before: str | None, publisher: str | None, article: str | None) -> Where:
    """The exact filters that --after, --before, --publisher and --article give.

    Raises:
        UsageError: A day or the article can't be read.
    """
    if article == "":
        raise UsageError(AnswerReason.NO_ARTICLE_NAMED)
    return Where(after=day("--after", after), before=day("--before", before), publisher=publisher, article=article)


def print_result(model: BaseModel, text: str, *, as_json: bool) -> None:
    """Print a result for a person, or its JSON and nothing else."""
    typer.echo(model.model_dump_json() if as_json else text)


def one_thread() -> None:
    """Keep linear algebra to one thread in this process from here on, as a command or a server decides for itself.

    The products of one question are so small that a second thread waits more than it works: a question takes half the
    processor time without it, and no longer by the clock.
    """
    threadpool_limits(limits=1, user_api="blas")
