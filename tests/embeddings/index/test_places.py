from __future__ import annotations

from pathlib import Path

import numpy as np

from embeddings.config import IndexConfig
from embeddings.index.projection import means, places, plane
from embeddings.index.vectors.faiss import FaissVectors
from embeddings.store.generations import current_id


def test_an_article_lies_where_its_passages_lie_on_average() -> None:
    rows = np.array([[1, 0], [0, 1], [0, 1]], dtype=np.float32)
    found = means(FaissVectors.build(rows, IndexConfig()), np.array([0, 0, 2]), 3)
    assert found.tolist() == [[0.5, 0.5], [0.0, 0.0], [0.0, 1.0]]


def test_the_plane_shows_the_two_directions_of_most_difference() -> None:
    rows = np.array([[3, 0, 5], [-3, 0, 5], [0, 1, 5], [0, -1, 5]], dtype=np.float32)
    found = plane(rows)
    assert np.allclose(np.abs(found), [[1, 0], [1, 0], [0, 1], [0, 1]], atol=1e-6)
    assert np.allclose(found[0], -found[1], atol=1e-6)


def test_few_articles_have_a_place_too() -> None:
    assert plane(np.zeros((0, 3), np.float32)).shape == (0, 2)
    assert plane(np.ones((1, 3), np.float32)).tolist() == [[0, 0]]
    assert plane(np.ones((2, 3), np.float32)).tolist() == [[0, 0], [0, 0]]


def test_places_of_the_seeds_are_the_same_each_time(seeds_index: Path) -> None:
    generation = current_id(seeds_index)
    assert generation is not None
    first, second = places(seeds_index, generation=generation), places(seeds_index, generation=generation)
    assert first.shape == (5, 2)
    assert (first == second).all()
    assert len(np.unique(first.round(4), axis=0)) == 5
