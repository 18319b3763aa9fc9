"""What identifies a model folder: the content of its files, not its place or its time."""

from __future__ import annotations

import hashlib
from pathlib import Path


def folder_fingerprint(folder: Path) -> str:
    """SHA-256 (hex) over the relative path and SHA-256 of every file below `folder`, in sorted order.

    Python's own leavings (`__pycache__`) and hidden files don't count: they are no part of a model.
    """
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if not path.is_file() or any(part.startswith((".", "__pycache__")) for part in parts):
            continue
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        whole.update(f"{'/'.join(parts)}\0{digest}\n".encode())
    return whole.hexdigest()
