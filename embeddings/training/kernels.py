"""The inner loops in numba: bags of token vectors forward and backward, composition, Adam on the rows in use.

torch's EmbeddingBag with index_put and Adam took 700 ms a step for the same batch; these take a tenth. Loops that add
into shared rows are split over dimensions, so that no two threads write one number and the result is deterministic.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit, prange

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]
TokenArray = npt.NDArray[np.int32]
BoolArray = npt.NDArray[np.bool_]

_SLICES = 4  # of the dimensions


@njit(cache=True)
def gather(
    tokens: TokenArray,
    first: IntArray,
    second: IntArray,
    drop: npt.NDArray[np.float64],
    chances: npt.NDArray[np.float64],
    out: TokenArray,
    offsets: IntArray,
) -> None:
    """Write the bags' tokens one after the other into `out`, bag i at offsets[i]:offsets[i + 1], less some."""
    n = 0
    for i in range(len(first)):
        offsets[i] = n
        for ranges in (first, second):
            for j in range(ranges[i, 0], ranges[i, 1]):
                if drop[i] == 0.0 or chances[n % len(chances)] >= drop[i]:
                    out[n] = tokens[j]
                    n += 1
    offsets[len(first)] = n


@njit(cache=True)
def mark(tokens: TokenArray, part_offsets: IntArray, parts: IntArray, used: BoolArray) -> None:
    """Set used[row] for every token's own row and the rows that it is composed of."""
    for token in tokens:
        if not used[token]:
            used[token] = True
            for k in range(part_offsets[token], part_offsets[token + 1]):
                used[parts[k]] = True


@njit(parallel=True, fastmath=True, cache=True)
def compose(table: FloatArray, part_offsets: IntArray, parts: IntArray, rows: IntArray, out: FloatArray) -> None:
    """out[row] = table[row] + the mean of the rows it is composed of, for the token rows `rows`."""
    for i in prange(len(rows)):
        row = rows[i]
        start, end = part_offsets[row], part_offsets[row + 1]
        out[row] = table[row]
        for k in range(start, end):
            for d in range(table.shape[1]):
                out[row, d] += table[parts[k], d] / (end - start)


@njit(parallel=True, fastmath=True, cache=True)
def bag(vectors: FloatArray, weights: FloatArray, tokens: TokenArray, offsets: IntArray, out: FloatArray) -> None:
    """out[i] = the weighted sum of the vectors of bag i's tokens."""
    for i in prange(len(offsets) - 1):
        out[i] = 0.0
        for j in range(offsets[i], offsets[i + 1]):
            token = tokens[j]
            weight = weights[token]
            for d in range(vectors.shape[1]):
                out[i, d] += weight * vectors[token, d]


@njit(parallel=True, fastmath=True, cache=True)
def bag_backward(
    gradients: FloatArray, weights: FloatArray, tokens: TokenArray, offsets: IntArray, out: FloatArray
) -> None:
    """Add to out[token] what each bag's gradient means for it."""
    width = (out.shape[1] + _SLICES - 1) // _SLICES
    for part in prange(_SLICES):
        low, high = part * width, min((part + 1) * width, out.shape[1])
        for i in range(len(offsets) - 1):
            for j in range(offsets[i], offsets[i + 1]):
                token = tokens[j]
                weight = weights[token]
                for d in range(low, high):
                    out[token, d] += weight * gradients[i, d]


@njit(parallel=True, fastmath=True, cache=True)
def compose_backward(part_offsets: IntArray, parts: IntArray, rows: IntArray, gradients: FloatArray) -> None:
    """Pass each token row's gradient on to the rows that it is composed of, which are composed of nothing."""
    width = (gradients.shape[1] + _SLICES - 1) // _SLICES
    for part in prange(_SLICES):
        low, high = part * width, min((part + 1) * width, gradients.shape[1])
        for row in rows:
            start, end = part_offsets[row], part_offsets[row + 1]
            for k in range(start, end):
                for d in range(low, high):
                    gradients[parts[k], d] += gradients[row, d] / (end - start)


@njit(parallel=True, fastmath=True, cache=True)
def adam(
    table: FloatArray,
    first: FloatArray,
    second: FloatArray,
    gradients: FloatArray,
    rows: IntArray,
    rate: float,
    step: int,
) -> None:
    """One Adam step (0.9, 0.999, 1e-8) on `rows` alone; their gradients are set to 0 again."""
    correction_1, correction_2 = 1 - 0.9**step, 1 - 0.999**step
    for i in prange(len(rows)):
        row = rows[i]
        for d in range(table.shape[1]):
            gradient = gradients[row, d]
            first[row, d] = np.float32(0.9) * first[row, d] + np.float32(0.1) * gradient
            second[row, d] = np.float32(0.999) * second[row, d] + np.float32(0.001) * gradient * gradient
            root = np.sqrt(second[row, d] / np.float32(correction_2)) + np.float32(1e-8)
            table[row, d] -= np.float32(rate / correction_1) * first[row, d] / root
            gradients[row, d] = 0.0
