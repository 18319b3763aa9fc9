"""Files that are whole and on the disk, or not there at all: written aside, synced, put in place by one rename."""

from __future__ import annotations

import errno
import os
from pathlib import Path


def sync(path: Path) -> None:
    """Wait until a file or the names in a folder are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_durably(path: Path, content: bytes) -> None:
    """Write a file in a folder that exists; until it is whole it has the name of a dotfile."""
    aside = path.with_name(f".{path.name}.part")
    try:
        aside.write_bytes(content)
        sync(aside)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    sync(path.parent)


def move_durably(source: Path, target: Path) -> None:
    """Move a file to another folder, made if need be; to another file system by a copy that is whole first.

    Raises:
        OSError: One of the folders can't be written to; the file is where it was, and there alone.
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
