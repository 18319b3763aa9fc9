"""docs/python.md: its examples run as they stand, one after the other, and print what the page says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)
PRINTED = re.compile(r"# => (.*)")


def test_the_examples_print_what_the_page_says(repository: Path, seeds_index: Path, tmp_path: Path) -> None:
    page = (repository / "docs" / "python.md").read_text(encoding="utf-8")
    script = "\n".join(BLOCK.findall(page))
    shutil.copytree(seeds_index, tmp_path / "index")
    shutil.copytree(repository / "seeds", tmp_path / "seeds")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("WENJU_", "OPENAI_"))}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        cwd=tmp_path,
        env=environment | {"PYTHONPATH": str(repository)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == PRINTED.findall(script)
    assert len(PRINTED.findall(script)) == script.count("print(")
