import json
from pathlib import Path

import pytest

from embeddings.errors import InputRefusedError
from qa.evaluation.golden import GoldenQuestion, read_golden

LINE = {
    "id": "q1",
    "lang": "zh",
    "type": "number",
    "question": "共多少条措施？",
    "docs": ["001"],
    "answers": ["30条"],
    "history": ["横琴呢？"],
}


def squad(*paragraphs: dict[str, object]) -> str:
    return json.dumps({"version": "v", "data": [{"title": "谜底", "paragraphs": list(paragraphs)}]})


def asked(name: str, *answers: str) -> dict[str, object]:
    return {"id": name, "question": f"{name}？", "answers": [{"text": text, "answer_start": 0} for text in answers]}


def test_golden_lines_are_read_one_by_one_and_blank_lines_are_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "golden.jsonl"
    unanswerable = {"id": "q2", "question": "深圳呢？", "docs": [], "answers": []}
    file.write_text(f"{json.dumps(LINE)}\n\n{json.dumps(unanswerable)}\n", encoding="utf-8-sig")
    golden = read_golden(file)
    assert golden.documents is None
    assert golden.questions == [
        GoldenQuestion(
            id="q1",
            lang="zh",
            type="number",
            question="共多少条措施？",
            docs=("001",),
            answers=("30条",),
            history=("横琴呢？",),
        ),
        GoldenQuestion(id="q2", question="深圳呢？", docs=(), answers=()),
    ]


def test_contexts_become_articles_without_their_titles_and_equal_ones_are_one_article(tmp_path: Path) -> None:
    file = tmp_path / "squad.json"
    file.write_text(
        squad(
            {"context": "甲在北京。", "qas": [asked("a", "北京", "北京", "北京。")]},
            {"context": "乙在南京。", "qas": [asked("b", "南京"), asked("c")]},
            {"context": "甲在北京。", "qas": [asked("d", "甲")]},
        ),
        encoding="utf-8",
    )
    golden = read_golden(file)
    assert golden.documents is not None
    assert [(each.text, each.source.path, each.source.title) for each in golden.documents] == [
        ("甲在北京。", "context-000001", ""),
        ("乙在南京。", "context-000002", ""),
    ]
    assert golden.documents[0].sections[0].span.of("甲在北京。") == "甲在北京。"
    assert [(each.id, each.docs, each.answers) for each in golden.questions] == [
        ("a", ("context-000001",), ("北京", "北京。")),
        ("b", ("context-000002",), ("南京",)),
        ("c", (), ()),
        ("d", ("context-000001",), ("甲",)),
    ]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("g.jsonl", "{}\n", "expected a golden question; found id: Field required"),
        ("g.jsonl", f"{json.dumps(LINE)}\nnot json\n", "line 2"),
        ("g.jsonl", json.dumps({**LINE, "docs": []}), "expected both docs and answers, or neither of them"),
        ("g.jsonl", json.dumps({**LINE, "answer": "30"}), "answer: Extra inputs are not permitted"),
        ("g.jsonl", "\n", "expected at least one question; found none"),
        ("s.json", "[]", "expected a file in SQuAD format, or a .jsonl file of golden lines"),
        ("s.json", squad({"context": " ", "qas": []}), "data.0.paragraphs.0.context"),
        ("s.json", squad({"context": "甲。", "qas": []}), "expected at least one question; found none"),
    ],
)
def test_a_file_that_is_none_says_what_is_wrong_in_one_line(tmp_path: Path, name: str, content: str, said: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(InputRefusedError) as raised:
        read_golden(tmp_path / name)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_missing_file_and_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefusedError, match="No such file or directory"):
        read_golden(tmp_path / "none.json")
    (tmp_path / "gbk.jsonl").write_bytes("问题".encode("gb18030"))
    with pytest.raises(InputRefusedError, match=r"bytes that are no UTF-8"):
        read_golden(tmp_path / "gbk.jsonl")
