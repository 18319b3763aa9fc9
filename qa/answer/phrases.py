"""What the program itself says in an answer, in the script of the question; the words are in qa.words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from embeddings.text.normalize import fold, is_han
from qa.question.understand import Question
from qa.schema import Lack, Period, Understood, Verdict
from qa.words.program import AnswerKindWords, AnswerWords

_Script = Literal["zh", "zh-Hant", "en"]

DOUBTED_BELOW = 0.5
"""Chance that the articles hold the answer below which a reader is told of it (docs/reading.md has the figures)."""


def script(text: str) -> _Script:
    """English without any Chinese character; traditional where a character has another simplified form."""
    han = [character for character in text if is_han(character)]
    if not han:
        return "en"
    return "zh-Hant" if any(fold(character) != character for character in han) else "zh"


def no_evidence(question: Question, missing: Sequence[Lack]) -> str:
    """The refusal: what was looked for, and what of it is missing.

    Brackets can't stand in it: the text of an answer holds no marker without a citation.
    """
    form = script(question.text)
    words, kinds = AnswerWords(form), AnswerKindWords(form)
    wanted: Sequence[tuple[str, Sequence[str]]] = (
        (words.looked_for, looked_for(question)),
        (words.nowhere, [each.text for each in missing if each.by == "articles"]),
        (words.not_mentioned, [each.text for each in missing if each.by == "found"]),
        (words.not_near, [kinds.get(each.text) or "" for each in missing if each.by == "nearest"]),
    )
    lines = [phrase.format(words.separator.join(dict.fromkeys(parts))) for phrase, parts in wanted if any(parts)]
    return "".join([words.no_evidence, *lines]).replace("[", "［").replace("]", "］")


def doubts(question: str, confidence: float | None) -> tuple[str, ...]:
    """What a reader of an answer should be told of its chance to be one; nothing where that is high, or not known."""
    if confidence is None or confidence >= DOUBTED_BELOW:
        return ()
    return (AnswerWords(script(question)).doubt.format(round(100 * confidence)),)


def looked_for(question: Question) -> list[str]:
    """What a question names, as typed, and the kind of answer that it asks for, as one thing; empty for neither."""
    form = script(question.text)
    words = AnswerWords(form)
    at = question.folded.find(question.focus)
    focus = question.text[at : at + len(question.focus)]
    things = [*question.entities, focus]
    named = words.separator.join(
        each for each in dict.fromkeys(things) if each and not any(each in other and each != other for other in things)
    )
    kind = AnswerKindWords(form).get(question.kind) or ""
    return [words.brackets.format(named, kind)] if named and kind else [each for each in (named, kind) if each]


def verdict_word(verdict: Verdict, question: str) -> str:
    """A verdict in the script of a question."""
    words = AnswerWords(script(question))
    return words.yes if verdict == "yes" else words.no


def table_heads(question: str) -> tuple[str, str, str, str]:
    """What a figure is of, the figure where the question has no noun for it, its own date and that of the article."""
    words = AnswerWords(script(question))
    return words.head_entity, words.head_figure, words.head_when, words.head_published


def unanswered_line(things: Sequence[str], question: str) -> str:
    """What a comparison asked for and the articles don't say."""
    words = AnswerWords(script(question))
    return words.unanswered.format(words.separator.join(things))


def nearest_line(question: str) -> str:
    """What stands above the nearest sentences of a refusal."""
    return AnswerWords(script(question)).nearest


def understood_line(understood: Understood, question: str, *, whole: str | None = None) -> str:
    """One line of what the question was taken to mean, in its script; empty where there is nothing to say.

    Args:
        understood: Beside its words.
        question: As typed.
        whole: Standing by itself; None where it is the same.
    """
    parts = [whole] if whole and whole.strip() != question.strip() else []
    if not parts and not meanings(understood, ""):
        return ""  # as most questions, which need no word then
    words = AnswerWords(script(question))
    parts += [f"{typed} = {meaning}" for typed, meaning in meanings(understood, words.source)]
    return words.understood + words.between.join(parts)


def meanings(understood: Understood, source: str) -> list[tuple[str, str]]:
    """What was typed and what it was taken to mean, of all that changed the ranking or left articles out.

    Args:
        understood: Of the question.
        source: The word that stands for a publisher; its own name would only be said twice.
    """
    used = ("boost", "filter")
    found = [(each.typed, each.used) for each in understood.corrections]
    found += [(period.text, _days(period)) for period in understood.periods if period.used in used]
    return found + [(source, " / ".join(each.names)) for each in understood.publishers if each.used in used]


def _days(period: Period) -> str:
    """2025-01-01…2025-12-31, one day once, and nothing on an open side."""
    if period.start == period.end:
        return str(period.start)
    return f"{period.start or ''}…{period.end or ''}"
