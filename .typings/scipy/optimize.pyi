from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

_Doubles = npt.NDArray[np.float64]

def fmin_l_bfgs_b(
    func: Callable[[_Doubles], tuple[float, _Doubles]], x0: _Doubles, *, maxiter: int = ...
) -> tuple[_Doubles, float, dict[str, Any]]: ...

class OptimizeResult:
    x: npt.NDArray[np.float64]

def isotonic_regression(y: Sequence[float], *, weights: npt.NDArray[np.float64]) -> OptimizeResult: ...
