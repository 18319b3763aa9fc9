"""`wenju build`.

`wenju watch`.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from watchfiles import DefaultFilter, watch

from embeddings.build import build
from embeddings.config import IndexConfig
from embeddings.errors import InputRefusedError, UnconfirmedError
from embeddings.reasons import IndexReason
from embeddings.schema import BuildReport, Progress
from qa.assistant.assistant import Assistant
from qa.cli import reports, terminal
from qa.cli.app import IndexOption, JsonOption, print_result, settings_for

commands = typer.Typer()

YesOption = Annotated[
    bool, typer.Option("--yes", "-y", help="Go on without asking where another folder, or fewer articles, are taken.")
]


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
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Build the index from a folder of articles.

    Says what cleaning did. The same articles give the same index; a build that fails leaves the earlier one in use.
    Where the index was built from another folder, or articles of it would be missing, a terminal asks first, and
    without one the exit code is 4.
    """
    settings = settings_for(index)
    report = _built(seeds or settings.seeds, settings.index, config=IndexConfig(encoder=encoder), confirm=yes)
    print_result(report, reports.build_text(report), as_json=as_json)


def _built(seeds: Path, index: Path, *, config: IndexConfig, confirm: bool) -> BuildReport:
    """What `build` reports, with a bar, and after a question where it needs a confirmation and a terminal is there.

    Raises:
        UnconfirmedError: There is no terminal, or the answer is no.
    """
    try:
        with terminal.progress_bar() as progress:
            return build(seeds, index, config=config, progress=progress, confirm=confirm)
    except UnconfirmedError as error:
        if not terminal.agreed(error):
            raise
    with terminal.progress_bar() as progress:
        return build(seeds, index, config=config, progress=progress, confirm=True)


LOOK_MILLISECONDS = 250
"""How often it is looked whether to stop, and how soon after the watching began the first build starts."""


@commands.command("watch", epilog="Example:\n\nwenju watch ~/articles --index ~/index")
def watch_seeds(
    seeds: Annotated[
        Path | None, typer.Argument(help="Folder of the articles.  [default: WENJU_SEEDS or seeds]", show_default=False)
    ] = None,
    *,
    index: IndexOption = None,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Build the index now and whenever an article comes, goes or changes, until Ctrl-C.

    What can't be built is said in one line, and the index stays as it was; so it does, without --yes, where articles
    would be missing or the index was built from another folder. --json prints a report a line.
    """
    settings = settings_for(index)
    folder = _there(seeds or settings.seeds)
    assistant = Assistant.open(settings=settings, unusable_ok=True)
    try:
        with terminal.progress_bar() as progress:
            for built in builds(assistant, folder, progress, confirm=yes):
                if isinstance(built, InputRefusedError):
                    terminal.say(built)
                else:
                    print_result(built, reports.build_text(built), as_json=as_json)
    except KeyboardInterrupt:
        return


def _there(folder: Path) -> Path:
    if not folder.is_dir():
        raise InputRefusedError(IndexReason.NO_SEEDS_FOLDER, {"folder": str(folder)})
    return folder


def builds(
    assistant: Assistant,
    seeds: Path,
    progress: Progress,
    stop: threading.Event | None = None,
    *,
    confirm: bool = False,
) -> Iterator[BuildReport | InputRefusedError]:
    """What each build of a folder said, the first at once, then one after each change; changes close together make one.

    Args:
        assistant: Builds, with the encoder that its index has.
        seeds: The folder.
        progress: Told of each build.
        stop: Ends it when it is set; None where only an interrupt does.
        confirm: Whether articles may go, and another folder be taken than that of the index.
    """
    begun = False
    # The watching begins before the first build, so that what changes meanwhile is not missed.
    for changes in watch(
        seeds,
        watch_filter=DefaultFilter(),
        stop_event=stop,
        rust_timeout=LOOK_MILLISECONDS,
        yield_on_timeout=True,
    ):
        if begun and not changes:
            continue
        begun = True
        try:
            yield assistant.rebuild(seeds, progress=progress, confirm=confirm)
        except InputRefusedError as error:
            yield error
