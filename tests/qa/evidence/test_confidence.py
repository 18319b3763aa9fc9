from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from embeddings.schema import Hit, Passage, ScoreParts, Source, Span
from embeddings.text.normalize import Text
from qa.evidence.coverage import NOTHING
from qa.evidence.select import SIGNALS, ReadingWeights, shipped_weights, signals
from qa.evidence.sentences import NAMES, Sentence
from qa.question.understand import understand


def hit(*, dense: float, lexical: float, published: date | None = None) -> Hit:
    text = "东港吞吐量达480万吨。"
    passage = Passage(passage_id="d:0-12", doc_id="d", span=Span(start=0, end=12), text=text, heading=None)
    source = Source(title="", title_derived=True, path="a.txt", language="zh", published=published)
    return Hit(passage=passage, source=source, score=0.5, rank=1, parts=ScoreParts(dense=dense, lexical=lexical))


def sentence(place: int) -> Sentence:
    span = Span(start=0, end=12)
    return Sentence("d", span, Text.of("东港吞吐量达480万吨。"), NOTHING, NOTHING, NOTHING, NOTHING, 0.5, place, span)


def found(question: str, scores: list[float], hits: list[Hit], **of_best: float) -> dict[str, float]:
    features = np.zeros((len(scores), len(NAMES)), dtype=np.float32)
    for name, value in of_best.items():
        features[int(np.argmax(scores)), NAMES.index(name)] = value
    sentences = [sentence(at) for at in range(len(scores))]
    values = signals(
        understand(question), sentences, hits, features=features, scores=np.array(scores, dtype=np.float32)
    )
    return dict(zip(SIGNALS, values.tolist(), strict=True))


def test_signals_are_those_of_the_best_sentence() -> None:
    hits = [hit(dense=0.4, lexical=9.0), hit(dense=0.7, lexical=3.0)]
    row = found("东港吞吐量是多少？", [1.0, 3.5], hits, coverage=0.8, kind=1.0, answered=-0.2)
    assert row["coverage"] == pytest.approx(0.8)
    assert row["margin"] == pytest.approx(2.5)
    assert row["dense"] == pytest.approx(0.7)
    assert row["kind_missing"] == 0.0
    assert row["agreed"] == 0.0
    assert row["best_answered"] == 0.0  # of the other sentence


def test_a_number_is_missed_only_where_one_is_asked_for() -> None:
    hits = [hit(dense=0.4, lexical=9.0)]
    assert found("东港吞吐量是多少？", [1.0], hits)["kind_missing"] == 1.0
    assert found("为什么东港发展快？", [1.0], hits)["kind_missing"] == 0.0
    assert found("东港吞吐量是多少？", [1.0], hits)["margin"] == 5.0
    assert found("东港吞吐量是多少？", [1.0], hits)["agreed"] == 1.0


def test_a_year_may_stand_in_the_day_of_publication() -> None:
    of_2022 = [hit(dense=0.4, lexical=9.0, published=date(2022, 3, 1))]
    assert found("2022年东港吞吐量是多少？", [1.0], of_2022)["years_missing"] == 0.0
    assert found("2021年东港吞吐量是多少？", [1.0], of_2022)["years_missing"] == 1.0


def test_scores_and_probabilities() -> None:
    weights = ReadingWeights(
        sentences={**dict.fromkeys(NAMES, 0.0), "late": 2.0},
        signals={**dict.fromkeys(SIGNALS, 0.0), "dense": 4.0},
        bias=-2.0,
        knots=((-1.0, 0.1), (1.0, 0.9)),
    )
    features = np.zeros((2, len(NAMES)), dtype=np.float32)
    features[1, NAMES.index("late")] = 0.5
    assert weights.scores(features).tolist() == [0.0, 1.0]
    signal = np.zeros(len(SIGNALS), dtype=np.float32)
    signal[SIGNALS.index("dense")] = 0.5
    assert weights.probability(signal) == pytest.approx(0.5)
    signal[SIGNALS.index("dense")] = 1.0
    assert weights.probability(signal) == 0.9


def test_the_shipped_weights_know_every_feature_and_signal() -> None:
    for across in (False, True):
        weights = shipped_weights().of(across=across)
        assert tuple(weights.sentences) == NAMES
        assert tuple(weights.signals) == SIGNALS
