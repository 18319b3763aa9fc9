import numpy as np
import pytest

from embeddings.schema import Span
from qa.reader.network import FAR, SPAN
from qa.reader.reader import NOTHING, Reading

PLACES = np.array([[0, 2], [2, 3], [5, 8], [8, 10]], np.int32)
"""Four tokens; the third begins a new sentence behind two marks."""


def reading(scores: dict[tuple[int, int], float]) -> Reading:
    """Spans from token to token with a chance in proportion to exp(score), none of the others."""
    table = np.full((len(PLACES), SPAN), FAR, np.float32)
    for (first, last), score in scores.items():
        table[first, last - first] = score
    return Reading(table, PLACES, answered=0.0)


@pytest.fixture
def read() -> Reading:
    return reading({(0, 0): np.log(4), (1, 2): np.log(3), (2, 3): np.log(2), (3, 3): np.log(1)})


def test_best_spans_come_by_chance_and_do_not_overlap(read: Reading) -> None:
    found = read.best(3, penalty=0.0)
    assert [(each.span.start, each.span.end) for each in found] == [(0, 2), (2, 8), (8, 10)]
    assert [each.log_mass for each in found] == pytest.approx(np.log([0.4, 0.3, 0.1]), abs=1e-5)


def test_longer_spans_cost_more(read: Reading) -> None:
    found = read.best(1, penalty=0.5, within=Span(start=2, end=10))
    assert (found[0].span.start, found[0].span.end) == (2, 8)
    assert found[0].score == pytest.approx(np.log(0.3) - 0.5 * np.log(6), abs=1e-5)
    found = read.best(1, penalty=2.0, within=Span(start=2, end=10))
    assert (found[0].span.start, found[0].span.end) == (8, 10)


def test_a_sentence_has_the_chance_of_the_spans_inside_it(read: Reading) -> None:
    masses = read.sentence_masses([Span(start=0, end=4), Span(start=5, end=10), Span(start=3, end=5)])
    assert masses == pytest.approx([np.log(0.4), np.log(0.3), NOTHING], abs=1e-5)


def test_no_more_spans_than_there_are(read: Reading) -> None:
    assert len(read.best(9, penalty=0.0)) == 3


def test_a_passage_without_tokens_holds_nothing() -> None:
    empty = Reading(np.zeros((0, SPAN), np.float32), np.zeros((0, 2), np.int32), NOTHING)
    assert empty.best(penalty=0.5) == []
    assert empty.sentence_masses([Span(start=0, end=3)]) == [NOTHING]
    assert empty.probability == pytest.approx(0, abs=1e-12)


def test_an_even_logit_is_an_even_chance(read: Reading) -> None:
    assert read.probability == 0.5
