from __future__ import annotations

import math

import numpy as np
import pytest

from embeddings.index.snapshot import ByTerms, Candidates, Translated
from qa.crosslingual.lexicon import features_across, names_in
from qa.question.understand import understand

ZERO = np.zeros(2, np.float32)
TWO = Candidates(np.arange(2), ZERO, ZERO, ZERO, ZERO, np.ones(2, np.bool_), 1.0, 1.0, ByTerms(ZERO, ZERO, ZERO, ZERO))


def test_translated_words_are_told_over_the_best_of_the_index() -> None:
    says = Translated(np.array([1, 2], np.float32), np.array([3, 6], np.float32), 4.0, 6.0)
    found = features_across(TWO._replace(translated=says), {}, [])
    assert found.tolist() == [[0.25, 0.5, 0.0], [0.5, 1.0, 0.0]]
    assert found.dtype == np.float32


def test_names_are_looked_for_in_the_texts() -> None:
    names = names_in(understand("What is made in Hengqin?"))
    found = features_across(TWO, names, ["横琴", "珠海"])
    assert found[:, 2].tolist() == pytest.approx([math.log(2), 0.0])
    assert found[:, :2].tolist() == [[0, 0], [0, 0]]


def test_a_chinese_question_spells_nothing() -> None:
    assert names_in(understand("Hengqin的产业是什么？")) == {}
