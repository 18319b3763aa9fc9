import hashlib
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from qa.evaluation.evaluate import report


@pytest.fixture(scope="module")
def floors() -> ModuleType:
    """benchmarks/ is a folder of programs and no package."""
    spec = spec_from_file_location("floors", Path(__file__).resolve().parents[2] / "benchmarks" / "floors.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_floors_only_rise(floors: ModuleType) -> None:
    assert floors.raised("reading.answer_in_text", 0.98765, None) == 0.987
    assert floors.raised("reading.answer_in_text", 0.98765, 0.99) == 0.99
    assert floors.raised("reading.answer_in_text", 0.98765, 0.98) == 0.987
    assert floors.raised("reading.refused_of_answerable", 0.0361, None) == 0.037
    assert floors.raised("reading.refused_of_answerable", 0.0361, 0.02) == 0.02


def test_a_figure_below_its_floor_is_named(floors: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "set.json"
    file.write_bytes(b"{}")
    digest = hashlib.sha256(b"{}").hexdigest()
    floor = floors.Floor(sha256=digest, figures={"reading.answer_in_text": 0.9, "reading.refused_of_answerable": 0.1})
    good = {"reading.answer_in_text": 0.9, "reading.refused_of_answerable": 0.1}
    bad = {"reading.answer_in_text": 0.8999, "reading.refused_of_answerable": 0.1001}
    assert floors.check(file, floor, good) == []
    assert floors.check(file, floor, bad) == [
        "set.json: reading.answer_in_text: expected at least 0.9; found 0.8999",
        "set.json: reading.refused_of_answerable: expected at most 0.1; found 0.1001",
    ]
    other = floors.Floor(sha256="0" * 64, figures={"reading.answer_in_text": 0.0})
    assert floors.check(file, other, good) == [
        f"{file}: expected the file of SHA-256 0000000000000000…; found {digest[:16]}…"
    ]


def test_figures_of_no_question_have_no_floor(floors: ModuleType) -> None:
    names = list(floors.figures(report([])))
    assert names[0] == "retrieval.hybrid.ndcg@10"
    assert "reading.refused_of_answerable" in names
    assert "reading.refused_of_unanswerable" not in names


def test_the_floors_of_the_repository_can_be_read(floors: ModuleType) -> None:
    kept = floors.Floors.validate_json(floors.FLOORS.read_bytes())
    assert all(0 <= value <= 1 for floor in kept.values() for value in floor.figures.values())
