"""How long people wait for each other: many ask at once, and each answer takes 20 ms to make.

    python -m benchmarks.crowd [--people 20] [--rounds 10] [--milliseconds 20]

The page as it is served, over a desk that sleeps so long and gives a ready answer: what is measured is the queue and
what the page's server does around an answer. The people are connections of this process that speak as gradio's page
does; each asks again as soon as all have their answers. Prints a table of the time from sending a question to the whole
answer, by the clock.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import secrets
import socket
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import uvicorn

from benchmarks.retrieval import percentile
from benchmarks.serving import ROOT, wait_for
from embeddings.build import build
from embeddings.index.snapshot import Index
from embeddings.store.generations import current_id
from qa.assistant.assistant import Assistant
from qa.config import Settings
from qa.schema import Event, Where
from qa.web.app import create_app
from qa.web.protocol import ANYWHERE

QUESTION = "上海元宇宙产业规模到2025年要达到多少？"
ASKED = "asked"
"""The function of the page that answers."""


class Ready(Assistant):
    """Gives one ready answer after a pause."""

    pause = 0.0
    ready: tuple[Event, ...] = ()

    def stream(  # pyright: ignore[reportIncompatibleMethodOverride]  (the page passes no more than this)
        self, question: str, *, history: Sequence[str] = (), where: Where = ANYWHERE
    ) -> Iterator[Event]:
        """The events of an answer that was made before."""
        time.sleep(self.pause)
        yield from self.ready

    @classmethod
    def over(cls, index: Path, pause: float) -> Ready:
        """One over an index, its answer made."""
        settings = Settings(index=index)
        desk = cls(settings, Index.open(index), on_disk=True, followed=current_id(index))
        desk.ready, desk.pause = tuple(Assistant.stream(desk, QUESTION)), pause
        return desk


def serve(index: Path, listening: socket.socket, seconds: float) -> None:
    """Serve the page until this process is ended."""
    desk = Ready.over(index, seconds)
    uvicorn.Server(uvicorn.Config(create_app(desk), log_level="warning")).run(sockets=[listening])


@dataclass
class Person:
    """Somebody with the page open."""

    client: httpx.AsyncClient
    function: int
    inputs: int
    session: str

    async def ask(self) -> float:
        """Seconds until the whole answer is there.

        Raises:
            RuntimeError: The page gave none.
        """
        values: list[object] = [QUESTION, "", *[None] * (self.inputs - 2)]
        sent = {"data": values, "event_data": None, "fn_index": self.function, "session_hash": self.session}
        began = time.perf_counter()
        reply = await self.client.post("/gradio_api/queue/join", json=sent)
        event = reply.raise_for_status().json()["event_id"]
        address = f"/gradio_api/queue/data?session_hash={self.session}"
        async with self.client.stream("GET", address) as stream:
            async for line in stream.aiter_lines():
                if not line.startswith("data: "):
                    continue
                said: dict[str, object] = json.loads(line.removeprefix("data: "))
                if said.get("msg") == "process_completed" and said.get("event_id") == event and said["success"]:
                    return time.perf_counter() - began
        raise RuntimeError("the page gave no answer")


async def asked(url: str, people: int, rounds: int) -> list[float]:
    """Seconds of each answer, of all people in all rounds but the first."""
    limits = httpx.Limits(max_connections=4 * people)
    async with httpx.AsyncClient(base_url=url, timeout=120, limits=limits) as client:
        config = (await client.get("/config")).raise_for_status().json()
        function = next(each for each in config["dependencies"] if each["api_name"] == ASKED)
        crowd = [Person(client, function["id"], len(function["inputs"]), secrets.token_hex(6)) for _ in range(people)]
        took: list[float] = []
        for number in range(rounds + 1):
            waits = await asyncio.gather(*(person.ask() for person in crowd))
            took += waits if number else []
        return took


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--milliseconds", type=float, default=20, help="that an answer takes to make")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0), backlog=512) as listening:
        build(ROOT / "seeds", Path(folder) / "index")
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        arguments = (Path(folder) / "index", listening, given.milliseconds / 1000)
        server = multiprocessing.get_context("fork").Process(target=serve, args=arguments, daemon=True)
        server.start()
        try:
            wait_for(url)
            waits = [1000 * each for each in asyncio.run(asked(url, given.people, given.rounds))]
        finally:
            server.terminate()
            server.join()
    print("| people at once | answers | p50 ms | p95 | longest |\n|---|---|---|---|---|")
    print(
        f"| {given.people} | {len(waits)} | {percentile(waits, 50):.0f} | {percentile(waits, 95):.0f} "
        f"| {max(waits):.0f} |"
    )


if __name__ == "__main__":
    main()
