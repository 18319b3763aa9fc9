from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

def save_file(tensor_dict: Mapping[str, npt.NDArray[np.generic]], filename: str | Path) -> None: ...
def load_file(filename: str | Path) -> dict[str, npt.NDArray[Any]]: ...
