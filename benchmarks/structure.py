"""The structure of the house in numbers, now and at an earlier commit: `python -m benchmarks.structure [--at COMMIT]`.

The first table counts modules, lines and words. The second follows one question from `wenju ask` to its answer and one
folder of seeds from `wenju build` to its generation, by running both: a module is *run* where a function of it runs at
all (imports apart), and *passed* where another module hands the question or the seed to it, or what was made of them.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import statistics
import subprocess
import sys
import tarfile
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

REPOSITORY = Path(__file__).resolve().parents[1]
ROOTS = ("qa", "embeddings")
SHORT = 60
"""Lines under which a module may be a fragment of another."""

QUESTION = "南京到2025年元宇宙及关联产业规模目标是多少？"
QUESTION_TYPES = (
    "Posed Request Question Interpretation Retrieval Understood Terms Candidates Field RankedCandidates Features "
    "Hit HitsEvent Passage Sentence Scored Judged Reading Matcher Across CrossMatcher Selection Evidence Draft "
    "Citation Answer"
)
"""Classes of what a question becomes on its way, by their names before and after the move."""
SEED_TYPES = "Seed Page Line Document CleaningReport Passage Extracted Article"


class Module(NamedTuple):
    """One run-time module."""

    name: str
    lines: int
    imports: frozenset[str]
    """Names of modules of ours that it imports, at the top or later."""

    @property
    def face(self) -> bool:
        """Whether it is a package's __init__."""
        return self.name.endswith(".__init__")


def modules_of(tree: Path) -> list[Module]:
    """The run-time modules of a checkout: of qa/ and embeddings/, without the recipes."""
    paths = [path for root in ROOTS for path in sorted((tree / root).rglob("*.py")) if "training" not in path.parts]
    names = {_name(path, tree).removesuffix(".__init__") for path in paths}
    return [
        Module(_name(path, tree), len(_text(path).splitlines()), frozenset(_imports(ast.parse(_text(path)), names)))
        for path in paths
    ]


