from typing import TypedDict

import numpy as np
import numpy.typing as npt

class _Scores(TypedDict):
    data: npt.NDArray[np.float32]
    indices: npt.NDArray[np.int32]
    indptr: npt.NDArray[np.int64]
    num_docs: int

class BM25:
    def __init__(self, k1: float = ..., b: float = ..., *, method: str = ...) -> None: ...
    def build_index_from_ids(
        self,
        unique_token_ids: list[int],
        corpus_token_ids: list[list[int]],
        show_progress: bool = ...,
        leave_progress: bool = ...,
    ) -> _Scores: ...
