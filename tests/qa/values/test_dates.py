from __future__ import annotations

from datetime import date

import pytest

from qa.values.calendar import Days, Now
from qa.values.dates import affix, expressions, linked, rules_of

NOW = Now(date(2026, 11, 21))


@pytest.mark.parametrize(
    ("folded", "named"),
    [
        ("2021年和2022年7月", ["2021年", "2022年7月"]),
        ("2020年7月至2021年3月", ["2020年7月", "2021年3月"]),
        ("in july 2022 or last year", ["july 2022", "last year"]),
        ("2022-07-08", ["2022-07-08"]),
        ("元宇宙", []),
    ],
)
def test_expressions_are_found_in_order_the_longest_first(folded: str, named: list[str]) -> None:
    found = expressions(folded, rules_of(folded), lambda rule, match, _: rule.read(match, NOW))
    assert [folded[each.start : each.end] for each in found] == named


def test_what_a_reader_refuses_is_left_to_the_next_rule() -> None:
    folded = "2022年7月"
    found = expressions(folded, rules_of(folded), lambda rule, match, _: None if match["m"] else rule.read(match, NOW))
    assert [folded[each.start : each.end] for each in found] == []


def test_a_reader_sees_what_stands_before() -> None:
    folded = "2021年6月开工，9月竣工"
    seen: list[int] = []
    expressions(
        folded, rules_of(folded), lambda rule, match, before: (seen.append(len(before)), rule.read(match, NOW))[1]
    )
    assert seen == [0, 1]


def test_two_ends_become_one() -> None:
    folded = "2020年7月至2021年3月"
    (one,) = linked(expressions(folded, rules_of(folded), lambda rule, match, _: rule.read(match, NOW)), folded)
    assert (one.start, one.end) == (0, len(folded))
    assert one.reading.days == Days(date(2020, 7, 1), date(2021, 3, 31))


@pytest.mark.parametrize(
    ("folded", "start", "end", "expected"),
    [
        ("到2025年", 1, 6, ("goal", 0, 6)),
        ("2021年以来", 0, 5, ("since", 0, 7)),
        ("自2021年以来", 1, 6, ("since", 0, 8)),
        ("2025年前", 0, 5, ("before", 0, 6)),
        ("by 2025", 3, 7, ("goal", 0, 7)),
        ("在2021年", 1, 6, (None, 1, 6)),
        ("2000年前", 0, 5, ("nothing", 0, 6)),
    ],
)
def test_what_stands_around_decides(folded: str, start: int, end: int, expected: tuple[str | None, int, int]) -> None:
    assert affix(folded, start, end) == expected
