import json
import re
from pathlib import Path

import pytest

from qa.cli import run
from qa.evaluate import EvalReport

QUESTION = "南京到2025年元宇宙及关联产业规模目标是多少？"


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
