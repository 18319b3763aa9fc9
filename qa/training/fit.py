"""Fitting the ranker: a listwise softmax over a question's candidates, by L-BFGS to convergence.

The loss of a question is -log of the probability that the softmax of the scores gives to the passages of the right
article together (ListNet's top-one form, Cao and others 2007, with several right ones); L2 keeps the weights small.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import fmin_l_bfgs_b

from qa.evaluation.evaluate import mean, ndcg
from qa.training.examples import Example

FloatArray = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]

L2 = 3e-4
MOST_STEPS = 500
FAR = -1e30  # stands for minus infinity and survives a subtraction


class Lists(NamedTuple):
    """Candidates of all questions, one question's behind the other's."""

    values: Doubles
    """(candidates, features)."""
    right: npt.NDArray[np.bool_]
    starts: npt.NDArray[np.int64]
    """Of each question its first candidate."""
    sizes: npt.NDArray[np.int64]
    """Of each question the number of its candidates."""
    shares: Doubles
    """What each question counts; together 1."""


def fit(sets: Sequence[Sequence[Example]]) -> FloatArray:
    """Weights of the features, float32; every set counts alike, however many questions it has.

    Args:
        sets: Examples; one whose candidates are all right, or none of them, teaches nothing and is left out.
    """
    lists = as_lists(sets)
    start = np.zeros(lists.values.shape[1])
    weights, _, _ = fmin_l_bfgs_b(lambda weights: loss(weights, lists), start, maxiter=MOST_STEPS)
    return np.asarray(weights, dtype=np.float32)


def as_lists(sets: Sequence[Sequence[Example]]) -> Lists:
    """The examples that teach something."""
    kept = [(example, 1 / len(examples)) for examples in sets for example in examples if _teaches(example)]
    sizes = np.array([len(example.articles) for example, _ in kept])
    shares = np.array([share for _, share in kept])
    return Lists(
        values=np.concatenate([example.values for example, _ in kept]).astype(np.float64),
        right=np.concatenate([_right(example) for example, _ in kept]),
        starts=np.cumsum(sizes) - sizes,
        sizes=sizes,
        shares=shares / shares.sum(),
    )


def loss(weights: Doubles, lists: Lists) -> tuple[float, Doubles]:
    """The loss and its slope, (features,)."""
    values, right, starts, sizes, shares = lists
    scores = values @ weights
    every, every_log = _softmax(scores, starts, sizes)
    among_right, right_log = _softmax(np.where(right, scores, FAR), starts, sizes)
    slope = values.T @ ((every - among_right) * np.repeat(shares, sizes)) + 2 * L2 * weights
    return float(shares @ (every_log - right_log) + L2 * weights @ weights), slope


def ndcg_at_10(examples: Sequence[Example], weights: FloatArray) -> float:
    """Mean nDCG@10 of the right article when candidates are ordered by these weights."""
    return mean([ndcg(example.rank(example.values @ weights), 10) for example in examples])


def _right(example: Example) -> npt.NDArray[np.bool_]:
    return np.array([path == example.right for path in example.articles])


def _teaches(example: Example) -> bool:
    right = _right(example)
    return bool(right.any()) and not right.all()


def _softmax(scores: Doubles, starts: npt.NDArray[np.int64], sizes: npt.NDArray[np.int64]) -> tuple[Doubles, Doubles]:
    """The softmax of each stretch of scores, and the logarithm of each one's sum of powers."""
    highest = np.maximum.reduceat(scores, starts)
    powers = np.exp(scores - np.repeat(highest, sizes))
    sums: Doubles = np.add.reduceat(powers, starts)
    return powers / np.repeat(sums, sizes), np.log(sums) + highest
