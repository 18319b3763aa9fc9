from __future__ import annotations

import math

import pytest

from embeddings.config import IndexConfig
from embeddings.index.bm25 import Fields, LexicalIndex, Postings, scores_of_alternatives

TEXTS = ("railway north", "railroad south", "railway railroad", "harbour north")


@pytest.fixture(scope="module")
def words() -> Postings:
    return LexicalIndex.build([Fields("", "", text) for text in TEXTS], IndexConfig()).words


def test_of_one_sure_term_it_is_bm25(words: Postings) -> None:
    for term in ("railway", "harbour", "north"):
        assert scores_of_alternatives(words, [{term: 1.0}]).tolist() == pytest.approx(words.scores([term]).tolist())


def test_the_best_of_several_terms_counts_with_the_idf_of_them_together(words: Postings) -> None:
    found = scores_of_alternatives(words, [{"railway": 1.0, "railroad": 0.5}])
    held = 1.0 + 0.5 + 1.0  # by the surest term of each passage
    idf = math.log(1 + (4 - held + 0.5) / (held + 0.5))
    share = words.scores(["railway"])[0] / words.idf("railway")  # all passages are of one length
    assert found.tolist() == pytest.approx([idf * share, idf * share / 2, idf * share, 0.0])


def test_words_add_up_and_what_no_passage_holds_adds_nothing(words: Postings) -> None:
    both = scores_of_alternatives(words, [{"railway": 1.0}, {"north": 1.0}, {"unknown": 1.0}, {}])
    assert both.tolist() == pytest.approx(words.scores(["railway", "north"]).tolist())
    assert scores_of_alternatives(words, []).tolist() == [0.0] * 4
