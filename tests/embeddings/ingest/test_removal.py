from __future__ import annotations

import errno
from pathlib import Path

import pytest

from embeddings.errors import InputRefusedError, UsageError, WenjuError
from embeddings.ingest import intake as removal
from embeddings.ingest.folder import read_seeds
from embeddings.ingest.intake import list_removed, remove, restore

TEXT = "江城市发展改革委发布低空经济行动方案。"


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    folder = tmp_path / "seeds"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "a#1.txt").write_text(TEXT, encoding="utf-8")
    (folder / "b.csv").write_text(f"text\n{TEXT}甲\n{TEXT}乙\n", encoding="utf-8")
    (folder / "c.csv").write_text(f"text\n{TEXT}丙\n", encoding="utf-8")
    (tmp_path / "secret.txt").write_text(TEXT, encoding="utf-8")
    (folder / "link.txt").symlink_to(folder / "sub" / "a#1.txt")
    return folder


def test_a_file_goes_and_comes_back_byte_for_byte(seeds: Path, tmp_path: Path) -> None:
    removed = tmp_path / "index" / "removed"
    before = {path: path.read_bytes() for path in seeds.rglob("*.*") if path.is_file()}
    gone = remove("sub/a#1.txt", seeds=seeds, removed=removed)
    assert (gone.path, gone.bytes) == ("sub/a#1.txt", len(TEXT.encode()))
    assert not (seeds / "sub" / "a#1.txt").exists()
    assert list_removed(removed) == [gone]
    assert restore(gone.id, seeds=seeds, removed=removed) == "sub/a#1.txt"
    assert list_removed(removed) == []
    assert {path: path.read_bytes() for path in seeds.rglob("*.*") if path.is_file()} == before


def test_a_file_of_several_articles_goes_only_as_a_whole(seeds: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as raised:
        remove("b.csv#3", seeds=seeds, removed=tmp_path / "removed")
    assert str(raised.value) == (
        "expected a file of one article; found b.csv with 2 (2, 3); remove the whole file or edit it"
    )
    assert remove("b.csv#3", seeds=seeds, removed=tmp_path / "removed", whole_file=True).path == "b.csv"
    assert remove("c.csv#2", seeds=seeds, removed=tmp_path / "removed").path == "c.csv"
    assert [seed.path for seed in read_seeds(seeds)[0]] == ["link.txt", "sub/a#1.txt"]
    assert [each.path for each in list_removed(tmp_path / "removed")] == ["b.csv", "c.csv"]


@pytest.mark.parametrize(
    "path", ["", "#", "none.txt", "../secret.txt", "sub/../../secret.txt", "/etc/passwd", "link.txt", "sub", "b.csv/x"]
)
def test_nothing_else_can_be_removed(seeds: Path, tmp_path: Path, path: str) -> None:
    with pytest.raises(UsageError, match="expected an article's path or a file in the seeds folder"):
        remove(path, seeds=seeds, removed=tmp_path / "removed")
    assert (tmp_path / "secret.txt").exists()


def test_nothing_is_overwritten_by_what_comes_back(seeds: Path, tmp_path: Path) -> None:
    removed = tmp_path / "removed"
    gone = remove("c.csv", seeds=seeds, removed=removed)
    (seeds / "c.csv").write_text("text\n新的\n", encoding="utf-8")
    with pytest.raises(InputRefusedError, match=r"expected no file at c\.csv; found another one"):
        restore(gone.id, seeds=seeds, removed=removed)
    assert list_removed(removed) == [gone]
    for odd in ("", "../..", "0" * 16):
        with pytest.raises(UsageError, match="expected the id of a removed file"):
            restore(odd, seeds=seeds, removed=removed)


def test_folders_that_cannot_be_written_to_are_said(
    seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    removed = tmp_path / "removed"
    gone = remove("c.csv", seeds=seeds, removed=removed)

    def read_only(source: Path, target: Path) -> None:
        raise OSError(errno.EROFS, "Read-only file system", str(source))

    monkeypatch.setattr(removal, "move_durably", read_only)
    with pytest.raises(
        WenjuError, match=r"expected folders .*seeds and .*; found Read-only file system at b\.csv; let"
    ):
        remove("b.csv", seeds=seeds, removed=removed, whole_file=True)
    with pytest.raises(WenjuError, match=r"found Read-only file system at c\.csv"):
        restore(gone.id, seeds=seeds, removed=removed)
    assert list_removed(removed) == [gone]
