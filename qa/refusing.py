"""What a refusal has to say: which of the things that a question names are nowhere, and what comes nearest to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from embeddings.index import Index
from embeddings.normalize import fold
from embeddings.schema import Hit
from embeddings.segment import question_terms
from qa.asked_days import days_of
from qa.confidence import KINDS_WITH_SPANS, YEAR
from qa.judge import Judged, Scored
from qa.ordinals import ordinals
from qa.question import Question
from qa.schema import Lack, LackedBy

YEAR_SIGN = "年"


def lacks(
    question: Question, judged: Judged, nearest: Sequence[Scored], hits: Sequence[Hit], index: Index
) -> list[Lack]:
    """What is missing: names, years, ordinals, days, by all articles or the passages found, and the form of answer.

    Args:
        question: As understood.
        judged: Its sentences, none of which is evidence.
        nearest: Those of them that are shown.
        hits: The passages that they are of.
        index: The snapshot that they came from.
    """
    names = dict.fromkeys(judged.missing)
    found = [Lack(kind="name", text=name, by=_by(name, index, across=judged.across)) for name in names]
    found += _years(question, judged, hits, index)
    found += _ordinals(question, judged) + _days(question, judged)
    if question.kind in KINDS_WITH_SPANS and nearest and not any(each.holds_kind for each in nearest):
        found.append(Lack(kind="answer", text=question.kind, by="nearest"))
    return found


def _by(name: str, index: Index, *, across: bool) -> LackedBy:
    """`articles` where it is certain that none holds the name; in another language it may go by another name."""
    return "articles" if not across and _nowhere(name, index) else "found"


def _nowhere(text: str, index: Index) -> bool:
    """Whether no article can hold a text: some pair of its Chinese characters, or some other word of it, is in none.

    Pairs and not words, because an article's segmenter may cut the same characters in other places.
    """
    terms = question_terms(text)
    if terms.pairs:
        return bool((index.document_frequencies(terms.pairs, kind="pairs") == 0).any())
    return bool((index.document_frequencies(terms.words) == 0).any())


def _years(question: Question, judged: Judged, hits: Sequence[Hit], index: Index) -> list[Lack]:
    """Years of the question that neither a sentence found, what stands above it nor its day of publication holds."""
    found: list[Lack] = []
    for match in dict.fromkeys(YEAR.findall(question.folded)):
        published = any(hit.source.published and hit.source.published.year == int(match) for hit in hits)
        if published or any(match in _whole(each) for each in judged.scored):
            continue
        said = match + YEAR_SIGN if match + YEAR_SIGN in question.folded.replace(" ", "") else match
        found.append(Lack(kind="year", text=said, by=_by_year(match, index)))
    return found


def _ordinals(question: Question, judged: Judged) -> list[Lack]:
    """第三季度 where the sentences found, and what stands above them, speak of other quarters at most."""
    held = {(each.kind, each.number) for scored in judged.scored for each in ordinals(fold(_whole(scored)))}
    asked = {each.text: each for each in ordinals(question.folded)}.values()
    return [Lack(kind="ordinal", text=each.text, by="found") for each in asked if (each.kind, each.number) not in held]


def _days(question: Question, judged: Judged) -> list[Lack]:
    """8月15日 where no passage found names it, nor what stands above one."""
    held = {day for scored in judged.scored for day in days_of(fold(scored.sentence.around))}
    return [
        Lack(kind="day", text=f"{month}月{day}日", by="found") for month, day in sorted(days_of(question.folded) - held)
    ]


def _whole(scored: Scored) -> str:
    return " ".join((scored.sentence.text, scored.sentence.heading, scored.sentence.title))


def _by_year(year: str, index: Index) -> LackedBy:
    """Articles that were published in a year are of it, whether they name it or not."""
    of_year = index.allowed(after=date(int(year), 1, 1), before=date(int(year), 12, 31))
    return "articles" if _nowhere(year, index) and of_year is not None and not of_year.any() else "found"
