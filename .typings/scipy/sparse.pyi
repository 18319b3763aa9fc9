import numpy as np
import numpy.typing as npt

class csr_matrix:
    def __init__(
        self,
        values: tuple[npt.NDArray[np.float32], tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]
        | tuple[npt.NDArray[np.float32], npt.NDArray[np.int32], npt.NDArray[np.int32]],
        shape: tuple[int, int],
    ) -> None: ...
    @property
    def T(self) -> csr_matrix: ...
    def tocsr(self) -> csr_matrix: ...
    def __matmul__(self, other: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]: ...
