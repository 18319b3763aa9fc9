from __future__ import annotations

from benchmarks.refusal import Outcome, asked, documents, report
from embeddings.encoders.load import load_encoder


def test_a_question_is_asked_with_and_without_the_passages_that_answer() -> None:
    row = {
        "answer": ["480万吨"],
        "positive": ["一季度东港市港口吞吐量达到480万吨，比上年增长12.5%。", " "],
        "negative": ["青阳县举办春茶节，周明远主持。", "海城大学成立研究院。", "海城大学成立研究院。"],
    }
    outcome = asked(row, "东港市一季度港口吞吐量是多少？", load_encoder())
    assert outcome.right_first
    assert outcome.answer_in_first_sentence
    assert not outcome.refused
    assert outcome.refused_without
    assert outcome.confidence > outcome.confidence_without


def test_each_different_text_is_an_article() -> None:
    found = documents(["甲。", "乙。", "甲。", " "], "right")
    assert [document.source.path for document in found] == ["right-000", "right-001"]


def test_the_table_refuses_below_what_one_in_twenty_of_the_answerable_has() -> None:
    outcomes = [Outcome(True, True, 0.5 + at / 100, 0.1 if at < 15 else 0.9, False, False) for at in range(20)]
    lines = report(outcomes)
    assert lines[0] == "| 20 questions | |"
    assert "| right passage first | 1.0000 |" in lines
    assert "| refused without | 0.0000 |" in lines
    assert lines[-1] == "| refused without, below 0.510 (5 % of the answerable) | 0.7500 |"
