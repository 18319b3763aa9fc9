from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from embeddings.config import IndexConfig
from embeddings.schema import Document, Section, Source, Span
from embeddings.text.chunk import chunk, chunk_with_sentences, sentence_spans

MakeDocument = Callable[..., Document]

SMALL = IndexConfig(passage_chars=50, overlap_chars=12)


def sentence(mark: str, length: int) -> str:
    return mark * (length - 1) + "。"


def test_a_section_that_fits_is_one_passage_and_sections_never_mix(make_document: MakeDocument) -> None:
    document = make_document((None, "导语。\n第二段。"), ("南京", "一千亿元。"), ("无锡", "五百亿元。"), title="规划")
    passages = chunk(document, SMALL)
    assert [(passage.heading, passage.text) for passage in passages] == [
        (None, "导语。\n第二段。"),
        ("南京", "一千亿元。"),
        ("无锡", "五百亿元。"),
    ]
    assert [passage.passage_id for passage in passages] == [f"{0:016x}:0-8", f"{0:016x}:12-17", f"{0:016x}:21-26"]
    assert passages[1].in_context("规划") == "规划\n南京\n一千亿元。"
    assert passages[0].in_context("") == "导语。\n第二段。"


def test_a_long_section_is_cut_evenly_and_whole_sentences_are_repeated(
    make_document: MakeDocument,
) -> None:
    body = "".join(sentence(mark, 10) for mark in "甲乙丙丁戊己庚辛")
    passages = chunk(make_document((None, body)), SMALL)
    assert [passage.text for passage in passages] == [
        "".join(sentence(mark, 10) for mark in "甲乙"),
        "".join(sentence(mark, 10) for mark in "乙丙丁戊"),
        "".join(sentence(mark, 10) for mark in "戊己庚辛"),
    ]


def test_without_overlap_there_is_none(make_document: MakeDocument) -> None:
    body = "".join(sentence(mark, 20) for mark in "甲乙丙丁")
    passages = chunk(make_document((None, body)), IndexConfig(passage_chars=50, overlap_chars=0))
    assert [passage.text for passage in passages] == [body[:40], body[40:]]


def test_a_short_tail_is_balanced(make_document: MakeDocument) -> None:
    body = "".join(sentence(mark, 12) for mark in "甲乙丙丁") + "尾。"
    passages = chunk(make_document((None, body)), IndexConfig(passage_chars=50, overlap_chars=0))
    assert [passage.text for passage in passages] == [body]
    passages = chunk(make_document((None, body + "又一句。")), IndexConfig(passage_chars=50, overlap_chars=0))
    assert [len(passage.text) for passage in passages] == [24, 30]


def test_a_sentence_longer_than_the_limit_is_cut_at_a_clause_else_anywhere(make_document: MakeDocument) -> None:
    none = IndexConfig(passage_chars=50, overlap_chars=0)
    clauses = "甲" * 39 + "，" + "乙" * 19 + "3,500亿。"
    assert [passage.text for passage in chunk(make_document((None, clauses)), none)] == [clauses[:40], clauses[40:]]
    assert [len(passage.text) for passage in chunk(make_document((None, "甲" * 120)), none)] == [50, 50, 20]


def test_the_agency_line_is_a_sentence_of_its_own(make_document: MakeDocument) -> None:
    document = make_document((None, "新民晚报讯(记者 宋宁华)上海起跑。昨天举办。"), agency="新民晚报讯(记者 宋宁华)")
    assert [span.of(document.text) for span in sentence_spans(document)] == [
        "新民晚报讯(记者 宋宁华)",
        "上海起跑。",
        "昨天举办。",
    ]
    assert [passage.text for passage in chunk(document, SMALL)] == [document.text]


def test_sentences_of_passages_are_told_in_their_own_characters(make_document: MakeDocument) -> None:
    body = "".join(sentence(mark, 10) for mark in "甲乙丙丁戊己庚辛")
    document = make_document((None, body), ("节", "短。句。"), (None, "子" * 60))
    found = chunk_with_sentences(document, SMALL)
    assert [[passage.text[start:end] for start, end in own] for passage, own in found] == [
        [sentence(mark, 10) for mark in "甲乙"],
        [sentence(mark, 10) for mark in "乙丙丁戊"],
        [sentence(mark, 10) for mark in "戊己庚辛"],
        ["短。", "句。"],
        ["子" * 38],  # a sentence longer than a passage is there with its piece
        ["子" * 22],
    ]
    assert found[0][1] == [(0, 10), (10, 20)]
    assert [passage for passage, _ in found] == chunk(document, SMALL)


def test_a_document_of_headings_only_is_one_passage() -> None:
    text = "三亚\n南京"
    sections = tuple(
        Section(heading=text[at : at + 2], heading_span=Span(start=at, end=at + 2), span=Span(start=at, end=at + 2))
        for at in (0, 3)
    )
    source = Source(title="城市", path="a.txt", language="zh")
    document = Document(doc_id="0" * 16, source=source, text=text, sections=sections)
    assert [(passage.heading, passage.text) for passage in chunk(document, SMALL)] == [(None, text)]


BODY = st.text(alphabet="甲乙丙ab1，。！；“”（）. \n", min_size=1, max_size=400)


@pytest.mark.parametrize("config", [SMALL, IndexConfig(passage_chars=50, overlap_chars=1000), IndexConfig()], ids=str)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bodies=st.lists(BODY.filter(lambda body: not body.isspace()), min_size=1, max_size=3))
def test_passages_are_the_text_at_their_spans_and_lose_nothing(config: IndexConfig, bodies: list[str]) -> None:
    text, sections = "", []
    for number, body in enumerate(bodies):
        heading = f"第{number}节"
        start = len(text)
        text += f"{heading}\n{body}\n"
        sections.append(
            Section(
                heading=heading,
                heading_span=Span(start=start, end=start + len(heading)),
                span=Span(start=start + len(heading) + 1, end=len(text) - 1),
            )
        )
    source = Source(title="题", path="a.txt", language="zh")
    document = Document(doc_id="a" * 16, source=source, text=text, sections=tuple(sections))
    passages = chunk(document, config)
    assert all(passage.span.of(text) == passage.text == passage.text.strip() for passage in passages)
    assert all(len(passage.text) <= config.passage_chars for passage in passages)
    assert len({passage.passage_id for passage in passages}) == len(passages)
    held = {at for passage in passages for at in range(passage.span.start, passage.span.end)}
    body_places = {at for section in sections for at in range(section.span.start, section.span.end)}
    assert {at for at in body_places if not text[at].isspace()} <= held <= body_places
    for passage, own in chunk_with_sentences(document, config):
        assert [(start, end) for start, end in own if not 0 <= start < end <= len(passage.text)] == []
        assert "".join("".join(passage.text[start:end] for start, end in own).split()) == "".join(passage.text.split())
    whole = {(span.start, span.end) for span in sentence_spans(document)}
    starts, ends = {start for start, _ in whole}, {end for _, end in whole}
    if max((end - start for start, end in whole)) <= config.passage_chars // 2:
        assert all(passage.span.start in starts and passage.span.end in ends for passage in passages)
