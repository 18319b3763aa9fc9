from __future__ import annotations

from pathlib import Path

import pytest

from embeddings.build import build
from embeddings.errors import IndexMissingError, UsageError
from embeddings.index.snapshot import Index
from embeddings.store.generations import list_generations, rollback
from qa.assistant.snapshots import Snapshots, seeds_folder, seeds_note
from qa.config import Settings


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


def test_articles_go_to_the_folder_named_else_that_of_the_index_else_seeds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b", "seeds"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path)
    settings = Settings(index=tmp_path / "index")
    assert (seeds_folder(settings), seeds_note(settings)) == (Path("seeds"), None)
    (tmp_path / "a" / "1.txt").write_text("东港的码头去年新建了三座仓库。", encoding="utf-8")
    generation = build(tmp_path / "a", settings.index).generation
    assert (seeds_folder(settings), seeds_note(settings)) == (tmp_path / "a", None)
    named = Settings(index=settings.index, seeds=tmp_path / "b")
    assert seeds_folder(named) == tmp_path / "b"
    assert seeds_note(named) == (
        f"Articles are added to {tmp_path / 'b'}; the index was built from {tmp_path / 'a'}, and a rebuild asks before "
        "it goes on."
    )
    (tmp_path / "a").rename(tmp_path / "gone")
    assert seeds_folder(settings) == Path("seeds")
    record = settings.index / "origins" / f"{generation}.json"
    record.write_text("{}")
    assert seeds_folder(settings) == Path("seeds")
    assert seeds_note(settings) == (
        f"Articles are added to {tmp_path / 'seeds'}; whether the index was built from it is not known: "
        f"{record} is damaged."
    )
