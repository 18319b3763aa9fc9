"""In-batch cross entropy both ways on cosines, with its gradient: a passage is told from the batch's others."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]


def contrast(
    queries: FloatArray, passages: FloatArray, *, keys: npt.NDArray[np.int64], scale: float
) -> tuple[float, FloatArray, FloatArray]:
    """Loss and gradients of unnormalised `queries` and `passages` (n, dim); row i of both belong together.

    Args:
        queries: One row a query.
        passages: One row a passage.
        keys: Pairs with the same key have the same passage and are no counter-example of each other.
        scale: What cosines are multiplied by before the softmax.

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
