"""The features against what they say they are, worked out slowly in plain Python."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from embeddings.encoders.static import StaticEncoder
from embeddings.index.snapshot import ByTerms, Candidates
from embeddings.index.tokens import Sentences, TokenStore
from qa.retrieval.retrieve import NAMES, NAMES_ACROSS, OPENING, Features, RankerQuery, features

Vector = tuple[int, ...]
Passage = list[list[str]]
"""Words of what stands above, then those of each sentence."""

LATE = ("sentence", "late", "late_sentence", "late_window", "late_root", "late_square")


def length(vector: Sequence[float]) -> float:
    return math.sqrt(sum(value * value for value in vector))


def cosine(one: Sequence[float], other: Sequence[float]) -> float:
    both = length(one) * length(other)
    return sum(a * b for a, b in zip(one, other, strict=True)) / both if both else 0.0


def total(vectors: Sequence[Vector]) -> list[float]:
    return [float(sum(values)) for values in zip(*vectors, strict=True)] if vectors else [0.0, 0.0, 0.0]


def max_sim(question: Sequence[Vector], *texts: Sequence[Vector], least: float = -1.0, power: float = 1.0) -> float:
    """The best cosine of each token of the question among all texts, averaged by the tokens' lengths."""
    weights = [length(token) for token in question]
    best = [max([least, *(cosine(token, other) for text in texts for other in text)]) for token in question]
    return sum(w * value**power for w, value in zip(weights, best, strict=True)) / (sum(weights) or 1.0)


def subject(question: Sequence[Vector], opening: Sequence[Vector]) -> float:
    """How far the question holds the opening: MaxSim of the opening in the question."""
    return max_sim(opening, question, least=0.0)


def by_hand(question: list[Vector], passage: list[list[Vector]]) -> dict[str, float]:
    windows = [*pairwise(passage), (passage[-1],)]
    return {
        "sentence": max(cosine(total(question), total(sentence)) for sentence in passage),
        "late": max_sim(question, *passage, least=0.0),
        "late_sentence": max([-1.0, *(max_sim(question, sentence) for sentence in passage[1:] if sentence)]),
        "late_window": max(max_sim(question, *window) for window in windows),
        "late_root": max_sim(question, *passage, least=0.0, power=0.5),
        "late_square": max_sim(question, *passage, least=0.0, power=2.0),
    }


def stored(passages: list[Passage]) -> list[Sentences]:
    found: list[Sentences] = []
    for above, *sentences in passages:
        texts = [" ".join(sentence) for sentence in sentences]
        ends = np.cumsum([len(text) + 1 for text in texts]).tolist()
        spans = [(end - len(text) - 1, end - 1) for end, text in zip(ends, texts, strict=True)]
        found.append(Sentences(" ".join(above), "|".join(texts), spans))
    return found


def candidates(count: int) -> Candidates:
    values = np.arange(1, count + 1, dtype=np.float32)
    return Candidates(
        rows=np.arange(count),
        words=values,
        pairs=2 * values,
        article=4 * values,
        dense=values / 10,
        chinese=np.ones(count, dtype=np.bool_),
        best_lexical=30.0,
        best_article=20.0,
        by_terms=ByTerms(*[np.zeros(0, dtype=np.float32)] * 4),
    )


def read(question: list[str], passages: list[Passage], encoder: StaticEncoder) -> Features:
    tokens = TokenStore.build(stored(passages), encoder).of(np.arange(len(passages)))
    asked = RankerQuery(encoder.tokens([" ".join(question)])[0], words_idf=5.0, pairs_idf=8.0)
    openings = TokenStore.build(stored(passages), encoder).openings(np.arange(len(passages)), OPENING)
    return features(asked, candidates(len(passages)), tokens, openings, encoder=encoder)


WORD = st.sampled_from(["a", "b", "c", "d", "e", "o", "x"])  # the encoder does not know x, and o points nowhere
WORDS = st.lists(WORD, max_size=4)


