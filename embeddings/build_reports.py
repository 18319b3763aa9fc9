"""What the last build of each generation said, kept beside the generations: what was refused, left out, warned of.

    index/reports/<generation>.json      the BuildReport as JSON

A generation knows no clock and no refused files, so that the same articles give the same one; hence these lie outside.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from embeddings.durable import write_durably
from embeddings.generations import list_generations
from embeddings.schema import BuildReport

REPORTS = "reports"


def keep_report(root: Path, report: BuildReport) -> BuildReport:
    """Write a report in the place of the earlier one of its generation; those of generations that are gone leave.

    Args:
        root: Folder of the index.
        report: Of the build that has just committed; it is returned.
    """
    folder = root / REPORTS
    folder.mkdir(exist_ok=True)
    write_durably(_file(root, report.generation), report.model_dump_json(indent=1).encode())
    stay = {each.id for each in list_generations(root)}
    for path in folder.glob("*.json"):
        if path.stem not in stay:
            path.unlink()
    return report


def kept_report(root: Path, generation: str) -> BuildReport | None:
    """What the last build of a generation said; None where no version that keeps it has built it."""
    try:
        return BuildReport.model_validate_json(_file(root, generation).read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def _file(root: Path, generation: str) -> Path:
    return root / REPORTS / f"{generation}.json"
