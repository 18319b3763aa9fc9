"""docs/architecture.md can't rot: it names every module, and no module that is gone."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "architecture.md").read_text("utf-8")


def named(room: str) -> set[str]:
    part = TEXT.split(f"## {room}/:")[1].split("\n## ")[0]
    rows = "\n".join(line.split("|")[1] for line in part.splitlines() if line.startswith("| `"))
    return set(re.findall(r"`([\w/]+\.py)`", rows))


def modules(room: str) -> set[str]:
    folder = ROOT / room
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*.py") if path.name != "__init__.py"}
    return {name for name in found if not name.startswith("training/")}


def test_every_module_is_named() -> None:
    assert named("embeddings") == modules("embeddings")
    assert named("qa") == modules("qa")
