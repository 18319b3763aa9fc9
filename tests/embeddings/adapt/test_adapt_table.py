import numpy as np
import pytest

from embeddings.adapt.pairs import Batch
from embeddings.adapt.train import StepSizes, TokenTable

START = np.random.default_rng(0).standard_normal((6, 8)).astype(np.float32)
BATCH = Batch(  # 0 1 → 2, 3 → 4; 5 is in no text
    tokens=np.array([0, 1, 3, 2, 4]), texts=np.array([0, 0, 1, 2, 3]), articles=np.array([0, 1])
)


def trained(rates: StepSizes, steps: int = 40) -> tuple[TokenTable, list[float]]:
    table = TokenTable(START, rates=rates, steps=steps)
    return table, [table.train(BATCH) for _ in range(steps)]


def test_pairs_come_together_and_tokens_not_in_use_stay() -> None:
    start = START.copy()
    table, losses = trained(StepSizes(rate=0.05, warm_up=1))
    rows = table.rows()
    cosine = np.corrcoef(rows)[3, 4]
    assert losses[-1] < 0.1 * losses[0]
    assert cosine > np.corrcoef(START)[3, 4]
    assert (rows[5] == START[5]).all()
    assert (start == START).all()


def test_the_first_step_goes_down_the_gradient() -> None:
    """With one pair of tokens a text, the step of a vector is the sign and size that its own numeric gradient has."""
    table, _ = trained(StepSizes(rate=1e-3, weight_rate=0.0, warm_up=1), steps=1)
    moved = table.rows() - START
    slope = np.zeros_like(START)
    for i, d in np.ndindex(*START.shape):
        for sign in (1, -1):
            near = START.copy()
            near[i, d] += sign * np.float32(1e-2)
            slope[i, d] += sign * TokenTable(near, rates=StepSizes(), steps=1).train(BATCH)
    for row in range(5):
        assert np.corrcoef(moved[row], -slope[row])[0, 1] > 0.99
        unit = np.sqrt(np.square(START[row]).mean())
        assert np.sqrt(np.square(moved[row]).mean()) == pytest.approx(1e-3 * unit, rel=0.01)  # Adam's first step


def test_weights_alone_turn_no_vector() -> None:
    table, losses = trained(StepSizes(rate=0.0, weight_rate=0.1, warm_up=1))
    ratio = table.rows() / START
    assert ratio == pytest.approx(np.repeat(ratio[:, :1], 8, axis=1), rel=1e-5)
    assert ratio[0, 0] != pytest.approx(1.0, abs=0.01)  # of two tokens in a text
    assert ratio[5, 0] == 1.0
    assert losses[-1] < losses[0]


def test_an_anchor_holds_vectors_near_to_where_they_began() -> None:
    free, _ = trained(StepSizes(rate=0.05, warm_up=1))
    held, _ = trained(StepSizes(rate=0.05, warm_up=1, anchor=0.2))
    assert np.linalg.norm(held.rows() - START) < 0.5 * np.linalg.norm(free.rows() - START)


def test_the_same_steps_give_the_same_rows() -> None:
    assert (trained(StepSizes())[0].rows() == trained(StepSizes())[0].rows()).all()
