from __future__ import annotations

import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.index.snapshot import ByTerms, Candidates, Translated
from qa.retrieval.retrieve import (
    LEAST_DEVIATION,
    MOST,
    NAMES,
    NAMES_ACROSS,
    RIVALS,
    RankerWeights,
    first_scores,
    shipped_weights,
    standardised,
)

ROWS = st.integers(1, 30).flatmap(
    lambda n: st.lists(st.lists(st.floats(-1, 1, width=32), min_size=n, max_size=n), min_size=1, max_size=3)
)


@given(ROWS)
def test_features_are_told_in_deviations_of_the_first_candidates(columns: list[list[float]]) -> None:
    found = standardised(np.array(columns, dtype=np.float32).T)
    for column, got in zip(columns, found.T.tolist(), strict=True):
        rivals = column[:RIVALS]
        spread = statistics.pstdev(rivals) + LEAST_DEVIATION
        expected = [(value - statistics.fmean(rivals)) / spread for value in column]
        assert got == pytest.approx([min(max(value, -MOST), MOST) for value in expected], abs=2e-3)


def test_only_the_rivals_set_the_scale_and_nothing_is_further_than_the_most() -> None:
    values = np.zeros((RIVALS + 2, 1), dtype=np.float32)
    values[:RIVALS:2] = 2.0
    values[RIVALS:, 0] = [3.0, 1000.0]
    found = standardised(values)[:, 0]
    assert found[:2].tolist() == pytest.approx([1 / (1 + LEAST_DEVIATION), -1 / (1 + LEAST_DEVIATION)])
    assert found[RIVALS:].tolist() == pytest.approx([2 / (1 + LEAST_DEVIATION), MOST])
    assert standardised(np.ones((3, 2), dtype=np.float32)).tolist() == [[0, 0]] * 3


def candidates(best: float = 4.0) -> Candidates:
    return Candidates(
        rows=np.arange(2),
        words=np.array([1, 2], dtype=np.float32),
        pairs=np.array([1, 0], dtype=np.float32),
        article=np.array([5, 0], dtype=np.float32),
        dense=np.array([0.25, -0.5], dtype=np.float32),
        chinese=np.ones(2, dtype=np.bool_),
        best_lexical=best,
        best_article=2.5 * best,
        by_terms=ByTerms(*[np.zeros(0, dtype=np.float32)] * 4),
    )


def test_the_first_ranking_adds_what_both_indexes_say() -> None:
    assert first_scores(candidates(), across=False).tolist() == [0.5 + 0.125 + 0.25, 0.5 - 0.25]


def test_across_languages_the_first_ranking_goes_by_the_cosine() -> None:
    assert first_scores(candidates(), across=True).tolist() == pytest.approx([0.25 + 0.05, -0.5 + 0.05])


def test_across_languages_the_first_ranking_adds_half_of_what_the_translated_words_say() -> None:
    says = Translated(np.array([0, 3], np.float32), np.array([9, 9], np.float32), best_passage=6.0, best_article=9.0)
    translated = candidates()._replace(translated=says)
    assert first_scores(translated, across=True).tolist() == pytest.approx([0.25 + 0.05, -0.5 + 0.05 + 0.25])
    nothing = translated._replace(translated=says._replace(best_passage=0.0, passages=np.zeros(2, np.float32)))
    assert first_scores(nothing, across=True).tolist() == pytest.approx([0.25 + 0.05, -0.5 + 0.05])


def test_where_no_passage_holds_a_term_nothing_is_divided_by_nothing() -> None:
    nothing = np.zeros(2, dtype=np.float32)
    none = candidates(0.0)._replace(words=nothing, pairs=nothing, article=nothing)
    for across in (False, True):
        scores = first_scores(none, across=across).tolist()
        assert all(map(math.isfinite, scores))
        assert scores[0] > scores[1]


def test_weights_are_given_in_the_order_of_the_features() -> None:
    same = {name: float(at) for at, name in enumerate(reversed(NAMES))}
    weights = RankerWeights(same=same, across=dict.fromkeys(NAMES_ACROSS, 0.5))
    assert weights.of(across=False).tolist() == list(range(len(NAMES)))[::-1]
    assert weights.of(across=True).tolist() == [0.5] * len(NAMES_ACROSS)


def test_the_shipped_weights_are_of_these_features() -> None:
    weights = shipped_weights()
    for own, names in ((weights.same, NAMES), (weights.across, NAMES_ACROSS)):
        assert set(own) == set(names)
        assert all(map(math.isfinite, own.values()))
        assert sum(map(abs, own.values())) > 0.5
    assert weights.same != weights.across
