"""What a question was taken to mean beside its words: the periods and publishers it names, and how each is used."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from embeddings.normalize import fold
from qa.period import periods
from qa.publishers import named_publishers
from qa.schema import Mode, NamedPublisher, Period, Understood, Where

Named = TypeVar("Named", Period, NamedPublisher)


def understood(question: str, known: Sequence[str], *, today: date, where: Where, mode: Mode = "hybrid") -> Understood:
    """Periods and publishers of a question.

    Args:
        question: The question, standing by itself.
        known: Publishers and hosts of the index.
        today: What 去年 is counted from.
        where: The exact filters given with the question: what they already say is used as a filter.
        mode: One index alone ranks by its own score: nothing is a boost there.
    """
    own = mode != "hybrid"
    return Understood(
        periods=tuple(_used(_filtered_days(each, where), own) for each in periods(question, today)),
        publishers=tuple(_used(_filtered_names(each, where), own) for each in named_publishers(question, known)),
    )


def _used(named: Named, own: bool) -> Named:
    return named.model_copy(update={"used": "none"}) if own and named.used == "boost" else named


def _filtered_days(period: Period, where: Where) -> Period:
    same = (period.start, period.end) == (where.after, where.before)
    return period.model_copy(update={"used": "filter"}) if same else period


def _filtered_names(publisher: NamedPublisher, where: Where) -> NamedPublisher:
    same = where.publisher is not None and fold(where.publisher).strip() in map(fold, publisher.names)
    return publisher.model_copy(update={"used": "filter"}) if same else publisher
