from pathlib import Path

import numpy as np
import pytest

from embeddings.encoders.static import StaticEncoder
from qa.training.reader import types
from qa.training.reader.types import CONTEXTS, PLACES, Counts, count, factored, rotation, type_vectors


def test_neighbours_are_counted_by_place_and_not_across_texts() -> None:
    counts = count(np.array([-1, -1, 0, 1, 2, -1, -1, 0, 1, -1, -1]), 3)
    assert counts.seen.tolist() == [2, 2, 1]
    table = counts.beside.tocoo()
    found = {(int(r), int(c)): float(v) for r, c, v in zip(table.row, table.col, table.data, strict=True)}
    column = {(place, token): number * CONTEXTS + token for number, place in enumerate(PLACES) for token in range(3)}
    assert found == {
        (2, column[-2, 0]): 1,
        (1, column[-1, 0]): 2,
        (2, column[-1, 1]): 1,
        (0, column[1, 1]): 2,
        (1, column[1, 2]): 1,
        (0, column[2, 2]): 1,
    }


def test_tokens_with_the_same_neighbours_are_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(types, "DIMENSIONS", 6)
    rng = np.random.default_rng(0)
    texts = [[-1, 8, int(rng.choice([0, 1])), 9, -1, 10, int(rng.choice([2, 3])), 11] for _ in range(300)]
    vectors = factored(count(np.array([token for text in texts for token in text]), 13))
    likeness = vectors @ vectors.T
    assert likeness[0, 1] > 0.95 < likeness[2, 3]
    assert likeness[0, 2] < 0.3
    assert np.linalg.norm(vectors, axis=1)[[0, 2, 12]] == pytest.approx([1, 1, 0], abs=1e-5)


def test_english_is_turned_on_to_chinese(word_encoder: StaticEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tokens 1, 2, 4 are Chinese; 3 and 5 English. The encoder holds each near one of the other language."""
    monkeypatch.setattr(types, "BRIDGE_COSINE", 0.2)
    chinese = np.zeros((7, 2), np.float32)
    english = np.zeros((7, 2), np.float32)
    chinese[[1, 2, 4]] = [(1, 0), (0, 1), (0.6, 0.8)]
    turn = np.array([(0, 1), (-1, 0)], np.float32)
    english[3], english[5] = np.array((1, 0)) @ turn.T, np.array((0.6, 0.8)) @ turn.T
    nothing = count(np.array([-1]), 7).beside
    counts = {
        "zh": Counts(np.array([0, 50, 50, 0, 50, 0, 0]), nothing),
        "en": Counts(np.array([0, 0, 0, 50, 0, 50, 0]), nothing),
    }
    found = rotation(word_encoder, counts, {"zh": chinese, "en": english})
    assert found @ found.T == pytest.approx(np.eye(2), abs=1e-6)
    assert english[3] @ found == pytest.approx((1, 0), abs=0.3)


def test_every_language_gets_vectors(
    reading_folder: Path, character_encoder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(types, "DIMENSIONS", 8)
    encoder = StaticEncoder(character_encoder)
    vectors, seen = type_vectors(reading_folder, encoder, share=0.001)
    there = vectors.any(axis=1)
    assert np.linalg.norm(vectors[there], axis=1) == pytest.approx(1, abs=1e-5)
    for text in ("项", "b"):
        token = int(encoder.tokens([text])[0][0])
        assert (bool(there[token]), bool(seen[token] > types.LEAST)) == (True, True)
