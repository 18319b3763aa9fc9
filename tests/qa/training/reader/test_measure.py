from collections.abc import Sequence

import numpy as np
import pytest

from embeddings.encoders.static import StaticEncoder
from qa.reader import Reading, StoredPassages
from qa.reader.network import FAR, SPAN
from qa.training.reader.measure import measure
from qa.training.reader.questions import Question


class AlwaysFirst:
    """A reader that finds the first letter of every text, and trusts the texts that hold a b."""

    def read(
        self,
        question: str,
        passages: Sequence[str],
        above: Sequence[str] = (),
        *,
        long: float = 0.0,
        stored: StoredPassages | None = None,
    ) -> list[Reading]:
        scores = np.full((2, SPAN), FAR, np.float32)
        scores[0, 0] = 0
        places = np.array([[0, 1], [2, 3]], np.int32)
        return [Reading(scores, places, answered=1.0 if "b" in text else -1.0) for text in passages]


def test_figures(word_encoder: StaticEncoder) -> None:
    rows = [
        Question("o", "b c\nd", "", ((0, 1),), ("b",)),
        Question("o", "c d\nb", "", ((4, 5),), ("b",)),
        Question("o", "d e\nc", "", ((2, 3),), ("e", "d")),
    ]
    found = measure(AlwaysFirst(), rows, word_encoder, long=0.0)
    assert (found.questions, found.exact, found.f1, found.sentence) == pytest.approx((3, 2 / 3, 2 / 3, 2 / 3))
    # Right texts: 1, 1, -1. The third text is the wrong one of the first two questions, -1 twice; the third question's
    # answer d stands in both other texts.
    assert (found.auc, found.refused) == pytest.approx(((1 + 1 + 0.5) / 3, 1.0))
