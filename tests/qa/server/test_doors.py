"""One contract: the same question through every door gives the same answer with the same citations."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import openai
import pytest

from embeddings.schema import Hit
from qa.assistant.assistant import Assistant
from qa.cli import run
from qa.evaluation.golden import SEEDS, GoldenQuestion, golden_lines
from qa.schema import Answer
from tests.qa.server.test_asking import events

if TYPE_CHECKING:
    from tests.qa.server.conftest import Connect, Site

GOLDEN = golden_lines(SEEDS.read_bytes())


def same(answer: Answer) -> str:
    """All of an answer but how long it took and what was found besides."""
    return answer.model_copy(update={"timings": {}, "hits": ()}).model_dump_json()


@pytest.fixture(scope="module")
def expected(assistant: Assistant) -> list[str]:
    """The answers in Python."""
    return [same(assistant.ask(golden.question, history=golden.history)) for golden in GOLDEN]


def body(golden: GoldenQuestion) -> dict[str, object]:
    return {"question": golden.question, "history": list(golden.history)}


def test_the_questions_are_answered_and_refused(expected: list[str]) -> None:
    answers = [Answer.model_validate_json(each) for each in expected]
    assert len(answers) == 48
    assert sum(answer.status == "answered" for answer in answers) >= 30
    assert any(answer.status == "no_evidence" for answer in answers)


def test_the_command_line(expected: list[str], assistant: Assistant, capsys: pytest.CaptureFixture[str]) -> None:
    got = []
    for golden in GOLDEN:
        history = [part for question in golden.history for part in ("--history", question)]
        index = ["--index", str(assistant.settings.index)]
        assert run(["ask", golden.question, "--json", *index, *history]) == 0
        got.append(same(Answer.model_validate_json(capsys.readouterr().out)))
    assert got == expected


def test_rest(expected: list[str], site: Site) -> None:
    with httpx.Client(base_url=site.url, timeout=60) as client:
        replies = [client.post("/v1/ask", json=body(golden)) for golden in GOLDEN]
    assert [same(Answer.model_validate_json(reply.text)) for reply in replies] == expected


def test_the_stream(expected: list[str], site: Site) -> None:
    with httpx.Client(base_url=site.url, timeout=60) as client:
        told = [events(client.post("/v1/ask/stream", json=body(golden)).text) for golden in GOLDEN]
    answers = [Answer.model_validate(each[-1][1]["answer"]) for each in told]
    assert [same(answer) for answer in answers] == expected
    texts = ["".join(str(content["text"]) for name, content in each if name == "text") for each in told]
    assert texts == [answer.text for answer in answers]


def test_the_openai_protocol(expected: list[str], site: Site) -> None:
    answers = []
    with openai.OpenAI(base_url=f"{site.url}/v1", api_key="none", max_retries=0) as client:
        for golden in GOLDEN:
            messages = [{"role": "user", "content": text} for text in (*golden.history, golden.question)]
            made = client.chat.completions.create(model="wenju", messages=messages)
            assert made.model_extra is not None
            answer = Answer.model_validate_json(json.dumps(made.model_extra["wenju"]))
            message = made.choices[0].message
            assert message.content == answer.text
            quotes = {cited.url_citation.model_extra["quote"] for cited in message.annotations or ()}
            assert quotes == {citation.quote for citation in answer.citations}
            answers.append(answer)
    assert [same(answer) for answer in answers] == expected


def test_mcp(expected: list[str], connect: Connect) -> None:
    async def talk() -> list[str]:
        async with connect() as session:
            results = [await session.call_tool("ask", body(golden)) for golden in GOLDEN]
            return [same(Answer.model_validate_json(json.dumps(result.structuredContent))) for result in results]

    assert asyncio.run(talk()) == expected


def test_passages_are_the_same_through_every_door(
    site: Site, assistant: Assistant, capsys: pytest.CaptureFixture[str]
) -> None:
    for golden in GOLDEN[:10]:
        hits = assistant.retrieve(golden.question, 5)
        with httpx.Client(base_url=site.url, timeout=60) as client:
            got = client.post("/v1/retrieve", json={"question": golden.question, "k": 5}).json()["hits"]
        assert [Hit.model_validate_json(json.dumps(each)) for each in got] == hits
        assert run(["search", golden.question, "-k", "5", "--json", "--index", str(assistant.settings.index)]) == 0
        assert [Hit.model_validate_json(json.dumps(each)) for each in json.loads(capsys.readouterr().out)] == hits


def test_no_door_says_where_the_index_lies(site: Site, assistant: Assistant) -> None:
    folder = str(Path(assistant.settings.index).parent)
    with httpx.Client(base_url=site.url, timeout=60) as client:
        told = [client.get(path).text for path in ("/ready", "/metrics", "/v1/generations", "/v1/openapi.json")]
        told.append(client.post("/v1/ask", json=body(GOLDEN[0])).text)
    assert [text for text in told if folder in text] == []
