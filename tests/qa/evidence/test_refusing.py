from __future__ import annotations

from datetime import date

import pytest

from embeddings.encoders.load import load_encoder
from embeddings.index.snapshot import Index
from embeddings.schema import Document, Language, Section, Source, Span
from qa import Assistant
from qa.config import Settings
from qa.schema import LackedBy, LackKind

SURE = Settings(min_probability=1.0)
"""Everything is refused: what is missing does not depend on how sure the shipped weights are."""
TEXTS: dict[Language, tuple[str, str]] = {
    "zh": ("一季度东港市港口吞吐量达到480万吨。工程由东港集团承建。", "2021年青阳县举办春茶节，周明远主持。"),
    "zh-Hant": ("一季度東港市港口吞吐量達到480萬噸。工程由東港集團承建。", "2021年青陽縣舉辦春茶節，周明遠主持。"),
    "en": (
        "The port of Eastport handled 4.8 million tonnes in the first quarter. Eastport Group built it.",
        "In 2021 the town of Greenhill held its tea festival, hosted by John Marlow.",
    ),
}


def article(text: str, path: str, language: Language) -> Document:
    return Document(
        doc_id=f"{path:0>16}",
        source=Source(title="", title_derived=True, path=path, language=language, published=date(2022, 5, 1)),
        text=text,
        sections=(Section(heading=None, heading_span=None, span=Span(start=0, end=len(text))),),
    )


@pytest.fixture(scope="module")
def assistants() -> dict[str, Assistant]:
    """One for each language, and one that reads a single passage."""
    encoder = load_encoder()
    indexes = {
        language: Index.from_documents(
            [article(text, str(at), language) for at, text in enumerate(texts)], encoder=encoder
        )
        for language, texts in TEXTS.items()
    }
    found: dict[str, Assistant] = {language: Assistant.of(index, settings=SURE) for language, index in indexes.items()}
    return found | {"one hit": Assistant.of(indexes["zh"], settings=SURE.model_copy(update={"hits": 1}))}


@pytest.mark.parametrize(
    ("language", "question", "kind", "text", "by"),
    [
        ("zh", "海城市的港口吞吐量是多少？", "name", "海城市", "articles"),
        ("zh", "2031年东港市的港口吞吐量是多少？", "year", "2031年", "articles"),
        ("zh", "谁承建了东港市的港口？", "answer", "person", "nearest"),
        ("zh-Hant", "海城市的港口吞吐量是多少噸？", "name", "海城市", "articles"),
        ("zh-Hant", "2031年東港市的港口吞吐量是多少噸？", "year", "2031年", "articles"),
        ("zh-Hant", "東港市的港口哪天擴建？", "answer", "date", "nearest"),
        ("en", "How many tonnes did Northhaven handle?", "name", "Northhaven", "articles"),
        ("en", "How many tonnes did Eastport handle in 2031?", "year", "2031", "articles"),
        ("en", "On what day was Eastport enlarged?", "answer", "date", "nearest"),
    ],
)
def test_what_is_missing_in_each_language(
    assistants: dict[str, Assistant],
    language: str,
    question: str,
    kind: LackKind,
    text: str,
    by: LackedBy,
) -> None:
    found = assistants[language].ask(question)
    assert found.status == "no_evidence"
    assert [(each.text, each.by) for each in found.missing if each.kind == kind] == [(text, by)]
    assert found.nearest


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("zh", "2022年东港市的港口吞吐量是多少？"),
        ("zh-Hant", "2022年東港市的港口吞吐量是多少？"),
        ("en", "How many tonnes did Eastport handle in 2022?"),
    ],
)
def test_a_year_of_publication_is_not_missing(assistants: dict[str, Assistant], language: str, question: str) -> None:
    assert assistants[language].ask(question).missing == ()


def test_a_name_in_another_language_may_stand_there_under_another_name(assistants: dict[str, Assistant]) -> None:
    found = assistants["zh"].ask("How many tonnes did Northhaven handle?").missing
    assert [(each.text, each.by) for each in found if each.kind == "name"] == [("Northhaven", "found")]


def test_a_year_that_only_articles_not_found_hold_is_missing_from_those_found(assistants: dict[str, Assistant]) -> None:
    found = assistants["one hit"].ask("2021年东港市港口吞吐量达到多少万吨？").missing
    assert [(each.text, each.by) for each in found] == [("2021年", "found")]
