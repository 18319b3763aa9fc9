import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def asking(repository: Path) -> ModuleType:
    """benchmarks/ is a folder of programs and no package: it is imported from the repository's root."""
    sys.path.insert(0, str(repository))
    try:
        from benchmarks import asking  # noqa: PLC0415
    finally:
        sys.path.remove(str(repository))
    return asking


def test_questions_come_evenly_from_the_whole_set(asking: ModuleType) -> None:
    assert asking.spread(list("abcdef"), 3) == ["a", "c", "e"]
    assert asking.spread(list("ab"), 9) == ["a", "b"]


def test_tables_hold_what_was_taken(asking: ModuleType) -> None:
    took = asking.Asked([10.0, 30.0], [8.0, 20.0], {"read": [5.0, 6.0]}, {"reader": 0.75, "the rest": 0.25})
    assert asking.time_table(took)[2:] == [
        "| CPU | 8.0 | 20.0 | 14.0 |",
        "| clock | 10.0 | 30.0 | 20.0 |",
        "| clock, read | 5.0 | 6.0 | 5.5 |",
    ]
    assert asking.part_table(took.parts, 14.0)[2:] == [
        "| reader | 10.50 | 75% |",
        "| the rest | 3.50 | 25% |",
        "| all | 14.00 | 100% |",
    ]


def test_a_moment_counts_to_the_innermost_part(asking: ModuleType) -> None:
    def inner() -> None:
        sampler._take(0, sys._getframe())

    def outer() -> None:
        inner()
        sampler._take(0, sys._getframe())

    sampler = asking.Sampler({outer.__code__: "outer", inner.__code__: "inner"})
    outer()
    sampler._take(0, None)
    outer()
    assert sampler.shares() == {"inner": 0.4, "outer": 0.4, "the rest": 0.2}
