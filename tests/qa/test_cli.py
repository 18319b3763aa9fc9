import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from embeddings.build import build
from embeddings.schema import BuildReport
from qa.cli import run
from qa.evaluate import EvalReport
from qa.schema import Answer

QUESTION = "南京到2025年元宇宙及关联产业规模目标是多少？"
QUOTE = "高標準打造1-2個元宇宙特色園區,到2025 年,元宇宙及關聯產業規模超過1350億元。"
ONE_LINE = re.compile(r"wenju: expected [^\n]+; found [^\n]+; [^\n]+\n")


@pytest.fixture(autouse=True)
def _default_index(monkeypatch: pytest.MonkeyPatch, seeds_index: Path) -> None:
    monkeypatch.setenv("WENJU_INDEX", str(seeds_index))
    monkeypatch.delenv("WENJU_DEBUG", raising=False)


def article(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def test_an_answer_is_printed_with_its_short_form_text_and_sources(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", QUESTION]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith(f"1350億元\n\n{QUOTE}[1]\n")
    assert "\n[1] " in printed.out
    assert " · 元力社 · 003_862178eca5e71cc6.txt\n    “" + QUOTE + "”\n" in printed.out
    assert printed.err == ""


def test_json_is_the_answer_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", QUESTION, "--json"]) == 0
    printed = capsys.readouterr()
    answer = Answer.model_validate_json(printed.out)
    assert (answer.status, answer.short_answer, answer.citations[0].quote) == ("answered", "1350億元", QUOTE)
    assert answer.citations[0].path == "003_862178eca5e71cc6.txt"
    assert printed.err == ""


def test_history_makes_a_follow_up_whole(capsys: pytest.CaptureFixture[str]) -> None:
    history = "合肥高新区到2028年元宇宙相关产业规模目标是多少？"
    assert run(["ask", "那南京呢？", "--history", "谁是张江集团董事长？", "--history", history, "--json"]) == 0
    assert Answer.model_validate_json(capsys.readouterr().out).short_answer == "1350億元"


def test_filters_leave_articles_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", "横琴的《实施方案》一共有多少条措施？", "--publisher", "财联社", "--json"]) == 0
    assert Answer.model_validate_json(capsys.readouterr().out).short_answer == "30条"
    assert run(["ask", "横琴的《实施方案》一共有多少条措施？", "--after", "2022-08-24", "--json"]) == 0
    assert Answer.model_validate_json(capsys.readouterr().out).status == "no_evidence"


def test_what_is_in_no_article_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", "苹果公司什么时候发布Vision Pro头显？"]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("文章里没有找到答案。")
    assert "[1]" not in printed.out


def test_search_lists_hits_with_the_parts_of_their_scores(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", QUESTION, "-k", "2", "--mode", "lexical", "--json"]) == 0
    hits = json.loads(capsys.readouterr().out)
    assert [hit["rank"] for hit in hits] == [1, 2]
    assert hits[0]["source"]["path"] == "003_862178eca5e71cc6.txt"
    assert run(["search", QUESTION, "-k", "1"]) == 0
    printed = capsys.readouterr().out
    assert re.match(r"1\. \d\.\d{4}  [^\n]+003_862178eca5e71cc6\.txt\n   .+\(BM25 [\d.]+, cosine [\d.]+\)\n$", printed)


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


def test_golden_questions_are_asked_of_the_index(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "golden.jsonl"
    lines = [
        {"id": "1", "type": "number", "lang": "zh", "question": QUESTION, "docs": ["003"], "answers": ["1350亿元"]},
        {"id": "2", "type": "person", "lang": "zh", "question": "谁是东港镇镇长？", "docs": [], "answers": []},
    ]
    file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    assert run(["eval", str(file), "--json"]) == 0
    report = EvalReport.model_validate_json(capsys.readouterr().out)
    assert (report.n, report.answerable, report.unanswerable, report.worst) == (2, 1, 1, ())
    assert report.retrieval["hybrid"].recall_at_1 == 1.0
    assert report.reading.short_answer_em == 1.0
    assert report.reading.refused_of_unanswerable == 1.0
    assert run(["eval", str(file)]) == 0
    assert re.search(
        r"^number +1 +1 +1\.0000 +1\.0000 +1\.0000 +1\.0000 +0\.0000$", capsys.readouterr().out, re.MULTILINE
    )


def test_squad_questions_are_asked_of_their_own_contexts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    contexts = {
        "东港的码头去年新建了三座仓库。": "码头去年新建了几座仓库？",
        "西山的公路延长了。": "哪里的公路延长了？",
    }
    answers = {"东港的码头去年新建了三座仓库。": "三座", "西山的公路延长了。": "西山"}
    paragraphs = [
        {"context": text, "qas": [{"id": question, "question": question, "answers": [{"text": answers[text]}]}]}
        for text, question in contexts.items()
    ]
    file = tmp_path / "squad.json"
    file.write_text(json.dumps({"data": [{"title": "t", "paragraphs": paragraphs}]}), encoding="utf-8")
    assert run(["eval", str(file), "--index", str(tmp_path / "none"), "--json"]) == 0
    report = EvalReport.model_validate_json(capsys.readouterr().out)
    assert (report.n, report.retrieval["hybrid"].ndcg_at_10, report.by) == (2, 1.0, {})


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["ask"], 2),
        (["nonsense"], 2),
        (["ask", "问", "--nonsense"], 2),
        (["ask", "问", "--after", "昨天"], 2),
        (["ask", "问", "--before", "2022-02-30"], 2),
        (["ask", "问", "--generator", "llm"], 2),
        (["ask", "问", "--generator", "oracle"], 2),
        (["search", "问", "-k", "0"], 2),
        (["search", "问", "--mode", "psychic"], 2),
        (["rollback", "zz"], 2),
        (["rollback"], 2),
        (["build", "--encoder", "no/such/encoder"], 2),
        (["ask", "问", "--index", "none"], 3),
        (["search", "问", "--index", "none"], 3),
        (["status", "--index", "none"], 3),
        (["verify", "--index", "none"], 3),
        (["rollback", "--index", "none"], 3),
        (["rollback", "0123456789abcdef"], 3),
        (["ask", ""], 4),
        (["ask", " \n\t"], 4),
        (["ask", "？！"], 4),
        (["ask", "问" * 10_000], 4),
        (["ask", "什么\x07"], 4),
        (["ask", "问\ud800"], 4),
        (["ask", "那呢？", "--history", ""], 4),
        (["serve", "--host", "0.0.0.0"], 2),
        (["serve", "--port", "70000"], 2),
        (["build", "none"], 4),
        (["eval", "none.jsonl"], 4),
    ],
)
def test_a_wrong_command_is_one_line_and_its_exit_code(
    arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == code
    printed = capsys.readouterr()
    assert ONE_LINE.fullmatch(printed.err)
    assert printed.out == ""


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


def test_without_a_command_there_is_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    for command in ("build", "ask", "search", "eval", "inspect", "status", "verify", "rollback", "serve"):
        assert re.search(rf"^  {command} +[A-Z].*\.$", printed.out, re.MULTILINE)
        assert run([command, "--help"]) == 0
        assert f"Usage: wenju {command}" in capsys.readouterr().out


BROKEN = "import qa.cli.asking; qa.cli.asking.Assistant = None; qa.cli.main()"
"""A program with an error that nobody foresaw."""


@pytest.mark.parametrize("debug", [[], ["--debug"]])
def test_an_unexpected_error_is_one_line_unless_debugging(debug: list[str], repository: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", BROKEN, *debug, "ask", "问"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=repository,
        check=False,
        env={**os.environ, "LC_ALL": "C"},
    )
    assert done.returncode == 1
    assert done.stdout == ""
    if debug:
        assert done.stderr.startswith("Traceback (most recent call last):")
    else:
        assert ONE_LINE.fullmatch(done.stderr)
        assert "AttributeError" in done.stderr


def test_chinese_is_printed_as_utf_8_whatever_the_stream_was(repository: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from qa.cli import main; main()", "ask", QUESTION],
        capture_output=True,
        cwd=repository,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert done.stdout.decode("utf-8").startswith("1350億元\n")
