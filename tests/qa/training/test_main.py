from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from qa.retrieval.retrieve import NAMES, NAMES_ACROSS, RankerWeights
from qa.training import __main__ as recipe
from qa.training import sets
from qa.training.examples import Example


def test_the_recipe_writes_weights_that_the_ranker_reads(
    folder: Path, questions: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sets, "QUESTIONS", questions)
    monkeypatch.setattr(sets, "CONTEXTS", 3)
    out = folder / "new" / "ranker.json"
    with caplog.at_level(logging.INFO):
        recipe.main(["--data", str(folder), "--out", str(out)])
    weights = RankerWeights.model_validate_json(out.read_bytes())
    for own, names in ((weights.same, NAMES), (weights.across, NAMES_ACROSS)):
        assert tuple(own) == names
        assert max(map(abs, own.values())) > 0.01
    assert json.loads(out.read_text(encoding="utf-8")) == weights.model_dump()
    said = [record.getMessage() for record in caplog.records if record.name == recipe.__name__]
    assert "drcd_dev: 2 corpora, 12 questions" in said
    assert "newwiki_zh: 1 corpora, 2 questions" in said
    assert said[-1].startswith("drcd_dev: nDCG@10 ")
    assert said[-1].endswith(" cross-fitted")
    first = out.read_bytes()
    recipe.main(["--data", str(folder), "--out", str(out)])
    assert out.read_bytes() == first
    recipe.main(["--data", str(folder), "--out", str(out), "--every", "2"])
    assert out.read_bytes() != first


def example(name: str) -> Example:
    return Example(np.zeros((2, len(NAMES)), np.float32), (name, "other"), name)


def test_a_corpus_is_measured_by_weights_that_have_not_seen_it(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[set[str]] = []
    measured: list[set[str]] = []

    def fit(given: Sequence[Sequence[Example]]) -> np.ndarray:
        seen.append({each.right for own in given for each in own})
        return np.full(len(NAMES), len(seen), dtype=np.float32)

    def figure(given: Sequence[Example], weights: np.ndarray) -> float:
        assert weights[0] == len(seen)
        measured.append({each.right for each in given})
        return float(len(seen))

    monkeypatch.setattr(recipe, "fit", fit)
    monkeypatch.setattr(recipe, "ndcg_at_10", figure)
    corpora = {
        "drcd_dev": [[example("a"), example("b")], [example("c")], [example("d")]],
        "news": [[example("e")], [example("f")]],
    }
    assert recipe.cross_fitted(corpora, "drcd_dev") == pytest.approx((2 * 1 + 1 * 2 + 1 * 3) / 4)
    assert measured == [{"a", "b"}, {"c"}, {"d"}]
    assert seen == [{"c", "d", "e", "f"}, {"a", "b", "d", "e", "f"}, {"a", "b", "c", "e", "f"}]
