"""More than can be borne, and the end of the server: nobody is left waiting, and what was begun comes to its end."""

from __future__ import annotations

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx

from embeddings.schema import Hit
from qa.assistant.assistant import Assistant
from qa.config import ServerSettings, Settings
from qa.schema import Where
from qa.server.api import Api
from tests.qa.server.conftest import serving

ANYWHERE = Where()


class Slow(Assistant):
    """Finds nothing, when it is told to."""

    go = threading.Event()
    begun = threading.Semaphore(0)

    def retrieve(self, question: str, k: int = 8, **_named: object) -> list[Hit]:
        self.begun.release()
        assert self.go.wait(60)
        return []


def slow(corpus: Settings) -> Slow:
    assistant = Slow.open(settings=corpus)
    assistant.go, assistant.begun = threading.Event(), threading.Semaphore(0)
    return assistant


def ask(url: str) -> httpx.Response:
    return httpx.post(f"{url}/v1/retrieve", json={"question": "元宇宙"}, timeout=60)


def test_a_crowd_is_answered_or_told_when_to_come_back(corpus: Settings) -> None:
    assistant = slow(corpus)
    api = Api(assistant, ServerSettings(questions_at_once=2, questions_waiting=3, question_wait_seconds=60))
    with serving(lambda: (api.app, api.shared.under_way)) as site, ThreadPoolExecutor(12) as crowd:
        replies = [crowd.submit(ask, site.url) for _ in range(12)]
        while sum(reply.done() for reply in replies) < 7:
            time.sleep(0.01)
        away = [reply.result() for reply in replies if reply.done()]
        assert [(each.status_code, each.headers["retry-after"]) for each in away] == [(503, "5")] * 7
        assert httpx.get(f"{site.url}/health", timeout=10).status_code == 200
        assistant.go.set()
        assert Counter(reply.result().status_code for reply in replies) == {200: 5, 503: 7}
        assert ask(site.url).status_code == 200


def test_the_end_waits_for_what_was_begun_and_takes_no_more(corpus: Settings) -> None:
    assistant = slow(corpus)
    api = Api(assistant, ServerSettings())
    with serving(lambda: (api.app, api.shared.under_way)) as site, ThreadPoolExecutor(2) as clients:
        reply = clients.submit(ask, site.url)
        assert assistant.begun.acquire(timeout=30)
        site.server.should_exit = True
        while not api.shared.under_way.closing:
            time.sleep(0.01)
        refused = ask(site.url)
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
        assert site.thread.is_alive()
        assistant.go.set()
        assert (reply.result().status_code, reply.result().json()) == (200, {"hits": []})
        site.thread.join(30)
        assert not site.thread.is_alive()
