from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from embeddings.config import IndexConfig
from embeddings.store.generations import (
    DamagedGenerationWarning,
    EncoderIdentity,
    building,
    commit,
    current_id,
    origin_in_use,
    pointer_problem,
    read_generation,
    read_origin,
    rollback,
    verify,
)
from embeddings.store.origin import Origin

ENCODER = EncoderIdentity(name="counting", dim=3, fingerprint="c0")


def write(root: Path, text: str, seeds: Path | None = None) -> str:
    with building(root) as folder:
        (folder / "corpus.sqlite").write_text(text)
        return commit(
            root, folder, config=IndexConfig(), encoder=ENCODER, tokens=ENCODER, documents=1, passages=2, seeds=seeds
        )


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path, Path]:
    """Two folders of seeds, and one for an index."""
    for name in ("a", "b"):
        (tmp_path / "project" / name).mkdir(parents=True)
    return tmp_path / "project" / "a", tmp_path / "project" / "b", tmp_path / "project" / "index"


def test_a_generation_has_the_folder_it_was_built_from(folders: tuple[Path, Path, Path]) -> None:
    a, b, root = folders
    assert origin_in_use(root) is None
    first = write(root, "first", a)
    second = write(root, "second", b)
    assert read_origin(root, first).origin == Origin(a.resolve(), Path("../a"))
    record = origin_in_use(root)
    assert record is not None
    assert record.origin is not None
    assert record.origin.is_at(b, root)
    assert not record.origin.is_at(a, root)
    rollback(root)
    assert (current_id(root), origin_in_use(root)) == (first, read_origin(root, first))
    assert write(root, "second", a) == second  # the folder is no part of a generation
    assert read_origin(root, second) == read_origin(root, first)
    assert verify(root) == []


def test_a_project_that_was_moved_as_a_whole_keeps_its_folder(folders: tuple[Path, Path, Path], tmp_path: Path) -> None:
    a, b, root = folders
    write(root, "first", a)
    shutil.move(tmp_path / "project", tmp_path / "moved")
    root = tmp_path / "moved" / "index"
    record = origin_in_use(root)
    assert record is not None
    assert record.origin is not None
    assert record.origin.folder(root) == (tmp_path / "moved" / "a").resolve()
    assert record.origin.is_at(tmp_path / "moved" / "a", root)
    assert not record.origin.is_at(tmp_path / "moved" / b.name, root)


def test_records_leave_with_their_generations(folders: tuple[Path, Path, Path]) -> None:
    a, _, root = folders
    made = [write(root, text, a) for text in "wxyz"]
    assert {path.name for path in (root / "origins").iterdir()} == {f"{each}.json" for each in made[1:]}


def test_a_flip_of_any_byte_of_a_record_makes_the_folder_unknown(folders: tuple[Path, Path, Path]) -> None:
    a, _, root = folders
    generation = write(root, "first", a)
    file = root / "origins" / f"{generation}.json"
    whole = file.read_bytes()
    right = read_origin(root, generation).origin
    for at in range(len(whole)):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        record = read_origin(root, generation)
        assert record.origin in {None, right}, at  # a blank between two fields means nothing
        assert (record.origin is None) == (record.problem == f"{file} is damaged")
    for content in (b"", b"[]", b"null", b"1", b"\xff", json.dumps({"sha256": 1}).encode()):
        file.write_bytes(content)
        assert read_origin(root, generation) == (None, f"{file} is damaged")
    assert [(each.generation, each.file, each.problem) for each in verify(root)] == [
        (generation, f"origins/{generation}.json", "is damaged")
    ]
    assert read_generation(root).id == generation  # it is used all the same
    file.unlink()
    assert read_origin(root, generation) == (None, f"there is no {file}")
    assert verify(root) == []


def test_a_flip_of_any_bit_of_current_is_said(folders: tuple[Path, Path, Path]) -> None:
    root = folders[2]
    write(root, "first")
    newest = write(root, "second")
    pointer = root / "CURRENT"
    whole = pointer.read_bytes()
    assert pointer_problem(root) is None
    for at in range(len(whole)):
        for bit in range(8):
            pointer.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << bit)]) + whole[at + 1 :])
            with pytest.warns(DamagedGenerationWarning, match=r"CURRENT; found that it .*; meanwhile generation"):
                assert read_generation(root).id == newest
            assert current_id(root) is None
            assert verify(root)[0].file == "CURRENT"


def test_another_digit_of_the_hash_is_named_as_such(folders: tuple[Path, Path, Path]) -> None:
    root = folders[2]
    generation = write(root, "first")
    pointer = root / "CURRENT"
    text = pointer.read_text()
    pointer.write_text(f"{text[:-2]}{'0' if text[-2] != '0' else '1'}\n")
    problem = f"holds another hash than that of the manifest of generation {generation}"
    assert pointer_problem(root) == problem
    assert [(each.generation, each.file, each.problem) for each in verify(root)] == [("", "CURRENT", problem)]
