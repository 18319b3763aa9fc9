from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest

from qa.training.reading.fit import Judged
from qa.training.reading.reliability import Group, drawn, reliability, table

CHANCES = np.repeat(np.arange(10) / 10, 2) + 0.05
"""Twenty questions, two a group."""


def judged(answerable: list[bool], shares: list[float] | None = None) -> Judged:
    count = len(answerable)
    return Judged(np.zeros((count, 1)), np.array(answerable), np.array(shares or [1 / count] * count))


def test_groups_are_of_equal_count_and_the_least_probable_come_first() -> None:
    found = reliability(judged([False] * 10 + [True] * 10), CHANCES[::-1].copy())
    assert [group.questions for group in found.groups] == [2] * 10
    assert found.groups[0] == Group(2, pytest.approx(0.05), 1.0)
    assert found.groups[-1] == Group(2, pytest.approx(0.95), 0.0)


def test_a_question_counts_what_its_share_is() -> None:
    shares = [0.03, 0.01] + [0.96 / 18] * 18
    found = reliability(judged([True, False] + [False] * 18, shares), CHANCES)
    assert found.groups[0].answered == pytest.approx(0.75)


def test_the_brier_score_is_the_mean_squared_distance() -> None:
    right = reliability(judged([True] * 20), np.ones(20))
    assert (right.brier, right.error) == (0.0, 0.0)
    half = reliability(judged([True, False] * 10), np.full(20, 0.5))
    assert (half.brier, half.error) == (pytest.approx(0.25), pytest.approx(0.0))
    wrong = reliability(judged([False] * 20), np.full(20, 0.8))
    assert (wrong.brier, wrong.error) == (pytest.approx(0.64), pytest.approx(0.8))


def test_the_table_says_what_the_whole_is_worth() -> None:
    lines = table("these", reliability(judged([True] * 20), np.full(20, 0.8)))
    assert lines[0] == "these: 20 questions, expected calibration error 0.200, Brier score 0.040"
    assert lines[3:] == ["| 2 | 0.800 | 1.000 |"] * 10


def test_the_picture_has_a_point_for_each_group_where_its_axes_say() -> None:
    curves = {"one": reliability(judged([True] * 20), CHANCES), "two": reliability(judged([False] * 20), CHANCES)}
    picture = drawn(curves)
    assert drawn(curves) == picture
    root = ElementTree.fromstring(picture)
    circles = [each for each in root if each.tag.endswith("circle")]
    assert len(circles) == 2 * (10 + 1)
    assert (circles[0].get("cx"), circles[0].get("cy")) == ("82.0", "24.0")
    assert (circles[11].get("cx"), circles[11].get("cy")) == ("82.0", "384.0")
    assert "prefers-color-scheme: dark" in picture
