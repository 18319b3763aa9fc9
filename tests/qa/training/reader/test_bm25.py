import numpy as np
import pytest

from qa.training.reader.bm25 import bm25, ranked

TEXTS = [np.array(ids, np.int32) for ids in ([0, 1, 1], [0, 2], [3, 3, 3, 3])]


def test_worth_is_that_of_the_formula() -> None:
    table = bm25(TEXTS, 5)
    idf = np.log(1 + (3 - 1 + 0.5) / (1 + 0.5))  # token 1 stands in one of three texts of mean length 3
    assert table[np.array([1])].sum(axis=0)[0, 0] == pytest.approx(idf * 2 * 2.2 / (2 + 1.2))


def test_rarer_tokens_rank_higher_and_ties_keep_their_order() -> None:
    table = bm25(TEXTS, 5)
    assert ranked(table, np.array([0, 2], np.int32), 2) == [1, 0]
    assert ranked(table, np.array([4], np.int32), 3) == [0, 1, 2]
