"""The way of a question over one snapshot of the index: understand, retrieve, select evidence, compose, verify.

`answer_events` takes these steps one after another and returns their `Trace`, which an explanation shows; nothing is
worked out twice. `search` takes the first two.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from embeddings.index.snapshot import Index
from embeddings.schema import Hit
from embeddings.text.normalize import Text
from qa.answer.answer import build_answer
from qa.answer.compose import compose
from qa.config import Settings
from qa.evidence.select import Selection, select_evidence
from qa.question import understand as questions
from qa.question.spelling import correct
from qa.question.understand import Question, accept, of_side
from qa.retrieval.retrieve import diversify as take_turns
from qa.retrieval.retrieve import retrieve as retrieve_hits
from qa.retrieval.retrieve import unite
from qa.schema import Answer, AnswerEvent, Event, HitsEvent, MeantArticle, Mode, TextEvent, Understood, Where

if TYPE_CHECKING:
    from qa import llm

DIVERSE_DEPTH = 3
"""Passages that are looked at for each one wanted, where their sources are to take turns."""


class Request(NamedTuple):
    """A question as it is put to the articles."""

    question: str
    history: Sequence[str]
    """Earlier questions of the conversation, oldest first."""
    where: Where
    today: date | None
    """What 去年 is counted from; None for the real day."""


class Interpretation(NamedTuple):
    """What a question is taken to mean."""

    typed: str
    """As accepted."""
    standalone: str
    """With what a follow-up leaves out filled in."""
    where: Where
    """The filters given, and the one article that a follow-up means."""
    understood: Understood
    """Periods and publishers named, words corrected."""
    question: Question
    parts: tuple[Question, ...]
    """The question itself, or those of the sides of a comparison."""
    by_model: bool
    """Whether an LLM rewrote the question."""


class Retrieval(NamedTuple):
    """The hits of a question, best first."""

    understood: Understood
    hits: list[Hit]
    by_part: tuple[list[Hit], ...]
    """Those of each part of the interpretation."""


class Trace(NamedTuple):
    """What each step of the way made."""

    interpretation: Interpretation
    retrieval: Retrieval
    selections: tuple[Selection, ...]
    """Of each part of the interpretation."""
    answer: Answer


def answer_events(
    request: Request,
    index: Index,
    settings: Settings,
    *,
    answer_earlier: Callable[[str], Answer],
    model: llm.Generator | None,
    cancel: threading.Event | None = None,
) -> Generator[Event, None, Trace]:
    """The hits, pieces of text, then the whole, verified answer; returns the trace.

    Args:
        request: What is asked.
        index: The snapshot that answers.
        settings: Of the question.
        answer_earlier: Answers an earlier question, where a follow-up means something in its answer.
        model: What words the answer; None: it is quotes.
        cancel: Stops the answer when set, where a model words it.

    Raises:
        InputRefusedError: The question is blank, too long or holds control characters.
        WenjuError: A part of the answer does not stand in the stored articles.
    """
    started = time.perf_counter()
    asked = understand(request, index, settings, answer_earlier=answer_earlier, model=model)
    retrieval = retrieve(asked, index, settings)
    retrieved = time.perf_counter()
    hits = HitsEvent(standalone_question=asked.standalone, understood=asked.understood, hits=tuple(retrieval.hits))
    yield hits
    selections = tuple(
        select_evidence(part, part_hits, index, settings=settings)
        for part, part_hits in zip(asked.parts, retrieval.by_part, strict=True)
    )
    draft = compose(asked.question, asked.parts, selections, index.document)
    timings = {"retrieve": 1000 * (retrieved - started), "read": 1000 * (time.perf_counter() - retrieved)}
    if model is not None:
        from qa.llm.write import Writing, write_answer  # noqa: PLC0415  (an answer by quotes needs none of it)

        writing = Writing(asked.typed, asked.question, draft, hits, index, settings, timings, asked.by_model)
        answer = yield from write_answer(writing, model, cancel=cancel)
    else:
        answer = build_answer(asked.typed, asked.question, draft, index, hits, timings)
        for line in answer.text.splitlines(keepends=True):
            yield TextEvent(text=line)
    yield AnswerEvent(answer=answer)
    return Trace(asked, retrieval, selections, answer)


def search(request: Request, index: Index, settings: Settings, *, k: int, mode: Mode, diversify: bool) -> Retrieval:
    """The k best passages for a question that stands by itself, and what it was taken to mean.

    Args:
        request: What is asked; its history is not looked at.
        index: The snapshot to search.
        settings: Of the question.
        k: Number of hits at most.
        mode: hybrid, or one index alone.
        diversify: Whether articles and publishers take turns.

    Raises:
        InputRefusedError: The question is blank, too long or holds control characters.
        UsageError: No article is the one that the filters name.
    """
    accepted = accept(request.question, settings.max_question_chars)
    corrected, understood = interpret(Text.of(accepted), index, today=request.today, where=request.where, mode=mode)
    hits = retrieve_hits(
        questions.understand_text(corrected),
        index,
        k=DIVERSE_DEPTH * k if diversify else k,
        mode=mode,
        where=request.where,
        settings=settings,
        meant=understood,
    )
    hits = take_turns(hits)[:k] if diversify else hits
    return Retrieval(understood, hits, (hits,))


def understand(
    request: Request,
    index: Index,
    settings: Settings,
    *,
    answer_earlier: Callable[[str], Answer],
    model: llm.Generator | None,
) -> Interpretation:
    """What a question means: made to stand by itself, its words corrected, its kind and parts told.

    The arguments are those of `answer_events`, and so are the errors.
    """
    typed = accept(request.question, settings.max_question_chars)
    standalone, article, by_model = _standalone(typed, request, settings, answer_earlier, model)
    where = request.where
    if article and where.article is None:
        where = where.model_copy(update={"article": article.doc_id})
    corrected, understood = interpret(
        Text.of(standalone), index, today=request.today, where=where, mode="hybrid", article=article
    )
    question = questions.understand_text(corrected, typed=typed)
    parts = tuple(of_side(question, side) for side in question.sides) or (question,)
    return Interpretation(typed, standalone, where, understood, question, parts, by_model)


def _standalone(
    typed: str,
    request: Request,
    settings: Settings,
    answer_earlier: Callable[[str], Answer],
    model: llm.Generator | None,
) -> tuple[str, MeantArticle | None, bool]:
    """The question with what it leaves out filled in, the one article that it means, whether a model did that."""
    history = [accept(past, settings.max_question_chars) for past in request.history]
    if model is not None and settings.llm_rewrite:
        from qa.llm.write import rewrite  # noqa: PLC0415  (as in `answer_events`)

        by_model = rewrite(typed, history, model, settings)
        if by_model is not None:
            return by_model, None, True
    if not history:
        return typed, None, False
    from qa.followup.rewrite import standing_alone  # noqa: PLC0415  (the rules of follow-ups, a fifth of all)

    return *standing_alone(typed, history, ask=answer_earlier), False


def interpret(
    question: Text, index: Index, *, today: date | None, where: Where, mode: Mode, article: MeantArticle | None = None
) -> tuple[Text, Understood]:
    """The question with its words corrected, and the periods, publishers and article that it names.

    The name of an article that alone is searched is left out of the question.
    """
    corrected, corrections = correct(question, index)
    named = questions.understood(question, index.publishers(), today=today or date.today(), where=where, mode=mode)
    understood = named.model_copy(update={"corrections": corrections, "article": article})
    if article is None:
        return corrected, understood
    from qa.followup.rewrite import without_article  # noqa: PLC0415  (the rules of follow-ups, a fifth of all)

    return Text.of(without_article(corrected.raw, article.span.of(question.raw))), understood


def retrieve(asked: Interpretation, index: Index, settings: Settings) -> Retrieval:
    """The best passages for a question, or for each side of a comparison."""
    k = settings.hits * (2 if asked.question.several else 1)  # the items of a list stand in several articles
    by_part = tuple(
        retrieve_hits(part, index, k=k, mode="hybrid", where=asked.where, settings=settings, meant=asked.understood)
        for part in asked.parts
    )
    return Retrieval(asked.understood, unite(by_part) if asked.question.sides else by_part[0], by_part)
