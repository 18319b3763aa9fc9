from __future__ import annotations

import json
import shutil
from datetime import date, timedelta
from pathlib import Path
from threading import Event

import pytest

import embeddings
from embeddings import IndexConfig, build, load_encoder
from embeddings.errors import BuildCancelledError, InputRefusedError
from embeddings.index.bm25 import ARRAYS, KINDS
from embeddings.index.snapshot import Index
from embeddings.index.tokens import ARRAYS as TOKEN_ARRAYS
from embeddings.ingest.folder import (
    _take,  # the duplicates' rule alone
    read_seeds,
)
from embeddings.store.generations import current_id
from embeddings.text.segment import terms

SEEDS = Path("seeds")


def files(root: Path) -> dict[str, bytes]:
    folder = root / "generations" / str(current_id(root))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SEEDS, tmp_path / "seeds"))


def add(seeds: Path, name: str, **article: str) -> None:
    (seeds / name).write_text(json.dumps(article, ensure_ascii=False), encoding="utf-8")


def test_the_five_seeds(tmp_path: Path) -> None:
    told: list[str] = []
    report = build(SEEDS, tmp_path, progress=lambda stage, done, total: told.append(stage))
    assert (report.documents, report.unchanged, report.reused_vectors) == (5, False, 0)
    assert (report.refused, report.duplicates, report.warnings) == ((), (), ())
    assert report.encoder == "wenju"
    assert report.generation == current_id(tmp_path)
    assert report.cleaning.removed["hidden_paragraph"] == 3
    assert report.cleaning.removed["pinyin"] > 500
    assert report.cleaning.kept_chars == sum(len(document.text) for document in Index.open(tmp_path).documents())
    assert list(dict.fromkeys(told)) == ["read", "clean", "chunk", "encode", "index", "write"]


def test_the_same_seeds_give_the_same_bytes_whether_vectors_are_reused_or_not(seeds: Path, tmp_path: Path) -> None:
    first = build(seeds, tmp_path / "a")
    before = files(tmp_path / "a")
    again = build(seeds, tmp_path / "a")
    assert (again.generation, again.unchanged) == (first.generation, True)
    assert again.reused_vectors == again.passages
    assert build(seeds, tmp_path / "b").reused_vectors == 0
    assert files(tmp_path / "a") == files(tmp_path / "b") == before
    assert set(before) == {
        "manifest.json",
        "corpus.sqlite",
        "vectors.faiss",
        *(f"{folder}/passage_count.npy" for folder in ("lexical", "articles")),
        *(f"{folder}/{kind}_{name}.npy" for folder in ("lexical", "articles") for kind in KINDS for name in ARRAYS),
        *(f"tokens/{name}.npy" for name in TOKEN_ARRAYS),
    }


def test_only_new_passages_are_encoded(seeds: Path, tmp_path: Path) -> None:
    first = build(seeds, tmp_path / "a")
    add(seeds, "9.json", title="新闻", text="这一段文字是新加的，别处没有。")
    second = build(seeds, tmp_path / "a")
    assert (second.documents, second.passages, second.reused_vectors) == (6, first.passages + 1, first.passages)
    build(seeds, tmp_path / "b")
    assert files(tmp_path / "a") == files(tmp_path / "b")


def test_vectors_that_are_scanned_in_8_bit_are_reused_as_they_were(seeds: Path, tmp_path: Path) -> None:
    config = IndexConfig(flat_limit=0)
    first = build(seeds, tmp_path, config=config)
    again = build(seeds, tmp_path, config=config)
    assert (again.generation, again.reused_vectors) == (first.generation, first.passages)
    assert Index.open(tmp_path).config == config


def test_what_is_refused_is_listed_and_the_build_goes_on(seeds: Path, tmp_path: Path) -> None:
    (seeds / "a.pdf").write_bytes(b"%PDF")
    (seeds / "zeros.txt").write_bytes(bytes(1000))
    (seeds / "lines.jsonl").write_text('{"text": "第一行是一篇文章，足够长。"}\nno json\n', encoding="utf-8")
    report = build(seeds, tmp_path / "index")
    assert report.documents == 6
    assert [(refused.path, refused.line) for refused in report.refused] == [
        ("a.pdf", None),
        ("lines.jsonl", 2),
        ("zeros.txt", None),
    ]


def test_of_articles_with_the_same_text_the_first_is_kept(seeds: Path, tmp_path: Path) -> None:
    text = "南京發布元宇宙產業計劃。規模超過一千億元。"
    add(seeds, "b.json", title="南京", text=text)
    add(seeds, "c.json", title="又是南京", text="南京发布元宇宙产业计划。\n\n规模超过一千亿元。")
    report = build(seeds, tmp_path / "index")
    assert report.documents == 6
    assert [(each.path, each.kept) for each in report.duplicates] == [("c.json", "b.json")]
    taken = _take(read_seeds(seeds)[0], lambda stage, done, total: None)
    assert taken.duplicates == list(report.duplicates)


