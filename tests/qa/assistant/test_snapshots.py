from __future__ import annotations

from pathlib import Path

import pytest

from embeddings.errors import IndexMissingError, UsageError
from embeddings.index.snapshot import Index
from embeddings.store.generations import list_generations, rollback
from qa.assistant.snapshots import Snapshots


def test_an_index_in_memory_has_no_generations(tmp_path: Path, seeds_index: Path) -> None:
    snapshots = Snapshots(tmp_path, Index.open(seeds_index), on_disk=False)
    assert snapshots.generations() == ()
    assert snapshots.current() is snapshots.at_hand
    for call in (
        lambda: snapshots.rebuild(tmp_path, None, None),
        lambda: snapshots.differences(None, None),
        lambda: snapshots.roll_back(None),
    ):
        with pytest.raises(UsageError, match="expected an index on disk; found an index in memory"):
            call()


def test_what_another_process_commits_or_rolls_back_to_is_followed(tmp_path: Path) -> None:
    seeds, root = tmp_path / "seeds", tmp_path / "index"
    seeds.mkdir()
    snapshots = Snapshots(root, None, on_disk=True)
    with pytest.raises(IndexMissingError):
        snapshots.current()
    (seeds / "a.txt").write_text("东港的码头去年新建了三座仓库。", encoding="utf-8")
    first = snapshots.rebuild(seeds, None, None).generation
    held = snapshots.current()
    (seeds / "b.txt").write_text("西山的公路今年将延长十二公里。", encoding="utf-8")
    second = snapshots.rebuild(seeds, None, None).generation
    assert [held.generation, snapshots.current().generation] == [first, second]
    assert [each.path for each in snapshots.differences(None, None).added] == ["b.txt"]
    assert rollback(root) == first  # as another process does it
    assert snapshots.current().generation == first
    assert snapshots.roll_back(second) == second
    assert snapshots.current().generation == second
    assert snapshots.generations() == tuple(list_generations(root))
