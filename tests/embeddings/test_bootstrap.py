import numpy as np
import pytest

from embeddings.bootstrap import paired_difference


def test_a_paired_difference_is_over_questions_and_the_same_every_time() -> None:
    first = [0.0, 1.0] * 50
    found = paired_difference(first, [1.0] * 100)
    assert found.mean == 0.5
    assert found == paired_difference(first, [1.0] * 100)
    # The standard error of the mean of 100 values of deviation 0.5 is 0.05: the interval is about 1.96 of them wide.
    assert found.low == pytest.approx(0.5 - 0.098, abs=0.012)
    assert found.high == pytest.approx(0.5 + 0.098, abs=0.012)
    same = paired_difference(first, first)
    assert (same.mean, same.low, same.high) == (0.0, 0.0, 0.0)


def test_questions_of_one_article_are_drawn_together() -> None:
    before, after = np.zeros(100), np.repeat([0.0, 1.0], 50)
    apart = paired_difference(before, after)
    of_two_articles = paired_difference(before, after, groups=np.repeat([0, 1], 50))
    assert (apart.mean, of_two_articles.mean) == (0.5, 0.5)
    assert (of_two_articles.low, of_two_articles.high) == (0.0, 1.0)  # a quarter of the draws is one article twice
    assert apart.low > 0.39


def test_an_article_of_many_questions_weighs_as_many() -> None:
    found = paired_difference([0.0] * 4, [1.0, 0.0, 0.0, 0.0], groups=np.array([0, 1, 1, 1]))
    assert found.mean == 0.25
    assert (found.low, found.high) == (0.0, 1.0)
