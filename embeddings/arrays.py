"""Arrays on disk: one .npy file each, memory-mapped, no pickle."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.generic]
IntArray = npt.NDArray[np.int64]
IntegerT = TypeVar("IntegerT", bound=np.integer[Any])

_loading = threading.Lock()
"""np.load reads a header with ast.literal_eval. On Python 3.11.7 that raised SystemError (AST constructor recursion
depth mismatch) where a garbage collection inside it ran a finalizer in Python and another thread parsed meanwhile: 16
of 15,744 concurrent openings during rebuilds, none of 6,997 with this lock."""


def load_arrays(folder: Path, names: Sequence[str]) -> dict[str, Array]:
    """Map the saved arrays NAME.npy of a folder into memory, by name."""
    with _loading:
        mapped = {name: np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in names}
    return {name: np.asarray(array) for name, array in mapped.items()}  # np.memmap's own indexing is twice as slow


def save_arrays(folder: Path, arrays: Mapping[str, Array]) -> None:
    """Write each array as NAME.npy into `folder`, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array, allow_pickle=False)


def distinct(values: npt.NDArray[IntegerT]) -> npt.NDArray[IntegerT]:
    """The distinct numbers of an array, ascending, as np.unique gives them without its import of numpy.ma (0.04 s)."""
    ordered = np.sort(values, axis=None)
    first = np.ones(len(ordered), dtype=np.bool_)
    first[1:] = ordered[1:] != ordered[:-1]
    return ordered[first]


def ranges(starts: IntArray, counts: IntArray) -> IntArray:
    """The numbers starts[0], starts[0] + 1, … (counts[0] of them), then those from starts[1], and so on."""
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - (ends - counts), counts)
