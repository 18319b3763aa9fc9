"""Paired bootstrap: the mean difference of a measure over the same questions, with its confidence interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

RESAMPLES = 2000
"""Draws of a bootstrap: the ends of its interval move by about a sixtieth of its width from one seed to another."""


class Interval(NamedTuple):
    """A mean and its 95 % interval."""

    mean: float
    low: float
    high: float


def paired_difference(
    first: Sequence[float] | npt.NDArray[np.float64],
    second: Sequence[float] | npt.NDArray[np.float64],
    *,
    groups: npt.NDArray[np.int64] | None = None,
) -> Interval:
    """Mean of second minus first over paired questions, with its 95 % interval.

    The interval is the percentile bootstrap's (Efron and Tibshirani 1993, chapter 13), of 2,000 draws that are the same
    every time.

    Args:
        first: A measure of each question.
        second: The same measure of the same questions; there must be at least one.
        groups: Number of the article that each question is about: whole articles are drawn, because results for
            questions about one article are correlated. None for independent questions.
    """
    differences = np.subtract(second, first)
    _, group = np.unique(np.arange(len(differences)) if groups is None else groups, return_inverse=True)
    sums, sizes = np.bincount(group, weights=differences), np.bincount(group)
    draws = np.random.default_rng(0)
    means: list[float] = []
    for _ in range(RESAMPLES):
        drawn = draws.integers(len(sums), size=len(sums))
        means.append(float(sums[drawn].sum() / sizes[drawn].sum()))
    low, high = np.percentile(means, (2.5, 97.5))
    return Interval(float(differences.mean()), float(low), float(high))
