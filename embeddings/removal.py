"""Seed files taken out of the seeds folder and put back: moved, never deleted.

removed/<id>/<name under seeds>      id = first 16 hex digits of the SHA-256 of name and content
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path, PurePosixPath

from pydantic import Field

from embeddings.durable import move_durably
from embeddings.errors import InputRefusedError, UsageError, WenjuError
from embeddings.schema import Frozen
from embeddings.seeds import ARCHIVES, LISTS, read_file, suffix_of

_ID = re.compile(r"[0-9a-f]{16}")
_NAMED = 5
"""Articles named of a file that holds several."""


class SharedFileError(UsageError):
    """The article's file holds others too, and not all of them may go."""


class Removed(Frozen):
    """A seed file that was taken out."""

    id: str
    path: str = Field(description="name that it had under the seeds folder")
    bytes: int


def remove(path: str, *, seeds: Path, removed: Path, whole_file: bool = False) -> Removed:
    """Take an article out; it goes from the answers with the next build.

    Args:
        path: `Document.source.path` of the article, or the name of a file under the seeds folder.
        seeds: Folder of the articles.
        removed: Folder that files are moved to.
        whole_file: Whether all articles of a file that holds several may go.

    Raises:
        UsageError: There is no such file.
        SharedFileError: It holds several articles and `whole_file` is False.
        WenjuError: One of the folders can't be written to; all is as it was.
    """
    name = _file_of(path, seeds)
    file = seeds / name
    if not whole_file and suffix_of(name) in LISTS | ARCHIVES:
        articles = [seed.path for seed in read_file(file, name=name)[0]]
        if len(articles) > 1:
            shown = ", ".join(each.removeprefix(f"{name}#") for each in articles[:_NAMED])
            more = "" if len(articles) <= _NAMED else f" and {len(articles) - _NAMED} more"
            raise SharedFileError(
                "a file of one article",
                f"{name} with {len(articles)} ({shown}{more})",
                "remove the whole file or edit it",
            )
    gone = Removed(id=_id(name, file.read_bytes()), path=name, bytes=file.stat().st_size)
    _move(file, removed / gone.id / name)
    return gone


def list_removed(removed: Path) -> list[Removed]:
    """What can be put back, ordered by path."""
    folders = (each for each in (removed.iterdir() if removed.is_dir() else ()) if _ID.fullmatch(each.name))
    found = [
        Removed(id=folder.name, path=file.relative_to(folder).as_posix(), bytes=file.stat().st_size)
        for folder in folders
        for file in folder.rglob("*")
        if file.is_file() and not file.name.startswith(".")
    ]
    return sorted(found, key=lambda each: (each.path, each.id))


def restore(removed_id: str, *, seeds: Path, removed: Path) -> str:
    """Put a file back where it was.

    Returns:
        Its name under the seeds folder.

    Raises:
        UsageError: Nothing was removed under that id.
        InputRefusedError: Another file has its name now.
        WenjuError: One of the folders can't be written to; all is as it was.
    """
    gone = next((each for each in list_removed(removed) if each.id == removed_id), None)
    if gone is None:
        raise UsageError("the id of a removed file", repr(removed_id), "look at the list of removed files")
    source, target = removed / gone.id / gone.path, seeds / gone.path
    if target.exists() or target.is_symlink():
        raise InputRefusedError(f"no file at {gone.path}", "another one", "rename or remove that one first")
    _move(source, target)
    return gone.path


def _move(source: Path, target: Path) -> None:
    try:
        move_durably(source, target)
    except OSError as error:
        expected = f"folders that can be written to at {source.parent} and {target.parent}"
        remedy = "let this program write there, or move the file by hand"
        raise WenjuError(expected, f"{error.strerror or error} at {source.name}", remedy) from error


def _id(name: str, content: bytes) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogateescape") + b"\0" + content).hexdigest()[:16]


def _file_of(path: str, seeds: Path) -> str:
    """The file that an article's path names: all of it, or what stands before a #.

    Raises:
        UsageError: There is none.
    """
    parts = path.split("#")
    for end in range(len(parts), 0, -1):
        name = "#".join(parts[:end])
        pure = PurePosixPath(name)
        if not name or pure.is_absolute() or ".." in pure.parts:
            continue
        file = seeds / name
        if file.is_file() and not file.is_symlink() and file.resolve().is_relative_to(seeds.resolve()):
            return pure.as_posix()
    raise UsageError("an article's path or a file in the seeds folder", repr(path), "see the list of articles")
