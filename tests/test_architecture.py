"""The documents name what there is: every package has a row, and no module or name that they name is gone."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
ROW = re.compile(r"^\| `((?:qa|embeddings)/\w+/)` \| .{8,} \| (.+) \|$", re.MULTILINE)
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SCRIPTS = sorted((ROOT / "benchmarks").glob("*.py"))
PATH = re.compile(r"\b(?:qa|embeddings|tests|benchmarks)/[a-z0-9_/]+\.(?:py|json|jsonl|tsv|npz|md)\b")
MODULE = re.compile(r"(?:python -m |\bfrom |\bimport |`)((?:qa|embeddings|benchmarks)(?:\.\w+)+)")
LINK = re.compile(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)")
MOVED = re.compile(r"`[\w.]+` →")
"""The old place of something, in the list of what moved."""
UNRELEASED = (ROOT / "CHANGELOG.md").read_text("utf-8").split("## [0.1.0]")[0]


def packages(room: str) -> set[str]:
    """Packages right under a root, but for the recipes of its weights."""
    found = {f"{room}/{path.parent.name}/" for path in (ROOT / room).glob("*/__init__.py")}
    return found - {f"{room}/training/"}


def defined(path: Path) -> set[str]:
    """Names that a module defines at its top level."""
    names: set[str] = set()
    for node in ast.parse(path.read_text("utf-8")).body if path.is_file() else ():
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names


def imported(path: Path) -> set[str]:
    """Names that a module imports at its top level."""
    body = ast.parse(path.read_text("utf-8")).body if path.is_file() else []
    nodes = [node for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
    return {alias.asname or alias.name for node in nodes for alias in node.names}


def headings(path: Path) -> set[str]:
    """Anchors of a document, as GitHub makes them."""
    lines = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-") for line in lines}


def test_every_package_has_one_row_and_no_row_is_of_one_that_is_gone() -> None:
    rows = Counter(name for name, _ in ROW.findall(ARCHITECTURE))
    assert rows == Counter(packages("embeddings") | packages("qa"))


def test_the_names_of_a_row_are_defined_in_its_package() -> None:
    named = {folder: set(re.findall(r"`(\w+)`", names)) for folder, names in ROW.findall(ARCHITECTURE)}
    gone = {
        folder: sorted(names.difference(*(defined(path) for path in (ROOT / folder).rglob("*.py"))))
        for folder, names in named.items()
    }
    assert {folder: names for folder, names in gone.items() if names} == {}
    assert all(named.values())


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_module_and_link_of_a_document_exists(path: Path) -> None:
    text = path.read_text("utf-8")
    assert gone_from(text) == []
    targets = [(path.parent / file if file else path, anchor) for file, anchor in LINK.findall(text)]
    assert [str(target) for target, _ in targets if not target.exists()] == []
    assert [anchor for target, anchor in targets if anchor and anchor not in headings(target)] == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_every_path_and_module_that_a_benchmark_names_exists(path: Path) -> None:
    assert gone_from(path.read_text("utf-8")) == []


def test_every_path_and_module_of_the_next_release_exists() -> None:
    assert gone_from(MOVED.sub("", UNRELEASED)) == []


def gone_from(text: str) -> list[str]:
    """Paths and modules that a text names and that do not exist."""
    paths = {name for name in PATH.findall(text) if not (ROOT / name).exists()}
    modules = {name for name in MODULE.findall(text) if not is_importable(name)}
    return sorted(paths | modules)


def is_importable(name: str) -> bool:
    """Whether a dotted name is a package, a module, or a name of one (an attribute of such a name is not looked at)."""
    parts = name.split(".")
    for count in range(len(parts), 0, -1):
        place = ROOT.joinpath(*parts[:count])
        module = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
        if place.is_dir() or module.is_file():
            return count == len(parts) or parts[count] in defined(module) | imported(module)
    return False
