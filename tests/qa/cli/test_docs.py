"""docs/commands.md: its lines for the shell run as they stand and print what it says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path


def test_the_lines_for_the_shell(repository: Path, tmp_path: Path) -> None:
    text = (repository / "docs" / "commands.md").read_text(encoding="utf-8")
    (script,) = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    expected = re.findall(r"  # (.+)$", script, re.MULTILINE)
    shutil.copytree(repository / "seeds", tmp_path / "seeds")
    commands = Path(sys.executable).parent
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WENJU_")}
    environment["PATH"] = f"{commands}:{environment['PATH']}"
    shell = ["bash", "-eu", "-c", script]
    done = subprocess.run(shell, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", timeout=200)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == expected
    assert (tmp_path / "refused.txt").read_text(encoding="utf-8").startswith("wenju: expected ")
