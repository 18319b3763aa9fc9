"""What FAISS alone does: codes, files, damage. What every store does is in test_vector_store.py."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from embeddings.config import IndexConfig
from embeddings.errors import IndexDamagedError
from embeddings.index.vectors.faiss import FILE, FaissVectors

ROWS = np.array([[1, 0], [0.6, 0.8], [0, 1], [1, 0], [-1, 0], [0, 0]], dtype=np.float32)


@pytest.mark.parametrize(
    ("flat_limit", "names"), [(300, ["vectors.faiss"]), (0, ["vectors.faiss", "vectors.faiss.exact.npy"])]
)
def test_above_the_limit_the_exact_rows_lie_beside_the_codes(flat_limit: int, names: list[str], tmp_path: Path) -> None:
    FaissVectors.build(np.tile(ROWS, (4, 1)), IndexConfig(flat_limit=flat_limit)).save(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == names


def test_fewer_vectors_than_centroids_have_no_codes(tmp_path: Path) -> None:
    FaissVectors.build(ROWS, IndexConfig(flat_limit=0)).save(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["vectors.faiss"]


def test_a_file_faiss_cannot_read_is_damage(tmp_path: Path) -> None:
    FaissVectors.build(ROWS, IndexConfig()).save(tmp_path)
    whole = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).write_bytes(whole[:20])
    with pytest.raises(IndexDamagedError, match="a file FAISS can't read"):
        FaissVectors.load(tmp_path)
    (tmp_path / FILE).write_bytes(whole[:8] + b"\xff\xff\xff\x7f" + whole[12:])  # 2,147,483,647 dimensions or vectors
    with pytest.raises(IndexDamagedError):
        FaissVectors.load(tmp_path)
