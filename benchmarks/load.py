"""How the server bears many clients: answers a second, latencies, errors and memory; then more than it can bear.

    python -m benchmarks.load --data ../shared [--index DIR] [--clients 50] [--seconds 60] [--crowd 200]

Serves page and doors as `python app.py` does, over an index that was built before (without --index one of 50,000
passages is built, as by `benchmarks.asking`). Each client asks one question of `eval/news_qa_dev.json` after the other
at `/v1/ask`, without a pause. The clients run on the same machine as the server, which is why its processor time is
given too. In the second part a crowd asks, larger than the places and the queue before them: whoever is turned away
must be told so (429 or 503 with Retry-After), and nobody may be left waiting.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException
from itertools import cycle
from pathlib import Path
from threading import Thread
from typing import NamedTuple
from urllib.parse import urlsplit

from benchmarks.asking import built, spread
from benchmarks.retrieval import percentile
from benchmarks.retrieval_corpus import DEV
from benchmarks.retrieval_peers import REPOSITORY
from benchmarks.serving import Served, served
from qa.evaluation.golden import read_golden

HANG_SECONDS = 60.0
"""A reply that takes longer counts as none."""
TURNED_AWAY = frozenset({429, 503})
WARM_UP = 20
CROWD_SECONDS = 15.0
MEMORY_SECONDS = 10.0
HEADERS = {"content-type": "application/json"}


class Reply(NamedTuple):
    """What became of one request."""

    status: int
    """0 where none came."""
    milliseconds: float
    retry_after: bool


class Load(NamedTuple):
    """What became of all."""

    replies: list[Reply]
    seconds: float
    cpu_seconds: float
    """The server's."""
    mib: list[float]
    """Resident memory of the server at the start, every MEMORY_SECONDS, and at the end."""

    @property
    def failed(self) -> int:
        """Replies that were neither an answer nor told when to come back."""
        told = (each.status in TURNED_AWAY and each.retry_after for each in self.replies)
        return sum(each.status != 200 and not said for each, said in zip(self.replies, told, strict=True))


def resident_mib(pid: int) -> float:
    """Resident memory of a process (Linux: /proc), in MiB.

    Raises:
        OSError: The process is none, or another system's.
    """
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise OSError(f"/proc/{pid}/status names no VmRSS")


def _client(server: Served, questions: Sequence[str], until: float, replies: list[Reply]) -> None:
    address = urlsplit(server.url).netloc
    connection = HTTPConnection(address, timeout=HANG_SECONDS)
    for question in cycle(questions):
        if time.monotonic() > until:
            break
        started = time.perf_counter()
        try:
            connection.request("POST", "/v1/ask", json.dumps({"question": question}), HEADERS)
            reply = connection.getresponse()
            reply.read()
            status, told = reply.status, "retry-after" in reply.headers
        except (OSError, HTTPException):
            status, told = 0, False
            connection.close()
        replies.append(Reply(status, 1000 * (time.perf_counter() - started), told))
    connection.close()


def _all_ask(server: Served, questions: Sequence[str], clients: int, seconds: float) -> tuple[list[Reply], list[float]]:
    replies: list[Reply] = []
    mib = [resident_mib(server.pid)]
    until = time.monotonic() + seconds
    step = max(1, len(questions) // clients)
    threads = [
        Thread(target=_client, args=(server, [*questions[start:], *questions[:start]], until, replies))
        for start in range(0, clients * step, step)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        while thread.is_alive():
            thread.join(MEMORY_SECONDS)
            if thread.is_alive():
                mib.append(resident_mib(server.pid))
    return replies, [*mib, resident_mib(server.pid)]


def load(server: Served, questions: Sequence[str], clients: int, seconds: float) -> Load:
    """Let so many clients ask for so long."""
    cpu, started = server.cpu_seconds(), time.perf_counter()
    replies, mib = _all_ask(server, questions, clients, seconds)
    took = time.perf_counter() - started
    return Load(replies, took, server.cpu_seconds() - cpu, mib)


def lines(found: Load, clients: int) -> list[str]:
    """What is printed of it."""
    answered = [each.milliseconds for each in found.replies if each.status == 200]
    away = [each.milliseconds for each in found.replies if each.status in TURNED_AWAY]
    statuses = dict(sorted(Counter(each.status for each in found.replies).items()))
    said = [
        f"{clients} clients for {found.seconds:.1f} s: replies by status {statuses}, failed {found.failed}",
        f"answered: {len(answered) / found.seconds:.1f} a second, p50 {percentile(answered, 50):.0f} ms, "
        f"p95 {percentile(answered, 95):.0f} ms, longest {max(answered):.0f} ms; "
        f"processor time of the server {1000 * found.cpu_seconds / len(answered):.1f} ms an answer",
        f"memory of the server every {MEMORY_SECONDS:.0f} s: {', '.join(f'{each:.0f}' for each in found.mib)} MiB",
    ]
    if away:
        said.append(f"turned away: p50 {percentile(away, 50):.0f} ms, longest {max(away):.0f} ms")
    return said


def main() -> None:
    """Print both parts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds eval/ and corpus/")
    parser.add_argument("--index", type=Path, help="built before: asked as it is")
    parser.add_argument("--clients", type=int, default=50, help="in number")
    parser.add_argument("--seconds", type=float, default=60, help="how long they ask")
    parser.add_argument("--crowd", type=int, default=200, help="clients of the second part, in number")
    options = parser.parse_args()
    index = options.index or built(options.data, 50_000, REPOSITORY / "build" / "asking")
    texts = spread([each.question for each in read_golden(options.data / DEV).questions], 400)
    with served(index) as server:
        load(server, texts[:WARM_UP], 1, 5)
        print("\n".join(lines(load(server, texts, options.clients, options.seconds), options.clients)), flush=True)
        print("\n".join(lines(load(server, texts, options.crowd, CROWD_SECONDS), options.crowd)), flush=True)


if __name__ == "__main__":
    main()
