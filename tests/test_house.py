"""The rules of the house that neither ruff nor pyright nor import-linter checks."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest
from pydantic import BaseModel

import embeddings
import qa
from embeddings.config import IndexConfig
from qa.config import ServerSettings, Settings, variable

REPOSITORY = Path(__file__).resolve().parents[1]
FOLDERS = ("qa", "embeddings", "benchmarks")
MODULES = sorted([*(path for name in FOLDERS for path in (REPOSITORY / name).rglob("*.py")), REPOSITORY / "app.py"])
TESTS = sorted((REPOSITORY / "tests").rglob("*.py"))
LONGEST_MODULE, LONGEST_FUNCTION, LONGEST_README = 700, 60, 150
MOST_WORDS = 16_000
"""Of docs/*.md together, as `wc -w` counts them."""
LONG_MODULES: dict[str, str] = {}
"""Longer modules, each with its reason."""

NO_NAMES = {"manager", "handler", "processor", "helper", "util", "utils", "engine", "chain"}
NO_NAMES |= {"data", "info", "obj", "tmp"}
NO_CLASSES = NO_NAMES | {"base", "abstract"}
GIVEN_NAMES = {
    ("qa/evaluation/golden.py", "data"): "a field of the SQuAD format",
    ("embeddings/encoders/static.py", "data_offsets"): "a field of the safetensors format",
    ("embeddings/training/__main__.py", "data"): "its option --data",
    ("qa/adapters/langchain.py", "run_manager"): "a parameter of LangChain's retrievers",
    ("qa/server/openai_types.py", "data"): "a field of the OpenAI protocol",
}

FORBIDDEN_TEXT = {
    "a broad except": re.compile(r"except\s*(?:\(?\s*(?:Base)?Exception\b|:)"),
    "pickle": re.compile(r"\bimport pickle\b|allow_pickle\s*=\s*True"),
    "bytes left out": re.compile(r"errors\s*=\s*[\"']ignore"),
    "a type that is not checked": re.compile(r"#\s*type:\s*ignore"),
    "something left to do": re.compile(r"\b(?:TODO|FIXME|XXX)\b"),
}
MACHINE_PATH = re.compile(
    rb"(?<![\w./~-])/(?:work/(?:main|shared|\.)|root/|opt/(?:pypi|wheels)|home/[a-z]|Users/[A-Za-z])"
)
"""A folder of the machine that somebody worked on."""

TOP = {"pyproject.toml", "README.md", "qa", "embeddings", "seeds", "tests", "app.py"}
"""What the user chose."""
TOP |= {"Makefile", "constraints.txt", "CHANGELOG.md", "LICENSE", "benchmarks", "docs"}
TOP |= {"Dockerfile", "compose.yaml"}  # where docker looks for them

HEAVY = ("torch", "sentence_transformers", "transformers", "gradio", "fastapi", "bm25s", "pandas", "scipy", "sklearn")
HEAVY += ("pypdf", "docx", "openai", "httpx", "httpx2", "qa.llm.openai", "langchain_core", "llama_index", "qa.adapters")
HEAVY += ("tomllib",)  # 10 ms, with the words of refusals and of the page
"""Packages of which a question needs none."""


def short(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=short)
def test_modules_and_functions_are_short(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert (len(source.splitlines()) > LONGEST_MODULE) == (short(path) in LONG_MODULES)
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 >= LONGEST_FUNCTION
    ]
    assert long == []


@pytest.mark.parametrize("path", MODULES, ids=short)
def test_functions_take_no_unnamed_keywords(path: Path) -> None:
    functions = (
        node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef)
    )
    assert [function.name for function in functions if function.args.kwarg] == []


@pytest.mark.parametrize("path", MODULES, ids=short)
def test_names_say_something(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    classes = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    empty = {name for name in classes if NO_CLASSES & set(_words(name))}
    empty |= {name for name in {path.stem, *_names(tree)} if NO_NAMES & set(_words(name))}
    assert {name for name in empty if (short(path), name) not in GIVEN_NAMES} == set()


def _names(tree: ast.AST) -> Iterator[str]:
    """Names that a module gives to functions, parameters and variables."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _words(name: str) -> list[str]:
    """Words of a name, such as passage and id of passage_id, read and file of ReadFile."""
    return [word.lower() for word in re.findall(r"[A-Z]+[a-z]*|[a-z]+", name)]


PUBLISHED = {
    "WenjuRetriever": "each framework has one of this name",
}
"""Public classes of one name in two modules, each with its reason."""
SAYS_NOTHING = {"found", "said", "told", "held", "own", "given", "beside", "each", "asked", "course"}
PROTOCOL_NAMES = {
    ("qa/server/openai_types.py", "Said"): "in the published schema",
    ("qa/web/i18n.py", "FOUND"): "goes with its regexes",
}


def _public(path: Path) -> Iterator[ast.stmt]:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if not getattr(node, "name", "_").startswith("_"):
            yield node


RUN_TIME = [path for path in MODULES if short(path).startswith(("qa/", "embeddings/")) and "training" not in path.parts]


def test_no_two_public_classes_have_one_name() -> None:
    modules: dict[str, list[str]] = {}
    for path in RUN_TIME:
        for node in _public(path):
            if isinstance(node, ast.ClassDef):
                modules.setdefault(node.name, []).append(short(path))
    assert {name for name, where in modules.items() if len(where) > 1} == set(PUBLISHED)


@pytest.mark.parametrize("path", RUN_TIME, ids=short)
def test_public_names_are_of_the_field(path: Path) -> None:
    names = {node.name for node in _public(path) if isinstance(node, ast.ClassDef | ast.FunctionDef)}
    empty = {name for name in names if SAYS_NOTHING & set(_words(name))}
    assert {name for name in empty if (short(path), name) not in PROTOCOL_NAMES} == set()


@pytest.mark.parametrize("path", MODULES, ids=short)
def test_nothing_is_silenced_or_left_to_do(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert [name for name, pattern in FORBIDDEN_TEXT.items() if pattern.search(source)] == []


def test_no_test_is_skipped() -> None:
    skipped = re.compile(r"\bpytest\.(?:skip|xfail|importorskip)\b|\bmark\.(?:skip|skipif|xfail)\b")
    others = (path for path in TESTS if path != Path(__file__).resolve())
    assert [short(path) for path in others if skipped.search(path.read_text(encoding="utf-8"))] == []


def test_every_public_name_exists() -> None:
    assert embeddings.__all__ == ["Encoder", "Index", "IndexConfig", "build", "load_encoder"]
    assert qa.__all__ == ["Answer", "Assistant", "Citation", "Where", "ask", "retrieve"]
    assert [name for package in (embeddings, qa) for name in package.__all__ if not hasattr(package, name)] == []


@pytest.mark.parametrize("settings", [Settings, ServerSettings, IndexConfig])
def test_every_setting_is_documented(settings: type[BaseModel]) -> None:
    documented = (REPOSITORY / "docs" / "commands.md").read_text(encoding="utf-8")
    for name, field in settings.model_fields.items():
        shown = name if settings is IndexConfig else variable(name)
        assert f"| `{shown}` | `{field.default}` | {field.description} |" in documented


def test_the_readme_is_short() -> None:
    lines = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in REPOSITORY.glob("README.md")}
    assert {name: count for name, count in lines.items() if count > LONGEST_README} == {}


def test_the_documents_are_short() -> None:
    words = {path.name: len(path.read_text(encoding="utf-8").split()) for path in (REPOSITORY / "docs").glob("*.md")}
    assert sum(words.values()) <= MOST_WORDS, words


def test_the_top_level_holds_what_is_expected_there() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=True)
    names = {PurePosixPath(name).parts[0] for name in listed.stdout.decode().split("\0") if name}
    assert {name for name in names if not name.startswith(".")} == TOP


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        capture_output=True,
        check=True,
    )
    files = [REPOSITORY / name for name in listed.stdout.decode().split("\0") if name]
    named = {short(path) for path in files if path.is_file() and MACHINE_PATH.search(path.read_bytes())}
    assert named == set()


def test_the_distribution_holds_every_module_and_every_file_beside_them() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "qa", "embeddings"], cwd=REPOSITORY, capture_output=True, check=True
    )
    files = [PurePosixPath(name) for name in listed.stdout.decode().split("\0") if name]
    setup = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    assert {".".join(path.parent.parts) for path in files if path.suffix == ".py"} == set(setup["packages"])
    packed = {
        path
        for package, patterns in setup["package-data"].items()
        for pattern in patterns
        for path in files
        if path.match("/".join((*package.split("."), pattern)))
    }
    assert [str(path) for path in files if path.suffix != ".py" and path not in packed] == []


UNASKED = (
    "embeddings.clean", "embeddings.ingest", "embeddings.adapt", "embeddings.index.writer",
    "charset_normalizer", "lxml", "yaml", "rich",
    "qa.followup", "qa.grounding", "qa.llm", "qa.evaluation", "qa.web", "qa.server",
    "qa.assistant.suggest", "qa.cli.reports", "qa.cli.build", "qa.cli.evaluate",
    "qa.crosslingual.lexicon", "qa.answer.tables", "qa.values.quantities",
    "qa.values.rendering", "pypinyin", "numpy.ma",
)  # fmt: skip
"""What a question standing by itself, in the language of the articles, with one figure for an answer needs none of."""


def modules_loaded_by(code: str, *arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nsys.stderr.write(' '.join(sys.modules))", *arguments],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return set(done.stderr.split())


def test_importing_qa_loads_nothing_heavy() -> None:
    assert modules_loaded_by("import qa") & {*HEAVY, *UNASKED} == set()


def test_a_whole_question_loads_nothing_heavy(seeds_index: Path) -> None:
    question = "南京到2025年元宇宙及关联产业规模目标是多少？"
    code = "import sys\nfrom qa.cli import run\nassert run(sys.argv[1:]) == 0"
    loaded = modules_loaded_by(code, "ask", question, "--index", str(seeds_index))
    assert "faiss" in loaded
    assert loaded & {*HEAVY, *UNASKED} == set()
