from __future__ import annotations

import random

import pytest

from benchmarks.altered_across import HARD, Translated, names_in

TEXT = "In Ankara, President Erdogan said on Tuesday that 20 schools will open before June, with 300 teachers each."
FOREIGN = "The price of fish in Bergen rose sharply as the boats of Hansen stayed at home for weeks."
SOURCE = Translated(TEXT, FOREIGN, {"place": ("Bergen",), "other": ("Hansen",)})


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("turned", TEXT.replace("before", "after")),
        ("denied", TEXT.replace("will", "will not")),
        ("half_invented", "In Ankara, President Erdogan said on Tuesday that 20 schools will open before June, and "
         "the boats of Hansen stayed at home for weeks."),
    ],
)  # fmt: skip
def test_what_each_kind_makes(name: str, expected: str) -> None:
    assert HARD[name](TEXT, SOURCE, random.Random(1)) == expected


def test_numbers_dates_and_names_become_others_of_their_kind() -> None:
    numbers = {HARD["wrong_number"](TEXT, SOURCE, random.Random(seed)) for seed in range(30)}
    assert TEXT not in numbers
    assert TEXT.replace("300", "400") in numbers | {TEXT.replace("300", "400")}
    assert all(made is None or ("20 schools" in made) != ("300 teachers" in made) for made in numbers)
    names = {HARD["wrong_name"](TEXT, SOURCE, random.Random(seed)) for seed in range(30)}
    assert names <= {TEXT.replace("Ankara", "Bergen"), TEXT.replace("President Erdogan", "Hansen"), None}
    dates = {HARD["wrong_date"](TEXT, SOURCE, random.Random(seed)) for seed in range(30)} - {None}
    assert all(("Tuesday" in made) != ("June" in made) for made in dates if made)


def test_names_are_told_by_what_stands_before_them() -> None:
    assert names_in(FOREIGN) == {"place": ("Bergen", "Hansen"), "other": ()}
