from __future__ import annotations

from datetime import date

import pytest

from embeddings.errors import InputRefusedError
from qa.schema import Where
from qa.web.filters import narrowed


def test_nothing_sent_is_no_filter() -> None:
    assert narrowed("").where == narrowed(None).where == Where()


def test_filters_and_the_turn_are_read() -> None:
    found = narrowed('{"after":"2024-01-02","before":"2024-02-03","publisher":"甲报","turn":3}')
    assert found.where == Where(after=date(2024, 1, 2), before=date(2024, 2, 3), publisher="甲报")
    assert found.turn == 3
    assert narrowed('{"article":"0123456789abcdef"}').where == Where(article="0123456789abcdef")


@pytest.mark.parametrize(
    "sent", ["x", "[]", '{"article":"../x"}', '{"turn":0}', '{"publisher":""}', '{"after":"2024-13-01"}', 3, {}]
)
def test_what_cannot_be_read_is_refused(sent: object) -> None:
    with pytest.raises(InputRefusedError):
        narrowed(sent)
