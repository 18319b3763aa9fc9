import io
import re
import sys
from pathlib import Path

import pytest

from embeddings.schema import BuildReport
from qa.cli import run


def test_a_build_says_what_cleaning_did_and_the_same_seeds_give_the_same_generation(
    tmp_path: Path, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["build", str(repository / "seeds"), "--index", str(tmp_path / "index")]
    assert run(arguments) == 0
    said = capsys.readouterr().out
    assert "5 documents" in said
    assert re.search(r"^removed: .*pinyin 529.*unrelated_headlines 31$", said, re.MULTILINE)
    assert run([*arguments, "--json"]) == 0
    printed = capsys.readouterr()
    report = BuildReport.model_validate_json(printed.out)
    assert (report.documents, report.unchanged) == (5, True)
    assert f"generation {report.generation}: " in said
    assert printed.err == ""


def article(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def test_another_folder_needs_yes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b, index = tmp_path / "a", tmp_path / "b", str(tmp_path / "index")
    article(a, "1.txt", "东港的码头去年新建了三座仓库。")
    article(b, "2.txt", "西山的公路今年将延长十二公里。")
    assert run(["build", str(a), "--index", index]) == 0
    capsys.readouterr()
    assert run(["build", str(b), "--index", index]) == 4
    printed = capsys.readouterr()
    assert printed.out == ""
    assert re.fullmatch(rf"wenju: expected articles of {a}, .*; found {b}, without 1 of its 1 .*\n", printed.err)
    monkeypatch.setattr(sys, "stdin", Terminal("n\n"))
    assert run(["build", str(b), "--index", index]) == 4
    assert capsys.readouterr().err.count("Go on? [y/N] ") == 1
    monkeypatch.setattr(sys, "stdin", Terminal("y\n"))
    assert run(["build", str(b), "--index", index, "--json"]) == 0
    assert BuildReport.model_validate_json(capsys.readouterr().out).documents == 1
    assert run(["build", str(a), "--index", index, "--yes"]) == 0
    assert run(["status", "--index", index]) == 0
    assert capsys.readouterr().out.endswith(f"built from {a}\n")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_damaged_current_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a, index = tmp_path / "a", tmp_path / "index"
    article(a, "1.txt", "东港的码头去年新建了三座仓库。")
    assert run(["build", str(a), "--index", str(index)]) == 0
    text = (index / "CURRENT").read_text()
    (index / "CURRENT").write_text(text[:-2] + ("0" if text[-2] != "0" else "1") + "\n")
    capsys.readouterr()
    assert run(["status", "--index", str(index)]) == 0
    assert f"warning: {index / 'CURRENT'} holds another hash" in capsys.readouterr().err
    assert run(["verify", "--index", str(index)]) == 3
    assert "CURRENT holds another hash" in capsys.readouterr().out
    assert run(["rollback", "--index", str(index)]) == 0
    assert run(["verify", "--index", str(index)]) == 0
    record = next((index / "origins").iterdir())
    record.write_text("{}")
    assert run(["verify", "--index", str(index)]) == 1  # the index itself can be used
