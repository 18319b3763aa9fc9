from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from embeddings.training import vocabulary
from embeddings.training.recipe import CLOZE, MIX, Recipe
from embeddings.training.sampling import Batch, Sampler
from embeddings.training.sources import read_pairs
from embeddings.training.store import Store, build_store

RECIPE = Recipe(batch=200, neighbours=6, query_tokens=8, passage_tokens=12)


@pytest.fixture(scope="module")
def store(data_folder: Path) -> Store:
    pairs = read_pairs(data_folder, seed=0)
    counts = vocabulary.count(text for pair in pairs for text in (pair.query, pair.passage))
    return build_store(pairs, vocabulary.make_tokenizer(vocabulary.choose(counts, {}, 500)))


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
    cloze = (queries.keys < 0) & (queries.drop > 0)
    kept = cloze & (passages.first[:, 1] > queries.first[:, 0])
    assert 0 < int(kept.sum()) < int(cloze.sum())


@pytest.mark.parametrize(("name", "share"), [("window", CLOZE), ("parallel", 0), ("other", 0), ("zh", 0)])
def test_a_query_loses_tokens_where_its_passage_is_a_window(store: Store, name: str, share: float) -> None:
    drawn = Sampler(store, RECIPE)._draw_kind(name, 2000, np.random.default_rng(3))
    assert set(drawn.queries.drop.tolist()) == ({0.0, 0.5} if share else {0.0})
    assert float((drawn.queries.drop > 0).mean()) == pytest.approx(share, abs=0.03)
    assert not drawn.passages.drop.any()


def test_a_window_is_the_translation_with_two_sentences_on_either_side(store: Store) -> None:
    recipe = replace(RECIPE, query_tokens=100, passage_tokens=1000)
    drawn = Sampler(store, recipe)._draw_kind("window", 200, np.random.default_rng(3))
    starts = store.sentences[store.texts]
    group = store.groups["parallel"]
    for query, passage in zip(drawn.queries.first, drawn.passages.first, strict=True):
        text = int(np.flatnonzero(starts == query[0])[0])
        own, other = sorted([group.queries, group.passages], key=lambda base: not base <= text < base + group.size)
        i = text - own
        assert query.tolist() == [starts[text], starts[text + 1]]
        low, high = max(i - 2, 0), min(i + 2, group.size - 1)
        assert passage.tolist() == [starts[other + low], starts[other + high + 1]]


def test_a_batch_depends_on_seed_and_step_alone(store: Store, batch: Batch) -> None:
    again = Sampler(store, RECIPE).draw(7)
    assert [bool((a == b).all()) for a, b in zip(again.passages, batch.passages, strict=True)] == [True] * 4
    for other in (Sampler(store, RECIPE).draw(8), Sampler(store, replace(RECIPE, seed=1)).draw(7)):
        assert not np.array_equal(other.passages.first, batch.passages.first)
