from pathlib import Path

import numpy as np
import pytest

from embeddings.arrays import distinct, load_arrays, ranges, save_arrays


def test_what_is_saved_is_mapped_back_with_its_type_and_shape(tmp_path: Path) -> None:
    given = {"one": np.array([[1, 2], [3, 4]], dtype=np.int32), "none": np.zeros((0, 2), dtype=np.float32)}
    save_arrays(tmp_path / "new" / "folder", given)
    found = load_arrays(tmp_path / "new" / "folder", ["none", "one"])
    assert list(found) == ["none", "one"]
    assert (found["one"].tolist(), found["one"].dtype) == ([[1, 2], [3, 4]], np.int32)
    assert (found["none"].shape, found["none"].dtype) == ((0, 2), np.float32)
    assert isinstance(found["one"].base, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        found["one"][0, 0] = 9


def test_objects_are_neither_written_nor_read(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="allow_pickle=False"):
        save_arrays(tmp_path, {"objects": np.array([{}], dtype=object)})
    np.save(tmp_path / "pickled.npy", np.array([{}], dtype=object), allow_pickle=True)
    with pytest.raises(ValueError, match=r"Object arrays|memory-mapped"):
        load_arrays(tmp_path, ["pickled"])


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_arrays(tmp_path, ["nothing"])


def test_ranges_stand_one_behind_the_other() -> None:
    assert ranges(np.array([7, 0, 3]), np.array([2, 0, 3])).tolist() == [7, 8, 3, 4, 5]
    assert ranges(np.array([], dtype=np.int64), np.array([], dtype=np.int64)).tolist() == []


def test_distinct_numbers_are_those_of_numpy_and_keep_their_type() -> None:
    for values in ([], [3], [3, 1, 3, 2, 1], [[5, -1], [5, 0]]):
        given = np.array(values, dtype=np.int32)
        found = distinct(given)
        assert found.tolist() == np.unique(given).tolist()
        assert found.dtype == np.int32
