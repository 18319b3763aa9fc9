from __future__ import annotations

from datetime import date

import pytest

from embeddings.text.normalize import Text
from qa.question.understand import understood
from qa.schema import Understood, Use, Where

TODAY = date(2026, 11, 21)
LAST_YEAR = Where(after=date(2025, 1, 1), before=date(2025, 12, 31))


def used(question: str, where: Where) -> list[tuple[str, Use]]:
    meant = understood(Text.of(question), ("新华社", "澎湃新闻"), today=TODAY, where=where)
    return [(each.text, each.used) for each in (*meant.periods, *meant.publishers)]


@pytest.mark.parametrize(
    ("question", "where", "expected"),
    [
        (
            "据新华社报道，去年定了到2025年的目标",
            Where(),
            [("去年", "boost"), ("到2025年", "goal"), ("新华社", "boost")],
        ),
        ("去年和今年", LAST_YEAR, [("去年", "filter"), ("今年", "boost")]),
        ("去年", Where(after=date(2025, 1, 1)), [("去年", "boost")]),
        ("据新华社，又据澎湃新闻", Where(publisher="新華社 "), [("新华社", "filter"), ("澎湃新闻", "boost")]),
        ("新华社有多少记者", Where(publisher="新华社"), [("新华社", "filter")]),
        ("董事长是谁", LAST_YEAR, []),
    ],
)
def test_what_the_filters_say_already_is_used_as_a_filter(
    question: str, where: Where, expected: list[tuple[str, Use]]
) -> None:
    assert used(question, where) == expected


def test_one_index_alone_boosts_nothing() -> None:
    meant = understood(
        Text.of("据新华社报道，去年定了到2025年的目标"), ("新华社",), today=TODAY, where=LAST_YEAR, mode="dense"
    )
    assert [each.used for each in (*meant.periods, *meant.publishers)] == ["filter", "goal", "none"]


def test_it_is_the_same_after_a_journey_through_json() -> None:
    meant = understood(Text.of("据新华社报道，去年定了到2025年的目标"), ("新华社",), today=TODAY, where=Where())
    assert Understood.model_validate_json(meant.model_dump_json()) == meant
