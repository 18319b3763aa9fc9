from __future__ import annotations

import numpy as np
import pytest

from qa.retrieval.retrieve import NAMES
from qa.training.examples import Example
from qa.training.fit import L2, Doubles, as_lists, fit, loss, ndcg_at_10

TRUE = np.linspace(-1.5, 2.0, len(NAMES))
"""Weights that rise from feature to feature."""


def drawn(count: int, *, seed: int) -> list[Example]:
    """Questions of eight candidates whose right one is drawn by the softmax of the true scores."""
    random = np.random.default_rng(seed)
    found: list[Example] = []
    for _ in range(count):
        values = random.standard_normal((8, len(NAMES))).astype(np.float32)
        right = int(np.argmax(values @ TRUE + random.gumbel(size=8)))
        found.append(Example(values, tuple(f"{at}.txt" for at in range(8)), f"{right}.txt"))
    return found


def test_an_article_ranks_by_its_best_passage() -> None:
    example = Example(np.zeros((4, 1), np.float32), ("a", "b", "a", "c"), "a")
    assert example.rank(np.array([0.1, 0.9, 0.5, 0.4], dtype=np.float32)) == 2
    assert example.rank(np.array([0.1, 0.9, 0.95, 0.4], dtype=np.float32)) == 1
    assert example._replace(right="c").rank(np.zeros(4, dtype=np.float32)) == 3  # ties in the order of the candidates
    assert example._replace(right="d").rank(np.zeros(4, dtype=np.float32)) is None


def test_the_loss_is_that_of_the_right_articles_together() -> None:
    values = np.zeros((3, len(NAMES)), dtype=np.float32)
    values[:, 0] = [0.0, 1.0, 2.0]
    lists = as_lists([[Example(values, ("a", "b", "a"), "a")]])
    weights = np.zeros(len(NAMES))
    weights[0] = 1.0
    powers = np.exp([0.0, 1.0, 2.0])
    expected = -np.log((powers[0] + powers[2]) / powers.sum()) + L2
    assert loss(weights, lists)[0] == pytest.approx(expected, rel=1e-9)
    assert loss(np.zeros(len(NAMES)), lists)[0] == pytest.approx(np.log(3 / 2))


def test_the_slope_is_that_of_the_loss() -> None:
    lists = as_lists([drawn(20, seed=1), drawn(5, seed=2)])
    weights = np.random.default_rng(3).standard_normal(len(NAMES))
    _, slope = loss(weights, lists)
    step = 1e-6
    for at in range(len(NAMES)):
        moved: Doubles = np.zeros(len(NAMES))
        moved[at] = step
        difference = (loss(weights + moved, lists)[0] - loss(weights - moved, lists)[0]) / (2 * step)
        assert slope[at] == pytest.approx(difference, abs=1e-6)


def test_a_fit_ends_where_the_slope_is_nothing_and_orders_the_weights_as_they_were() -> None:
    examples = drawn(3000, seed=4)
    weights = fit([examples])
    assert weights.dtype == np.float32
    assert np.abs(loss(weights.astype(np.float64), as_lists([examples]))[1]).max() < 1e-4
    assert np.argsort(weights).tolist() == list(range(len(NAMES)))
    assert np.corrcoef(weights, TRUE)[0, 1] > 0.995
    assert fit([examples]).tolist() == weights.tolist()
    unseen = drawn(500, seed=5)
    assert ndcg_at_10(unseen, weights) > ndcg_at_10(unseen, np.zeros(len(NAMES), np.float32)) + 0.2


def test_every_set_counts_alike_and_what_teaches_nothing_is_left_out() -> None:
    few, many = drawn(2, seed=6), drawn(6, seed=7)
    values = few[0].values
    nothing = [Example(values, ("a",) * 8, "a"), Example(values, ("a",) * 8, "b"), Example(values[:0], (), "b")]
    lists = as_lists([few, [*many, *nothing]])
    assert lists.sizes.tolist() == [8] * 8
    assert lists.starts.tolist() == list(range(0, 64, 8))
    shares = np.array([1 / 2] * 2 + [1 / 9] * 6)
    assert lists.shares == pytest.approx(shares / shares.sum())
    assert int(lists.right.sum()) == 8


def test_figures_are_means_over_questions() -> None:
    values = np.zeros((2, len(NAMES)), dtype=np.float32)
    values[:, 0] = [1.0, 0.0]
    weights = np.zeros(len(NAMES), dtype=np.float32)
    weights[0] = 1.0
    examples = [Example(values, ("a", "b"), right) for right in "abc"]
    assert ndcg_at_10(examples, weights) == pytest.approx((1 + 1 / np.log2(3) + 0) / 3)
