from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

def save_file(
    tensor_dict: Mapping[str, npt.NDArray[np.uint8] | npt.NDArray[np.float32]], filename: str | Path
) -> None: ...
