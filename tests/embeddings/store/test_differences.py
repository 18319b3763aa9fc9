from __future__ import annotations

from pathlib import Path

import pytest

from embeddings.build import build
from embeddings.errors import IndexMissingError, UsageError
from embeddings.store.catalogue import differences


def article(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def test_articles_are_added_removed_changed_and_moved(tmp_path: Path) -> None:
    seeds, index = tmp_path / "seeds", tmp_path / "index"
    for name, text in (("a", "东港的码头"), ("b", "西山的公路"), ("c", "南湖的公园"), ("d", "北城的学校")):
        article(seeds, f"{name}.txt", f"{text}\n{text}去年新建了三座仓库，今年将延长十二公里。")
    old = build(seeds, index).generation
    with pytest.raises(UsageError, match=r"expected a generation before .*; found none"):
        differences(index)
    (seeds / "a.txt").unlink()
    article(seeds, "b.txt", "西山的公路\n西山的公路今年不再延长，明年再说。")
    (seeds / "c.txt").rename(seeds / "z.txt")
    article(seeds, "e.txt", "东岭的风车\n东岭的风车去年开始发电，供应三千户。")
    new = build(seeds, index, confirm=True).generation
    found = differences(index)
    assert (found.old, found.new, found.unchanged) == (old, new, 1)
    listed = (found.added, found.removed, found.changed, found.moved)
    assert [[(each.path, each.title, each.was) for each in kind] for kind in listed] == [
        [("e.txt", "东岭的风车", None)],
        [("a.txt", "东港的码头", None)],
        [("b.txt", "西山的公路", None)],
        [("z.txt", "南湖的公园", "c.txt")],
    ]
    back = differences(index, new, old)
    assert [each.path for each in back.added] == ["a.txt"]
    assert [(each.path, each.was) for each in back.moved] == [("c.txt", "z.txt")]
    assert differences(index, new, new).unchanged == 4


def test_a_generation_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError):
        differences(tmp_path)
    article(tmp_path / "seeds", "a.txt", "东港的码头去年新建了三座仓库。")
    build(tmp_path / "seeds", tmp_path / "index")
    with pytest.raises(IndexMissingError, match="none of that id"):
        differences(tmp_path / "index", "0" * 16)
