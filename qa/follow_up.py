"""What was said before a follow-up: the earlier questions as understood, and their answers where one is needed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from qa.schema import Answer

_JOINED = re.compile(
    r"\s*[、;；]\s*|(?<!\d)\s*[,，]\s*(?!\d)|\s+(?:and|or)\s+|(?<=[\u4e00-\u9fff])(?:和|及|与|與)(?=[\u4e00-\u9fff])"
)
"""What stands between the items of a list: 百度、维智科技和亮风台."""
_LATEST = 4
"""Earlier questions that are looked back to for what a word means: further back nobody remembers either."""


class Answered(NamedTuple):
    """What was answered to an earlier question, as far as a follow-up may mean it."""

    question: str
    """As understood: standing by itself."""
    short: str | None = None
    """The short answer: what 他 or 那里 may mean."""
    items: tuple[str, ...] = ()
    """Of a list in their order: what 第二个 may mean."""
    titles: tuple[str, ...] = ()
    """Of the cited articles, first cited first: what 这篇文章 means."""


AnswerOf = Callable[[str], Answered | None]
"""The answer to an earlier question that stands by itself; None where it is not known or there is none."""


def nothing_known(_question: str) -> Answered | None:
    """The answers where only the questions are known."""
    return None


def answered(answer: Answer) -> Answered:
    """What an answer offers to a follow-up.

    The items are the short answers of its quotes, or the parts of the first of them where it is an enumeration.
    """
    found = [citation.answer.of(citation.quote) for citation in answer.citations if citation.answer]
    parts = [part for part in _JOINED.split(found[0]) if part] if found else []
    return Answered(
        question=answer.standalone_question,
        short=answer.short_answer,
        items=tuple(parts if len(parts) > 1 else dict.fromkeys(found)),
        titles=tuple(dict.fromkeys(citation.title for citation in answer.citations)),
    )


class Said(NamedTuple):
    """A conversation so far."""

    questions: tuple[str, ...]
    """As understood, oldest first; never empty."""
    answer_of: AnswerOf

    @property
    def last(self) -> str:
        """The question right before."""
        return self.questions[-1]

    def back(self) -> Iterator[str]:
        """The latest questions, latest first, each once."""
        yield from list(dict.fromkeys(reversed(self.questions)))[:_LATEST]

    def short(self, question: str) -> str | None:
        """The short answer to an earlier question, if it is known and of some use as a name."""
        found = self.answer_of(question)
        return found.short.strip(" 。.,，") if found and found.short else None
