from __future__ import annotations

import errno
from pathlib import Path

import pytest

from embeddings.store.files import move_durably, write_durably


def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_durably(tmp_path / "a.txt", b"one")

    def no_room(self: Path, target: Path) -> Path:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", no_room)
    with pytest.raises(OSError, match="No space"):
        write_durably(tmp_path / "a.txt", b"two")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.txt", b"one")]


def test_a_file_moves_to_another_file_system_by_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_bytes(b"one")

    def other_system(self: Path, target: Path) -> Path:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr(Path, "rename", other_system)
    move_durably(tmp_path / "a.txt", tmp_path / "b" / "c" / "a.txt")
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.txt")] == ["b/c/a.txt"]
    assert (tmp_path / "b" / "c" / "a.txt").read_bytes() == b"one"


def test_a_file_that_cannot_go_stays_where_it_was_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = tmp_path / "a.txt", tmp_path / "b" / "a.txt"
    source.write_bytes(b"one")
    unlink = Path.unlink

    def other_system(self: Path, target: Path) -> Path:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    def read_only(self: Path, missing_ok: bool = False) -> None:
        if self == source:
            raise OSError(errno.EROFS, "Read-only file system")
        unlink(self, missing_ok)

    monkeypatch.setattr(Path, "rename", other_system)
    monkeypatch.setattr(Path, "unlink", read_only)
    with pytest.raises(OSError, match="Read-only"):
        move_durably(source, target)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [source]
    assert source.read_bytes() == b"one"
