"""The commands together: their order in the help, errors as one line, exit codes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version as installed
from typing import Annotated

import typer

from embeddings.errors import UsageError, WenjuError
from qa import terminal

COMMANDS = {
    "building": ("build",),
    "watching": ("watch",),
    "asking": ("ask", "search"),
    "chatting": ("chat",),
    "measuring": ("eval",),
    "adapt": ("adapt",),
    "maintaining": ("inspect", "status", "diff", "verify", "rollback"),
    "serving": ("serve", "mcp"),
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
        terminal.say(
            UsageError(
                "a command as `wenju --help` shows it", error.format_message().rstrip("."), "correct the command"
            )
        )
        return error.exit_code
    except typer.Abort:
        return 1
