from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.encoders.load import load_encoder
from embeddings.index.snapshot import Index
from embeddings.schema import Document
from qa.assistant.assistant import Assistant
from qa.assistant.suggest import CHARS, made_from, openers, tried
from qa.evaluation.golden import as_document
from qa.schema import Answer

PORT = (
    "东港市交通局3月2日发布通报。一季度东港市港口吞吐量达到480万吨，比上年增长12.5%。"
    "东港市将设立临港产业研究院。5月6日，东港市与海城大学签署合作协议。东港市共推出25项措施，称为“港口25条”。"
)
TEA = "青阳县茶叶协会以“一叶知春”为主题举办春茶节。它由周明远主持。青阳县今年茶园面积达到3.2万亩。"


def document(text: str, *, path: str = "a.txt", language: str = "zh") -> Document:
    made = as_document(text, path=path)
    return made.model_copy(update={"source": made.source.model_copy(update={"language": language})})


@pytest.fixture(scope="module")
def assistant() -> Assistant:
    documents = [document(PORT, path="a.txt"), document(TEA, path="b.txt")]
    return Assistant.of(Index.from_documents(documents, encoder=load_encoder()))


def asked(text: str, *, language: str = "zh") -> list[tuple[str, str]]:
    return [(made.question, made.answer) for made in made_from(document(text, language=language))]


@pytest.mark.parametrize(
    ("text", "question", "answer"),
    [
        (PORT, "一季度东港市港口吞吐量达到多少？", "480万吨"),
        (PORT, "东港市将设立什么？", "临港产业研究院"),
        (PORT, "东港市与海城大学签署合作协议是什么时候？", "5月6日"),
        (PORT, "东港市共推出多少项措施？", "25项"),
        (TEA, "青阳县茶叶协会以什么为主题举办春茶节？", "“一叶知春”"),
        (TEA, "青阳县今年茶园面积达到多少？", "3.2万亩"),
    ],
)
def test_the_word_that_asks_takes_the_place_of_what_is_asked_for(text: str, question: str, answer: str) -> None:
    assert (question, answer) in asked(text)


def test_a_clause_that_leans_on_another_asks_nothing() -> None:
    assert asked("该公司设立了25个网点。其中增长12.5%。") == []
    assert asked("据王明介绍，成都市第十四次会议提出，占四川省比重达64.3%。") == []


def test_questions_are_in_the_script_of_the_article() -> None:
    assert asked("網易將在三亞設立網易海南總部。", language="zh-Hant") == [("網易將在三亞設立什麼？", "網易海南總部")]


def test_an_english_article_gives_none() -> None:
    assert asked("NetEase signed the agreement on 25 December.", language="en") == []


@given(st.text(alphabet="东港市在3月5日设立“《》”,，。12亿元共推出条第", max_size=60))
def test_any_text_gives_short_questions_that_hold_no_answer_of_theirs(text: str) -> None:
    for question, answer in asked(text or "。"):
        assert len(question) in CHARS
        assert answer in text


def test_only_what_is_answered_from_the_same_article_is_kept(assistant: Assistant) -> None:
    port = assistant.documents()[0]
    candidates = list(made_from(port))
    kept = tried(candidates, assistant.ask, count=2)
    assert kept == tuple(made.question for made in candidates[:2])
    elsewhere = [made._replace(doc_id="another") for made in candidates]
    assert tried(elsewhere, assistant.ask, count=2) == ()
    assert tried(candidates, assistant.ask, count=2, known=[port.text]) == ()


def test_what_is_answered_with_a_doubt_is_left_out(assistant: Assistant) -> None:
    def doubting(question: str) -> Answer:
        return assistant.ask(question).model_copy(update={"notes": ("这些句子不一定回答了问题。",)})

    candidates = list(made_from(assistant.documents()[0]))
    assert tried(candidates, doubting, count=2) == ()


def test_no_more_are_asked_than_the_limit(assistant: Assistant) -> None:
    calls: list[str] = []

    def ask(question: str) -> Answer:
        calls.append(question)
        return assistant.ask("月球上有什么？")

    candidates = list(made_from(assistant.documents()[0])) * 10
    assert tried(candidates, ask, count=1) == ()
    assert len(calls) == 4


def test_openers_cover_the_articles(assistant: Assistant) -> None:
    found = openers(assistant.documents(), assistant.ask, count=4)
    assert len(found) == 2
    assert "东港市" in found[0]
    assert "青阳县" in found[1]
    assert assistant.openers(count=1) == found[:1]


def test_what_is_suggested_does_not_repeat_the_answer(assistant: Assistant) -> None:
    answer = assistant.ask("一季度东港市港口吞吐量达到多少？")
    suggested = assistant.suggest(answer)
    assert suggested
    assert "一季度东港市港口吞吐量达到多少？" not in suggested
    for question in suggested:
        assert assistant.ask(question).status == "answered"
