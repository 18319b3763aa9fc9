import json
import re
from pathlib import Path

import pytest

from embeddings.build import build
from qa.cli import run

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
