from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from embeddings.ingest import extract as module
from embeddings.ingest.extract import ExtractLimits, Extractor

if TYPE_CHECKING:
    from tests.conftest import MakeDocx, MakePdf

ODD_CHILD = """
import json, os, sys, time
while line := sys.stdin.buffer.readline():
    content = sys.stdin.buffer.read(json.loads(line)["size"])
    if content == b"crash":
        os._exit(3)
    if content == b"killed":
        os.kill(os.getpid(), 9)
    if content == b"sleep":
        time.sleep(60)
    if content == b"lie":
        sys.stdout.write("999999999999\\n")
    else:
        reply = json.dumps({"text": f"{content.decode()} {os.getpid()}"})
        sys.stdout.write(f"{len(reply)}\\n{reply}")
    sys.stdout.flush()
"""


@pytest.fixture
def odd_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "child.py").write_text(ODD_CHILD, encoding="utf-8")
    monkeypatch.setattr(module, "_CHILD", tmp_path / "child.py")


@pytest.mark.usefixtures("odd_child")
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"crash", "found one that its parser fails on (exit 3); save it anew"),
        (b"killed", "expected a file that is read in 60 seconds of processor time; found one that takes longer"),
        (b"lie", "expected a file that is read in 180 seconds; found one"),
    ],
)
def test_a_child_that_fails_costs_its_own_file_only(content: bytes, reason: str) -> None:
    with Extractor() as extractor:
        before, again = extractor.extract("pdf", b"one"), extractor.extract("pdf", b"two")
        assert before.text.split()[1] == again.text.split()[1]
        assert reason in str(extractor.extract("pdf", content).refusal)
        after = extractor.extract("pdf", b"three")
        assert (after.text.split()[0], after.refusal) == ("three", None)
        assert after.text.split()[1] != before.text.split()[1]


@pytest.mark.usefixtures("odd_child")
def test_a_child_that_takes_too_long_is_ended() -> None:
    with Extractor(ExtractLimits(wall_seconds=0.3)) as extractor:
        refusal = extractor.extract("pdf", b"sleep").refusal
    assert refusal is not None
    assert str(refusal).startswith("expected a file that is read in 0.3 seconds; found one that takes longer; ")


def test_one_child_reads_both_kinds(make_pdf: MakePdf, make_docx: MakeDocx) -> None:
    with Extractor() as extractor:
        page = extractor.extract("pdf", make_pdf(["江城发布方案。"], ["第二页。"], title="江城发布方案"))
        word = extractor.extract("docx", make_docx("# 目标", "规模300亿元。", title="方案", author="江城日报"))
    assert page == ("江城发布方案。\n\f第二页。\n", "江城发布方案", None, "2024-06-18", None)
    assert word == ("# 目标\n规模300亿元。", "方案", "江城日报", None, None)