@given(WORDS, st.lists(st.lists(WORDS, min_size=1, max_size=4), min_size=1, max_size=5))
@example(["a"], [[[], ["a"]]])
@example(["x"], [[[], ["a"]], [["b"], []]])
@example(["a", "b"], [[["a"]], [[], ["x"], []]])
@example(["o"], [[["o"], ["a", "o"]]])
@example(["a"], [[[], ["x"]], [["x"]]])
def test_late_interaction_is_what_it_says(
    word_encoder: StaticEncoder,
    words_by_hand: dict[str, Vector],
    question: list[str],
    passages: list[Passage],
) -> None:
    found = read(question, passages, word_encoder)
    assert (found.values.shape, found.values.dtype) == ((len(passages), len(NAMES)), np.float32)
    asked = [words_by_hand[word] for word in question if word in words_by_hand]
    known = [[[words_by_hand[word] for word in sentence if word in words_by_hand] for sentence in p] for p in passages]
    nothing = not asked or not any(sentence for passage in known for sentence in passage)
    for at, passage in enumerate(known):
        expected = dict.fromkeys(LATE, 0.0) if nothing else by_hand(asked, passage)
        expected["subject"] = subject(asked, [token for sentence in passage for token in sentence][:OPENING])
        values = dict(zip(NAMES, found.values[at].tolist(), strict=True))
        assert {name: values[name] for name in expected} == pytest.approx(expected, abs=2e-3)
        best_sentence_is(found.sentences[at].tolist(), asked, passage, stored(passages)[at])


def best_sentence_is(span: list[int], asked: list[Vector], passage: list[list[Vector]], given: Sentences) -> None:
    scores = [max_sim(asked, sentence) if sentence else -1.0 for sentence in passage[1:]]
    if not asked or max(scores, default=-1.0) == -1.0:
        assert span == [0, 0] or tuple(span) == given.spans[0]
    else:
        chosen = [score for score, own in zip(scores, given.spans, strict=True) if tuple(span) == own]
        assert chosen
        assert chosen[0] == pytest.approx(max(scores), abs=1e-3)


def test_numbers_of_both_indexes_are_divided_by_the_best_there_could_be(word_encoder: StaticEncoder) -> None:
    values = read(["a"], [[[], ["a"]], [[], ["b"]]], word_encoder).values[1]
    expected = {"lexical": 6 / 30, "words": 2 / 5, "pairs": 4 / 8, "article": 8 / 20, "dense": 0.2, "late": 0.0}
    found = dict(zip(NAMES, values.tolist(), strict=True))
    assert {name: found[name] for name in expected} == pytest.approx(expected)


def test_a_question_without_terms_and_passages_without_a_match_divide_by_nothing(word_encoder: StaticEncoder) -> None:
    none = candidates(1)._replace(words=np.zeros(1, np.float32), pairs=np.zeros(1, np.float32), best_lexical=0.0)
    tokens = TokenStore.build([Sentences("", "a", [(0, 1)])], word_encoder).of(np.arange(1))
    asked = RankerQuery(np.array([1], dtype=np.int32), words_idf=0.0, pairs_idf=0.0)
    none = none._replace(best_article=0.0, article=np.zeros(1, np.float32))
    values = features(asked, none, tokens, np.array([[1, -1]], dtype=np.int32), encoder=word_encoder)
    named = dict(zip(NAMES, values.values[0].tolist(), strict=True))
    assert [named[name] for name in ("lexical", "words", "pairs", "article", "late", "subject")] == [0, 0, 0, 0, 1, 1]


def test_the_best_sentence_is_the_first_of_equal_ones_and_never_what_stands_above(word_encoder: StaticEncoder) -> None:
    passages: list[Passage] = [[["a", "b"], ["c"], ["a"], ["a"]], [["a"], ["x"]], [["a"]]]
    found = read(["a"], passages, word_encoder)
    assert found.sentences.tolist() == [[2, 3], [0, 0], [0, 0]]


def test_no_candidates_have_no_features(word_encoder: StaticEncoder) -> None:
    found = read(["a"], [], word_encoder)
    assert found.values.shape == (0, len(NAMES))
    assert found.sentences.shape == (0, 2)


def test_every_feature_is_explained_in_its_order(repository: Path) -> None:
    text = (repository / "docs" / "retrieval.md").read_text(encoding="utf-8")
    table = text.split("## What the ranker sees\n")[1].split("\n\n")[0]
    assert tuple(re.findall(r"^\| `(\w+)` \| .{15,}", table, re.MULTILINE)) == NAMES_ACROSS
