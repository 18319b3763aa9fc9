"""`wenju build`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from embeddings.build import build
from embeddings.config import IndexConfig
from qa import show_reports, terminal
from qa.cli.options import IndexOption, JsonOption, print_result, settings_for

commands = typer.Typer()


@commands.command(
    "build", epilog="Examples:\n\nwenju build\n\nwenju build ~/articles --index ~/index --encoder ~/models/my-encoder"
)
def build_index(
    seeds: Annotated[
        Path | None, typer.Argument(help="Folder of the articles.  [default: WENJU_SEEDS or seeds]", show_default=False)
    ] = None,
    *,
    index: IndexOption = None,
    encoder: Annotated[
        str, typer.Option(metavar="NAME", help="wenju, or a sentence-transformers model or folder.")
    ] = "wenju",
    as_json: JsonOption = False,
) -> None:
    """Build the index from a folder of articles.

    Says what cleaning did. The same articles give the same index; a build that fails leaves the earlier one in use.
    """
    settings = settings_for(index)
    with terminal.progress_bar() as progress:
        report = build(seeds or settings.seeds, settings.index, config=IndexConfig(encoder=encoder), progress=progress)
    print_result(report, show_reports.build_text(report), as_json=as_json)
