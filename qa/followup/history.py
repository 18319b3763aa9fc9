"""The conversation before a follow-up: earlier questions as they were understood, and what their answers offer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from embeddings.text.normalize import Text, fold
from qa.schema import Answer

_JOINED = re.compile(
    r"\s*[、;；]\s*|(?<!\d)\s*[,，]\s*(?!\d)|\s+(?:and|or)\s+|(?<=[\u4e00-\u9fff])(?:和|及|与|與)(?=[\u4e00-\u9fff])"
)
"""What stands between the items of a list: 百度、维智科技和亮风台."""
_CLAUSE = re.compile("[，,。；;：:！？!?\n]")
_BEFORE_ITEMS = re.compile("^.*(?:包括|包含|涵盖|涵蓋|囊括|含有|分别是|分別是|分为|有|是|为|為|了|由|对|對)(?=.)")
_BEHIND_ITEMS = re.compile("(?:等|共同|组成|組成|参加|參加|纷纷|紛紛).*$")
_QUOTED_RUN = re.compile("(?:[“《][^”》]{2,30}[”》][、和及与與]?){2,}")
_QUOTED_ITEM = re.compile("[“《]([^”》]+)[”》]")
_NUMBERS = "一二三四五六七八九十"
_COUNT = re.compile("哪([两二三四五六七八九十])")
IN_ARTICLE = "《{}》里"
"""What 这篇文章里 becomes, given the title of a cited article."""
IN_ARTICLE_EN = "in “{}”"
_LATEST = 4
"""Earlier questions that are searched for what a pronoun refers to."""


class Answered(NamedTuple):
    """What a follow-up may refer to in the answer to an earlier question."""

    question: str
    """As understood: standing by itself."""
    short: str | None = None
    """The short answer, for 他 or 那里."""
    items: tuple[str, ...] = ()
    """Of a list in their order, for 第二个."""
    titles: tuple[str, ...] = ()
    """Of the cited articles, first cited first, for 这篇文章."""


AnswerOf = Callable[[str], Answered | None]
"""The answer to an earlier question that stands by itself; None where it is not known or there is none."""


def nothing_known(_question: str) -> Answered | None:
    """An `AnswerOf` that knows no answers."""
    return None


def answered(answer: Answer) -> Answered:
    """What an answer offers to a follow-up.

    The items are the parts of the short answer where it is an enumeration, else the short answers of the quotes where
    there are several, else the longest enumeration of the first quote.
    """
    found = list(dict.fromkeys(citation.answer.of(citation.quote) for citation in answer.citations if citation.answer))
    parts = [part for part in _JOINED.split(found[0]) if part] if found else []
    items = parts if len(parts) > 1 else found
    if not items and answer.citations:
        items = enumerated(answer.citations[0].quote, count=_count(answer.standalone_question))
    return Answered(
        question=answer.standalone_question,
        short=answer.short_answer,
        items=tuple(items),
        titles=tuple(dict.fromkeys(citation.title for citation in answer.citations)),
    )


def _count(question: str) -> int | None:
    """How many items a question says there are: 3 for 哪三张; None where it doesn't say."""
    match = _COUNT.search(fold(question))
    return _NUMBERS.index(match[1].replace("两", "二")) + 1 if match else None


def enumerated(text: str, *, count: int | None = None) -> list[str]:
    """The items of an enumeration: 百度, 亮风台 of 成员包括百度、亮风台等20余家.

    Args:
        text: A quote.
        count: How many items there should be; None where that isn't known.

    Returns:
        The items of the first enumeration of so many, else of the longest; [] where there is none.
    """
    found: list[list[str]] = []
    for run in _QUOTED_RUN.finditer(text):
        found.append(_QUOTED_ITEM.findall(run[0]))
    for clause in _CLAUSE.split(text):
        if "、" in clause:
            items = clause.split("、")
            items[0] = _BEFORE_ITEMS.sub("", items[0])
            items[-1] = _BEHIND_ITEMS.sub("", items[-1])
            found.append([item.strip() for item in items if item.strip()])
    return max(found, key=lambda items: (len(items) == count, len(items)), default=list[str]())


class Conversation(NamedTuple):
    """A conversation so far."""

    questions: tuple[Text, ...]
    """As understood, oldest first; empty before the first question."""
    answer_of: AnswerOf

    @property
    def last(self) -> Text:
        """The question right before."""
        return self.questions[-1]

    def back(self) -> Iterator[Text]:
        """The latest questions, latest first, each once."""
        yield from list(dict.fromkeys(reversed(self.questions)))[:_LATEST]

    def answer(self, question: Text) -> Answered | None:
        """What the answer to an earlier question offers; None where it is not known or there is none."""
        return self.answer_of(question.raw)

    def short(self, question: Text) -> str | None:
        """The short answer to an earlier question without the full stop at its end; None where there is none."""
        found = self.answer(question)
        return found.short.strip(" 。.,，") if found and found.short else None
