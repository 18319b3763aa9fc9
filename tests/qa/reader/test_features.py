"""Features over tokens written by hand: a token is a number, a passage a list of them, and a mark begins a sentence."""

import numpy as np
import pytest

from qa.reader.features import END, MARKS, NAMES, NARROW, WIDE, Layout, ReaderQuestion, Tokens, features, layout

FAR = 99
"""A token that no question has."""


def tokens_of(ids: list[int], ends: list[int]) -> Tokens:
    """Tokens of one character; before those at `ends` a sentence ends."""
    count = len(ids)
    before = np.zeros((count, len(MARKS)), np.uint8)
    before[ends, END] = 1
    nothing = np.zeros((count, 2), np.uint8)
    spans = np.stack([np.arange(count), np.arange(count) + 1], axis=1).astype(np.int32)
    one = np.zeros(count, np.uint8)
    return Tokens(np.array(ids, np.int32), spans, before, np.zeros_like(before), nothing, one, nothing, one)


def found(
    ids: list[int], *, ends: list[int], passages: list[int], above: list[int], weights: dict[int, float]
) -> dict[str, list[float]]:
    """Features of tokens that match a question of the tokens in `weights` only where they are equal."""
    tokens = tokens_of(ids, ends)
    lay = layout(tokens, np.array(passages), np.isin(np.arange(len(ids)), above))
    count = max(passages) + 1
    asked = ReaderQuestion(
        np.tile(np.array(list(weights), np.int32), (count, 1)),
        np.tile(np.array(list(weights.values()), np.float32), (count, 1)),
    )
    cosines = np.zeros((len(ids), len(weights)), np.float32)
    values = features(tokens, np.full(len(ids), 5, np.float32), cosines, asked, lay)
    return {name: values[:, at].tolist() for at, name in enumerate(NAMES)}


@pytest.fixture(scope="module")
def two() -> dict[str, list[float]]:
    """Above: 1. First passage: 9 1 2. 9 9. Second: 9 3."""
    ids, passages = [1, FAR, 1, 2, FAR, FAR, FAR, 3], [0, 0, 0, 0, 0, 0, 1, 1]
    return found(ids, ends=[4], passages=passages, above=[0], weights={1: 0.5, 2: 0.3, 3: 0.2})


def test_layout_ends_sentences_at_marks_passages_and_what_stands_above() -> None:
    lay: Layout = layout(tokens_of([FAR] * 6, [3]), np.array([0, 0, 0, 0, 1, 1]), np.array([1, 0, 0, 0, 0, 0], bool))
    assert lay.sentence.tolist() == [0, 1, 1, 2, 3, 3]
    assert (lay.starts.tolist(), lay.sentence_starts.tolist()) == ([0, 4], [0, 1, 3, 4])


def test_a_mark_within_a_title_ends_no_sentence() -> None:
    lay = layout(tokens_of([FAR] * 4, [1, 2]), np.zeros(4, np.int64), np.array([1, 1, 0, 0], bool))
    assert lay.sentence.tolist() == [0, 0, 1, 1]


def test_matches(two: dict[str, list[float]]) -> None:
    assert two["exact"] == [1, 0, 1, 1, 0, 0, 0, 1]
    assert two["weighted"] == pytest.approx([1, 0, 1, 0.6, 0, 0, 0, 0.4])
    assert two["rarity"] == [0.5] * 8
    assert two["above"] == [1, 0, 0, 0, 0, 0, 0, 0]


def test_nearness_ends_with_the_passage(two: dict[str, list[float]]) -> None:
    assert two["hit_before"] == pytest.approx([1, np.exp(-1 / 6), 1, 1, np.exp(-1 / 6), np.exp(-2 / 6), 0, 1])
    assert two["hit_behind"] == pytest.approx([1, np.exp(-1 / 6), 1, 1, 0, 0, np.exp(-1 / 6), 1])


def test_coverage_of_sentences_and_passages(two: dict[str, list[float]]) -> None:
    assert two["cover_sentence"] == pytest.approx([0.5, 0.8, 0.8, 0.8, 0, 0, 0.2, 0.2])
    assert two["cover_passage"] == pytest.approx([0.8] * 6 + [0.2] * 2)
    assert two["cover_best"] == pytest.approx([0.8] * 6 + [0.2] * 2)
    assert two["cover_beside"] == pytest.approx([0.8, 0, 0, 0, 0.8, 0.8, 0, 0])
    assert two["cover_above"] == pytest.approx([0.5, 0.8, 0.8, 0.8, 0.5, 0.5, 0.2, 0.2])
    assert two["run"] == pytest.approx([1 / 6, 0, 2 / 6, 2 / 6, 0, 0, 0, 1 / 6])


def test_windows_reach_so_far_and_not_into_another_passage() -> None:
    count = 60
    ids = [FAR] * (2 * count)
    ids[30] = 1
    seen = found(ids, ends=[], passages=[0] * count + [1] * count, above=[], weights={1: 1.0})
    for name, reach in (("cover_narrow", NARROW), ("cover_wide", WIDE)):
        assert np.flatnonzero(seen[name]).tolist() == list(range(30 - reach, 30 + reach + 1))
    ids[30], ids[count - 1] = FAR, 1
    seen = found(ids, ends=[], passages=[0] * count + [1] * count, above=[], weights={1: 1.0})
    assert np.flatnonzero(seen["cover_wide"]).tolist() == list(range(count - 1 - WIDE, count))


def test_a_question_without_weight_covers_nothing() -> None:
    seen = found([1, 2], ends=[], passages=[0, 0], above=[], weights={1: 0.0})
    assert seen["cover_sentence"] == [0, 0]
    assert all(np.isfinite(values).all() for values in seen.values())
