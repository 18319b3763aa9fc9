from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from embeddings.build import build
from qa.cli import run

if TYPE_CHECKING:
    from tests.conftest import MakeDocx, MakePdf

ONE_LINE = re.compile(r"wenju: expected [^\n]+; found [^\n]+; [^\n]+\n")


def article(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def test_generations_are_listed_checked_and_rolled_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seeds, index = tmp_path / "seeds", tmp_path / "index"
    article(seeds, "a.txt", "东港的码头去年新建了三座仓库。")
    first = build(seeds, index).generation
    article(seeds, "b.txt", "西山的公路今年将延长十二公里。")
    second = build(seeds, index).generation
    assert run(["status", "--index", str(index), "--json"]) == 0
    status = json.loads(capsys.readouterr().out)
    assert status["generation"] == second
    assert [(each["id"], each["current"], each["documents"]) for each in status["generations"]] == [
        (second, True, 2),
        (first, False, 1),
    ]
    assert run(["rollback", "--index", str(index)]) == 0
    assert capsys.readouterr().out == f"generation {first} is in use\n"
    assert run(["rollback", second, "--index", str(index), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"index": str(index), "generation": second}
    assert run(["verify", "--index", str(index)]) == 0
    assert capsys.readouterr().out == "every file is as its hash says\n"
    assert run(["status", "--index", str(index)]) == 0
    assert re.search(rf"^\* {second}  .* 2 documents, 2 passages, encoder wenju", capsys.readouterr().out, re.MULTILINE)


def test_articles_that_two_generations_do_not_have_alike(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seeds, index = tmp_path / "seeds", tmp_path / "index"
    article(seeds, "a.txt", "东港的码头去年新建了三座仓库。")
    first = build(seeds, index).generation
    article(seeds, "b.txt", "西山的公路今年将延长十二公里。")
    second = build(seeds, index).generation
    assert run(["diff", "--index", str(index)]) == 0
    assert capsys.readouterr().out == (
        f"{first} to {second}: 1 added, 0 removed, 0 changed, 0 moved, 1 unchanged\n"
        "+ b.txt  西山的公路今年将延长十二公里\n"
    )
    assert run(["diff", second, first, "--index", str(index), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [each["path"] for each in found["removed"]] == ["b.txt"]
    assert run(["diff", "0" * 16, "--index", str(index)]) == 3
    assert ONE_LINE.fullmatch(capsys.readouterr().err)


def test_inspect_takes_pdf_and_word_files(
    tmp_path: Path, make_pdf: MakePdf, make_docx: MakeDocx, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.pdf").write_bytes(make_pdf(["江城方案", "规模突破三百亿元，方案今天发布。"]))
    (tmp_path / "b.docx").write_bytes(make_docx("# 目标", "规模突破三百亿元，方案今天发布。"))
    for name in ("a.pdf", "b.docx"):
        assert run(["inspect", str(tmp_path / name)]) == 0
        assert "规模突破三百亿元，方案今天发布。" in capsys.readouterr().out


def test_damage_is_found_and_the_exit_code_says_whether_it_is_in_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seeds, index = tmp_path / "seeds", tmp_path / "index"
    article(seeds, "a.txt", "东港的码头去年新建了三座仓库。")
    first = build(seeds, index).generation
    article(seeds, "b.txt", "西山的公路今年将延长十二公里。")
    second = build(seeds, index).generation
    for generation, code in ((first, 1), (second, 3)):
        with (index / "generations" / generation / "vectors.faiss").open("ab") as file:
            file.write(b"x")
        assert run(["verify", "--index", str(index)]) == code
        printed = capsys.readouterr()
        assert f"{generation}: vectors.faiss " in printed.out
        assert ONE_LINE.fullmatch(printed.err)


def test_inspect_shows_what_cleaning_did(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = repository / "seeds" / "003_862178eca5e71cc6.txt"
    assert run(["inspect", str(file)]) == 0
    printed = capsys.readouterr().out
    assert "removed: pinyin ×529: " in printed
    assert "\n    國(guó)\n" in printed
    assert run(["inspect", str(file), "--json"]) == 0
    inspection = json.loads(capsys.readouterr().out)
    assert list(inspection) == ["document", "report"]
    assert inspection["document"]["source"]["publisher"] == "元力社"
    assert inspection["report"]["path"] == "003_862178eca5e71cc6.txt"


def test_inspect_takes_each_line_of_a_jsonl_file_for_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "news.jsonl"
    file.write_text('{"text": "东港新建了三座仓库。"}\n{bad\n{"text": "西山的公路延长了。"}\n', encoding="utf-8")
    assert run(["inspect", str(file), "--json"]) == 0
    printed = capsys.readouterr()
    assert [json.loads(line)["document"]["text"] for line in printed.out.splitlines()] == [
        "东港新建了三座仓库。",
        "西山的公路延长了。",
    ]
    assert printed.err.startswith("wenju: refused: news.jsonl line 2: expected ")
    assert printed.err.count("\n") == 1


@pytest.mark.parametrize("name", ["none.txt", "picture.png", "zeros.txt", "empty.txt"])
def test_a_file_that_is_no_article_is_refused_by_name(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if name != "none.txt":
        (tmp_path / name).write_bytes(b"\0" * 4096 if name == "zeros.txt" else b"")
    assert run(["inspect", str(tmp_path / name), "--json"]) == 4
    printed = capsys.readouterr()
    assert re.fullmatch(rf"wenju: refused: {re.escape(name)}: expected [^\n]+; found[^\n]+\n", printed.err)
    assert printed.out == ""
