import json
import re
from pathlib import Path

import pytest

from embeddings.adapt.report import Adaptation, FigureChange, Verdict
from embeddings.encoders.static import StaticEncoder
from qa.cli import run
from qa.cli.evaluate import AdaptReport, adapt_text

SAME = FigureChange(
    queries=10,
    articles=100,
    ndcg_before=0.5,
    ndcg_after=0.75,
    accuracy_before=0.25,
    accuracy_after=0.5,
    low=0.125,
    high=0.375,
    verdict="helped",
)
MADE = Adaptation(
    folder="new",
    fingerprint="f1",
    base="wenju",
    base_fingerprint="f0",
    articles=90,
    held_out=10,
    pieces=1234,
    tokens=17664,
    tokens_trained=4321,
    steps=30,
    batch=256,
    seed=0,
    loss_before=1.5,
    loss_after=0.5,
    measured={"title": SAME, "cloze": SAME},
    verdict="helped",
    seconds=12.3,
)


def squad(folder: Path, articles: Path) -> Path:
    """Every title of the articles as a question of its text."""
    lines = (articles / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [(row["title"], row["text"]) for row in map(json.loads, lines)]
    paragraphs = [
        {"context": text, "qas": [{"id": title, "question": title, "answers": [{"text": text[:4]}]}]}
        for title, text in asked
    ]
    file = folder / "questions.json"
    file.write_text(json.dumps({"data": [{"title": "t", "paragraphs": paragraphs}]}), encoding="utf-8")
    return file


def test_a_new_encoder_is_written_measured_and_named(
    tmp_path: Path, paired_articles: Path, paired_encoder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new"
    arguments = ["adapt", str(paired_articles), "--out", str(out), "--encoder", str(paired_encoder), "--json"]
    assert run([*arguments, "--eval", str(squad(tmp_path, paired_articles))]) == 0
    printed = capsys.readouterr()
    report = AdaptReport.model_validate_json(printed.out)
    assert printed.err == ""
    assert (report.adaptation.articles, report.adaptation.held_out, report.adaptation.folder) == (108, 12, str(out))
    assert report.adaptation.fingerprint == StaticEncoder(out).fingerprint
    assert report.use == f"wenju build {paired_articles} --encoder {out}"
    assert report.questions is not None
    before, after = report.questions.encoders.values()
    assert (before.questions, list(report.questions.encoders)) == (120, [str(paired_encoder), str(out)])
    assert after.difference is not None
    assert after.difference["dense"]["ndcg@10"].low > 0
    assert report.verdict == "helped"
    assert run(["build", str(paired_articles), "--index", str(tmp_path / "index"), "--encoder", str(out)]) == 0

    capsys.readouterr()
    assert run(arguments) == 2
    assert f"wenju: expected a folder that does not exist yet; found {out}; " in capsys.readouterr().err


def test_questions_that_cant_be_read_are_told_before_the_work(
    tmp_path: Path, paired_articles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["adapt", str(paired_articles), "--out", str(tmp_path / "new"), "--eval", str(tmp_path / "none.jsonl")]
    assert run(arguments) == 4
    assert "expected a file of questions" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_too_few_articles_are_one_line(tmp_path: Path, repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["adapt", str(repository / "seeds"), "--out", str(tmp_path / "new")]) == 4
    said = capsys.readouterr().err
    assert re.fullmatch(r"wenju: expected at least 20 articles [^\n]+; found 5 and \d+; add articles[^\n]+\n", said)


@pytest.mark.parametrize(
    ("verdict", "advice"),
    [
        ("helped", "verdict: helped; to use it: wenju build a --encoder new"),
        (
            "made no difference",
            "verdict: made no difference; keep wenju; to use the new one all the same: wenju",
        ),
        ("hurt", "verdict: hurt; keep wenju; the new one is not worth using"),
    ],
)
def test_the_verdict_comes_last_with_what_to_do(verdict: Verdict, advice: str) -> None:
    text = adapt_text(AdaptReport(adaptation=MADE, questions=None, verdict=verdict, use="wenju build a --encoder new"))
    lines = text.splitlines()
    assert lines[0] == "new: from wenju and 90 articles, 30 steps, 4,321 of 17,664 tokens trained, 12 s"
    assert lines[-1].startswith(advice)
    assert (
        "by title                       10   0.5000  0.7500      0.2500  0.5000  +0.2500 [+0.1250, +0.3750] helped"
        in lines
    )
    assert "these queries are of the kind that it was trained on; questions of your own say more: --eval FILE" in lines
