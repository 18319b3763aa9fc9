import numpy as np
import pytest

from embeddings.adapt.train import contrast

KEYS = np.arange(4)


def draw() -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(3)
    return generator.standard_normal((4, 5)), generator.standard_normal((4, 5))


def test_loss_of_two_pairs_by_hand() -> None:
    queries, passages = np.array([[2.0, 0], [0, 3]], np.float32), np.array([[1.0, 0], [0, 5]], np.float32)
    loss, slope, _ = contrast(queries, passages, keys=np.arange(2), scale=1.0)
    assert loss == pytest.approx(np.log(1 + np.exp(-1)), abs=1e-6)
    # d loss / d cosine of the wrong pair is p/2 a pair, p = 1 / (1 + e); cosine and length pull at a right angle
    assert slope[0] == pytest.approx([0, (1 / (1 + np.e)) / 2 / 2], abs=1e-6)


@pytest.mark.parametrize("keys", [KEYS, np.array([0, 1, 0, 3])])
def test_gradients_are_the_slopes_of_the_loss(keys: np.ndarray) -> None:
    queries, passages = draw()
    _, query_slope, passage_slope = contrast(queries, passages, keys=keys, scale=7.0)
    for rows, slope in ((queries, query_slope), (passages, passage_slope)):
        for i, d in ((0, 0), (1, 3), (3, 4)):
            rows[i, d] += 1e-5
            above, _, _ = contrast(queries, passages, keys=keys, scale=7.0)
            rows[i, d] -= 2e-5
            below, _, _ = contrast(queries, passages, keys=keys, scale=7.0)
            rows[i, d] += 1e-5
            assert slope[i, d] == pytest.approx((above - below) / 2e-5, abs=1e-5)


def test_the_same_passage_twice_is_no_counter_example() -> None:
    queries = np.array([[1.0, 0], [1, 0.1], [0, 1]], np.float32)
    passages = np.array([[1.0, 0], [1, 0], [0, 1]], np.float32)
    apart, _, _ = contrast(queries, passages, keys=np.array([0, 0, 1]), scale=20.0)
    together, _, _ = contrast(queries, passages, keys=np.array([0, 1, 2]), scale=20.0)
    assert (apart < 0.01, together > 0.3) == (True, True)
