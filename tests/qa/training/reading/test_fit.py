from __future__ import annotations

import numpy as np
import pytest

from qa.evidence.select import SIGNALS, ReadingWeights
from qa.evidence.sentences import NAMES
from qa.question.understand import understand
from qa.training.reading.examples import Example
from qa.training.reading.fit import Judged, calibration_error, first_right, fit_refusal, fit_sentences, probabilities

RANDOM = np.random.default_rng(3)


def example(right: int, *, count: int = 4) -> Example:
    """Sentences of which the right one has the highest `late`, and noise in `length`."""
    values = RANDOM.random((count, len(NAMES))).astype(np.float32)
    values[:, NAMES.index("late")] = 0.3
    values[right, NAMES.index("late")] = 0.9
    flags = np.zeros(count, dtype=np.bool_)
    flags[right] = True
    return Example(understand("什么？"), "answerable", [], [], values, flags)


def test_the_feature_that_tells_gets_the_weight() -> None:
    examples = [example(at % 4) for at in range(60)]
    nothing = example(0)._replace(right=np.zeros(4, dtype=np.bool_))
    weights = fit_sentences([examples, [nothing, *examples[:5]]])
    assert weights["late"] > 5
    assert abs(weights["length"]) < weights["late"] / 3
    fitted = ReadingWeights(sentences=weights, signals={}, bias=0, knots=((0, 0.5),))
    assert first_right(examples, fitted) == 1.0
    assert first_right([nothing], fitted) == 0.0


def test_probabilities_mean_what_they_say() -> None:
    count = 4000
    values = RANDOM.normal(size=(count, len(SIGNALS)))
    chance = 1 / (1 + np.exp(-(2 * values[:, 3] - 1)))
    known = Judged(values, RANDOM.random(count) < chance, np.full(count, 1 / count))
    weights = fit_refusal(known, dict.fromkeys(NAMES, 0.0))
    assert weights.signals[SIGNALS[3]] == pytest.approx(2, abs=0.3)
    assert weights.bias == pytest.approx(-1, abs=0.2)
    assert max(abs(weights.signals[name]) for name in SIGNALS if name != SIGNALS[3]) < 0.2
    found = probabilities(known, weights)
    assert float(np.abs(found - chance).mean()) < 0.05
    assert calibration_error(known, found) < 0.03


def test_calibration_error_is_the_mean_distance_by_steps() -> None:
    known = Judged(np.zeros((4, 1)), np.array([True, True, False, False]), np.full(4, 0.25))
    assert calibration_error(known, np.array([0.95, 0.95, 0.15, 0.15])) == pytest.approx(0.5 * 0.05 + 0.5 * 0.15)
    assert calibration_error(known, np.array([0.5, 0.5, 0.5, 0.5])) == 0.0