def test_a_date_in_the_future_is_kept_with_a_warning(seeds: Path, tmp_path: Path) -> None:
    tomorrow = date.today() + timedelta(days=2)
    add(seeds, "f.json", title="预告", text="后天将要开会，请大家准时到场。", date=tomorrow.isoformat())
    report = build(seeds, tmp_path / "index")
    assert report.warnings == (f"f.json: dated {tomorrow}, in the future",)
    documents = {document.source.path: document for document in Index.open(tmp_path / "index").documents()}
    assert documents["f.json"].source.published == tomorrow


def test_nothing_to_take_is_refused_and_the_earlier_generation_stays(seeds: Path, tmp_path: Path) -> None:
    root = tmp_path / "index"
    first = build(seeds, root).generation
    empty = tmp_path / "empty"
    with pytest.raises(InputRefusedError, match="expected a folder of articles; found none"):
        build(empty, root)
    empty.mkdir()
    with pytest.raises(InputRefusedError, match=r"expected at least one article; found none in .*; add \.txt \.md"):
        build(empty, root)
    (empty / "zeros.txt").write_bytes(bytes(9))
    with pytest.raises(InputRefusedError, match=r"found 1 in .*, all refused \(zeros\.txt: "):
        build(empty, root)
    assert current_id(root) == first
    with pytest.raises(InputRefusedError):
        build(empty, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_damaged_generation_lends_no_vectors_and_is_mended(seeds: Path, tmp_path: Path) -> None:
    first = build(seeds, tmp_path / "index")
    path = tmp_path / "index" / "generations" / first.generation / "vectors.faiss"
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    report = build(seeds, tmp_path / "index")
    assert report.reused_vectors == 0
    assert report.warnings == (
        f"no vectors reused: expected an undamaged generation {first.generation}; found vectors.faiss differs from its "
        "hash in the manifest; run `wenju build` or `wenju rollback`",
    )
    assert report.generation == first.generation
    assert path.read_bytes() == content


def test_what_the_package_offers() -> None:
    assert embeddings.__all__ == ["Encoder", "Index", "IndexConfig", "build", "load_encoder"]
    assert load_encoder().encode_query("南京").shape == (load_encoder().dim,)


def test_the_built_seeds_answer(tmp_path: Path) -> None:
    build(SEEDS, tmp_path)
    index = Index.open(tmp_path)
    hit = index.lexical(terms("南京元宇宙及关联产业规模"), 1)[0]
    assert hit.passage.heading == "南京"
    assert "1350億元" in hit.passage.text
    assert hit.source.path.startswith("003")
    nearest = index.dense(index.encoder.encode_query("张江元宇宙创新发展联盟的成员"), 3)
    assert nearest[0].source.path.startswith("002")


STAGES = ("read", "clean", "chunk", "encode", "index", "write")


def everything(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize("last", STAGES)
def test_a_build_that_is_cancelled_leaves_all_as_it_was(seeds: Path, tmp_path: Path, last: str) -> None:
    root = tmp_path / "index"
    first = build(seeds, root).generation
    before = everything(root)
    add(seeds, "9.json", title="新闻", text="这一段文字是新加的，别处没有。")
    cancel = Event()
    told: list[tuple[str, int, int]] = []

    def progress(stage: str, done: int, total: int) -> None:
        told.append((stage, done, total))
        if stage == last:
            cancel.set()

    with pytest.raises(BuildCancelledError, match=r"found a cancel at the stage \w+; build again"):
        build(seeds, root, progress=progress, cancel=cancel)
    assert told[-1][0] == last
    assert everything(root) == before
    assert current_id(root) == first
    assert build(seeds, root).documents == 6


def test_what_progress_raises_stops_the_build(seeds: Path, tmp_path: Path) -> None:
    class StopError(Exception):
        pass

    def progress(stage: str, done: int, total: int) -> None:
        if stage == "encode":
            raise StopError

    with pytest.raises(StopError):
        build(seeds, tmp_path / "index", progress=progress)
    assert [path.name for path in (tmp_path / "index").rglob("*") if path.is_file()] == [".lock"]


def test_a_cancel_that_comes_after_the_commit_is_too_late(seeds: Path, tmp_path: Path) -> None:
    cancel = Event()
    told: list[tuple[str, int, int]] = []

    def progress(stage: str, done: int, total: int) -> None:
        told.append((stage, done, total))
        if (stage, done) == ("write", 2):
            cancel.set()

    report = build(seeds, tmp_path, progress=progress, cancel=cancel)
    assert report.generation == current_id(tmp_path)
    assert told[-3:] == [("write", 0, 2), ("write", 1, 2), ("write", 2, 2)]
    assert [each for each in told if each[0] == "read"] == [("read", 0, 1), *(("read", at, 5) for at in range(1, 6))]
