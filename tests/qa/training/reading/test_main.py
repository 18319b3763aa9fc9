from __future__ import annotations

import logging
from pathlib import Path

import pytest

from qa.evidence.select import SIGNALS, AllWeights
from qa.evidence.sentences import NAMES
from qa.training.reading import __main__ as recipe


def test_the_recipe_writes_weights_that_reading_takes(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    out = folder / "new" / "reading.json"
    with caplog.at_level(logging.INFO):
        recipe.main(["--data", str(folder), "--out", str(out)])
    weights = AllWeights.model_validate_json(out.read_bytes()).same
    assert tuple(weights.sentences) == NAMES
    assert tuple(weights.signals) == SIGNALS
    logits, chances = zip(*weights.knots, strict=True)
    assert sorted(logits) == list(logits)
    assert sorted(chances) == list(chances)
    assert 0.005 <= chances[0] < chances[-1] <= 0.995
    said = [record.getMessage() for record in caplog.records if record.name == recipe.__name__]
    assert any(line.startswith("cross-fitted: best sentence right of ") for line in said)
    assert any(line.strip().startswith("sentence_removed") for line in said)
    first = out.read_bytes()
    recipe.main(["--data", str(folder), "--out", str(out)])
    assert out.read_bytes() == first
