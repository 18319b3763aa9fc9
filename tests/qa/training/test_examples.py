from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from embeddings.encoders.load import load_encoder
from qa.evaluation.golden import as_document
from qa.retrieval.retrieve import NAMES, standardised
from qa.training import sets
from qa.training.examples import examples
from qa.training.sets import Asked, Corpus, read_sets


def test_an_example_is_what_the_ranker_reads_of_a_question(
    folder: Path, questions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sets, "QUESTIONS", questions)
    corpus = next(read_sets(folder))
    found = examples(corpus, load_encoder())
    assert [example.right for example in found] == [asked.path for asked in corpus.questions]
    for example in found:
        assert example.values.shape == (len(example.articles), len(NAMES))
        assert sorted(example.articles) == sorted(document.source.path for document in corpus.documents)
        assert standardised(example.values).shape == example.values.shape
        assert np.abs(example.values.mean(axis=0)).max() < 1e-3  # six candidates, all of them rivals
        assert example.rank(example.values[:, NAMES.index("lexical")]) == 1
    assert [example.right for example in examples(corpus, load_encoder(), every=5)] == [
        asked.path for asked in corpus.questions[::5]
    ]


def test_a_question_that_finds_nothing_is_no_example() -> None:
    corpus = Corpus("one", False, [as_document("海棠小学。", path="a")], [Asked("𠀀𠀁？", "a"), Asked("小学", "a")])
    assert [example.articles for example in examples(corpus, load_encoder())] == [("a",)]