def _name(path: Path, tree: Path) -> str:
    return ".".join(path.relative_to(tree).with_suffix("").parts)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _imports(tree: ast.AST, names: set[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                if whole in names or node.module in names:
                    yield whole if whole in names else node.module


def sizes(tree: Path) -> dict[str, str]:
    """The rows of the first table."""
    modules = modules_of(tree)
    importers: dict[str, set[str]] = defaultdict(set)
    for module in modules:
        for imported in module.imports:
            importers[imported].add(module.name)
    plain = [module for module in modules if not module.face]
    setup = _text(tree / "pyproject.toml")
    return {
        "run-time modules of qa/": str(sum(module.name.startswith("qa.") for module in modules)),
        "run-time modules of embeddings/": str(sum(module.name.startswith("embeddings.") for module in modules)),
        "of them flat in the two roots": str(sum(module.name.count(".") == 1 for module in modules)),
        "of them packages": str(sum(module.face for module in modules) - len(ROOTS)),
        "with one importer": str(sum(len(importers[module.name]) == 1 for module in plain)),
        f"under {SHORT} lines, packages apart": str(sum(module.lines < SHORT for module in plain)),
        "lines of the median and the longest module": f"{statistics.median(module.lines for module in plain):.0f}, "
        f"{max(module.lines for module in plain):,}",
        "floors of embeddings and of qa": ", ".join(str(count) for count in _floors(setup)),
        "run-time lines of qa/": f"{sum(each.lines for each in modules if each.name.startswith('qa.')):,}",
        "run-time lines of embeddings/": f"{sum(each.lines for each in modules if each.name.startswith('emb')):,}",
        "lines of recipes": f"{_lines(tree, 'qa/training/**/*.py', 'embeddings/training/**/*.py'):,}",
        "lines of tests": f"{_lines(tree, 'tests/**/*.py'):,}",
        "lines of benchmarks": f"{_lines(tree, 'benchmarks/**/*.py'):,}",
        "words of docs/": f"{sum(len(_text(path).split()) for path in (tree / 'docs').glob('*.md')):,}",
        "lines of README.md": str(len(_text(tree / "README.md").splitlines())),
    }


def _floors(setup: str) -> list[int]:
    """How many layers the import contracts of each root have."""
    found = re.findall(r'containers = \["\w+"\].*?layers = \[\n(.*?)\n\]', setup, re.DOTALL)
    return [len(layers.splitlines()) for layers in found]


def _lines(tree: Path, *patterns: str) -> int:
    return sum(len(_text(path).splitlines()) for pattern in patterns for path in tree.glob(pattern))


FOLLOW = """
import contextlib, io, json, sys, tempfile
from pathlib import Path

ROOT, QUESTION, QUESTION_TYPES, SEED_TYPES = sys.argv[1:]
sys.path.insert(0, ROOT)
from qa.cli import run

def followed(command, types, texts):
    ran, passed, importing = set(), set(), 0

    def carried(value, depth=0):
        if isinstance(value, str):
            return value in texts
        if type(value).__name__ in types:
            return True
        return depth < 1 and isinstance(value, (list, tuple)) and any(carried(each, 1) for each in value[:2])

    def look(frame, event, _):
        nonlocal importing
        code = frame.f_code
        if code.co_name == "<module>":
            importing += {"call": 1, "return": -1}.get(event, 0)
        file = code.co_filename
        if event != "call" or importing or not file.startswith((ROOT + "/qa/", ROOT + "/embeddings/")):
            return
        module = file[len(ROOT) + 1 : -3].replace("/", ".")
        ran.add(module)
        if frame.f_back is not None and frame.f_back.f_code.co_filename != file:
            names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
            if any(carried(frame.f_locals.get(name)) for name in names):
                passed.add(module)

    sys.setprofile(look)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            assert run(command) == 0
    finally:
        sys.setprofile(None)
    return [sorted(ran), sorted(passed)]

seeds, folder = Path(ROOT) / "seeds", tempfile.mkdtemp()
raw = {path.read_text(encoding="utf-8") for path in seeds.glob("*.txt")}
built = followed(["build", str(seeds), "--index", folder, "--json"], set(SEED_TYPES.split()), raw)
ask = ["ask", QUESTION, "--index", folder, "--json"]
followed(ask, set(), set())
print(json.dumps([followed(ask, set(QUESTION_TYPES.split()), {QUESTION}), built]))
"""


def ways(tree: Path) -> tuple[tuple[list[str], list[str]], tuple[list[str], list[str]]]:
    """Modules run and passed by a question, and by the seeds."""
    done = subprocess.run(
        [sys.executable, "-c", FOLLOW, str(tree), QUESTION, QUESTION_TYPES, SEED_TYPES],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=tree,
        check=True,
    )
    question, seed = json.loads(done.stdout)
    return question, seed


def extract(commit: str, folder: Path) -> Path:
    """The files of a commit, in a folder of their own."""
    done = subprocess.run(["git", "archive", commit], cwd=REPOSITORY, capture_output=True, check=True)
    with tarfile.open(fileobj=BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--at", metavar="COMMIT", help="an earlier commit to set beside the tree as it is")
    parser.add_argument("--list", action="store_true", help="name the modules passed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        trees = {options.at: extract(options.at, Path(folder))} if options.at else {}
        trees["now"] = REPOSITORY
        columns = {name: sizes(tree) for name, tree in trees.items()}
        for name, tree in trees.items():
            question, seed = ways(tree)
            columns[name] |= {
                "modules run by a question, and passed": f"{len(question[0])}, {len(question[1])}",
                "modules run by a seed, and passed": f"{len(seed[0])}, {len(seed[1])}",
            }
            if options.list:
                print(f"{name}: a question passes {', '.join(question[1])}\n\na seed passes {', '.join(seed[1])}\n")
    print(f"| | {' | '.join(columns)} |\n|---|{'---:|' * len(columns)}")
    for row in columns["now"]:
        print(f"| {row} | {' | '.join(column[row] for column in columns.values())} |")


if __name__ == "__main__":
    main()
