"""Figures on the evaluation sets must not fall: `python -m benchmarks.floors --data FOLDER` (the sets are not shipped).

A set is a file under --data or, where its name is one of benchmarks/cross_sets.py, put together from such a file.
Each is measured by `wenju eval` and compared with floors.json; the exit code is 1 if a figure is below its floor.
With --raise the floors go up to the figures measured; nothing here lowers one.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from benchmarks import cross_sets
from qa.evaluation.evaluate import EvalReport

REPOSITORY = Path(__file__).resolve().parents[1]
FLOORS = Path(__file__).with_name("floors.json")
WENJU = [sys.executable, "-c", "from qa.cli import main; main()"]

FALLING = frozenset({"reading.refused_of_answerable"})
"""Figures of which less is better: their floor is a ceiling."""

STEP = 1000
"""Floors are kept to three decimals, on the safe side."""


class Floor(BaseModel):
    """What is expected of one evaluation set."""

    model_config = ConfigDict(extra="forbid")

    sha256: str
    figures: dict[str, float]


Floors = TypeAdapter(dict[str, Floor])


def measure(file: Path, index: Path) -> EvalReport:
    """What `wenju eval` says of a file."""
    done = subprocess.run(
        [*WENJU, "eval", str(file), "--index", str(index), "--json"], cwd=REPOSITORY, check=True, stdout=subprocess.PIPE
    )
    return EvalReport.model_validate_json(done.stdout)


def figures(report: EvalReport) -> dict[str, float]:
    """The report's figures by name, those of no question left out."""
    found: dict[str, float] = {}
    for mode, scores in report.retrieval.items():
        found |= {f"retrieval.{mode}.{name}": value for name, value in scores.model_dump().items()}
    found |= {f"reading.{name}": value for name, value in report.reading.model_dump().items()}
    if not report.unanswerable:
        del found["reading.refused_of_unanswerable"]
    return found


def fallen(name: str, value: float, floor: float) -> bool:
    """Whether a figure is on the wrong side of its floor; floors have three decimals, so no tolerance is needed."""
    return value > floor if name in FALLING else value < floor


def raised(name: str, value: float, floor: float | None) -> float:
    """The floor that a figure allows: rounded to the safe side, and never looser than the floor before."""
    if name in FALLING:
        new = math.ceil(value * STEP) / STEP
        return new if floor is None else min(new, floor)
    new = math.floor(value * STEP) / STEP
    return new if floor is None else max(new, floor)


def check(file: Path, floor: Floor, found: dict[str, float]) -> list[str]:
    """What is wrong with the figures of one set, one thing a line."""
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    if digest != floor.sha256:
        return [f"{file}: expected the file of SHA-256 {floor.sha256[:16]}…; found {digest[:16]}…"]
    return [
        f"{file.name}: {name}: expected {'at most' if name in FALLING else 'at least'} {bound}; found {found[name]:.4f}"
        for name, bound in floor.figures.items()
        if fallen(name, found[name], bound)
    ]


def main() -> int:
    """Measure the sets that floors.json names, or add those given by name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the sets")
    parser.add_argument("--raise", dest="lift", action="store_true", help="raise the floors to what is measured")
    parser.add_argument("sets", nargs="*", help="sets to measure, paths under --data or names; all with floors if none")
    options = parser.parse_args()
    floors = Floors.validate_json(FLOORS.read_bytes())
    problems: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        build = [*WENJU, "build", str(REPOSITORY / "seeds"), "--index", str(index)]
        subprocess.run(build, cwd=REPOSITORY, check=True, stdout=subprocess.DEVNULL)
        for name in options.sets or sorted(floors):
            file = cross_sets.place(name, options.data, into=Path(folder))
            found = figures(measure(file, index))
            print(f"{name}: " + ", ".join(f"{figure} {value:.4f}" for figure, value in found.items()))
            floor = floors.get(name, Floor(sha256=hashlib.sha256(file.read_bytes()).hexdigest(), figures={}))
            problems += check(file, floor, found)
            if options.lift:
                new = {figure: raised(figure, value, floor.figures.get(figure)) for figure, value in found.items()}
                floors[name] = Floor(sha256=floor.sha256, figures=new)
    if options.lift and not problems:
        content = json.dumps({name: floors[name].model_dump() for name in sorted(floors)}, indent=1)
        FLOORS.write_text(content + "\n", encoding="utf-8")
    print("\n".join(problems) or "no figure is below its floor")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
