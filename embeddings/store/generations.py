"""Generations on disk: written to a temporary folder, hashed, put in use atomically; the last three good ones stay.

    index/CURRENT                        one line: id of the generation in use, SHA-256 of its manifest
    index/.lock                          held by whoever builds or rolls back
    index/origins/<id>.json              the folder that the generation was built from
    index/generations/<id>/manifest.json id = the first 16 hex digits of the manifest's SHA-256
    index/generations/.building/         files of an unfinished build; the next build deletes them

Generations are ordered by the time of their manifest file, which a commit sets and a roll-back does not change.
A build that is killed at any point leaves either the earlier generation in use or the new one, complete.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import time
import warnings
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from embeddings.config import IndexConfig
from embeddings.errors import BuildRunningError, IndexDamagedError, IndexMissingError, IndexUnusableError, UsageError
from embeddings.reasons import IndexReason
from embeddings.store.files import sync
from embeddings.store.manifest import (
    ARTICLES,
    CORPUS,
    LEXICAL,
    MANIFEST,
    TOKENS,
    EncoderIdentity,
    Finding,
    Generation,
    GenerationSummary,
    Manifest,
    check,
    generation_id,
    read_manifest,
    write_manifest,
)
from embeddings.store.origin import Origin, OriginRecord, origin_file, prune_origins, read_origin, write_origin

__all__ = [
    "ARTICLES",
    "CORPUS",
    "LEXICAL",
    "TOKENS",
    "DamagedGenerationWarning",
    "EncoderIdentity",
    "Finding",
    "Generation",
    "GenerationSummary",
    "Manifest",
    "Origin",
    "OriginRecord",
    "building",
    "commit",
    "committed_at",
    "current_id",
    "list_generations",
    "newest_good",
    "origin_in_use",
    "pointer_problem",
    "read_generation",
    "read_origin",
    "rollback",
    "use_generation",
    "verify",
]

Loaded = TypeVar("Loaded")

KEPT = 3
"""Number of good generations kept, including the one in use."""

_CURRENT, _GENERATIONS, _LOCK = "CURRENT", "generations", ".lock"
_POINTER = re.compile(r"([0-9a-f]{16}) (\1[0-9a-f]{48})\n")
_ID = re.compile(r"[0-9a-f]{16}")


class DamagedGenerationWarning(UserWarning):
    """The generation in use is damaged and the newest good one was opened instead."""


def current_id(root: Path) -> str | None:
    """Id of the generation in use; None if nothing was committed or CURRENT is damaged. Costs two small reads."""
    pointer = _pointer(root)
    return None if pointer is None or _disagrees(root, *pointer) else pointer[0]


def pointer_problem(root: Path) -> str | None:
    """What is wrong with CURRENT; None if it names a generation by its id and its manifest's hash.

    A manifest that does not match its own id is a fault of the manifest, not of CURRENT.
    """
    pointer = _pointer(root)
    if pointer is None or not (root / _GENERATIONS / pointer[0]).is_dir():
        return "names no generation that exists"
    if _disagrees(root, *pointer):
        return f"holds another hash than that of the manifest of generation {pointer[0]}"
    return None


def _pointer(root: Path) -> tuple[str, str] | None:
    """The id and the hash in CURRENT; None if it is missing or holds something else."""
    try:
        match = _POINTER.fullmatch((root / _CURRENT).read_text(encoding="ascii"))
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, UnicodeDecodeError):
        return None
    return (match[1], match[2]) if match else None


def _disagrees(root: Path, generation: str, whole: str) -> bool:
    """Whether the manifest matches the id but not the hash in CURRENT."""
    try:
        content = (root / _GENERATIONS / generation / MANIFEST).read_bytes()
    except OSError:
        return False  # reading the generation reports what is wrong
    found = hashlib.sha256(content).hexdigest()
    return found != whole and found.startswith(generation)


def use_generation(root: Path, load: Callable[[Generation], Loaded], *, generation: str | None = None) -> Loaded:
    """Check every file of a generation against its hash, then load it.

    Builds may commit meanwhile, and the third commit from now removes the generation in use now: if its files vanish
    between the check and the end of `load`, the generation then in use is loaded instead.

    Args:
        root: Folder of the index.
        load: Opens a checked generation's files; called again for each attempt.
        generation: Its id; None for the one in use, or the newest good one (with a DamagedGenerationWarning) if that
            is damaged.

    Returns:
        What `load` returned.

    Raises:
        UsageError: `generation` is not an id.
        IndexMissingError: Nothing was committed there, or there is no such generation.
        IndexDamagedError: The generation named, or every one, is damaged.
        IndexVersionError: Another version wrote it.
    """
    if generation is not None:
        return _load(root, generation, load)
    while True:
        if not (root / _CURRENT).is_file():
            raise IndexMissingError(IndexReason.NO_INDEX, {"folder": str(root)})
        current = current_id(root)
        try:
            problem = pointer_problem(root)
            if current is None or problem is not None:
                values = {"path": str(root / _CURRENT), "problem": problem or "has changed"}
                raise IndexDamagedError(IndexReason.BAD_CURRENT, values)
            return _load(root, current, load)
        except (IndexMissingError, IndexDamagedError) as error:
            if current_id(root) == current:
                return _load_newest_good(root, load, error)


def read_generation(root: Path, generation: str | None = None) -> Generation:
    """Check a generation without loading it; raises as `use_generation` does."""
    return use_generation(root, lambda found: found, generation=generation)


def newest_good(root: Path) -> Generation | None:
    """The last committed generation that is not damaged; None if there is none, or if none was ever in use."""
    if not (root / _CURRENT).is_file():
        return None
    good = next((folder for folder in _folders(root) if not check(folder)), None)
    return None if good is None else Generation(good.name, good, read_manifest(good))


def origin_in_use(root: Path) -> OriginRecord | None:
    """The record of the folder that the generation in use was built from; None if there is no generation.

    If CURRENT is damaged, the record of the generation committed last.
    """
    if not (root / _CURRENT).is_file():
        return None
    generation = current_id(root) or next((folder.name for folder in _folders(root)), None)
    return None if generation is None else read_origin(root, generation)


def list_generations(root: Path) -> list[GenerationSummary]:
    """Generations whose manifest can be read, newest first; their other files are not checked."""
    current = current_id(root)
    found: list[GenerationSummary] = []
    for folder in _folders(root):
        try:
            manifest = read_manifest(folder)
        except IndexUnusableError:
            continue  # `verify` reports what is wrong
        summary = GenerationSummary(
            id=folder.name,
            current=folder.name == current,
            committed=datetime.fromtimestamp(_committed(folder) / 1e9, tz=UTC),
            documents=manifest.documents,
            passages=manifest.passages,
            encoder=manifest.encoder.name,
            bytes=sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()),
        )
        found.append(summary)
    return found


def verify(root: Path) -> list[Finding]:
    """Everything wrong with CURRENT, with every generation and with the records of their folders.

    Empty if nothing is wrong. A generation of an earlier version of this program has no record, which is no fault.

    Raises:
        IndexMissingError: Nothing was committed there.
    """
    if not (root / _CURRENT).is_file():
        raise IndexMissingError(IndexReason.NO_INDEX, {"folder": str(root)})
    folders = _folders(root)
    findings = [finding for folder in folders for finding in check(folder)]
    problem = pointer_problem(root)
    if problem is not None:
        findings.insert(0, Finding(generation=current_id(root) or "", file=_CURRENT, problem=problem))
    return findings + [
        Finding(generation=folder.name, file=origin_file(folder.name), problem="is damaged")
        for folder in folders
        if (root / origin_file(folder.name)).exists() and read_origin(root, folder.name).origin is None
    ]


def rollback(root: Path, generation: str | None = None) -> str:
    """Put an earlier generation in use again.

    Args:
        root: Folder of the index.
        generation: Its id; None for the newest good one that was committed before the one in use.

    Returns:
        The id now in use.

    Raises:
        UsageError: There is no earlier good generation.
        IndexUnusableError: The generation named can't be used; the one in use stays.
    """
    with _locked(root):
        if generation is not None:
            chosen = _checked(root, generation).folder
        else:
            names = [folder.name for folder in _folders(root)]
            current = current_id(root)
            earlier = _folders(root)[names.index(current) + 1 :] if current in names else _folders(root)
            chosen = next((folder for folder in earlier if not check(folder)), None)
        if chosen is None:
            raise UsageError(IndexReason.NO_EARLIER_GENERATION, {"folder": str(root)})
        _point_to(root, chosen)
        return chosen.name


@contextmanager
def building(root: Path) -> Generator[Path]:
    """Yield an empty folder to write a generation into; it is deleted afterwards unless it was committed.

    Raises:
        BuildRunningError: Another build is running.
    """
    generations = root / _GENERATIONS
    generations.mkdir(parents=True, exist_ok=True)
    with _locked(root):
        for leaving in generations.glob(".*"):
            shutil.rmtree(leaving)
        folder = generations / ".building"
        folder.mkdir()
        try:
            yield folder
        finally:
            if folder.exists():
                shutil.rmtree(folder)


def commit(
    root: Path,
    folder: Path,
    *,
    config: IndexConfig,
    encoder: EncoderIdentity,
    tokens: EncoderIdentity,
    documents: int,
    passages: int,
    seeds: Path | None = None,
) -> str:
    """Put a written folder in use as a generation; call it inside `building` only.

    Everything is synced to disk in this order: files, folders, the record of the seeds folder, CURRENT.

    Args:
        root: Folder of the index.
        folder: The folder that `building` yielded.
        config: Settings of the index.
        encoder: The encoder of the vectors.
        tokens: The encoder of the tokens.
        documents: Number of articles.
        passages: Number of passages.
        seeds: Folder that the articles were read from, to be recorded; None if they come from no folder.

    Returns:
        The id of the generation.
    """
    content = write_manifest(
        folder, config=config, encoder=encoder, tokens=tokens, documents=documents, passages=passages
    )
    for path in sorted(folder.rglob("*")):
        sync(path)
    sync(folder)
    chosen = folder.parent / generation_id(content)
    if chosen.exists() and check(chosen):
        _remove(chosen)
    if not chosen.exists():
        folder.rename(chosen)
    newest = max((_committed(each) for each in _folders(root) if each != chosen), default=0)
    moment = max(time.time_ns(), newest + 1)
    os.utime(chosen / MANIFEST, ns=(moment, moment))
    sync(chosen.parent)
    if seeds is not None:
        write_origin(root, chosen.name, seeds)
    _point_to(root, chosen)
    _prune(root, chosen)
    return chosen.name


def _checked(root: Path, generation: str) -> Generation:
    if not _ID.fullmatch(generation):
        raise UsageError(IndexReason.NO_GENERATION_ID, {"generation": repr(generation)})
    folder = root / _GENERATIONS / generation
    if not folder.is_dir():
        raise IndexMissingError(IndexReason.NO_GENERATION, {"generation": generation, "folder": str(root)})
    manifest = read_manifest(folder)
    findings = check(folder)
    if findings:
        wrong = {"generation": generation, "file": findings[0].file, "problem": findings[0].problem}
        raise IndexDamagedError(IndexReason.DAMAGED_FILE, wrong)
    return Generation(generation, folder, manifest)


def _load(root: Path, generation: str, load: Callable[[Generation], Loaded]) -> Loaded:
    found = _checked(root, generation)
    try:
        return load(found)
    except FileNotFoundError as error:
        gone = {"generation": generation, "file": str(error.filename)}
        raise IndexDamagedError(IndexReason.FILE_GONE, gone) from error


def _load_newest_good(root: Path, load: Callable[[Generation], Loaded], error: IndexUnusableError) -> Loaded:
    for folder in _folders(root):
        if not check(folder):
            loaded = _load(root, folder.name, load)
            message = f"{error}; meanwhile generation {folder.name} is used, the newest good one"
            warnings.warn(message, DamagedGenerationWarning, stacklevel=5)
            return loaded
    raise error


def committed_at(folder: Path) -> float:
    """Time of the last commit of the generation in a folder, in seconds since 1970."""
    return _committed(folder) / 1e9


def _folders(root: Path) -> list[Path]:
    """Folders of generations, latest commit first."""
    if not (root / _GENERATIONS).is_dir():
        return []
    folders = (folder for folder in (root / _GENERATIONS).iterdir() if _ID.fullmatch(folder.name))
    return sorted(folders, key=lambda folder: (-_committed(folder), folder.name))


def _committed(folder: Path) -> int:
    """Time of a generation's last commit, in ns; 0 if its manifest is missing."""
    try:
        return (folder / MANIFEST).stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def _point_to(root: Path, chosen: Path) -> None:
    """Replace CURRENT, which is the commit itself."""
    whole = hashlib.sha256((chosen / MANIFEST).read_bytes()).hexdigest()
    new = root / f".{_CURRENT}.new"
    new.write_text(f"{chosen.name} {whole}\n", encoding="ascii")
    sync(new)
    new.replace(root / _CURRENT)
    sync(root)


def _prune(root: Path, current: Path) -> None:
    good = 0
    for folder in _folders(root):
        if folder == current or (good < KEPT and not check(folder)):
            good += 1
        else:
            _remove(folder)
    prune_origins(root, {folder.name for folder in _folders(root)})


def _remove(folder: Path) -> None:
    """Delete a generation's folder, renamed first, so that a half-deleted one is not taken for a generation."""
    shutil.rmtree(folder.rename(folder.with_name(f".removed-{folder.name}")))


@contextmanager
def _locked(root: Path) -> Generator[None]:
    if not root.is_dir():
        raise IndexMissingError(IndexReason.NO_INDEX, {"folder": str(root)})
    with (root / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BuildRunningError(IndexReason.BUILD_RUNNING, {"folder": str(root)}) from error
        yield
