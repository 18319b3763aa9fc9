"""Asking without an Assistant of one's own: the default index, opened once in a process."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date

from embeddings.schema import Hit
from qa.config import Settings
from qa.schema import Answer, GeneratorName, Mode, Where
from qa.service import Assistant

_opened: dict[Settings, Assistant] = {}
_opening = threading.Lock()


def default_assistant() -> Assistant:
    """The assistant of the environment's settings, opened once in a process.

    Raises:
        IndexUnusableError: There is no usable index.
    """
    settings = Settings.from_environ()
    with _opening:
        if settings not in _opened:
            _opened[settings] = Assistant.open(settings=settings)
        return _opened[settings]


def retrieve(
    question: str,
    k: int = 8,
    *,
    mode: Mode = "hybrid",
    after: date | None = None,
    before: date | None = None,
    publisher: str | None = None,
    article: str | None = None,
    diversify: bool = False,
    today: date | None = None,
) -> list[Hit]:
    """The k best passages of the default index, best first; see `Assistant.retrieve`."""
    where = Where(after=after, before=before, publisher=publisher, article=article)
    return default_assistant().retrieve(question, k, mode=mode, where=where, diversify=diversify, today=today)


def ask(
    question: str,
    *,
    history: Sequence[str] = (),
    after: date | None = None,
    before: date | None = None,
    publisher: str | None = None,
    article: str | None = None,
    generator: GeneratorName | None = None,
    today: date | None = None,
) -> Answer:
    """Answer a question from the default index; see `Assistant.ask`."""
    where = Where(after=after, before=before, publisher=publisher, article=article)
    return default_assistant().ask(question, history=history, where=where, generator=generator, today=today)
