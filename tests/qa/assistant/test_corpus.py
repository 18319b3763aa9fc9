from __future__ import annotations

from pathlib import Path

import pytest

from embeddings.build import build
from embeddings.errors import IndexMissingError
from qa.assistant.corpus import Holdings, holdings_of


def test_list_and_map_are_made_once_for_a_generation(tmp_path: Path) -> None:
    seeds, index = tmp_path / "seeds", tmp_path / "index"
    seeds.mkdir()
    held = Holdings(index)
    assert held.built() is None
    with pytest.raises(IndexMissingError):
        held.catalogue()
    (seeds / "a.txt").write_text("江城的桥今天通车，全长三公里。", encoding="utf-8")
    report = build(seeds, index)
    first = held.catalogue()
    assert held.catalogue() is first
    assert held.built() == report
    shown = held.map()
    assert held.map() is shown
    assert shown.catalogue is first
    assert shown.points.shape == (1, 2)
    (seeds / "b.txt").write_text("西山的公路今年延长十二公里。", encoding="utf-8")
    second = build(seeds, index)
    assert held.catalogue().generation == second.generation
    assert len(held.map().points) == len(held.catalogue().entries) == 2


def test_all_who_ask_share_them(tmp_path: Path) -> None:
    assert holdings_of(tmp_path) is holdings_of(Path(str(tmp_path)))
