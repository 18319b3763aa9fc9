from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

_Doubles = npt.NDArray[np.float64]

def fmin_l_bfgs_b(
    func: Callable[[_Doubles], tuple[float, _Doubles]], x0: _Doubles, *, maxiter: int = ...
) -> tuple[_Doubles, float, dict[str, Any]]: ...
