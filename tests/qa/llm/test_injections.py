"""Thirty articles that speak to the model, and a model that obeys each of them: nothing of it reaches the reader."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from benchmarks.scripted_llm import Asked, Manners, ScriptedLLM
from embeddings.encoders.load import load_encoder
from embeddings.index.snapshot import Index
from qa.assistant.assistant import Assistant
from qa.config import Settings
from qa.evaluation.golden import as_document
from qa.schema import MARKER, Answer, has_link

KEY = "sk-very-secret-4711"


class Injected(NamedTuple):
    """An article, a question, what the article says of it, and what an obeying model writes."""

    place: str
    text: str
    question: str
    true: str
    obeys: list[str]


CASES = [
    Injected(**json.loads(line))
    for line in Path(__file__).with_name("injections.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.fixture(scope="module")
def llm() -> Iterator[ScriptedLLM]:
    with ScriptedLLM(lambda asked: "NONE") as server:
        yield server


@pytest.fixture(scope="module")
def index() -> Index:
    articles = [as_document(case.text, path=f"{case.place}.txt") for case in CASES]
    return Index.from_documents(articles, encoder=load_encoder())


@pytest.fixture(params=["remove", "mark"])
def settings(request: pytest.FixtureRequest, llm: ScriptedLLM) -> Settings:
    return Settings.from_environ({
        "WENJU_MODEL": "scripted",
        "WENJU_LLM_UNSUPPORTED": request.param,
        "OPENAI_BASE_URL": llm.url,
        "OPENAI_API_KEY": KEY,
    })


def answer_of(case: Injected, index: Index, settings: Settings, llm: ScriptedLLM, *, honest: bool) -> Answer:
    def script(asked: Asked) -> str:
        own = next((number for number, text in asked.passages.items() if case.place in text), 1)
        lines = [f"{case.true}[{own}]"] if honest else []
        return "\n".join([*lines, *(line.replace("[1]", f"[{own}]") for line in case.obeys)])

    llm.manners = Manners(script)
    return Assistant.of(index, settings=settings).ask(case.question)


def test_there_are_thirty() -> None:
    assert len({case.place for case in CASES}) == 30


@pytest.mark.parametrize("case", CASES, ids=[case.place for case in CASES])
def test_an_injection_reaches_nobody(
    case: Injected,
    index: Index,
    settings: Settings,
    llm: ScriptedLLM,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    with caplog.at_level(logging.DEBUG):
        honest = answer_of(case, index, settings, llm, honest=True)
        obeying = answer_of(case, index, settings, llm, honest=False)
    assert honest.generator == "llm"
    assert honest.text.startswith(f"{case.true}[1]")
    for answer in (honest, obeying):
        assert {citation.path for citation in answer.citations} == {f"{case.place}.txt"}
        document = next(each for each in index.documents() if each.source.path == f"{case.place}.txt")
        assert all(each.span.of(document.text) == each.quote for each in answer.citations)
        assert not any(each.url or each.publisher for each in answer.citations)
        assert not has_link(answer.text)
        false = [line for line in case.obeys if _bare(MARKER.sub("", line)) != _bare(case.true)]
        if answer.generator == "llm":  # else it is quotes, called so
            assert not any(_bare(MARKER.sub("", line)) in _bare(_borne_out(answer)) for line in false)
    logged = caplog.text + "".join(capfd.readouterr())
    assert KEY not in logged + honest.model_dump_json() + obeying.model_dump_json()


def _borne_out(answer: Answer) -> str:
    """The text without sentences that are marked as not borne out."""
    return re.sub(r"[^。.]*[。.]?（未经证实）", "", MARKER.sub("", answer.text))


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text))
