from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from benchmarks import verification
from benchmarks.stored import Generation, Stored, read_generation
from benchmarks.verification import Counts, Ready, checked, main, spread, table, write_generation
from embeddings.index.snapshot import Index
from qa.evaluation.golden import GoldenQuestion, as_document

ASKED = GoldenQuestion(id="1", question="东港市一季度港口吞吐量是多少？", docs=(), answers=())
TEXT = "一季度东港市港口吞吐量达到480万吨，比上年增长12.5%。\n青阳县举办春茶节，周明远主持。"


@pytest.fixture
def ready(tmp_path: Path) -> Ready:
    write_generation([as_document(TEXT, path="a")], tmp_path / "index")
    return Ready(tmp_path / "index", [ASKED, ASKED.model_copy(update={"id": "2", "question": "？"})])


def test_documents_are_stored_as_they_are(ready: Ready) -> None:
    assert [article.text for article in read_generation(ready.folder).articles.values()] == [TEXT]
    assert [document.text for document in Index.open(ready.folder).documents()] == [TEXT]


def test_true_citations_are_counted(ready: Ready) -> None:
    said: list[str] = []
    assert checked(ready, say=said.append) == Counts(questions=1, answers=1, citations=1, not_asked=1)
    assert said == []


def test_a_quote_that_is_not_stored_is_counted_and_told(ready: Ready, monkeypatch: pytest.MonkeyPatch) -> None:
    def other(root: Path) -> Generation:
        found = read_generation(root)
        articles = {
            doc_id: Stored(article.text.replace("480", "４80"), article.source, article.sections)
            for doc_id, article in found.articles.items()
        }
        return Generation(found.id, articles)

    monkeypatch.setattr(verification, "read_generation", other)
    said: list[str] = []
    counts = checked(ready, say=said.append)
    assert (counts.citations, counts.differ) == (1, 1)
    assert said[0].startswith("1 quote: [1] of a: differs at 13 of ")


def test_the_exit_code_tells(ready: Ready, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(verification, "SETS", {"own": lambda _data, _work: iter([ready])})
    assert main(["--data", "nowhere"]) == 0
    assert "| own | 1 | 1 | 1 | 0 | 0 | 0 | 1 |" in capsys.readouterr().out
    monkeypatch.setattr(verification, "faults", lambda *_: [verification.Fault("hit", "forged")])
    assert main(["--data", "nowhere", "own"]) == 1
    assert "1 hit: forged" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["--data", "nowhere", "other"])


def test_some_questions_stand_for_all() -> None:
    questions = [ASKED.model_copy(update={"id": str(at)}) for at in range(10)]
    assert [each.id for each in spread(questions, 4)] == ["0", "2", "5", "7"]
    assert spread(questions, None) == spread(questions, 10) == questions


def test_the_table_has_a_sum() -> None:
    lines = table({"one": Counts(1000, 900, 950, 30, 0, 1, 2), "two": Counts(1, 1, 1)}).splitlines()
    assert (
        lines[0]
        == "| set | questions | answers | citations | nearest | quotes that differ | other faults | not asked |"
    )
    assert lines[1] == "|---|---|---|---|---|---|---|---|"
    assert lines[-1] == "| all | 1,001 | 901 | 951 | 30 | 0 | 1 | 2 |"


def test_sets_of_the_data_folder_are_read_as_eval_reads_them(tmp_path: Path, repository: Path) -> None:
    (tmp_path / "eval").mkdir()
    shutil.copy(repository / "qa/web/golden/seeds.jsonl", tmp_path / "eval/seeds_golden.jsonl")
    ready = next(verification.SETS["seeds_golden"](tmp_path, tmp_path))
    assert len(ready.questions) == 48
    assert len(read_generation(ready.folder).articles) == 5
