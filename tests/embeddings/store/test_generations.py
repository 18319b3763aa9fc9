from __future__ import annotations

import hashlib
import os
import re
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from embeddings.config import IndexConfig
from embeddings.errors import IndexDamagedError, IndexMissingError, UsageError, WenjuError
from embeddings.store import generations
from embeddings.store.generations import (
    DamagedGenerationWarning,
    EncoderIdentity,
    building,
    commit,
    current_id,
    list_generations,
    read_generation,
    rollback,
    use_generation,
    verify,
)

ENCODER = EncoderIdentity(name="counting", dim=3, fingerprint="c0")


def write(root: Path, text: str) -> str:
    """Commit a generation of two files that hold `text`."""
    with building(root) as folder:
        (folder / "lexical").mkdir()
        (folder / "corpus.sqlite").write_text(text)
        (folder / "lexical" / "values.npy").write_text(text * 100)
        return commit(root, folder, config=IndexConfig(), encoder=ENCODER, tokens=ENCODER, documents=1, passages=2)


def texts(root: Path) -> set[str]:
    return {(folder / "corpus.sqlite").read_text() for folder in (root / "generations").glob("[0-9a-f]*")}


def test_a_commit_is_in_use_and_of_the_same_content_the_same(tmp_path: Path) -> None:
    first = write(tmp_path, "a")
    manifest = (tmp_path / "generations" / first / "manifest.json").read_bytes()
    assert first == hashlib.sha256(manifest).hexdigest()[:16] == current_id(tmp_path)
    assert (tmp_path / "CURRENT").read_text() == f"{first} {hashlib.sha256(manifest).hexdigest()}\n"
    assert read_generation(tmp_path).folder == tmp_path / "generations" / first
    assert write(tmp_path / "elsewhere", "a") == first
    assert write(tmp_path, "a") == first
    assert texts(tmp_path) == {"a"}
    assert verify(tmp_path) == []


def test_the_last_three_stay_newest_first(tmp_path: Path) -> None:
    ids = [write(tmp_path, text) for text in "abcd"]
    found = list_generations(tmp_path)
    assert [summary.id for summary in found] == ids[:0:-1]
    assert [summary.current for summary in found] == [True, False, False]
    assert (found[0].documents, found[0].passages, found[0].encoder) == (1, 2, "counting")
    assert texts(tmp_path) == {"b", "c", "d"}
    assert write(tmp_path, "b") == ids[1]
    assert [summary.id for summary in list_generations(tmp_path)] == [ids[1], ids[3], ids[2]]


def test_rolling_back_goes_from_generation_to_generation(tmp_path: Path) -> None:
    a, b, c = (write(tmp_path, text) for text in "abc")
    assert rollback(tmp_path) == b == current_id(tmp_path)
    assert rollback(tmp_path) == a == read_generation(tmp_path).id
    with pytest.raises(UsageError, match="an earlier good generation; found none"):
        rollback(tmp_path)
    assert rollback(tmp_path, c) == c == current_id(tmp_path)
    with pytest.raises(IndexMissingError, match="generation 0000000000000000"):
        rollback(tmp_path, "0" * 16)
    with pytest.raises(UsageError, match="16 hex digits"):
        rollback(tmp_path, "../../etc")
    assert current_id(tmp_path) == c


def test_rolling_back_skips_what_is_damaged(tmp_path: Path) -> None:
    a, b, _ = (write(tmp_path, text) for text in "abc")
    (tmp_path / "generations" / b / "corpus.sqlite").write_text("z")
    with pytest.raises(IndexDamagedError, match=r"corpus\.sqlite differs from its hash"):
        rollback(tmp_path, b)
    assert rollback(tmp_path) == a


def test_nothing_built_is_said_with_its_remedy(tmp_path: Path) -> None:
    assert current_id(tmp_path / "none") is None
    assert list_generations(tmp_path / "none") == []
    for call in (read_generation, verify, rollback):
        with pytest.raises(IndexMissingError, match=r"expected an index in .*; found none; run `wenju build`"):
            call(tmp_path / "none")
    (tmp_path / "file").write_text("")
    assert current_id(tmp_path / "file") is None


@pytest.mark.parametrize("name", ["corpus.sqlite", "lexical/values.npy", "manifest.json"])
@pytest.mark.parametrize("damage", ["flipped bit", "truncated", "missing"])
def test_damage_is_refused_or_the_newest_good_one_used_with_a_warning(name: str, damage: str, tmp_path: Path) -> None:
    only = write(tmp_path, "a")
    path = tmp_path / "generations" / only / name
    _damage(path, damage)
    with pytest.raises(IndexDamagedError):
        read_generation(tmp_path)
    assert [finding.file for finding in verify(tmp_path)] == [name]
    assert write(tmp_path, "a") == only == read_generation(tmp_path).id  # a build of the same content mends it
    write(tmp_path, "b")
    _damage(tmp_path / "generations" / str(current_id(tmp_path)) / name, damage)
    with pytest.warns(DamagedGenerationWarning, match=f"meanwhile generation {only} is used"):
        assert read_generation(tmp_path).id == only


@pytest.mark.parametrize("content", ["", "nonsense", "0" * 16 + " " + "0" * 64 + "\n", None])
def test_a_damaged_pointer_is_damage_too(content: str | None, tmp_path: Path) -> None:
    only = write(tmp_path, "a")
    pointer = tmp_path / "CURRENT"
    pointer.write_text(pointer.read_text().replace(only[0], "x", 1) if content is None else content)
    with pytest.warns(DamagedGenerationWarning, match=f"generation {only} is used"):
        assert read_generation(tmp_path).id == only
    assert [(finding.file, finding.problem) for finding in verify(tmp_path)] == [
        ("CURRENT", "names no generation that exists")
    ]
    write(tmp_path, "a")
    assert verify(tmp_path) == []


