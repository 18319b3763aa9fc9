import numpy as np

from embeddings.index.snapshot import ByTerms, Candidates, Translated

THREE = Candidates(
    rows=np.array([4, 7, 9]),
    words=np.array([1, 2, 3], dtype=np.float32),
    pairs=np.array([0.5, 0.25, 0], dtype=np.float32),
    article=np.array([5, 6, 7], dtype=np.float32),
    dense=np.array([0.1, 0.2, 0.3], dtype=np.float32),
    chinese=np.array([True, False, True]),
    best_lexical=9.0,
    best_article=8.0,
    by_terms=ByTerms(*[np.zeros(0, dtype=np.float32)] * 4),
)


def test_words_and_pairs_together_are_the_lexical_score() -> None:
    assert THREE.lexical.tolist() == [1.5, 2.25, 3.0]


def test_some_are_taken_in_the_order_asked_for_and_the_best_of_the_index_stay() -> None:
    taken = THREE.take(np.array([2, 0]))
    assert taken.rows.tolist() == [9, 4]
    assert (taken.words.tolist(), taken.pairs.tolist()) == ([3, 1], [0, 0.5])
    assert taken.article.tolist() == [7, 5]
    assert taken.dense.tolist() == THREE.dense[[2, 0]].tolist()
    assert taken.chinese.tolist() == [True, True]
    assert (taken.best_lexical, taken.best_article) == (9.0, 8.0)
    assert taken.by_terms is THREE.by_terms
    assert THREE.take(np.array([], dtype=np.int64)).rows.tolist() == []


def test_what_translated_words_say_is_taken_along() -> None:
    assert THREE.translated is None
    assert THREE.take(np.array([1])).translated is None
    says = Translated(np.array([1, 2, 3], np.float32), np.array([4, 5, 6], np.float32), 8.0, 7.0)
    taken = THREE._replace(translated=says).take(np.array([2, 0])).translated
    assert taken is not None
    assert (taken.passages.tolist(), taken.articles.tolist()) == ([3, 1], [6, 4])
    assert (taken.best_passage, taken.best_article) == (8.0, 7.0)
