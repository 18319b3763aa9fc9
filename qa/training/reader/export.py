"""From a trained network to the file of weights that `qa.reader` reads."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file
from torch import Tensor

from qa.training.reader.network import KNOWN_SCALE
from qa.training.reader.prepare import Known

FloatArray = npt.NDArray[np.float32]

ROWS = 46_000
"""Frequent tokens whose rows are stored."""


def export(weights: Mapping[str, Tensor], tokens: Known, path: Path) -> None:
    """Write the file.

    Args:
        weights: Of the network, by name.
        tokens: What was known of tokens: the most frequent ones with a type vector are stored.
        path: The file.
    """
    arrays = {name: tensor.detach().numpy() for name, tensor in weights.items()}
    row = arrays.pop("row.weight") * np.float32(KNOWN_SCALE)
    delta = arrays.pop("delta.weight")
    words, types = tokens.words, tokens.types
    dim = words.units.shape[1]
    typed = np.where(types.any(axis=1), tokens.seen, 0)
    stored = np.sort(np.argsort(-typed, kind="stable")[:ROWS])
    stored = stored[typed[stored] > 0]
    asked = np.flatnonzero(tokens.asking)
    tensors: dict[str, npt.NDArray[np.generic]] = {name: value.astype(np.float16) for name, value in arrays.items()}
    tensors["row"] = row[:, :dim].astype(np.float16)
    rows: FloatArray = np.add(words.units[stored] @ row[:, :dim].T, types[stored] @ row[:, dim:].T)
    for name, own, values in (("row", stored, rows), ("delta", asked, delta[tokens.asking[asked]])):
        tensors[f"{name}_tokens"] = own.astype(np.int32)
        tensors[f"{name}_codes"], tensors[f"{name}_scales"] = _quantised(values)
    tensors["discount"] = np.round(words.discount * 255).astype(np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({name: np.ascontiguousarray(tensors[name]) for name in sorted(tensors)}, path)


def _quantised(rows: FloatArray) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float16]]:
    """Eight bits a weight with a scale a row."""
    scales = np.maximum(np.abs(rows).max(axis=1) / 127, 1e-6).astype(np.float16)
    codes = np.rint(np.divide(rows, scales[:, None].astype(np.float32), dtype=np.float32))
    return np.clip(codes, -127, 127, dtype=np.float32).astype(np.int8), scales
