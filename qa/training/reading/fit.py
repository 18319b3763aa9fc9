"""Fitting: sentences by a listwise softmax, refusal by logistic regression, what it means by isotonic regression."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import fmin_l_bfgs_b, isotonic_regression

from qa.evaluation.evaluate import mean
from qa.evidence.select import SIGNALS, ReadingWeights
from qa.evidence.sentences import NAMES
from qa.training.fit import Lists, loss
from qa.training.reading.examples import Example

Doubles = npt.NDArray[np.float64]

MOST_STEPS = 500
L2 = 1e-3
"""Of the weights of standardised signals."""
LEAST_COVERAGE = 2.0
"""Nats that coverage counts at least. The sets have neither titles nor headings, so what these add to coverage can't be
learnt from them; across languages, where the fit alone finds -0.9, more best sentences are right (.602 → .610)."""
BINS = 10
"""Of the expected calibration error."""
KNOTS = 24
"""Groups of equal size whose shares make the calibration's knots."""
LEAST, MOST = 0.005, 0.995
"""Probabilities that are never passed: that few wrong answers of a group were not seen is no proof."""


class Judged(NamedTuple):
    """Signals of many questions, and whether the articles answer each."""

    values: Doubles
    """(questions, len(SIGNALS))."""
    answerable: npt.NDArray[np.bool_]
    shares: Doubles
    """What each question counts; together 1."""


def fit_sentences(sets: Sequence[Sequence[Example]]) -> dict[str, float]:
    """Weights of a sentence's features; every set counts alike.

    Args:
        sets: Examples; one whose sentences are all right, or none of them, teaches nothing and is left out.
    """
    kept = [
        (each, 1 / len(examples)) for examples in sets for each in examples if 0 < each.right.sum() < len(each.right)
    ]
    values = np.concatenate([each.values for each, _ in kept]).astype(np.float64)
    scale = values.std(axis=0) + 1e-9
    sizes = np.array([len(each.right) for each, _ in kept])
    shares = np.array([share for _, share in kept])
    right = np.concatenate([each.right for each, _ in kept])
    lists = Lists(values / scale, right, np.cumsum(sizes) - sizes, sizes, shares / shares.sum())
    found, _, _ = fmin_l_bfgs_b(lambda weights: loss(weights, lists), np.zeros(len(NAMES)), maxiter=MOST_STEPS)
    weights: dict[str, float] = dict(zip(NAMES, (found / scale).tolist(), strict=True))
    return weights | {"coverage": max(weights["coverage"], LEAST_COVERAGE)}


def first_right(examples: Sequence[Example], weights: ReadingWeights) -> float:
    """Share of the questions whose best sentence is right."""
    return mean([float(each.right[int(weights.scores(each.values).argmax())]) for each in examples])


def judged(sets: Sequence[Sequence[Example]], weights: ReadingWeights) -> Judged:
    """The signals of all questions; in each set the answerable ones count as much as the others together."""
    rows: list[Doubles] = []
    answerable: list[bool] = []
    shares: list[float] = []
    for examples in sets:
        counts = {kind: sum((each.kind == "answerable") == kind for each in examples) for kind in (True, False)}
        for each in examples:
            rows.append(each.signals(weights).astype(np.float64))
            answerable.append(each.kind == "answerable")
            shares.append(1 / counts[answerable[-1]])
    return Judged(np.stack(rows), np.array(answerable), np.array(shares) / sum(shares))


def fit_refusal(known: Judged, sentences: dict[str, float]) -> ReadingWeights:
    """The logits of the signals and what they mean, beside the weights of sentences that chose the best ones."""
    scale = known.values.std(axis=0) + 1e-9
    values = np.column_stack([known.values / scale, np.ones(len(known.values))])
    sign = np.where(known.answerable, 1.0, -1.0)

    def cross_entropy(weights: Doubles) -> tuple[float, Doubles]:
        logits = sign * (values @ weights)
        penalised = np.append(weights[:-1], 0.0)
        slope = values.T @ (-sign / (1 + np.exp(logits)) * known.shares) + 2 * L2 * penalised
        return float(known.shares @ np.logaddexp(0, -logits) + L2 * penalised @ penalised), slope

    found, _, _ = fmin_l_bfgs_b(cross_entropy, np.zeros(len(SIGNALS) + 1), maxiter=MOST_STEPS)
    return ReadingWeights(
        sentences=sentences,
        signals=dict(zip(SIGNALS, (found[:-1] / scale).tolist(), strict=True)),
        bias=float(found[-1]),
        knots=_knots(values @ found, known),
    )


def probabilities(known: Judged, weights: ReadingWeights) -> Doubles:
    """Of each question."""
    return np.array([weights.probability(row.astype(np.float32)) for row in known.values])


def calibration_error(known: Judged, found: Doubles) -> float:
    """Expected calibration error: how far the mean probability of BINS equal steps is from the share answered."""
    steps = np.minimum((found * BINS).astype(int), BINS - 1)
    whole, error = known.shares / known.shares.sum(), 0.0
    for step in range(BINS):
        inside = steps == step
        weight = float(whole[inside].sum())
        if weight:
            shares = whole[inside] / weight
            error += weight * abs(float(shares @ found[inside]) - float(shares @ known.answerable[inside]))
    return error


def _knots(logits: Doubles, known: Judged) -> tuple[tuple[float, float], ...]:
    """Isotonic regression over KNOTS groups of questions by rising logit (Zadrozny and Elkan, 2002)."""
    groups = np.array_split(np.argsort(logits, kind="stable"), min(KNOTS, len(logits)))
    weights = np.array([known.shares[group].sum() for group in groups])
    answered = [
        float(known.shares[group] @ known.answerable[group]) / float(known.shares[group].sum()) for group in groups
    ]
    rising = np.asarray(isotonic_regression(answered, weights=weights).x, dtype=np.float64)
    centres = [float(np.average(logits[group], weights=known.shares[group])) for group in groups]
    return tuple(zip(centres, np.clip(rising, LEAST, MOST).tolist(), strict=True))
