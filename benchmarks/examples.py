"""The examples of docs/examples.md: run each command over the five seeds, and with --write put what it prints there.

    python -m benchmarks.examples [--write]

The exit code is 1 if a command prints something else than the page says, and nothing is written.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import re
import shlex
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from embeddings.build import build
from qa.cli import run

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "examples.md"
BLOCK = re.compile(r"^```console\n\$ wenju (?P<command>.+)\n(?P<printed>(?:.*\n)*?)```$", re.MULTILINE)


class Example(NamedTuple):
    """A command and what the page says that it prints."""

    command: str
    printed: str


def examples(page: str) -> list[Example]:
    """Those of a page, in its order."""
    return [Example(match["command"], match["printed"]) for match in BLOCK.finditer(page)]


def output_of(command: str, index: Path) -> str:
    """What a command prints over an index."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        run([*shlex.split(command), "--index", str(index)])
    return printed.getvalue()


def rewritten(page: str, index: Path) -> str:
    """The page with what its commands print now."""

    def block(match: re.Match[str]) -> str:
        return f"```console\n$ wenju {match['command']}\n{output_of(match['command'], index)}```"

    return BLOCK.sub(block, page)


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare, or write; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="bring the page up to date")
    options = parser.parse_args(arguments)
    page = PAGE.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        build(ROOT / "seeds", folder)
        now = rewritten(page, Path(folder))
    if options.write:
        PAGE.write_text(now, encoding="utf-8")
        return 0
    changed = [new.command for old, new in zip(examples(page), examples(now), strict=True) if old != new]
    print("\n".join(changed) or "every example prints what the page says")
    return int(bool(changed))


if __name__ == "__main__":
    sys.exit(main())
