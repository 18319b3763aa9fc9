from collections.abc import Iterator

from embeddings.build import BEGINNING, Stopwatch


def clock(*readings: float) -> Iterator[float]:
    yield from readings


def test_seconds_go_to_the_stage_that_did_the_work() -> None:
    times = clock(0.0, 1.0, 3.0, 3.5, 4.0, 6.0, 16.0, 17.0, 20.0)
    heard: list[tuple[str, int, int]] = []
    watch = Stopwatch(lambda *report: heard.append(report), clock=lambda: next(times))
    reports = [("read", 0, 1), ("read", 1, 1), ("clean", 1, 2), ("clean", 2, 2), ("index", 0, 9), ("index", 9, 9)]
    for report in [*reports, ("write", 0, 1)]:
        watch(*report)
    assert watch.seconds() == {BEGINNING: 1.0, "read": 2.0, "clean": 3.0, "index": 11.0, "write": 3.0}
    assert heard == [*reports, ("write", 0, 1)]


def test_a_stage_that_comes_back_is_added_up() -> None:
    times = clock(0.0, 1.0, 2.0, 4.0, 4.0)
    watch = Stopwatch(clock=lambda: next(times))
    for stage in ("chunk", "encode", "chunk"):
        watch(stage, 1, 1)
    assert watch.seconds() == {"chunk": 3.0, "encode": 1.0}
