"""Write and move files durably: a file is written under another name, synced, and renamed in one step."""

from __future__ import annotations

import errno
import os
from pathlib import Path


def sync(path: Path) -> None:
    """Wait until a file, or the entries of a folder, are on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_durably(path: Path, content: bytes) -> None:
    """Write a file in an existing folder; until it is complete it has a dotfile's name."""
    aside = path.with_name(f".{path.name}.part")
    try:
        aside.write_bytes(content)
        sync(aside)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    sync(path.parent)


def move_durably(source: Path, target: Path) -> None:
    """Move a file to another folder, created if missing; to another file system by a complete copy.

    Raises:
        OSError: One of the folders can't be written to; the file stays only where it was.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        source.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        write_durably(target, source.read_bytes())
        try:
            source.unlink()
        except OSError:
            target.unlink()
            raise
    sync(target.parent)
    sync(source.parent)
