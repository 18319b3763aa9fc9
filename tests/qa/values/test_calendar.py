from __future__ import annotations

from datetime import date

import pytest

from qa.values.calendar import Days

JUNE = Days(date(2026, 6, 1), date(2026, 6, 30))


@pytest.mark.parametrize(
    ("inner", "inside"),
    [
        (Days(date(2026, 6, 12), date(2026, 6, 12)), True),
        (JUNE, True),
        (Days(date(2026, 5, 31), date(2026, 6, 2)), False),
        (Days(date(2026, 6, 30), date(2026, 7, 1)), False),
        (Days(None, date(2026, 6, 2)), False),
        (Days(date(2026, 6, 2), None), False),
    ],
)
def test_days_within_a_month(inner: Days, *, inside: bool) -> None:
    assert inner.within(JUNE) is inside


def test_nothing_lies_within_days_without_an_end() -> None:
    assert not JUNE.within(Days(date(2026, 1, 1), None))
    assert not JUNE.within(Days(None, date(2026, 12, 31)))
