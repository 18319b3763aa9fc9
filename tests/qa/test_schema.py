from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from embeddings.schema import Span
from qa.schema import Answer, AnswerEvent, Citation, Event, HitsEvent, Item, Lack, Row, Table, TextEvent, Where

QUOTE = "规模将达到3500亿元。"


def citation(marker: int = 1, answer: Span | None = None) -> Citation:
    return Citation(
        marker=marker,
        doc_id="0123456789abcdef",
        span=Span(start=10, end=10 + len(QUOTE)),
        quote=QUOTE,
        answer=answer,
        title="上海",
        published=date(2022, 7, 9),
        path="002.txt",
    )


def answer(text: str, *citations: Citation, short: str | None = None, status: str = "answered") -> Answer:
    return Answer.model_validate({
        "question": "规模多少？",
        "standalone_question": "规模多少？",
        "status": status,
        "text": text,
        "short_answer": short,
        "citations": citations,
        "generation": "memory",
    })


def test_an_answer_cites_what_it_marks() -> None:
    held = answer(f"{QUOTE}[1]\n{QUOTE}[2]", citation(1, Span(start=5, end=11)), citation(2), short="3500亿元")
    assert [each.marker for each in held.citations] == [1, 2]
    assert Answer.model_validate_json(held.model_dump_json()) == held


@pytest.mark.parametrize(
    ("text", "citations", "short", "status", "said"),
    [
        ("甲。[1]", (), None, "answered", "found [1]"),
        ("甲。", (citation(1),), None, "answered", "expected the markers [1] in the text once each, found []"),
        ("甲。[2]", (citation(1),), None, "answered", "found [2]"),
        ("甲。[1]", (citation(1), citation(1)), None, "answered", "expected the markers [1, 1]"),
        ("没有。", (), None, "answered", "expected at least one citation"),
        ("甲。[1]", (citation(1),), None, "no_evidence", "expected no citation"),
        ("没有。", (), "甲", "no_evidence", "no short answer without evidence"),
        ("甲。[1]", (citation(1),), "甲", "answered", "expected the short answer inside a quote"),
        ("甲。[1]", (citation(1, Span(start=0, end=2)),), "甲", "answered", "found '甲'"),
    ],
)
def test_an_answer_that_does_not_fit_its_citations_refuses_to_exist(
    text: str, citations: tuple[Citation, ...], short: str | None, status: str, said: str
) -> None:
    with pytest.raises(ValidationError) as raised:
        answer(text, *citations, short=short, status=status)
    assert said in str(raised.value)


def refusal(**parts: object) -> Answer:
    return Answer.model_validate({
        "question": "问",
        "standalone_question": "问",
        "status": "no_evidence",
        "text": "没有。",
        "generation": "g",
        **parts,
    })


def test_what_is_nearest_stands_beside_a_refusal_only() -> None:
    lacking = Lack(kind="year", text="2031年", by="articles")
    found = refusal(nearest=(citation(1), citation(2)), missing=(lacking,))
    assert Answer.model_validate_json(found.model_dump_json()) == found
    with pytest.raises(ValidationError, match="numbered from 1"):
        refusal(nearest=(citation(2),))
    with pytest.raises(ValidationError, match="no short answer in a sentence that is none"):
        refusal(nearest=(citation(1, Span(start=0, end=2)),))
    for parts in ({"nearest": (citation(1),)}, {"missing": (lacking,)}):
        with pytest.raises(ValidationError, match="nothing missing and nothing nearest beside an answer"):
            refusal(status="answered", text=f"{QUOTE}[1]", citations=(citation(1),), **parts)


def test_a_quote_has_the_length_of_its_span_and_holds_its_answer() -> None:
    with pytest.raises(ValidationError, match="expected a quote of 12 characters, found 2"):
        Citation(marker=1, doc_id="d", span=Span(start=0, end=12), quote="规模", title="t", path="p")
    with pytest.raises(ValidationError, match="expected the answer inside 12 characters"):
        citation(1, Span(start=5, end=13))


def test_nothing_can_be_changed_or_added() -> None:
    held = citation()
    with pytest.raises(ValidationError, match="frozen"):
        held.quote = "别的"
    with pytest.raises(ValidationError, match="Extra inputs"):
        Where.model_validate({"publsher": "财联社"})


def test_events_are_told_apart_by_their_name() -> None:
    adapter: TypeAdapter[Event] = TypeAdapter(Event)
    for event in (
        HitsEvent(standalone_question="规模多少？", hits=()),
        TextEvent(text="甲"),
        AnswerEvent(answer=answer(f"{QUOTE}[1]", citation())),
    ):
        assert adapter.validate_json(event.model_dump_json()) == event


ROW = Row(
    marker=1,
    entity="上海",
    entity_from="title",
    value="3500亿元",
    span=Span(start=5, end=11),
    published=date(2022, 7, 9),
)


def test_items_and_rows_stand_in_the_quotes_they_name() -> None:
    item = Item(marker=1, span=Span(start=0, end=2), text="规模")
    held = answer(f"{QUOTE}[1]", citation()).model_dump() | {
        "items": (item,),
        "table": Table(kind="aggregate", measure="规模", rows=(ROW,)),
    }
    found = Answer.model_validate(held)
    assert Answer.model_validate_json(found.model_dump_json()) == found


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"items": (Item(marker=1, span=Span(start=0, end=2), text="产量"),)},
            "expected '产量' at 0-2 of the quote [1]",
        ),
        ({"items": (Item(marker=2, span=Span(start=0, end=2), text="规模"),)}, "of the quote [2]"),
        ({"row": {"value": "3600亿元"}}, "expected '3600亿元' at 5-11"),
        ({"row": {"entity": "南京"}}, "expected the entity '南京' in the title"),
        ({"row": {"entity_from": "quote"}}, "expected the entity '上海' in the quote"),
        ({"row": {"entity_from": "question"}}, "expected the entity '上海' in the question"),
        ({"row": {"when": "2025年"}}, "expected the date '2025年' in the quote [1]"),
        ({"row": {"published": date(2023, 7, 9)}}, "expected the date of [1]"),
    ],
)
def test_parts_that_stand_in_no_quote_refuse_to_exist(changed: dict[str, object], said: str) -> None:
    update = changed.pop("row", None)
    if isinstance(update, dict):
        changed["table"] = Table(kind="aggregate", measure="规模", rows=(ROW.model_copy(update=update),))
    with pytest.raises(ValidationError) as raised:
        Answer.model_validate(answer(f"{QUOTE}[1]", citation()).model_dump() | changed)
    assert said in str(raised.value)


def test_no_verdict_without_evidence() -> None:
    with pytest.raises(ValidationError, match="expected no verdict without evidence"):
        Answer.model_validate(answer("没有。", status="no_evidence").model_dump() | {"verdict": "no"})
