from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from embeddings.training import vocabulary
from embeddings.training.recipe import MIX, Recipe
from embeddings.training.sampling import Batch, Sampler
from embeddings.training.sources import read_pairs
from embeddings.training.store import Store, build_store

RECIPE = Recipe(batch=200, neighbours=6, query_tokens=8, passage_tokens=12)


@pytest.fixture(scope="module")
def store(data_folder: Path) -> Store:
    pairs = read_pairs(data_folder, seed=0)
    counts = vocabulary.count(text for pair in pairs for text in pair[1:])
    return build_store(pairs, vocabulary.make_tokenizer(vocabulary.choose(counts, 500)))


@pytest.fixture(scope="module")
def batch(store: Store) -> Batch:
    return Sampler(store, RECIPE).draw(7)


def test_shares_of_the_mix_make_one() -> None:
    assert sum(MIX.values()) == pytest.approx(1)


def test_a_batch_has_its_size_and_its_limits(batch: Batch) -> None:
    queries, passages = batch
    assert (len(queries.first), len(passages.first)) == (200, 200)
    assert int((queries.first[:, 1] - queries.first[:, 0]).max()) <= 8
    assert int((passages.first[:, 1] - passages.first[:, 0]).max()) <= 12 + 6
    assert int((queries.first[:, 1] - queries.first[:, 0]).min()) >= 1
    assert (queries.keys == passages.keys).all()


def test_a_sentence_is_not_in_its_neighbourhood_unless_it_is_a_cloze(batch: Batch) -> None:
    queries, passages = batch
    neighbours = (queries.keys < 0) & (queries.drop == 0)
    assert int(neighbours.sum()) > 10
    assert (passages.first[neighbours, 1] == queries.first[neighbours, 0]).all()
    assert (passages.second[neighbours, 0] >= queries.first[neighbours, 1]).all()
    kept = (queries.drop > 0) & (passages.first[:, 1] > queries.first[:, 0])
    assert 0 < int(kept.sum()) < int((queries.drop > 0).sum())


def test_a_batch_depends_on_seed_and_step_alone(store: Store, batch: Batch) -> None:
    again = Sampler(store, RECIPE).draw(7)
    assert [bool((a == b).all()) for a, b in zip(again.passages, batch.passages, strict=True)] == [True] * 4
    for other in (Sampler(store, RECIPE).draw(8), Sampler(store, replace(RECIPE, seed=1)).draw(7)):
        assert not np.array_equal(other.passages.first, batch.passages.first)
