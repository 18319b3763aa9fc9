"""Training of token vectors: in-batch contrastive loss, its gradient, and an Adam step.

The loss is the cross entropy over cosines, query to passage and back; the other passages of a batch are the negatives.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from embeddings.adapt.pairs import Batch

FloatArray = npt.NDArray[np.float32]


def contrast(
    queries: FloatArray, passages: FloatArray, *, keys: npt.NDArray[np.int64], scale: float
) -> tuple[float, FloatArray, FloatArray]:
    """Loss and gradients for unnormalised `queries` and `passages` (n, dim); rows i of both form a pair.

    Args:
        queries: One row per query.
        passages: One row per passage.
        keys: Pairs with equal keys share a passage and are not negatives of each other.
        scale: Factor of the cosines before the softmax.

    Returns:
        Mean cross entropy in nats, gradient of the queries, gradient of the passages.
    """
    unit_queries, query_lengths = _normalised(queries)
    unit_passages, passage_lengths = _normalised(passages)
    scores = np.float32(scale) * (unit_queries @ unit_passages.T)
    scores[(keys[:, None] == keys[None, :]) & ~np.eye(len(keys), dtype=bool)] = -np.inf
    by_query, by_passage = _softmax(scores), _softmax(scores.T).T
    right = np.arange(len(keys))
    loss = -0.5 * float(np.log(by_query[right, right] + 1e-30).mean() + np.log(by_passage[right, right] + 1e-30).mean())
    slope: FloatArray = np.add(by_query, by_passage)
    slope *= np.float32(0.5)
    slope[right, right] -= 1.0
    slope *= np.float32(scale / len(keys))
    query_slope = _through_length(slope @ unit_passages, unit_queries, query_lengths)
    passage_slope = _through_length(slope.T @ unit_queries, unit_passages, passage_lengths)
    return loss, query_slope, passage_slope


def _normalised(rows: FloatArray) -> tuple[FloatArray, FloatArray]:
    lengths = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.float32(1e-6))
    return rows / lengths, lengths


def _softmax(scores: FloatArray) -> FloatArray:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _through_length(slope: FloatArray, unit: FloatArray, lengths: FloatArray) -> FloatArray:
    return (slope - (slope * unit).sum(axis=1, keepdims=True) * unit) / lengths


@dataclass(frozen=True)
class StepSizes:
    """Learning rates and the other sizes of a training step."""

    rate: float = 0.02  # of a vector, relative to its mean size per dimension
    weight_rate: float = 0.01  # of the logarithm of a token's weight
    anchor: float = 0.0  # share of the way back to its starting point that a vector moves in a step
    warm_up: int = 20  # steps
    scale: float = 22.0  # of cosines before the softmax, as in the recipe of the shipped encoder


class TokenTable:
    """Vectors and weights of tokens with Adam's moments; updated in place.

    Adam's second moment is one number per vector, not one per dimension: this halves the memory, measures the same,
    and keeps the direction of a gradient.
    """

    def __init__(self, start: FloatArray, *, rates: StepSizes, steps: int) -> None:
        """Start from a model's vectors.

        Args:
            start: (tokens, dim), kept unchanged.
            rates: Learning rates and anchor.
            steps: Total number of steps; the rate falls to 0 over them.
        """
        self._start = start
        self._rates = rates
        self._steps = steps
        self._vectors = start.copy()
        self._unit = np.sqrt(np.square(start).mean(axis=1))  # a token's rate is proportional to its size
        self._weights = np.zeros(len(start), dtype=np.float32)  # logarithms
        self._first = np.zeros_like(start)
        self._second, self._weight_first, self._weight_second = (np.zeros(len(start), np.float32) for _ in range(3))
        self.step = 0

    def train(self, batch: Batch) -> float:
        """Do one step and return the loss before it, in nats."""
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
        """Share of the full rate: it rises over the warm-up and falls to 0 at the end."""
        return min(1.0, self.step / self._rates.warm_up) * (1 - (self.step - 1) / self._steps)