def _damage(path: Path, damage: str) -> None:
    content = path.read_bytes()
    if damage == "missing":
        path.unlink()
    elif damage == "truncated":
        path.write_bytes(content[:-1])
    else:
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))


def test_leavings_stop_nothing_and_are_cleared_away(tmp_path: Path) -> None:
    write(tmp_path, "a")
    for leaving in (".building", ".removed-0123456789abcdef"):
        (tmp_path / "generations" / leaving / "deep").mkdir(parents=True)
        (tmp_path / "generations" / leaving / "deep" / "file").write_text("half")
    (tmp_path / ".CURRENT.new").write_text("half")
    assert read_generation(tmp_path).id == write(tmp_path, "a")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "CURRENT", "generations"]
    assert [path.name for path in (tmp_path / "generations").iterdir()] == [current_id(tmp_path)]


def test_a_second_build_at_the_same_time_gets_one_clear_error(tmp_path: Path) -> None:
    with building(tmp_path):
        with pytest.raises(
            WenjuError, match=r"expected no other build of .*; found one that is running; wait"
        ) as caught:
            write(tmp_path, "a")
        assert caught.value.exit_code == 1
        with pytest.raises(WenjuError, match="no other build"):
            rollback(tmp_path)
    assert write(tmp_path, "a") == current_id(tmp_path)


def test_a_build_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    first = write(tmp_path, "a")
    with pytest.raises(IsADirectoryError), building(tmp_path) as folder:
        folder.write_text("")
    assert current_id(tmp_path) == first
    assert texts(tmp_path) == {"a"}


@pytest.mark.parametrize("moment", ["during the check", "before the load"])
def test_a_generation_removed_while_it_is_opened_gives_way_to_the_one_in_use(
    moment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "a")
    calls = 0

    def three_commits_first() -> None:
        nonlocal calls
        calls += 1
        if calls == 1:
            for text in "bcd":
                write(tmp_path, text)

    def load(found: generations.Generation) -> str:
        if moment == "before the load":
            three_commits_first()
        return (found.folder / "corpus.sqlite").read_text()

    if moment == "during the check":
        monkeypatch.setattr(generations, "read_manifest", _after(three_commits_first, generations.read_manifest))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert use_generation(tmp_path, load) == "d"
    with pytest.raises(IndexDamagedError, match=r"corpus\.sqlite gone; try again"):
        use_generation(tmp_path, _removing, generation=current_id(tmp_path))


def _after(first: Callable[[], None], then: Callable[[Path], generations.Manifest]) -> Callable[..., object]:
    def call(folder: Path) -> generations.Manifest:
        first()
        return then(folder)

    return call


def _removing(found: generations.Generation) -> str:
    (found.folder / "corpus.sqlite").unlink()
    return (found.folder / "corpus.sqlite").read_text()


class CrashError(Exception):
    """The power went off."""


def _crash_at(monkeypatch: pytest.MonkeyPatch, point: int) -> Callable[[], int]:
    """Let the `point`-th call that touches the disk in a commit fail; tells how many there were."""
    calls = 0

    def counted(function: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **named: object) -> object:
            nonlocal calls
            calls += 1
            if calls == point:
                raise CrashError(f"{function.__name__}{arguments}")
            return function(*arguments, **named)

        return call

    for owner, name in [
        (os, "fsync"),
        (os, "utime"),
        (Path, "rename"),
        (Path, "replace"),
        (Path, "write_text"),
        (Path, "write_bytes"),
        (generations.shutil, "rmtree"),
    ]:
        monkeypatch.setattr(owner, name, counted(getattr(owner, name)))
    return lambda: calls


def _open(root: Path) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # no crash may leave damage behind
        return (read_generation(root).folder / "corpus.sqlite").read_text()


def test_a_crash_at_any_point_leaves_one_whole_generation_in_use(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        count = _crash_at(patch, 0)
        for text in "abcd":
            write(tmp_path / "counted", text)
        total = count()
    assert total > 40
    for point in range(1, total + 1):
        root, acknowledged = tmp_path / str(point), ""
        with pytest.MonkeyPatch.context() as patch:
            _crash_at(patch, point)
            for attempted in "abcd":
                try:
                    write(root, attempted)
                except CrashError:
                    break
                acknowledged = attempted
            else:
                pytest.fail("nothing crashed")
        if acknowledged or (root / "CURRENT").exists():
            assert _open(root) in {acknowledged, attempted}
        write(root, "e")
        assert _open(root) == "e"
        assert verify(root) == []
        assert len(texts(root)) <= 3


KILLED = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from embeddings.config import IndexConfig
from embeddings.store.generations import EncoderIdentity, building, commit
root, number = Path(sys.argv[1]), 0
while True:
    number += 1
    with building(root) as folder:
        (folder / "corpus.sqlite").write_text(f"{number} " * 20_000)
        identity = EncoderIdentity(name="counting", dim=3, fingerprint="c0")
        commit(
            root, folder, config=IndexConfig(), encoder=identity, tokens=identity, documents=1, passages=1
        )
    print(number, flush=True)
"""


def test_no_acknowledged_build_is_lost_to_kill_9(tmp_path: Path) -> None:
    child = [sys.executable, "-c", KILLED, str(tmp_path), str(Path.cwd())]
    for kill in range(12):
        with subprocess.Popen(child, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(0.0013 * kill)
            process.send_signal(signal.SIGKILL)
            acknowledged = [int(line) for line in process.stdout.read().split()] or [1]
        text = _open(tmp_path)
        assert re.fullmatch(r"(\d+ )\1*", text)
        assert int(text.split()[0]) in {acknowledged[-1], acknowledged[-1] + 1}
        assert verify(tmp_path) == []
