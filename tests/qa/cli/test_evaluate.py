import json
import re
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Regex, Tokenizer, models, pre_tokenizers

from qa.cli import run
from qa.evaluation.compare import EncoderComparison
from qa.evaluation.evaluate import EvalReport

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
    assert re.search(r"^number( +1){2}( +1\.0000){5} +0\.0000$", capsys.readouterr().out, re.MULTILINE)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A sentence-transformers folder of two dimensions that knows 公路 only: the rest is one vector to it."""
    vocabulary = {"[UNK]": 0, "公": 1, "路": 2}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    weights = np.array([[1, 0], [0, 9], [0, 9]], dtype=np.float32)
    folder = tmp_path_factory.mktemp("models") / "tiny"
    module = StaticEmbedding(tokenizer, embedding_weights=weights)
    SentenceTransformer(modules=[module], device="cpu").save(str(folder), create_model_card=False)
    return str(folder)


def squad(folder: Path) -> Path:
    """Two questions of two contexts."""
    contexts = {
        "东港的码头去年新建了三座仓库。": "码头去年新建了几座仓库？",
        "西山的公路延长了。": "哪里的公路延长了？",
    }
    answers = {"东港的码头去年新建了三座仓库。": "三座", "西山的公路延长了。": "西山"}
    paragraphs = [
        {"context": text, "qas": [{"id": question, "question": question, "answers": [{"text": answers[text]}]}]}
        for text, question in contexts.items()
    ]
    file = folder / "squad.json"
    file.write_text(json.dumps({"data": [{"title": "t", "paragraphs": paragraphs}]}), encoding="utf-8")
    return file


def test_squad_questions_are_asked_of_their_own_contexts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = squad(tmp_path)
    assert run(["eval", str(file), "--index", str(tmp_path / "none"), "--json"]) == 0
    report = EvalReport.model_validate_json(capsys.readouterr().out)
    assert (report.n, report.retrieval["hybrid"].ndcg_at_10) == (2, 1.0)
    assert {name: {value: group.n for value, group in groups.items()} for name, groups in report.by.items()} == {
        "kind": {"number": 1, "place": 1}
    }


def test_encoders_are_compared_on_the_contexts_of_a_file(
    tmp_path: Path, tiny: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = squad(tmp_path)
    arguments = ["eval", str(file), "--index", str(tmp_path / "none")]
    assert run([*arguments, "--json"]) == 0
    alone = EvalReport.model_validate_json(capsys.readouterr().out)
    arguments += ["--encoder", "wenju", "--encoder", tiny]
    assert run([*arguments, "--json"]) == 0
    printed = capsys.readouterr()
    found = EncoderComparison.model_validate_json(printed.out)
    assert printed.err == ""
    assert list(found.encoders) == ["wenju", tiny]
    assert found.encoders["wenju"].retrieval == alone.retrieval
    other = found.encoders[tiny]
    assert (other.dim, other.questions) == (2, 2)
    assert other.retrieval["dense"].recall_at_1 == 1.0
    assert other.retrieval["lexical"] == alone.retrieval["lexical"]
    assert other.difference is not None
    assert other.difference["dense"]["ndcg@10"].mean == pytest.approx(1.0 - alone.retrieval["dense"].ndcg_at_10)
    assert run(arguments) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "2 questions with an answer; retrieval only: the answers are not read"
    assert [line.split()[0] for line in lines if " hybrid " in line] == ["wenju", tiny, tiny]


def test_the_articles_of_an_index_are_encoded_anew_for_each_encoder(
    tmp_path: Path, tiny: str, seeds_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "golden.jsonl"
    line = {"id": "1", "question": QUESTION, "docs": ["003"], "answers": ["1350亿元"]}
    follow_up = {**line, "id": "2", "question": "那南京呢？", "history": [QUESTION.replace("南京", "合肥")]}
    file.write_text("\n".join(json.dumps(each) for each in (line, follow_up)), encoding="utf-8")
    before = sorted(path.name for path in (seeds_index / "generations").iterdir())
    assert run(["eval", str(file), "--encoder", tiny, "--encoder", "wenju", "--json"]) == 0
    found = EncoderComparison.model_validate_json(capsys.readouterr().out)
    assert [report.questions for report in found.encoders.values()] == [2, 2]
    assert found.encoders["wenju"].retrieval["hybrid"].recall_at_1 == 1.0
    assert found.encoders[tiny].retrieval["dense"].recall_at_1 < 1.0
    assert found.encoders[tiny].difference is None
    assert sorted(path.name for path in (seeds_index / "generations").iterdir()) == before


@pytest.mark.parametrize(
    ("encoders", "said"),
    [
        (["wenju", "no/such/encoder"], "expected an encoder that is on this machine"),
        (["wenju", "wenju"], "expected different encoders; found wenju, wenju"),
    ],
)
def test_encoders_that_cant_be_compared_are_one_line(
    tmp_path: Path, encoders: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    options = [option for name in encoders for option in ("--encoder", name)]
    assert run(["eval", str(squad(tmp_path)), *options, "--json"]) == 2
    printed = capsys.readouterr()
    assert said in printed.err
    assert printed.err.count("\n") == 1
    assert printed.out == ""


def test_a_comparison_needs_a_question_with_an_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "golden.jsonl"
    file.write_text(json.dumps({"id": "1", "question": "谁？", "docs": [], "answers": []}), encoding="utf-8")
    assert run(["eval", str(file), "--encoder", "wenju"]) == 4
    assert "expected at least one question with an answer" in capsys.readouterr().err
