from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from benchmarks.stored import DamagedError, Fault, Generation, Stored, faults, first_difference, read_generation
from embeddings.errors import WenjuError
from embeddings.schema import Span
from qa import Assistant
from qa.schema import Answer, Citation, Item, Rendering, Row, Table

LIST = "哪些城市提出了元宇宙的产业规模目标？分别是多少？"


@pytest.fixture(scope="module")
def assistant(seeds_index: Path) -> Assistant:
    return Assistant.open(seeds_index)


@pytest.fixture(scope="module")
def generation(seeds_index: Path) -> Generation:
    return read_generation(seeds_index)


@pytest.fixture(scope="module")
def answer(assistant: Assistant) -> Answer:
    """An answer with several citations of several articles, a table, a heading and short answers."""
    found = assistant.ask(LIST)
    assert found.table is not None
    assert len(found.citations) > 1
    return found


def test_a_forged_sentence_beside_a_refusal_is_caught(assistant: Assistant, generation: Generation) -> None:
    refusal = assistant.ask("深圳的元宇宙产业规模目标是多少？")
    assert refusal.nearest
    assert faults(refusal, generation, assistant.context) == []
    first = refusal.nearest[0]
    wrong = (first.model_copy(update={"quote": one_character(first)}), *refusal.nearest[1:])
    found = faults(refusal.model_copy(update={"nearest": wrong}), generation, assistant.context)
    assert [fault.kind for fault in found] == ["quote"]


def test_a_generation_is_read_as_it_is_opened(assistant: Assistant, generation: Generation) -> None:
    assert generation.id == assistant.generation
    assert {doc_id: article.text for doc_id, article in generation.articles.items()} == {
        document.doc_id: document.text for document in assistant.documents()
    }


@pytest.mark.parametrize("question", [LIST, "网易将在三亚设立什么？", "Who signed with Sanya?", "世界杯冠军是谁？"])
def test_a_true_answer_has_no_fault(assistant: Assistant, generation: Generation, question: str) -> None:
    assert faults(assistant.ask(question), generation, assistant.context) == []


def forged(answer: Answer, /, **change: object) -> Answer:
    """The answer with its first citation changed, past all checks of the type."""
    first = answer.citations[0].model_copy(update=change)
    return answer.model_copy(update={"citations": (first, *answer.citations[1:])})


def shorter(citation: Citation) -> str:
    return citation.quote[:-1]


def one_character(citation: Citation) -> str:
    return citation.quote[:3] + "，" + citation.quote[4:]


def full_width(citation: Citation) -> str:
    """A digit that looks alike and is another code point."""
    at = next(at for at, character in enumerate(citation.quote) if character.isascii() and character.isdigit())
    return citation.quote[:at] + chr(ord(citation.quote[at]) + 0xFEE0) + citation.quote[at + 1 :]


@pytest.mark.parametrize("forge", [shorter, one_character, full_width])
def test_a_quote_that_differs_is_caught(
    assistant: Assistant, generation: Generation, answer: Answer, forge: Callable[[Citation], str]
) -> None:
    quote = forge(answer.citations[0])
    wrong = forged(answer, quote=quote)
    text = answer.text.replace(answer.citations[0].quote, quote)
    found = faults(wrong.model_copy(update={"text": text}), generation, assistant.context)
    assert [fault.kind for fault in found if fault.kind == "quote"] == ["quote"]


@pytest.mark.parametrize("by", [-1, 1])
def test_a_span_that_is_moved_is_caught(assistant: Assistant, generation: Generation, answer: Answer, by: int) -> None:
    span = answer.citations[0].span
    moved = forged(answer, span=Span(start=span.start + by, end=span.end + by))
    assert faults(moved, generation, assistant.context)[0].kind == "quote"


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"doc_id": "0" * 16}, "document"),
        ({"text_sha256": "0" * 64}, "hash"),
        ({"text_sha256": None}, "hash"),
        ({"title": "另一个标题"}, "source"),
        ({"publisher": "另一家报社"}, "source"),
        ({"published": date(1999, 1, 1)}, "source"),
        ({"url": "https://example.org/"}, "source"),
        ({"path": "000.txt"}, "source"),
        ({"heading": "另一节"}, "heading"),
        ({"answer": Span(start=0, end=9999)}, "short answer"),
        ({"renderings": (Rendering(span=Span(start=0, end=9999), text="RMB 1"),)}, "short answer"),
        ({"marker": 9}, "markers"),
    ],
)
def test_a_forged_citation_is_caught(generation: Generation, answer: Answer, change: dict[str, Any], kind: str) -> None:
    found = faults(forged(answer, **change), generation, lambda _: (None, None))
    assert kind in {fault.kind for fault in found}


