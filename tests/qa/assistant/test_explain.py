from __future__ import annotations

from pathlib import Path

import pytest

from qa.assistant.assistant import Assistant
from qa.assistant.explain import Explanation
from qa.cli.output import explanation_text
from qa.config import Settings
from qa.evidence.sentences import NAMES


@pytest.fixture(scope="module")
def assistant(seeds_index: Path) -> Assistant:
    return Assistant.open(seeds_index, settings=Settings())


@pytest.mark.parametrize(
    ("question", "kind", "outcome"),
    [
        ("横琴的《实施方案》一共有多少条措施？", "number", "answered"),
        ("深圳的元宇宙产业规模目标是多少？", "number", "name_missing"),
        ("天气如何影响小麦收成？", "way", "improbable"),
    ],
)
def test_why_it_was_answered_or_refused(question: str, kind: str, outcome: str, assistant: Assistant) -> None:
    explanation = assistant.explain(question)
    (asked,) = explanation.asked
    assert (asked.kind, asked.outcome) == (kind, outcome)
    assert explanation.answer.status == ("answered" if outcome == "answered" else "no_evidence")
    assert any(each.evidence for each in asked.sentences) is (outcome == "answered")
    assert asked.missing == (("深圳",) if outcome == "name_missing" else ())


def test_a_score_is_the_sum_of_its_parts(assistant: Assistant) -> None:
    explanation = assistant.explain("横琴的《实施方案》一共有多少条措施？")
    sentences = explanation.asked[0].sentences
    assert [each.score for each in sentences] == sorted((each.score for each in sentences), reverse=True)
    for each in sentences:
        assert tuple(each.parts) == NAMES
        assert each.score == pytest.approx(sum(each.parts.values()), abs=1e-3)
    assert explanation.asked[0].probability == explanation.answer.confidence
    assert sentences[0].text == explanation.answer.citations[0].quote
    assert Explanation.model_validate_json(explanation.model_dump_json()) == explanation


def test_the_sides_of_a_comparison_are_explained_apart(assistant: Assistant) -> None:
    explanation = assistant.explain("比较南京和深圳的元宇宙产业规模目标")
    assert [(each.text, each.outcome) for each in explanation.asked] == [
        ("南京的元宇宙产业规模目标", "answered"),
        ("深圳的元宇宙产业规模目标", "name_missing"),
    ]


def test_the_text_names_question_sentences_outcome_and_hits(assistant: Assistant) -> None:
    lines = explanation_text(assistant.explain("深圳的元宇宙产业规模目标是多少？")).splitlines()
    assert lines[0] == "question: 深圳的元宇宙产业规模目标是多少？"
    assert lines[2] == "深圳的元宇宙产业规模目标是多少？"
    assert lines[3].startswith("  kind number; focus 元宇宙产业规模目标; unit 元|人民币|美金|港币|")
    assert "; chance that the articles hold the answer 0." in lines[3]
    assert lines[4] == "  refused: no passage holds 深圳"
    assert lines[5] == "  sentences: score in nats = its largest parts + others"
    assert sum(line.startswith("    ") for line in lines[6:16]) == 10
    assert lines[17] == "hits:"
    assert lines[18].split() == ["rank", "score", "BM25", "cosine", "path", "passage"]
    assert [line.split()[0] for line in lines[19:]] == list("12345678")
