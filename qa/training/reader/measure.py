"""What the reader is worth when it is given the right passage, and how well it tells the right one from a wrong one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from embeddings.encoders.static import StaticEncoder
from embeddings.schema import Span
from embeddings.text.sentences import sentences
from qa.evaluation.evaluate import exact_match, f1, holds, mean
from qa.reader import Reader
from qa.training.reader.bm25 import bm25, ranked
from qa.training.reader.questions import Question

PENALTY = 0.5
"""What the logarithm of a span's characters costs where short answers are wanted; nothing where long ones are."""


class Figures(NamedTuple):
    """Means over the questions of a set."""

    questions: int
    f1: float
    """Of the best span, by characters."""
    exact: float
    sentence: float
    """Share of questions whose answer stands in the sentence with the most chance."""
    auc: float
    """Share of questions whose right passage has a higher has-answer logit than BM25's best wrong one, over all pairs
    of right and wrong passages of the set (area under the curve)."""
    refused: float
    """Share of the wrong ones whose logit is below those of all but 5 % of the right ones."""


def measure(reader: Reader, questions: Sequence[Question], encoder: StaticEncoder, *, long: float) -> Figures:
    """Read the right passage of each question, whole, and BM25's best wrong one of the set."""
    contexts = list(dict.fromkeys(each.context for each in questions))
    ids = encoder.tokens(contexts)
    table = bm25(ids, encoder.token_count)
    spans = {text: [Span(start=start, end=end) for start, end in sentences(text, 0, len(text))] for text in contexts}
    f1s, exacts, in_sentence, right, wrong = (list[float]() for _ in range(5))
    for each in questions:
        best = ranked(table, encoder.tokens([each.question])[0], 8)
        others = [contexts[place] for place in best if not any(text in contexts[place] for text in each.texts)]
        others = [text for text in others if text != each.context][:1]
        readings = reader.read(each.question, [each.context, *others], long=long)
        found = readings[0].best(penalty=PENALTY * (1 - long))
        answer = found[0].span.of(each.context) if found else None
        f1s.append(f1(answer, each.texts))
        exacts.append(exact_match(answer, each.texts))
        own = spans[each.context]
        sentence = own[int(np.argmax(readings[0].sentence_masses(own)))].of(each.context)
        in_sentence.append(float(any(holds(sentence, text) for text in each.texts)))
        right.append(readings[0].answered)
        wrong += [reading.answered for reading in readings[1:]]
    return Figures(len(questions), mean(f1s), mean(exacts), mean(in_sentence), _auc(right, wrong), _below(right, wrong))


def _auc(right: Sequence[float], wrong: Sequence[float]) -> float:
    """Chance that one of `right` is higher than one of `wrong`, ties half."""
    ordered = np.sort(np.array(wrong))
    places = np.searchsorted(ordered, right, "left") + np.searchsorted(ordered, right, "right")
    return float(places.mean() / 2 / max(len(ordered), 1))


def _below(right: Sequence[float], wrong: Sequence[float]) -> float:
    return float((np.array(wrong) < np.quantile(right, 0.05)).mean()) if wrong else 0.0
