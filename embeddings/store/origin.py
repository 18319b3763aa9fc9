"""The seeds folder of a generation, recorded outside the generation, so that its bytes don't depend on the folder.

    index/origins/<generation>.json      the folder, absolute and as seen from the index, and a SHA-256 of both

If the record is missing or damaged, the folder is unknown; the generation can still be used.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import NamedTuple

from embeddings.store.files import write_durably

ORIGINS = "origins"

_FORMAT = 1


class Origin(NamedTuple):
    """The folder of seeds of one generation."""

    absolute: Path
    """Its path when the generation was built, links resolved."""
    relative: Path
    """The path relative to the index folder; it stays valid if both are moved together."""

    def folder(self, root: Path) -> Path:
        """Its path now: the absolute path if it exists, else the path relative to the index.

        Args:
            root: Folder of the index.
        """
        moved = Path(os.path.normpath(root.resolve() / self.relative))
        return moved if moved.is_dir() and not self.absolute.is_dir() else self.absolute

    def is_at(self, seeds: Path, root: Path) -> bool:
        """Whether a folder is this one, under any path or mount.

        Args:
            seeds: The folder.
            root: Folder of the index.
        """
        mine = self.folder(root)
        if seeds.resolve() == mine:
            return True
        try:
            return seeds.samefile(mine)
        except OSError:
            return False


class OriginRecord(NamedTuple):
    """The record of a generation's seeds folder."""

    origin: Origin | None
    problem: str = ""
    """Why the folder is not known."""


def origin_file(generation: str) -> str:
    """Name of a generation's record under the folder of the index."""
    return f"{ORIGINS}/{generation}.json"


def write_origin(root: Path, generation: str, seeds: Path) -> None:
    """Write the record of a generation about to be put in use, replacing an earlier one."""
    absolute = seeds.resolve()
    fields = {
        "format": _FORMAT,
        "generation": generation,
        "seeds": str(absolute),
        "relative": os.path.relpath(absolute, root.resolve()),
    }
    folder = root / ORIGINS
    folder.mkdir(exist_ok=True)
    # ASCII, so that a file name that is not valid UTF-8 is kept as it is.
    content = json.dumps({**fields, "sha256": _checksum(fields)}, indent=1)
    write_durably(root / origin_file(generation), content.encode("ascii"))


def read_origin(root: Path, generation: str) -> OriginRecord:
    """The record of a generation; never an error."""
    file = root / origin_file(generation)
    try:
        fields = json.loads(file.read_bytes())
        checksum = fields.pop("sha256")
        if checksum != _checksum(fields) or fields["generation"] != generation or fields["format"] != _FORMAT:
            return OriginRecord(None, f"{printable(file)} is damaged")
        return OriginRecord(Origin(Path(fields["seeds"]), Path(fields["relative"])))
    except FileNotFoundError:
        return OriginRecord(None, f"there is no {printable(file)}")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return OriginRecord(None, f"{printable(file)} is damaged")


def prune_origins(root: Path, generations: Collection[str]) -> None:
    """Remove the records of all but these generations, and unfinished files of a killed build."""
    for path in (root / ORIGINS).glob("*"):
        if path.is_file() and (path.stem not in generations or path.suffix != ".json"):
            path.unlink(missing_ok=True)


def printable(path: Path) -> str:
    """A path as JSON and a terminal can show it: bytes that are no UTF-8 are escaped."""
    return str(path).encode("utf-8", "backslashreplace").decode("utf-8")


def _checksum(fields: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(dict(fields), sort_keys=True).encode("ascii")).hexdigest()
