"""The terminal: UTF-8 whatever the locale, one line for an error or a warning, tables, a bar for progress.

rich is imported in the functions that draw: it costs 0.05 s that a question without a table does not need.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
import unicodedata
import warnings
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import TextIO

from embeddings.schema import Progress
from qa.schema import MARKER

BOLD, CYAN, PLAIN = "\x1b[1m", "\x1b[36m", "\x1b[0m"
UNLIMITED = 1_000_000
"""Columns of a pipe or a file: nothing in it is wrapped or cut."""


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


def agreed(question: object) -> bool:
    """Whether the person at the terminal agrees to go on; False, and nothing is asked, where stdin is none."""
    if not sys.stdin.isatty():
        return False
    say(question)
    sys.stderr.write("Go on? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def painted(answer: str) -> str:
    """The text of an answer for stdout, with its head bold and its markers in colour where stdout is a terminal."""
    if not sys.stdout.isatty() or "NO_COLOR" in os.environ:
        return answer
    head, parted, rest = answer.partition("\n\n")
    return f"{BOLD}{head}{PLAIN}{parted}" + MARKER.sub(rf"{CYAN}\g<0>{PLAIN}", rest)


def table(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    align: str,
    *,
    markdown: bool = False,
    cut_last: bool = False,
) -> str:
    """A table as plain text, no wider than stdout where that is a terminal.

    Where it does not fit, long cells go on in a further line, the words of a head joined by `_` stand below one
    another, and columns are one blank apart, not two: the figures of `wenju eval` then fit in 80 columns.

    Args:
        heads: One for each column; empty for a table without heads.
        rows: The cells, each shown as one line without control and direction characters and never read as markup.
        align: For each column `l` or `r`, as LaTeX has it.
        markdown: Whether to draw the lines of a Markdown table; a `|` in a cell becomes `¦`.
        cut_last: Whether the last column ends in … where the terminal is too narrow, in place of a further line.
    """
    bar = "¦" if markdown else "|"
    named = [visible(head).replace("|", bar) for head in heads]
    cells = [[visible(text).replace("|", bar) for text in row] for row in rows]
    drawn = _draw(named, cells, align, columns=UNLIMITED, markdown=markdown)
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else UNLIMITED
    if _widest(drawn) <= columns:
        return drawn
    named = [head.replace("_", "\n") for head in named]
    return _draw(named, cells, align, columns=columns, markdown=markdown, gap=1, cut_last=cut_last)


def _draw(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    align: str,
    *,
    columns: int,
    markdown: bool,
    gap: int = 2,
    cut_last: bool = False,
) -> str:
    from rich import box  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    grid = Table(box=box.MARKDOWN, show_header=bool(heads))
    if not markdown:
        grid.box, grid.pad_edge, grid.padding = None, False, (0, gap, 0, 0)
    for at, letter in enumerate(align):
        grid.add_column(
            Text(heads[at]) if heads else "",  # a Text, because rich reads [b] and :cat: of a string
            justify="right" if letter == "r" else "left",
            overflow="fold",  # the default cuts a cell of Chinese, which has no blank to break at
        )
    for row in rows:
        texts = [Text(text) for text in row]
        if cut_last:
            texts[-1].no_wrap, texts[-1].overflow = True, "ellipsis"
        grid.add_row(*texts)
    console = Console(file=io.StringIO(), width=columns, color_system=None, legacy_windows=False)
    with console.capture() as capture:
        console.print(grid)
    lines = "\n".join(line.rstrip() for line in capture.get().split("\n"))
    return lines.strip("\n")  # a Markdown table has a blank line for its upper and lower edge


def _widest(text: str) -> int:
    from rich.cells import cell_len  # noqa: PLC0415

    return max(map(cell_len, text.split("\n")))


def visible(text: str) -> str:
    """One line of `text`: a blank for a control character, nothing for a format one, a lone surrogate escaped."""
    shown = (
        {"Cc": " ", "Cf": ""}.get(unicodedata.category(character), character)
        for character in text.encode("utf-8", "backslashreplace").decode()
    )
    return " ".join("".join(shown).split())


@contextmanager
def progress_bar() -> Generator[Progress]:
    """A bar on stderr for each stage, while stderr is a terminal."""
    from rich.console import Console  # noqa: PLC0415
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
