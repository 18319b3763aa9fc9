from __future__ import annotations

from pathlib import Path

from embeddings.build import build
from embeddings.store.catalogue import REPORTS, kept_report


def test_the_last_report_of_each_generation_is_kept(tmp_path: Path) -> None:
    seeds, index = tmp_path / "seeds", tmp_path / "index"
    seeds.mkdir()
    (seeds / "a.txt").write_text("江城的桥今天通车，全长三公里。", encoding="utf-8")
    first = build(seeds, index)
    assert kept_report(index, first.generation) == first
    (seeds / "b.json").write_text("{", encoding="utf-8")
    second = build(seeds, index)
    assert second.generation == first.generation  # what was refused is no part of a generation
    assert kept_report(index, first.generation) == second
    assert [each.path for each in second.refused] == ["b.json"]
    assert kept_report(index, "0" * 16) is None


def test_reports_leave_with_their_generations(tmp_path: Path) -> None:
    seeds, index = tmp_path / "seeds", tmp_path / "index"
    seeds.mkdir()
    built: list[str] = []
    for number in range(4):
        (seeds / f"{number}.txt").write_text(f"江城的第{number}座桥今天通车，全长{number}公里。", encoding="utf-8")
        built.append(build(seeds, index).generation)
    assert {path.stem for path in (index / REPORTS).iterdir()} == set(built[1:])
