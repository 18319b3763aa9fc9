from collections.abc import Iterator

import pytest

from qa.forecast import SHARES, Forecast, share_done


def clock(*readings: float) -> Iterator[float]:
    yield from readings


def test_the_shares_are_a_whole_build() -> None:
    assert sum(SHARES.values()) == pytest.approx(1)
    assert list(SHARES) == ["read", "clean", "chunk", "encode", "index", "write"]


def test_what_is_done_counts_the_stages_before() -> None:
    assert share_done("read", 0, 10) == 0
    assert share_done("clean", 0, 10) == pytest.approx(SHARES["read"])
    assert share_done("clean", 5, 10) == pytest.approx(SHARES["read"] + SHARES["clean"] / 2)
    assert share_done("write", 2, 2) == pytest.approx(1)
    assert share_done("read", 20, 10) == pytest.approx(SHARES["read"])
    assert share_done("another", 1, 0) == 0


def test_time_is_stretched_in_proportion() -> None:
    half = share_done("encode", 1, 2)
    times = clock(100.0, 100.5, 110.0, 110.0, 120.0)
    forecast = Forecast(clock=lambda: next(times))
    assert forecast.seconds_left("encode", 1, 2) is None  # half a second says nothing
    assert forecast.seconds_left("encode", 1, 2) == pytest.approx(10 * (1 - half) / half)
    assert forecast.seconds_left("read", 0, 2) is None
    assert forecast.seconds_left("write", 2, 2) == pytest.approx(0)
