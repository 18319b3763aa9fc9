"""The numba kernels against the same in plain numpy."""

import numpy as np
import pytest

from embeddings.training import kernels

PART_OFFSETS = np.array([0, 0, 0, 2, 3])  # tokens 0 and 1 are made of nothing, 2 of rows 0 and 1, 3 of row 4
PARTS = np.array([0, 1, 4])
TOKENS = np.array([2, 3, 2, 1], dtype=np.int32)
OFFSETS = np.array([0, 3, 3, 4])
WEIGHTS = np.array([1, 0.5, 2, 1], dtype=np.float32)


def table() -> np.ndarray:
    return np.random.default_rng(1).standard_normal((5, 6)).astype(np.float32)


def test_mark_sets_tokens_and_their_parts() -> None:
    used = np.zeros(5, dtype=np.bool_)
    kernels.mark(np.array([3, 1], dtype=np.int32), PART_OFFSETS, PARTS, used)
    assert used.tolist() == [False, True, False, True, True]


def test_compose_adds_the_mean_of_the_parts() -> None:
    rows, out = table(), np.zeros((4, 6), dtype=np.float32)
    kernels.compose(rows, PART_OFFSETS, PARTS, np.array([1, 2, 3]), out)
    expected = [np.zeros(6), rows[1], rows[2] + (rows[0] + rows[1]) / 2, rows[3] + rows[4]]
    assert out == pytest.approx(np.array(expected), abs=1e-6)


def test_bag_is_the_weighted_sum_and_backward_its_transpose() -> None:
    vectors, out = table()[:4], np.empty((3, 6), dtype=np.float32)
    kernels.bag(vectors, WEIGHTS, TOKENS, OFFSETS, out)
    counts = np.array([[0, 0, 2 * 2, 1], [0, 0, 0, 0], [0, 0.5, 0, 0]])
    assert out == pytest.approx(counts @ vectors, abs=1e-5)
    gradients, slopes = np.zeros((4, 6), dtype=np.float32), table()[:3]
    kernels.bag_backward(slopes, WEIGHTS, TOKENS, OFFSETS, gradients)
    assert gradients == pytest.approx(counts.T @ slopes, abs=1e-5)


def test_compose_backward_passes_the_gradient_on() -> None:
    gradients = np.zeros((5, 6), dtype=np.float32)
    gradients[2], gradients[3] = 2, 3
    kernels.compose_backward(PART_OFFSETS, PARTS, np.array([2, 3]), gradients)
    assert gradients[:, 0].tolist() == [1, 1, 2, 3, 3]


def test_adam_moves_used_rows_by_the_rate_at_first_and_clears_their_gradients() -> None:
    rows, first, second = np.zeros((3, 2), np.float32), np.zeros((3, 2), np.float32), np.zeros((3, 2), np.float32)
    gradients = np.array([[4, -4], [1, 1], [0.5, -2]], dtype=np.float32)
    kernels.adam(rows, first, second, gradients, np.array([0, 2]), 0.01, 1)
    assert rows == pytest.approx(np.array([[-0.01, 0.01], [0, 0], [-0.01, 0.01]]), abs=1e-6)
    assert gradients.tolist() == [[0, 0], [1, 1], [0, 0]]


def test_gather_writes_both_stretches_and_drops_by_chance() -> None:
    tokens = np.arange(10, dtype=np.int32)
    first, second = np.array([[0, 3], [4, 6]]), np.array([[7, 9], [0, 0]])
    out, offsets = np.zeros(7, dtype=np.int32), np.zeros(3, dtype=np.int64)
    kernels.gather(tokens, first, second, np.zeros(2), np.array([0.0]), out, offsets)
    assert (out.tolist(), offsets.tolist()) == ([0, 1, 2, 7, 8, 4, 5], [0, 5, 7])
    kernels.gather(tokens, first, second, np.array([0.5, 0.0]), np.array([0.1]), out, offsets)
    assert (out[: offsets[-1]].tolist(), offsets.tolist()) == ([4, 5], [0, 0, 2])
