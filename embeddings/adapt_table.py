"""The vectors of the tokens in use under adaptation: one step of training, held near to where they began."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from embeddings.adapt_pairs import Batch
from embeddings.contrast import contrast

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Rates:
    """How far a step goes; docs/adapt.md says what was tried."""

    rate: float = 0.02  # of a vector, in shares of its own mean size a dimension
    weight_rate: float = 0.01  # of the logarithm of a token's weight
    anchor: float = 0.0  # share of the way back to its beginning that a vector goes in a step
    warm_up: int = 20  # steps
    scale: float = 22.0  # of cosines before the softmax, as in the recipe of the shipped encoder


class Table:
    """Vectors and weights of tokens with what Adam remembers of them; updated in place.

    Adam's second moment is one number a vector and not one a dimension: half of the memory, the same figures, and the
    direction of a gradient stays.
    """

    def __init__(self, start: FloatArray, *, rates: Rates, steps: int) -> None:
        """Start from a model's vectors.

        Args:
            start: (tokens, dim), kept unchanged.
            rates: How far a step goes.
            steps: Number of steps that there will be: the rate falls to 0 over them.
        """
        self._start = start
        self._rates = rates
        self._steps = steps
        self._vectors = start.copy()
        self._unit = np.sqrt(np.square(start).mean(axis=1))  # a token's rate is in proportion to its own size
        self._weights = np.zeros(len(start), dtype=np.float32)  # logarithms
        self._first = np.zeros_like(start)
        self._second, self._weight_first, self._weight_second = (np.zeros(len(start), np.float32) for _ in range(3))
        self.step = 0

    def train(self, batch: Batch) -> float:
        """One step; the loss before it, in nats."""
        self.step += 1
        n = len(batch.articles)
        used, places = np.unique(batch.tokens, return_inverse=True)
        weights = np.exp(self._weights[batch.tokens])
        bags = sparse.csr_matrix((weights, (batch.texts, places)), shape=(2 * n, len(used)))
        vectors = self._vectors[used]
        sums: FloatArray = bags @ vectors
        loss, query_slope, passage_slope = contrast(sums[:n], sums[n:], keys=batch.articles, scale=self._rates.scale)
        slope: FloatArray = bags.T.tocsr() @ np.concatenate([query_slope, passage_slope])
        self._move_weights(used, np.einsum("ij,ij->i", slope, vectors))
        self._move_vectors(used, vectors, slope)
        return loss

    def rows(self) -> FloatArray:
        """The vectors with their weights, (tokens, dim)."""
        return self._vectors * np.exp(self._weights)[:, None]

    def _move_weights(self, used: npt.NDArray[np.int64], slope: FloatArray) -> None:
        self._weight_first[used] = 0.9 * self._weight_first[used] + 0.1 * slope
        self._weight_second[used] = 0.999 * self._weight_second[used] + 0.001 * np.square(slope)
        step = self._rates.weight_rate * self._share() / (1 - 0.9**self.step)
        self._weights[used] -= step * self._weight_first[used] / self._root(self._weight_second[used])

    def _move_vectors(self, used: npt.NDArray[np.int64], vectors: FloatArray, slope: FloatArray) -> None:
        unit = self._unit[used]
        slope *= unit[:, None]
        first = self._first[used]
        first *= np.float32(0.9)
        first += np.float32(0.1) * slope
        self._first[used] = first
        self._second[used] = 0.999 * self._second[used] + 0.001 * np.square(slope).mean(axis=1)
        step = self._rates.rate * self._share() / (1 - 0.9**self.step)
        first *= (np.float32(step) * unit / self._root(self._second[used]))[:, None]
        if self._rates.anchor:
            first += np.float32(self._rates.anchor * self._share()) * (vectors - self._start[used])
        self._vectors[used] = vectors - first

    def _root(self, second: FloatArray) -> FloatArray:
        return np.sqrt(second / np.float32(1 - 0.999**self.step)) + np.float32(1e-8)

    def _share(self) -> float:
        """Share of the full rate: rising over the warm-up, falling to 0 at the end."""
        return min(1.0, self.step / self._rates.warm_up) * (1 - (self.step - 1) / self._steps)
