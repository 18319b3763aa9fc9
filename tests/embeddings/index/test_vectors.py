from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from embeddings.config import IndexConfig
from embeddings.errors import IndexDamagedError
from embeddings.index.vectors import FaissVectors

ROWS = np.array([[1, 0], [0.6, 0.8], [0, 1], [1, 0], [-1, 0], [0, 0]], dtype=np.float32)
EAST = np.array([1, 0], dtype=np.float32)


def build() -> FaissVectors:
    return FaissVectors.build(ROWS, IndexConfig())


def _random_rows(count: int) -> npt.NDArray[np.float32]:
    vectors = np.random.default_rng(7).standard_normal((count, 32)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_cosines_best_first_ties_by_row() -> None:
    rows, cosines = build().search(EAST, 6)
    assert rows.tolist() == [0, 3, 1, 2, 5, 4]
    assert cosines.tolist() == pytest.approx([1, 1, 0.6, 0, 0, -1])
    assert build().search(EAST, 1)[0].tolist() == [0]


@pytest.mark.parametrize("config", [IndexConfig(), IndexConfig(flat_limit=0)], ids=["flat", "codes"])
def test_many_equal_vectors_come_by_row(config: IndexConfig) -> None:
    equal = FaissVectors.build(np.tile(ROWS[:2], (50, 1)), config)
    assert equal.search(EAST, 5)[0].tolist() == [0, 2, 4, 6, 8]
    assert equal.search(EAST, 52)[0].tolist() == [*range(0, 100, 2), 1, 3]


def test_only_allowed_passages_are_found() -> None:
    allowed = np.array([False, True, True, False, True, False])
    assert build().search(EAST, 6, allowed=allowed)[0].tolist() == [1, 2, 4]
    assert build().search(EAST, 6, allowed=np.zeros(6, dtype=np.bool_))[0].tolist() == []


def test_nothing_is_near_the_zero_vector() -> None:
    assert build().search(np.zeros(2, dtype=np.float32), 3)[0].tolist() == []


def test_what_is_found_by_codes_is_ordered_by_the_exact_cosines() -> None:
    vectors = _random_rows(300)
    flat, coded = (FaissVectors.build(vectors, IndexConfig(flat_limit=limit)) for limit in (300, 299))
    rows, cosines = coded.search(vectors[5], 20)
    assert rows.tolist() == flat.search(vectors[5], 20)[0].tolist()
    assert rows[0] == 5
    assert cosines == pytest.approx((vectors @ vectors[5])[rows], abs=1e-6)
    assert coded.reconstruct(np.array([9, 5, 9])).tolist() == vectors[[9, 5, 9]].tolist()


@pytest.mark.parametrize("config", [IndexConfig(), IndexConfig(flat_limit=0)], ids=["flat", "codes"])
def test_saved_and_loaded_it_is_the_same(config: IndexConfig, tmp_path: Path) -> None:
    many = np.tile(ROWS, (4, 1))
    for name in ("a", "c"):
        FaissVectors.build(many, config).save(tmp_path / name)
    loaded = FaissVectors.load(tmp_path / "a")
    loaded.save(tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes() == (tmp_path / "c").read_bytes()
    assert (tmp_path / "a.exact.npy").exists() == (config.flat_limit == 0)
    assert loaded.shape == (24, 2)
    assert loaded.reconstruct(np.array([1, 4])).tolist() == many[[1, 4]].tolist()
    assert loaded.search(EAST, 2)[0].tolist() == [0, 3]


def test_a_filter_reaches_past_what_the_codes_find() -> None:
    vectors = _random_rows(400)
    coded = FaissVectors.build(vectors, IndexConfig(flat_limit=0))
    furthest = np.argsort(vectors @ vectors[5])[:30]
    allowed = np.zeros(400, dtype=np.bool_)
    allowed[furthest] = True
    rows, cosines = coded.search(vectors[5], 3, allowed=allowed)
    assert rows.tolist() == furthest[:-4:-1].tolist()
    assert cosines == pytest.approx((vectors @ vectors[5])[rows], abs=1e-6)


def test_a_file_faiss_cannot_read_is_damage(tmp_path: Path) -> None:
    build().save(tmp_path / "a")
    whole = (tmp_path / "a").read_bytes()
    (tmp_path / "a").write_bytes(whole[:20])
    with pytest.raises(IndexDamagedError, match="a file FAISS can't read"):
        FaissVectors.load(tmp_path / "a")
    (tmp_path / "a").write_bytes(whole[:8] + b"\xff\xff\xff\x7f" + whole[12:])  # 2,147,483,647 dimensions or vectors
    with pytest.raises(IndexDamagedError):
        FaissVectors.load(tmp_path / "a")


def test_an_empty_index() -> None:
    empty = FaissVectors.build(np.zeros((0, 2), dtype=np.float32), IndexConfig())
    assert empty.search(EAST, 3)[0].tolist() == []
    assert empty.reconstruct(np.zeros(0, dtype=np.int64)).shape == (0, 2)
