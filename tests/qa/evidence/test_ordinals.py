from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.encoders.load import load_encoder
from embeddings.index.snapshot import Index
from embeddings.text.normalize import Text, fold
from embeddings.text.numerals import spell
from qa.assistant.assistant import Assistant
from qa.evaluation.golden import as_document
from qa.evidence.sentences import contradicted, ordinals


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("第三季度净利润", [("quarter", 3)]),
        ("二季度和4季度", [("quarter", 2), ("quarter", 4)]),
        ("Q3 revenue, and the second quarter", [("quarter", 3), ("quarter", 2)]),
        ("上半年与下半年", [("half", 1), ("half", 2)]),
        ("in the first half of 2023; H2", [("half", 1), ("half", 2)]),
        ("基金首期规模10亿元，二期和第三期待定", [("phase", 2), ("phase", 1)]),
        ("第十二届論壇，首届", [("edition", 12), ("edition", 1)]),
        ("第3轮融资", [("round", 3)]),
        ("同期、长期、近期、学期、任期内、到期、三期间隔", []),
        ("期货、期限、限期、A轮", []),
        ("第三季 FAQ1 h2o", []),
    ],
)
def test_ordinals_of_a_text(text: str, found: list[tuple[str, int]]) -> None:
    assert sorted((each.kind, each.number) for each in ordinals(fold(text))) == sorted(found)


@given(st.integers(1, 99))
def test_spelt_and_written_numbers_are_the_same(number: int) -> None:
    spelt, written = (list(ordinals(f"第{text}届")) for text in (spell(number), str(number)))
    assert [each.number for each in spelt] == [each.number for each in written] == [number]


@pytest.mark.parametrize(
    ("question", "sentence", "above", "wrong"),
    [
        ("第三季度营收", "第二季度营收3亿元。", "", 1),
        ("第三季度营收", "第三季度营收4亿元，第二季度3亿元。", "", 0),
        ("第三季度营收", "营收4亿元。", "某公司第三季度财报", 0),
        ("第三季度营收", "营收3亿元。", "某公司二季度财报", 1),
        ("第三季度营收", "较第二季度增长一成。", "某公司三季度财报", 0),
        ("第三季度营收", "营收3亿元。", "", 0),
        ("第三季度营收", "上半年营收3亿元。", "", 0),
        ("营收", "第二季度营收3亿元。", "", 0),
        ("第一季度和第二季度的营收", "第二季度营收3亿元。", "", 0),
        ("第二届第三季度", "首届第一季度", "", 2),
    ],
)
def test_other_numbers_of_a_kind_contradict(question: str, sentence: str, above: str, wrong: int) -> None:
    assert contradicted(list(ordinals(question)), Text.of(sentence), Text.of(above)) == wrong


def test_the_figure_of_another_quarter_is_no_answer() -> None:
    article = "东湖公司发布财报。第二季度净营收为2879亿元，同比增长7.6%；净利润66亿元，同比增长50%。"
    assistant = Assistant.of(Index.from_documents([as_document(article, path="东湖.txt")], encoder=load_encoder()))
    assert assistant.ask("东湖公司第二季度净利润是多少？").short_answer == "66亿元"
    refused = assistant.ask("东湖公司第三季度净利润是多少？")
    assert refused.status == "no_evidence"
    assert [(each.kind, each.text) for each in refused.missing] == [("ordinal", "第三季度")]
    assert "最接近的段落没有提到：第三季度。" in refused.text
