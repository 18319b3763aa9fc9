"""What every store of vectors must do: the same rows, cosines and order as a product of matrices."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pytest

from embeddings.config import IndexConfig
from embeddings.index.vectors import BoolArray, FloatArray, IntArray, VectorStore, build_vectors, open_vectors
from embeddings.index.vectors.faiss import FaissVectors
from embeddings.store.generations import current_id, read_generation

ROWS = np.array([[1, 0], [0.6, 0.8], [0, 1], [1, 0], [-1, 0], [0, 0]], dtype=np.float32)
EAST = np.array([1, 0], dtype=np.float32)


class ExactVectors:
    """The contract in numpy, without a library."""

    def __init__(self, rows: FloatArray) -> None:
        self._rows = rows

    @property
    def shape(self) -> tuple[int, int]:
        return self._rows.shape[0], self._rows.shape[1]

    def search(self, vector: FloatArray, k: int, *, allowed: BoolArray | None = None) -> tuple[IntArray, FloatArray]:
        rows = np.arange(len(self._rows)) if allowed is None else np.flatnonzero(allowed)
        cosines = self._rows[rows] @ vector
        order = np.lexsort((rows, -cosines))[: max(k, 0) if vector.any() else 0]
        return rows[order], cosines[order].clip(-1, 1)

    def reconstruct(self, rows: IntArray) -> FloatArray:
        return self._rows[rows]

    def save(self, folder: Path) -> None:
        np.save(folder / "rows.npy", self._rows)


class Kind(NamedTuple):
    """How one implementation is made, and opened from the folder that it was saved to."""

    build: Callable[[FloatArray], VectorStore]
    load: Callable[[Path], VectorStore]


KINDS = {
    "numpy": Kind(ExactVectors, lambda folder: ExactVectors(np.load(folder / "rows.npy"))),
    "faiss": Kind(lambda rows: FaissVectors.build(rows, IndexConfig()), FaissVectors.load),
    "faiss codes": Kind(lambda rows: FaissVectors.build(rows, IndexConfig(flat_limit=0)), FaissVectors.load),
}
Make = Callable[[FloatArray], VectorStore]


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[request.param]


@pytest.fixture(params=["built", "opened"])
def make(kind: Kind, request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    """A store of these rows: as it was built, or as it is opened from the disk."""

    def opened(rows: FloatArray) -> VectorStore:
        kind.build(rows).save(tmp_path)
        return kind.load(tmp_path)

    return kind.build if request.param == "built" else opened


def directions(count: int, dim: int = 32) -> npt.NDArray[np.float32]:
    vectors = np.random.default_rng(7).standard_normal((count, dim)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_cosines_best_first_ties_by_row(make: Make) -> None:
    store = make(ROWS)
    rows, cosines = store.search(EAST, 6)
    assert store.shape == (6, 2)
    assert rows.tolist() == [0, 3, 1, 2, 5, 4]
    assert cosines.tolist() == pytest.approx([1, 1, 0.6, 0, 0, -1], abs=1e-6)
    assert (rows.dtype, cosines.dtype) == (np.int64, np.float32)


@pytest.mark.parametrize(("k", "found"), [(0, []), (1, [0]), (2, [0, 3]), (3, [0, 3, 1]), (99, [0, 3, 1, 2, 5, 4])])
def test_as_many_as_are_asked_for_and_there_are(k: int, found: list[int], make: Make) -> None:
    assert make(ROWS).search(EAST, k)[0].tolist() == found


def test_of_many_equal_vectors_the_first_rows_are_taken(make: Make) -> None:
    equal = make(np.tile(ROWS[:2], (50, 1)))
    assert equal.search(EAST, 5)[0].tolist() == [0, 2, 4, 6, 8]
    assert equal.search(EAST, 52)[0].tolist() == [*range(0, 100, 2), 1, 3]


@pytest.mark.parametrize(
    ("allowed", "rows", "cosines"),
    [([0, 1, 1, 0, 1, 0], [1, 2, 4], [0.6, 0, -1]), ([0, 0, 0, 1, 0, 0], [3], [1]), ([0] * 6, [], [])],
)
def test_only_allowed_passages_are_given(allowed: list[int], rows: list[int], cosines: list[float], make: Make) -> None:
    found = make(ROWS).search(EAST, 6, allowed=np.array(allowed, dtype=np.bool_))
    assert found[0].tolist() == rows
    assert found[1].tolist() == pytest.approx(cosines, abs=1e-6)


def test_a_filter_of_the_furthest_costs_none_of_them(make: Make) -> None:
    vectors = directions(400)
    cosines = vectors @ vectors[5]
    furthest = np.argsort(cosines)[:30]
    allowed = np.zeros(400, dtype=np.bool_)
    allowed[furthest] = True
    rows, found = make(vectors).search(vectors[5], 3, allowed=allowed)
    assert rows.tolist() == furthest[:-4:-1].tolist()
    assert found == pytest.approx(cosines[rows], abs=1e-6)


@pytest.mark.parametrize("query", [5, 17, 299])
def test_rows_and_cosines_are_those_of_the_exact_product(query: int, make: Make) -> None:
    vectors = directions(300)
    rows, cosines = make(vectors).search(vectors[query], 20)
    assert rows.tolist() == np.argsort(-(vectors @ vectors[query]), kind="stable")[:20].tolist()
    assert rows[0] == query
    assert cosines == pytest.approx((vectors @ vectors[query])[rows], abs=1e-6)


def test_nothing_is_near_the_zero_vector(make: Make) -> None:
    assert make(ROWS).search(np.zeros(2, dtype=np.float32), 3)[0].tolist() == []


def test_vectors_come_back_as_they_were_given(make: Make) -> None:
    vectors = directions(300)
    store = make(vectors)
    assert store.reconstruct(np.array([9, 5, 9])).tolist() == vectors[[9, 5, 9]].tolist()
    assert store.reconstruct(np.zeros(0, dtype=np.int64)).shape == (0, 32)


def test_a_store_of_nothing(make: Make) -> None:
    empty = make(np.zeros((0, 2), dtype=np.float32))
    assert empty.shape == (0, 2)
    assert empty.search(EAST, 3)[0].tolist() == []
    assert empty.reconstruct(np.zeros(0, dtype=np.int64)).shape == (0, 2)


def test_the_same_vectors_are_the_same_bytes(kind: Kind, tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("first", "again", "opened")]
    for folder in folders:
        folder.mkdir()
    for folder in folders[:2]:
        kind.build(directions(40)).save(folder)
    kind.load(folders[0]).save(folders[2])
    first, *others = [{path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders]
    assert first
    assert others == [first, first]


def test_a_generation_has_the_vectors_that_its_store_was_built_of(seeds_index: Path, tmp_path: Path) -> None:
    generation = read_generation(seeds_index, current_id(seeds_index))
    store = open_vectors(generation)
    count, dim = store.shape
    assert (count, dim) == (generation.manifest.passages, generation.manifest.encoder.dim)
    vectors = store.reconstruct(np.arange(count))
    build_vectors(vectors, generation.manifest.config).save(tmp_path)
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (generation.folder / path.name).read_bytes()
    assert store.search(vectors[3], 1)[0].tolist() == [3]
