from __future__ import annotations

import os

from benchmarks.load import Load, Reply, lines, resident_mib


def test_what_was_not_told_when_to_come_back_has_failed() -> None:
    statuses = [(200, False), (503, True), (503, False), (429, True), (0, False), (500, True)]
    assert Load([Reply(status, 10.0, told) for status, told in statuses], 2.0, 0.5, [100.0, 110.0]).failed == 3


def test_the_lines_have_the_figures() -> None:
    replies = [*(Reply(200, 1000.0 + number, retry_after=False) for number in range(101)), Reply(503, 7.0, True)]
    said = lines(Load(replies, 10.1, 5.05, [100.0, 110.0]), 50)
    assert said[0] == "50 clients for 10.1 s: replies by status {200: 101, 503: 1}, failed 0"
    assert said[1] == (
        "answered: 10.0 a second, p50 1050 ms, p95 1095 ms, longest 1100 ms; "
        "processor time of the server 50.0 ms an answer"
    )
    assert said[2] == "memory of the server every 10 s: 100, 110 MiB"
    assert said[3] == "turned away: p50 7 ms, longest 7 ms"


def test_memory_is_that_of_the_process() -> None:
    assert 10 < resident_mib(os.getpid()) < 10_000
