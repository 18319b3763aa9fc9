"""A build that would replace the articles by others asks before."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from embeddings import build
from embeddings.errors import UnconfirmedError
from embeddings.ingest.intake import REMOVED, remove
from embeddings.store.generations import current_id, origin_in_use, read_origin


def article(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    for number in range(1, 6):
        article(tmp_path / "a", f"{number}.txt", f"江城的第{number}座桥今天通车，全长{number}公里。")
    return tmp_path / "a"


def test_another_folder_is_not_taken_unasked(seeds: Path, tmp_path: Path) -> None:
    root, other = tmp_path / "index", tmp_path / "b"
    first = build(seeds, root).generation
    article(other, "6.txt", "北湖灯塔于1931年建成，高42米。")
    with pytest.raises(UnconfirmedError) as caught:
        build(other, root)
    found = caught.value.replacement
    assert (found.recorded, found.seeds) == (str(seeds.resolve()), str(other.resolve()))
    assert (found.documents, found.missing) == (5, 5)
    assert [each.path for each in found.articles] == [f"{number}.txt" for number in range(1, 6)]
    assert str(caught.value) == (
        f"expected articles of {seeds.resolve()}, which the index was built from; found {other.resolve()}, without 5 "
        "of its 5 articles (1.txt, 2.txt, 3.txt and 2 more); confirm it (--yes, in Python confirm=True, in REST "
        '"confirm": true), or leave the index as it is'
    )
    assert caught.value.exit_code == 4
    assert current_id(root) == first
    assert build(other, root, confirm=True).documents == 1
    assert build(other, root).unchanged  # it is this index's folder now


def test_a_copy_of_the_folder_is_another_folder_and_gives_the_same_generation(seeds: Path, tmp_path: Path) -> None:
    root, copy = tmp_path / "index", Path(shutil.copytree(seeds, tmp_path / "copy"))
    first = build(seeds, root).generation
    with pytest.raises(UnconfirmedError, match=r"found .*copy, without 0 of its 5 articles; confirm it"):
        build(copy, root)
    report = build(copy, root, confirm=True)
    assert (report.generation, report.unchanged) == (first, True)
    record = origin_in_use(root)
    assert record is not None
    assert record.origin is not None
    assert record.origin.absolute == copy.resolve()


def test_a_link_to_the_folder_is_the_folder(seeds: Path, tmp_path: Path) -> None:
    build(seeds, tmp_path / "index")
    (tmp_path / "link").symlink_to(seeds)
    assert build(tmp_path / "link", tmp_path / "index").unchanged


def test_added_changed_renamed_and_doubled_articles_need_no_question(seeds: Path, tmp_path: Path) -> None:
    root = tmp_path / "index"
    build(seeds, root)
    article(seeds, "6.txt", "北湖灯塔于1931年建成，高42米。")
    article(seeds, "1.txt", "江城的第一座桥今天关闭，明年再说。")
    (seeds / "2.txt").rename(seeds / "z.txt")
    shutil.copy(seeds / "3.txt", seeds / "0.txt")  # from now on it is the first with this text
    assert build(seeds, root).documents == 6


def test_a_deleted_file_and_one_that_can_not_be_taken_any_more_are_asked_about(seeds: Path, tmp_path: Path) -> None:
    root = tmp_path / "index"
    build(seeds, root)
    (seeds / "1.txt").unlink()
    (seeds / "2.txt").write_bytes(bytes(100))
    with pytest.raises(UnconfirmedError) as caught:
        build(seeds, root)
    found = caught.value.replacement
    assert (found.recorded, found.documents, found.missing) == (None, 5, 2)
    assert [(each.path, each.refused is not None) for each in found.articles] == [("1.txt", False), ("2.txt", True)]
    assert "found 2 missing there (1.txt, 2.txt (its file can't be taken now)); confirm" in str(caught.value)
    assert build(seeds, root, confirm=True).documents == 3


def test_what_was_taken_out_by_remove_goes_without_a_question(seeds: Path, tmp_path: Path) -> None:
    root = tmp_path / "index"
    article(
        seeds, "two.jsonl", '{"text": "东港的码头去年新建了三座仓库。"}\n{"text": "西山的公路今年将延长十二公里。"}\n'
    )
    build(seeds, root)
    remove("1.txt", seeds=seeds, removed=root / REMOVED)
    remove("two.jsonl", seeds=seeds, removed=root / REMOVED, whole_file=True)
    assert build(seeds, root).documents == 4


def test_an_index_without_a_record_is_built_on_and_says_so_once(seeds: Path, tmp_path: Path) -> None:
    root = tmp_path / "index"
    generation = build(seeds, root).generation
    file = root / "origins" / f"{generation}.json"
    file.unlink()
    warning = f"the folder that generation {generation} was built from is not known: there is no {file}"
    assert build(seeds, root).warnings == (warning,)
    assert read_origin(root, generation).problem == ""
    assert build(seeds, root).warnings == ()


def test_articles_are_missed_though_current_is_damaged(seeds: Path, tmp_path: Path) -> None:
    root = tmp_path / "index"
    build(seeds, root)
    (root / "CURRENT").write_text("nonsense")
    (seeds / "1.txt").unlink()
    with pytest.raises(UnconfirmedError, match=r"all 5 articles .*; found 1 missing there \(1\.txt\)"):
        build(seeds, root)
