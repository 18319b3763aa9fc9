"""The reader's weights as they lie on disk: one safetensors file, 8 bits a weight for tokens, 16 for the network.

The rows of frequent tokens are stored; another token's row is its encoder vector by a projection, as the stored ones
were made, less what is known of its neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load_file

from embeddings.errors import UsageError
from embeddings.static import StaticEncoder

FloatArray = npt.NDArray[np.float32]
Tokens = npt.NDArray[np.integer]
Tensors = Mapping[str, npt.NDArray[Any]]

STORED = ("row_codes", "row_scales", "row_tokens", "delta_codes", "delta_scales", "delta_tokens", "discount")
"""Tensors that are no matrices of the network."""


class Weights:
    """What the network has learnt, read-only."""

    def __init__(self, tensors: Tensors, encoder: StaticEncoder) -> None:
        """Use `load`."""
        self._encoder = encoder
        self._row, self._delta = (_Rows.of(tensors, name, encoder.token_count) for name in ("row", "delta"))
        self._discount = tensors["discount"]
        self.matrices: dict[str, FloatArray] = {
            name: np.ascontiguousarray(tensor.T if tensor.ndim > 1 else tensor, dtype=np.float32)
            for name, tensor in tensors.items()
            if name not in STORED
        }
        """By name as in training, transposed: (in, out); those of gated convolutions are halved, see `network`."""
        for name, matrix in self.matrices.items():
            if ".mix." in name or ".condition." in name:
                matrix *= np.float32(0.5)

    @classmethod
    def load(cls, path: Path, encoder: StaticEncoder) -> Weights:
        """Read a file of weights.

        Args:
            path: The file.
            encoder: The encoder that they were trained with.

        Raises:
            UsageError: The file is missing, or isn't such weights, or they are of another vocabulary.
        """
        expected, remedy = "the reader's weights", "train them with python -m qa.training.reader"
        try:
            tensors = load_file(path)
            if len(tensors["discount"]) != encoder.token_count:
                raise UsageError(expected, f"{path}, made for another encoder", remedy)
            return cls(tensors, encoder)
        except (OSError, KeyError, ValueError, SafetensorError) as error:
            raise UsageError(expected, f"{path} unreadable ({error!r})", remedy) from error

    def rows(self, tokens: Tokens, vectors: FloatArray) -> FloatArray:
        """What the network sees of tokens, (n, row).

        Args:
            tokens: The tokens, (n,).
            vectors: Of the encoder, each of length 1 or 0, (n, dim).
        """
        found = self._row.take(tokens)
        other = np.flatnonzero(self._row.places[tokens] < 0)
        if len(other):
            found[other] = vectors[other] @ self.matrices["row"]
        return found

    def deltas(self, tokens: Tokens) -> FloatArray:
        """What is added to the rows of a question's tokens, (n, row)."""
        return self._delta.take(tokens)

    def discount(self, tokens: Tokens) -> FloatArray:
        """What tokens of a question count in a coverage, times their lengths, (n,): asking words count little."""
        return self._discount[tokens].astype(np.float32) / np.float32(255)


class _Rows(NamedTuple):
    """Rows of some tokens in 8 bits a weight."""

    codes: npt.NDArray[np.int8]
    scales: FloatArray
    places: npt.NDArray[np.int32]
    """Of each token of the vocabulary the place of its row, -1 for none."""

    @classmethod
    def of(cls, tensors: Tensors, name: str, count: int) -> _Rows:
        """The rows called `name` of a vocabulary of `count` tokens."""
        tokens: npt.NDArray[np.int32] = tensors[f"{name}_tokens"]
        places = np.full(count, -1, dtype=np.int32)
        places[tokens] = np.arange(len(tokens), dtype=np.int32)
        return cls(tensors[f"{name}_codes"], tensors[f"{name}_scales"].astype(np.float32), places)

    def take(self, tokens: Tokens) -> FloatArray:
        """The rows of tokens, 0 for those that have none, (n, row)."""
        places = self.places[tokens]
        found: FloatArray = np.multiply(self.codes[places], self.scales[places, None], dtype=np.float32)
        found[places < 0] = 0
        return found
