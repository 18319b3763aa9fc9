"""What a cold `wenju ask` costs in CPU seconds, and what it loads: `python benchmarks/cold_start.py`."""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

REPOSITORY = Path(__file__).resolve().parents[1]
QUESTION = "南京到2025年元宇宙及关联产业规模目标是多少？"
ASK = "import sys\nfrom qa.cli import run\ncode = run(sys.argv[1:])\n"
COUNT = ASK + "sys.stderr.write(' '.join(sys.modules))\nsys.exit(code)"
STEPS = {
    "python itself": "pass",
    "import numpy": "import numpy",
    "import pydantic": "import pydantic",
    "import qa.cli": "import qa.cli",
    "wenju ask": ASK + "sys.exit(code)",
}


class Cost(NamedTuple):
    """Of one process, in seconds."""

    cpu: float
    wall: float


def cost(code: str, arguments: list[str]) -> Cost:
    """User and system time of a fresh Python that runs `code`, its children's included, and the time on the clock."""
    before, started = os.times(), time.perf_counter()
    subprocess.run([sys.executable, "-c", code, *arguments], cwd=REPOSITORY, check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    cpu = after.children_user - before.children_user + after.children_system - before.children_system
    return Cost(cpu, time.perf_counter() - started)


def packages(arguments: list[str]) -> dict[str, int]:
    """Number of modules that a question loads, by package, those of the standard library together."""
    done = subprocess.run(
        [sys.executable, "-c", COUNT, *arguments],
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    counts: dict[str, int] = {}
    for module in done.stderr.split():
        package = module.partition(".")[0]
        package = "standard library" if package in sys.stdlib_module_names else package
        counts[package] = counts.get(package, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def main() -> None:
    """Print a table of medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="runs of each step, in number; the median is shown")
    runs: int = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        index = str(Path(folder) / "index")
        build = [sys.executable, "-c", ASK, "build", str(REPOSITORY / "seeds"), "--index", index]
        subprocess.run(build, cwd=REPOSITORY, check=True, stdout=subprocess.DEVNULL)
        arguments = ["ask", QUESTION, "--index", index]
        print("| step | CPU s | wall s |\n|---|---|---|")
        for step, code in STEPS.items():
            costs = [cost(code, arguments) for _ in range(runs)]
            cpu, wall = (statistics.median(values) for values in zip(*costs, strict=True))
            print(f"| {step} | {cpu:.2f} | {wall:.2f} |")
        loaded = packages(arguments)
        print(f"\n{sum(loaded.values())} modules: " + ", ".join(f"{name} {count}" for name, count in loaded.items()))


if __name__ == "__main__":
    main()