ITEM = Item(marker=1, span=Span(start=0, end=2), text="甲乙")
ROW = Row(marker=1, entity="甲", entity_from="quote", value="3亿元", span=Span(start=0, end=3), number=Decimal(3))


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"generation": "0" * 16}, "document"),
        ({"text": "没有引用。"}, "markers"),
        ({"status": "no_evidence"}, "markers"),
        ({"short_answer": "9999亿元"}, "short answer"),
        ({"items": (ITEM,)}, "part"),
        ({"items": (ITEM.model_copy(update={"marker": 9}),)}, "part"),
        ({"table": Table(kind="aggregate", measure="", rows=(ROW,))}, "part"),
    ],
)
def test_a_forged_answer_is_caught(
    assistant: Assistant, generation: Generation, answer: Answer, change: dict[str, Any], kind: str
) -> None:
    found = faults(answer.model_copy(update=change), generation, assistant.context)
    assert kind in {fault.kind for fault in found}


@pytest.mark.parametrize("forge", [lambda text: f"{text}\n还有一句。", lambda text: f"据悉，{text}"])
def test_text_beside_the_quotes_is_caught(
    assistant: Assistant, generation: Generation, answer: Answer, forge: Callable[[str], str]
) -> None:
    found = faults(answer.model_copy(update={"text": forge(answer.text)}), generation, assistant.context)
    assert [fault.kind for fault in found] == ["text"]


@pytest.mark.parametrize("change", [{"entity": "火星"}, {"when": "1999年"}, {"published": date(1999, 1, 1)}])
def test_a_forged_row_is_caught(
    assistant: Assistant, generation: Generation, answer: Answer, change: dict[str, Any]
) -> None:
    assert answer.table is not None
    rows = (answer.table.rows[0].model_copy(update=change), *answer.table.rows[1:])
    wrong = answer.model_copy(update={"table": answer.table.model_copy(update={"rows": rows})})
    assert [fault.kind for fault in faults(wrong, generation, assistant.context)] == ["part"]


def test_a_forged_hit_is_caught(assistant: Assistant, generation: Generation, answer: Answer) -> None:
    hit = answer.hits[0]
    wrong = hit.model_copy(update={"passage": hit.passage.model_copy(update={"text": hit.passage.text + "。"})})
    found = faults(answer.model_copy(update={"hits": (wrong,)}), generation, assistant.context)
    assert [fault.kind for fault in found] == ["hit"]


ARTICLE = Stored(
    "甲说。乙说。丙说。",
    {"title": "题", "publisher": None, "published": None, "url": None, "path": "a.txt"},
    ((0, 9, None),),
)
MIDDLE = Citation(marker=1, doc_id="d", span=Span(start=3, end=6), quote="乙说。", title="题", path="a.txt")


@pytest.mark.parametrize(
    ("shown", "kinds"),
    [
        (("甲说。", "丙说。"), []),
        ((None, None), []),
        (("甲说！", "丙说。"), ["context"]),
        (("甲说。", "甲说。"), ["context"]),
        (("", "丙"), ["context"]),
    ],
)
def test_sentences_beside_a_quote_stand_there(shown: tuple[str | None, str | None], kinds: list[str]) -> None:
    answer = Answer(
        question="q", standalone_question="q", status="answered", text="乙说。[1]", generation="g", citations=(MIDDLE,)
    )
    found: list[Fault] = faults(answer, Generation("g", {"d": ARTICLE}), lambda _: shown)
    assert [fault.kind for fault in found if fault.kind != "hash"] == kinds


def test_the_first_place_that_differs() -> None:
    assert first_difference("产业目标", "产业目标") is None
    assert first_difference("产业目标", "产业目标。") == 4
    assert first_difference("产业3亿", "产业３亿") == 2
    assert first_difference("é", "e\u0301") == 0


@pytest.mark.parametrize("name", ["manifest.json", "corpus.sqlite", "CURRENT"])
def test_a_damaged_file_is_not_read(seeds_index: Path, tmp_path: Path, name: str) -> None:
    root = copytree(seeds_index, tmp_path / "index")
    file = root / name if name == "CURRENT" else next(root.glob(f"generations/*/{name}"))
    content = bytearray(file.read_bytes())
    content[-2] ^= 1
    file.write_bytes(content)
    with pytest.raises(DamagedError):
        read_generation(root)


def test_a_changed_text_is_caught_though_the_hashes_are_right(
    assistant: Assistant, generation: Generation, answer: Answer
) -> None:
    cited = answer.citations[0]
    stored = generation.articles[cited.doc_id]
    changed = stored._replace(text=stored.text + "。")
    other = Generation(generation.id, {**generation.articles, cited.doc_id: changed})
    assert "hash" in {fault.kind for fault in faults(answer, other, assistant.context)}
    with pytest.raises((WenjuError, sqlite3.Error)):
        assistant.context(cited.model_copy(update={"text_sha256": "0" * 64}))
