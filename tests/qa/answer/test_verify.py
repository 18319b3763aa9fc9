from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from embeddings.errors import WenjuError
from embeddings.schema import Document, Section, Source, Span
from qa.answer.answer import cite, context, text_hash, text_of, verify
from qa.schema import Answer, Citation, Draft, Evidence

TEXT = "南京目标为1350亿元[3]。\n无锡\n市里定为500亿元。"
DOCUMENT = Document(
    doc_id="d1",
    source=Source(
        title="两城", publisher="日报", published=date(2023, 3, 1), url="https://e.cn/1", path="a.txt", language="zh"
    ),
    text=TEXT,
    sections=(
        Section(heading=None, span=Span(start=0, end=15)),
        Section(heading="无锡", heading_span=Span(start=16, end=18), span=Span(start=19, end=len(TEXT))),
    ),
)
DRAFT = Draft(
    evidence=(
        Evidence(doc_id="d1", span=Span(start=0, end=15), answer=Span(start=5, end=11)),
        Evidence(doc_id="d1", span=Span(start=19, end=len(TEXT))),
    )
)


def document_of(doc_id: str) -> Document:
    assert doc_id == "d1"
    return DOCUMENT


def test_quotes_are_cut_out_of_the_document() -> None:
    first, second = cite(DRAFT, document_of)
    assert (first.marker, first.quote, second.marker, second.quote) == (1, TEXT[:15], 2, "市里定为500亿元。")
    assert (first.heading, second.heading) == (None, "无锡")
    assert first.answer is not None
    assert first.answer.of(first.quote) == "1350亿元"
    assert (first.title, first.publisher, first.published, first.url, first.path) == (
        "两城", "日报", date(2023, 3, 1), "https://e.cn/1", "a.txt",
    )  # fmt: skip


def test_a_marker_of_the_article_can_not_pass_for_ours() -> None:
    assert text_of(cite(DRAFT, document_of)) == "南京目标为1350亿元［3］。[1]\n市里定为500亿元。[2]"


def test_verify_refuses_a_quote_that_the_document_does_not_hold() -> None:
    good = cite(DRAFT, document_of)
    verify(good, document_of)
    forged = good[1].model_copy(update={"quote": "市里定为900亿元。"})
    with pytest.raises(WenjuError, match=r"expected the quote \[2\] verbatim in a\.txt"):
        verify([good[0], forged], document_of)


def answer(text: str, citations: tuple[Citation, ...], **more: object) -> Answer:
    return Answer.model_validate(
        {"question": "q", "standalone_question": "q", "status": "answered", "generation": "g"}
        | {"text": text, "citations": citations}
        | more
    )


def test_an_answer_can_not_cite_what_is_not_there() -> None:
    first, second = cite(DRAFT, document_of)
    assert answer("甲[1]乙[2]", (first, second)).citations == (first, second)
    for text, citations in [("甲[1]乙[2]", (first,)), ("甲", (first,)), ("甲[1]", (first, first)), ("甲", ())]:
        with pytest.raises(ValidationError):
            answer(text, citations)


def test_a_short_answer_must_stand_in_a_quote() -> None:
    first = cite(DRAFT, document_of)[0]
    assert answer("甲[1]", (first,), short_answer="1350亿元").short_answer == "1350亿元"
    with pytest.raises(ValidationError, match="expected the short answer inside a quote"):
        answer("甲[1]", (first,), short_answer="900亿元")


def test_a_citation_of_another_version_is_refused() -> None:
    first = cite(DRAFT, document_of)[0]
    assert first.text_sha256 == text_hash(DOCUMENT)
    assert len(text_hash(DOCUMENT)) == 64
    changed = DOCUMENT.model_copy(update={"text": TEXT[:-1] + "！"})
    with pytest.raises(WenjuError, match=r"expected the text of a\.txt as \[1\] cites it; found another version"):
        verify([first], lambda _: changed)
    verify([first.model_copy(update={"text_sha256": None})], lambda _: changed)


STORY = "开头。甲说了一句。乙说了一句。"
TOLD = Document(
    doc_id="d2",
    source=Source(title="述", path="b.txt", language="zh"),
    text=f"日报讯{STORY}\n后来\n丙说了一句。",
    sections=(
        Section(heading=None, span=Span(start=0, end=18)),
        Section(heading="后来", heading_span=Span(start=19, end=21), span=Span(start=22, end=28)),
    ),
    agency_line=Span(start=0, end=3),
)


@pytest.mark.parametrize(
    ("start", "end", "before", "after"),
    [
        (3, 6, None, "甲说了一句。"),
        (6, 12, "开头。", "乙说了一句。"),
        (12, 18, "甲说了一句。", None),
        (22, 28, None, None),
    ],
)
def test_context_is_of_the_same_section(start: int, end: int, before: str | None, after: str | None) -> None:
    draft = Draft(evidence=(Evidence(doc_id="d2", span=Span(start=start, end=end)),))
    citation = cite(draft, lambda _: TOLD)[0]
    assert context(citation, lambda _: TOLD) == (before, after)


def test_a_forged_quote_has_no_context() -> None:
    forged = cite(DRAFT, document_of)[1].model_copy(update={"quote": "市里定为900亿元。"})
    with pytest.raises(WenjuError, match="verbatim"):
        context(forged, document_of)
