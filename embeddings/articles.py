"""The articles of a folder: read, cleaned, what is double left out, what can't be taken told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from embeddings.clean import clean
from embeddings.errors import InputRefusedError
from embeddings.normalize import text_key
from embeddings.progress import Progress
from embeddings.schema import CleaningReport, Document, Duplicate, RefusedSeed, Seed
from embeddings.seeds import SUFFIXES, read_seeds


class Taken(NamedTuple):
    """What cleaning let through, and what it did not."""

    cleaned: list[tuple[Document, CleaningReport]]
    refused: list[RefusedSeed]
    duplicates: list[Duplicate]


def read_articles(seeds: Path, progress: Progress) -> Taken:
    """Read and clean every article of a folder, the first of those with the same text.

    Args:
        seeds: Folder of the articles.
        progress: Told of the stages read and clean.

    Returns:
        The articles, at least one; what was refused in order of path and line; what was left out as double.

    Raises:
        InputRefusedError: No article can be taken.
    """
    progress("read", 0, 1)
    found, unread = read_seeds(seeds, told=lambda done, total: progress("read", done, total))
    taken = _take(found, progress)
    refused = sorted([*unread, *taken.refused], key=lambda each: (each.path, each.line or 0))
    if not taken.cleaned:
        raise InputRefusedError(
            "at least one article", _nothing_taken(seeds, refused), f"add {' '.join(SUFFIXES)} files"
        )
    return taken._replace(refused=refused)


def _take(seeds: Sequence[Seed], progress: Progress) -> Taken:
    """Clean every seed; of articles with the same text, whatever their script and spacing, the first is kept."""
    taken = Taken([], [], [])
    first: dict[bytes, str] = {}
    for done, seed in enumerate(seeds, 1):
        try:
            document, report = clean(seed)
        except InputRefusedError as error:
            taken.refused.append(RefusedSeed(path=seed.path, reason=f"expected {error.expected}; found {error.found}"))
        else:
            kept = first.setdefault(text_key(document.text), seed.path)
            if kept == seed.path:
                taken.cleaned.append((document, report))
            else:
                taken.duplicates.append(Duplicate(path=seed.path, kept=kept))
        progress("clean", done, len(seeds))
    return taken


def _nothing_taken(seeds: Path, refused: Sequence[RefusedSeed]) -> str:
    if not refused:
        return f"none in {seeds}"
    return f"{len(refused)} in {seeds}, all refused ({refused[0].path}: {refused[0].reason})"
