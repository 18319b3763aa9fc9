"""The terminal: UTF-8 whatever the locale, one line for an error or a warning, a bar for progress."""

from __future__ import annotations

import io
import os
import sys
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from types import TracebackType
from typing import TextIO

from embeddings.schema import Progress
from qa.schema import MARKER

BOLD, CYAN, PLAIN = "\x1b[1m", "\x1b[36m", "\x1b[0m"


def prepare() -> None:
    """Set up the streams, warnings and unexpected errors of this process."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Articles are Chinese whatever the locale says; a lone surrogate of a file name is shown escaped.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    warnings.showwarning = _warn
    sys.excepthook = _one_line


def show_tracebacks() -> None:
    """Show an unexpected error with its traceback."""
    sys.excepthook = sys.__excepthook__


def say(line: object) -> None:
    """Print one line on stderr, whatever line breaks there are in it."""
    sys.stderr.write(f"wenju: {' '.join(str(line).split())}\n")


def painted(answer: str) -> str:
    """The text of an answer for stdout, with its head bold and its markers in colour where stdout is a terminal."""
    if not sys.stdout.isatty() or "NO_COLOR" in os.environ:
        return answer
    head, parted, rest = answer.partition("\n\n")
    return f"{BOLD}{head}{PLAIN}{parted}" + MARKER.sub(rf"{CYAN}\g<0>{PLAIN}", rest)


@contextmanager
def progress_bar() -> Generator[Progress]:
    """A bar on stderr for each stage, while stderr is a terminal."""
    from rich.console import Console  # noqa: PLC0415  (0.05 s that a question does not need)
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415
    from rich.progress import Progress as Bars  # noqa: PLC0415

    console = Console(stderr=True)
    columns = (TextColumn("{task.description:<8}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=console, disable=not console.is_terminal) as bars:
        numbers = {task.description: task.id for task in bars.tasks}  # none yet: this gives the dict its type

        def advance(stage: str, done: int, total: int) -> None:
            if stage not in numbers:
                numbers[stage] = bars.add_task(stage, total=total)
            bars.update(numbers[stage], completed=done, total=total)

        yield advance


def _one_line(kind: type[BaseException], error: BaseException, _: TracebackType | None) -> None:
    """In the place of a traceback; Python exits with 1 after it."""
    said = str(error) or "no message"
    say(f"expected no {kind.__name__}; found {said}; run again with `wenju --debug` and report what it shows")


def _warn(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    say(f"warning: {message}")
