"""Only what embeddings/adapt_table.py and qa/training/reader use."""

from typing import Any

import numpy as np
import numpy.typing as npt

_Places = npt.NDArray[np.integer[Any]]
_Floats = npt.NDArray[np.floating[Any]]
_Table = tuple[_Floats, tuple[_Places, _Places]]
_Rows = tuple[_Floats, _Places, _Places]

class coo_matrix:
    data: npt.NDArray[np.float32]
    row: npt.NDArray[np.int32]
    col: npt.NDArray[np.int32]
    shape: tuple[int, int]
    def __init__(self, values: _Table, shape: tuple[int, int]) -> None: ...
    def tocsr(self) -> csr_matrix: ...

class csr_matrix:
    data: npt.NDArray[np.float32]
    indices: npt.NDArray[np.int32]
    indptr: npt.NDArray[np.int32]
    shape: tuple[int, int]
    def __init__(
        self,
        values: tuple[npt.NDArray[np.float32], tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]
        | tuple[npt.NDArray[np.float32], npt.NDArray[np.int32], npt.NDArray[np.int32]],
        shape: tuple[int, int],
        self, values: _Table | _Rows | tuple[int, int], shape: tuple[int, int] = ..., dtype: type[np.float32] = ...
    ) -> None: ...
    @property
    def T(self) -> csr_matrix: ...
    def tocsr(self) -> csr_matrix: ...
    def tocoo(self) -> coo_matrix: ...
    def sum(self, axis: int) -> npt.NDArray[np.float32]: ...
    def __add__(self, other: csr_matrix) -> csr_matrix: ...
    def __getitem__(self, rows: _Places) -> csr_matrix: ...
    def __matmul__(self, other: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]: ...
