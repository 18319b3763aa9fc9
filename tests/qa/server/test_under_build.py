"""The index is built anew through REST while clients ask: none fails, and no answer mixes two generations."""

from __future__ import annotations

import threading
from pathlib import Path

import httpx

from qa.assistant.assistant import Assistant
from qa.config import ServerSettings, Settings
from qa.schema import Answer
from qa.server.api import Api
from tests.qa.server.conftest import serving

CLIENTS = 20
BUILDS = 4
QUESTIONS = ("北湖灯塔有多高？", "南京到2025年元宇宙及关联产业规模目标是多少？", "北湖灯塔是哪年建成的？")


def write(seeds: Path, number: int) -> None:
    """Another text of the same article: its height is the number of the build."""
    (seeds / "灯塔.txt").write_text(f"北湖灯塔于193{number}年建成，高4{number}米。", encoding="utf-8")


def texts(assistant: Assistant) -> tuple[str, dict[str, str]]:
    """The generation in use and its articles."""
    return assistant.generation, {document.doc_id: document.text for document in assistant.documents()}


def build(url: str) -> None:
    with httpx.stream("POST", f"{url}/v1/build", headers={"accept": "text/event-stream"}, timeout=120) as reply:
        assert reply.status_code == 202
        assert [line for line in reply.iter_lines() if line.startswith("event: ")][-1] == "event: done"


def test_twenty_clients_ask_while_the_index_is_built(own_corpus: Settings) -> None:
    assistant = Assistant.open(settings=own_corpus)
    api = Api(assistant, ServerSettings(requests_per_minute=1_000_000))
    over = threading.Event()
    answers: list[Answer] = []
    failed: list[str] = []

    def client(url: str, number: int) -> None:
        with httpx.Client(base_url=url, timeout=60) as own:
            while not over.is_set():
                reply = own.post("/v1/ask", json={"question": QUESTIONS[number % len(QUESTIONS)]})
                if reply.status_code == 200:
                    answers.append(Answer.model_validate_json(reply.text))
                else:
                    failed.append(reply.text)

    known = dict([texts(assistant)])
    with serving(lambda: (api.app, api.shared.under_way)) as site:
        threads = [threading.Thread(target=client, args=(site.url, number)) for number in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for number in range(BUILDS):
            write(own_corpus.seeds, number)
            build(site.url)
            known |= dict([texts(assistant)])
        over.set()
        for thread in threads:
            thread.join(60)
            assert not thread.is_alive()

    assert failed == []
    assert len(known) == BUILDS + 1
    assert len(answers) >= CLIENTS
    assert len({answer.generation for answer in answers}) >= 3
    for answer in answers:
        articles = known[answer.generation]
        for citation in (*answer.citations, *answer.nearest):
            assert citation.span.of(articles[citation.doc_id]) == citation.quote
        for hit in answer.hits:
            assert hit.passage.span.of(articles[hit.passage.doc_id]) == hit.passage.text
