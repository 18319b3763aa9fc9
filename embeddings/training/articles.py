"""Which articles of a reading set are kept out of training, for measuring retrieval and for fitting the ranker."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

_STEP = 6  # a sixth of the 48 articles, eight, for measuring, as many for the ranker: about 250 paragraphs each
_MEASURE = 0
_TRAINING = 3


class HeldOut(NamedTuple):
    """Titles of articles that the encoder never sees.

    Attributes:
        measure: Articles on which retrieval is measured; nothing is trained on them.
        training: Articles on which the ranker is trained, so that it learns from an encoder that does not know them.
    """

    measure: frozenset[str]
    training: frozenset[str]


def held_out_articles(titles: Iterable[str]) -> HeldOut:
    """Of the distinct titles in code-point order, those at 0, 6, 12… to measure and those at 3, 9, 15… for the ranker.

    Whole articles and no single paragraphs: paragraphs of one article share names and facts.
    """
    ordered = sorted(set(titles))
    return HeldOut(frozenset(ordered[_MEASURE::_STEP]), frozenset(ordered[_TRAINING::_STEP]))
