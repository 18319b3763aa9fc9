from __future__ import annotations

import asyncio

import pytest

from qa.config import ServerSettings
from qa.server.errors import OverloadedError, TooManyRequestsError
from qa.server.limits import ADDRESSES, Gate, RateLimits, UnderWay


def test_the_gate_lets_in_makes_wait_and_turns_away() -> None:
    async def talk() -> list[str]:
        gate = Gate(ServerSettings(questions_at_once=2, questions_waiting=1, question_wait_seconds=30))
        said: list[str] = []
        leave = asyncio.Event()

        async def question(name: str) -> None:
            async with gate:
                said.append(f"{name} in")
                await leave.wait()

        tasks = [asyncio.create_task(question(name)) for name in "abc"]
        await asyncio.sleep(0.01)
        with pytest.raises(
            OverloadedError, match="at most 2 questions at once and 1 waiting; found 1 before it"
        ) as caught:
            await gate.enter()
        assert caught.value.seconds == 5
        assert said == ["a in", "b in"]
        leave.set()
        await asyncio.gather(*tasks)
        return said

    assert asyncio.run(talk()) == ["a in", "b in", "c in"]


def test_a_wait_that_is_too_long_ends() -> None:
    async def talk() -> None:
        gate = Gate(ServerSettings(questions_at_once=1, question_wait_seconds=0.01))
        await gate.enter()
        with pytest.raises(OverloadedError, match=r"no turn in 0\.01 s"):
            await gate.enter()
        gate.leave()
        assert await gate.run(lambda: 7) == 7

    asyncio.run(talk())


def test_an_address_has_a_minutes_requests_at_once_and_then_as_many_as_come_back() -> None:
    now = [0.0]
    rates = RateLimits(60, clock=lambda: now[0])
    for _ in range(60):
        rates.take("a")
    with pytest.raises(TooManyRequestsError) as caught:
        rates.take("a")
    assert caught.value.seconds == 1
    rates.take("b")
    now[0] = 2.0
    rates.take("a")
    rates.take("a")
    with pytest.raises(TooManyRequestsError):
        rates.take("a")


def test_addresses_are_forgotten_before_they_fill_the_memory() -> None:
    rates = RateLimits(1, clock=lambda: 0.0)
    rates.take("first")
    for number in range(ADDRESSES):
        rates.take(str(number))
    rates.take("first")  # as if never seen


def test_an_end_waits_for_what_is_under_way_and_no_longer_than_told() -> None:
    async def talk() -> None:
        under_way = UnderWay()
        with under_way.one():
            await under_way.ended(0.03)
            assert under_way.count == 1
        assert under_way.closing
        await under_way.ended(60)

    asyncio.run(talk())
