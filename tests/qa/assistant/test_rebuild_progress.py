from collections.abc import Iterator

import pytest

from qa.assistant.rebuild import SHARES, Forecast, share_done


def clock(*readings: float) -> Iterator[float]:
    yield from readings


def test_the_shares_are_all_of_a_build_after_reading() -> None:
    assert sum(SHARES.values()) == pytest.approx(1)
    assert list(SHARES) == ["clean", "chunk", "encode", "index", "write"]


def test_what_is_done_counts_the_stages_before() -> None:
    assert share_done("read", 3, 10) == pytest.approx(0.3)
    assert share_done("clean", 0, 10) == 0
    assert share_done("chunk", 5, 10) == pytest.approx(SHARES["clean"] + SHARES["chunk"] / 2)
    assert share_done("write", 2, 2) == pytest.approx(1)
    assert share_done("clean", 20, 10) == pytest.approx(SHARES["clean"])
    assert share_done("index", 0, 0) == pytest.approx(1 - SHARES["index"] - SHARES["write"])


def test_time_is_stretched_in_proportion() -> None:
    half = share_done("encode", 1, 2)
    times = clock(100.0, 100.5, 104.0, 105.0, 105.5, 115.0, 125.0)
    forecast = Forecast(clock=lambda: next(times))
    assert forecast.seconds_left("read", 1, 2) is None  # half a second says nothing
    assert forecast.seconds_left("read", 1, 4) == pytest.approx(4.0 * 3)
    assert forecast.seconds_left("clean", 1, 2) is None  # it begins anew: the time of reading says nothing
    assert forecast.seconds_left("encode", 1, 2) == pytest.approx(10 * (1 - half) / half)
    assert forecast.seconds_left("write", 2, 2) == pytest.approx(0)
