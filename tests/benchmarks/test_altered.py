from __future__ import annotations

import random

import pytest

from benchmarks.altered import BAD, GOOD, HARD, Alter, Source, made

TEXT = "上海8月2日宣布，将投资3500亿元，增长12%，发布30项措施。"
OTHER = "南京高新区在2022年建成了14个新的产业园区，带动就业。"
SOURCE = Source((TEXT, OTHER), TEXT + OTHER, "苏州的桥在夜里很美，游人很多。", {"ns": ("苏州",)})


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("verbatim", TEXT),
        ("reordered", "发布30项措施，上海8月2日宣布，将投资3500亿元，增长12%。"),
        ("traditional", "上海8月2日宣佈，將投資3500億元，增長12%，發佈30項措施。"),
        ("redated", "上海八月二日宣布，将投资3500亿元，增长12%，发布30项措施。"),
        ("wrong_name", TEXT.replace("上海", "苏州")),
        ("no_support", SOURCE.foreign),
        ("turned", TEXT.replace("增长", "下降")),
        ("denied", TEXT.replace("将", "将不会")),
        ("half_invented", "上海8月2日宣布，将投资3500亿元，增长12%，游人很多。"),
    ],
)
def test_what_each_kind_makes(name: str, expected: str) -> None:
    kinds: dict[str, Alter] = {**GOOD, **BAD, **HARD}
    assert kinds[name](TEXT, SOURCE, random.Random(1)) == expected


def test_a_wrong_number_is_none_of_the_passage() -> None:
    for seed in range(20):
        altered = BAD["wrong_number"](TEXT, SOURCE, random.Random(seed))
        assert altered is None or altered != TEXT


def test_as_many_of_each_kind_as_asked_for() -> None:
    found = [
        each.kind for each, _ in made({"verbatim": GOOD["verbatim"], "turned": HARD["turned"]}, [SOURCE] * 40, 9, 1)
    ]
    assert (found.count("verbatim"), found.count("turned")) == (5, 4)
    with pytest.raises(ValueError, match="lacking"):
        list(made({"verbatim": GOOD["verbatim"]}, [SOURCE], 2, 1))
