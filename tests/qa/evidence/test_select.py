from __future__ import annotations

from pathlib import Path

import pytest

from embeddings.index.snapshot import Index
from embeddings.text.normalize import Text
from qa.config import Settings
from qa.evidence.select import Selection, select_evidence
from qa.evidence.spans import candidate_spans
from qa.question.understand import understand
from qa.retrieval.retrieve import retrieve
from qa.schema import Lack, Where

SETTINGS = Settings()


@pytest.fixture(scope="module")
def index(seeds_index: Path) -> Index:
    return Index.open(seeds_index)


def draft(question: str, index: Index, *, k: int = 8) -> Selection:
    understood = understand(question)
    hits = retrieve(understood, index, k=k, mode="hybrid", where=Where(), settings=SETTINGS)
    return select_evidence(understood, hits, index, settings=SETTINGS)


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("网易与三亚市哪一天签约？", "12月25日，网易与三亚市政府签署战略合作协议。", "12月25日"),
        (
            "昆山产业基金的首期规模是多少？",
            "活動期間,昆山工業元宇宙應用場景生態圈發布,首期規模10億元的昆山高新區工業元宇宙產業基金成立。",
            "10億元",
        ),
        ("How large will Hefei's industry be by 2028?", "目標到2028年,元宇宙相關產業規模突破800億元;", "800億元"),
    ],
)
def test_the_best_sentence(question: str, sentence: str, answer: str | None, index: Index) -> None:
    first = draft(question, index).evidence[0]
    text = first.span.of(index.document(first.doc_id).text)
    assert text == sentence
    assert (first.answer.of(text) if first.answer else None) == answer


@pytest.mark.parametrize(
    ("question", "missing", "nearest"),
    [
        ("特斯拉在上海的工厂有多少员工？", ("特斯拉",), 3),
        ("深圳的元宇宙产业规模目标是多少？", ("深圳",), 3),
        ("Who won the 2022 FIFA World Cup?", ("FIFA World Cup",), 3),
        ("火星殖民地的飲用水價格是多少？", (), 0),
    ],
)
def test_no_evidence_says_which_name_is_missing_and_what_is_nearest(
    question: str, missing: tuple[str, ...], nearest: int, index: Index
) -> None:
    found = draft(question, index)
    assert found.evidence == ()
    assert tuple(each.text for each in found.missing if each.kind == "name") == missing
    assert len(found.nearest) == nearest


def test_the_same_news_told_twice_is_quoted_once(index: Index) -> None:
    found = draft("到2025年上海元宇宙相关产业规模将达到多少？", index)
    quotes = [each.span.of(index.document(each.doc_id).text) for each in found.evidence]
    assert sum("3500亿元" in quote for quote in quotes) == 1


def test_a_list_of_figures_holds_those_of_the_year_from_every_article(index: Index) -> None:
    found = draft("哪些城市提出了2025年的元宇宙产业规模目标？分别是多少？", index, k=16)
    figures = [
        span.of(text)
        for each in found.evidence
        for text in [each.span.of(index.document(each.doc_id).text)]
        for span in candidate_spans(understand("规模是多少？"), Text.of(text))
    ]
    assert sorted(figures) == ["1350億元", "3500亿元", "500 億元", "500億元"]


def test_an_agency_line_is_never_quoted(index: Index) -> None:
    found = draft("横琴粤澳深度合作区官网什么时候发布《实施方案》？", index)
    first = found.evidence[0]
    quote = first.span.of(index.document(first.doc_id).text)
    assert quote.startswith("8月22日，横琴粤澳深度合作区官网发布")


def test_no_hits_no_evidence(index: Index) -> None:
    missing = Lack(kind="name", text="南京", by="found")
    found = select_evidence(understand("南京？"), [], index, settings=SETTINGS)
    assert (found.evidence, found.missing, found.probability) == ((), (missing,), 0.0)
