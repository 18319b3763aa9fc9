"""`wenju inspect`, `status`, `diff`, `verify` and `rollback`: what is in a file, and in the index."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from embeddings.clean.document import clean
from embeddings.errors import IndexDamagedError, IndexMissingError, InputRefusedError, WenjuError
from embeddings.ingest.folder import read_file
from embeddings.reasons import IndexReason
from embeddings.store.catalogue import differences
from embeddings.store.generations import (
    GenerationSummary,
    current_id,
    list_generations,
    origin_in_use,
    pointer_problem,
    rollback,
    verify,
)
from embeddings.store.origin import ORIGINS, printable
from qa.cli import reports, terminal
from qa.cli.app import IndexOption, JsonOption, print_result, settings_for

commands = typer.Typer()


@commands.command(epilog="Example:\n\nwenju inspect seeds/002_bbc993df6f2fe461.txt")
def inspect(
    file: Annotated[Path, typer.Argument(help="A file of one article, or of several (.jsonl, .csv, .zip, .json).")],
    *,
    as_json: JsonOption = False,
) -> None:
    """Show what cleaning did to a file.

    What it kept, removed and repaired, and why; as JSON, one line for each of the file's articles.
    """
    for inspection in _inspections(file):
        print_result(inspection, reports.inspection_text(inspection.document, inspection.report), as_json=as_json)


@commands.command(epilog="Examples:\n\nwenju status\n\nwenju status --index ~/index --json")
def status(*, index: IndexOption = None, as_json: JsonOption = False) -> None:
    """Say which generations the index has.

    The newest first; the one in use is marked.
    """
    root = settings_for(index).index
    found = reports.Status(index=str(root), generation=current_id(root), generations=_generations(root))
    if (problem := pointer_problem(root)) is not None:
        terminal.say(f"warning: {root / 'CURRENT'} {problem}; run `wenju build` or `wenju rollback`")
    print_result(found, reports.status_text(found.index, found.generations) + _built_from(root), as_json=as_json)


@commands.command("diff", epilog="Examples:\n\nwenju diff\n\nwenju diff 0123456789abcdef")
def compare_generations(
    old: Annotated[
        str | None,
        typer.Argument(help="Its id, of `wenju status`.  [default: the one before NEW]", show_default=False),
    ] = None,
    new: Annotated[str | None, typer.Argument(help="Its id.  [default: the one in use]", show_default=False)] = None,
    *,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say which articles two generations do not have alike.

    Added, removed, changed and moved to another path.
    """
    found = differences(settings_for(index).index, old, new)
    print_result(found, reports.differences_text(found), as_json=as_json)


@commands.command("verify", epilog="Example:\n\nwenju verify && wenju serve")
def verify_index(*, index: IndexOption = None, as_json: JsonOption = False) -> None:
    """Check every file against its hash.

    In every generation; the exit code is 3 if the one in use is damaged, 1 if another is.
    """
    root = settings_for(index).index
    found = reports.Verification(index=str(root), generation=current_id(root), findings=tuple(verify(root)))
    print_result(found, reports.findings_text(found.findings), as_json=as_json)
    if found.findings:
        current_damaged = any(
            finding.generation in {"", found.generation}
            for finding in found.findings
            if not finding.file.startswith(ORIGINS)  # without the record of its folder a generation can be used
        )
        error = IndexDamagedError if current_damaged else WenjuError
        raise error(IndexReason.DAMAGED_FILES, {"count": len(found.findings)})


@commands.command("rollback", epilog="Examples:\n\nwenju rollback\n\nwenju rollback 0123456789abcdef")
def roll_back(
    generation: Annotated[
        str | None, typer.Argument(help="Its id, from `wenju status`.  [default: the one before]", show_default=False)
    ] = None,
    *,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put an earlier generation in use again."""
    root = settings_for(index).index
    rolled_back = reports.Rollback(index=str(root), generation=rollback(root, generation))
    print_result(rolled_back, f"generation {rolled_back.generation} is in use", as_json=as_json)


def _inspections(file: Path) -> list[reports.Inspection]:
    # What is refused is said; it is the exit code too where nothing else is left to show.
    seeds, refused = read_file(file, name=file.name)
    for refusal in refused:
        terminal.say(f"refused: {reports.refused_line(refusal)}")
    found: list[reports.Inspection] = []
    for seed in seeds:
        try:
            document, report = clean(seed)
        except InputRefusedError as error:
            terminal.say(f"refused: {seed.path}: {error}")
        else:
            found.append(reports.Inspection(document=document, report=report))
    if not found:
        raise typer.Exit(InputRefusedError.exit_code)
    return found


def _built_from(root: Path) -> str:
    record = origin_in_use(root)
    if record is None or record.origin is None:
        return ""
    return f"\nbuilt from {printable(record.origin.folder(root))}"


def _generations(root: Path) -> tuple[GenerationSummary, ...]:
    found = tuple(list_generations(root))
    if not found:
        raise IndexMissingError(IndexReason.NO_INDEX, {"folder": str(root)})
    return found
