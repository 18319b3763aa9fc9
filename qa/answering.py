"""The two ends of an answer: what the question was taken to mean, and the verified answer that a draft makes."""

from __future__ import annotations

from datetime import date

from pydantic import ValidationError

from embeddings.errors import WenjuError
from embeddings.index import Index
from qa.beside import with_renderings
from qa.cite import cite, compose, verify
from qa.correct import correct
from qa.phrases import doubts, no_evidence
from qa.question import Question
from qa.rank import as_read
from qa.schema import Answer, Draft, HitsEvent, MeantArticle, Mode, Understood, Where
from qa.understood import understood


def narrowed(where: Where, article: MeantArticle | None) -> Where:
    """The filters, to the article that is meant; one that is given stays."""
    return where.model_copy(update={"article": article.doc_id}) if article and where.article is None else where


def meant_by(
    question: str, index: Index, *, today: date | None, where: Where, mode: Mode, article: MeantArticle | None = None
) -> tuple[str, Understood]:
    """The question with its corrections made, and what it was taken to mean.

    The name of an article that alone is searched is left out of the question.
    """
    corrected, corrections = correct(question, index)
    named = understood(question, index.publishers(), today=today or date.today(), where=where, mode=mode)
    meant = named.model_copy(update={"corrections": corrections, "article": article})
    if article is None:
        return corrected, meant
    from qa.converse import without_article  # noqa: PLC0415  (the rules of follow-ups, a fifth of all)

    return without_article(corrected, article.span.of(question)), meant


def answered(
    typed: str,
    asked: Question,
    draft: Draft,
    index: Index,
    found: HitsEvent,
    timings: dict[str, float],
    *,
    text: str | None = None,
) -> Answer:
    """The verified answer that a draft makes.

    Args:
        typed: The question as typed.
        asked: As understood, standing by itself.
        draft: What the reader found in `index`.
        index: The snapshot that was read.
        found: The first event: hits and what the question was taken to mean.
        timings: Milliseconds by stage.
        text: Sentences with the markers of the draft's evidence; None: the quotes themselves.

    Raises:
        WenjuError: A quote or another part is not what the stored articles hold: there is nothing to show.
    """
    citations = cite(draft, index.document)
    verify(citations, index.document)
    citations = with_renderings(citations, chinese=asked.chinese)
    nearest = () if citations else cite(Draft(evidence=draft.nearest), index.document)
    verify(nearest, index.document)
    first = next((citation for citation in citations if citation.answer and not asked.lists_figures), None)
    try:
        return Answer(
            question=typed,
            standalone_question=found.standalone_question,
            status="answered" if citations else "no_evidence",
            text=text or (compose(citations) if citations else no_evidence(asked, draft.missing)),
            short_answer=first.answer.of(first.quote) if first and first.answer else None,
            items=draft.items,
            table=draft.table,
            verdict=draft.verdict,
            unanswered=draft.unanswered,
            confidence=draft.confidence,
            notes=doubts(typed, draft.confidence) if citations else (),
            citations=citations,
            missing=() if citations else draft.missing,
            nearest=with_renderings(nearest, chinese=asked.chinese),
            hits=tuple(as_read(found.hits, draft.read)),
            understood=found.understood,
            generation=index.generation,
            timings={stage: round(value, 2) for stage, value in timings.items()},
        )
    except ValidationError as error:
        reason = error.errors()[0]["msg"]
        raise WenjuError("an answer whose every part stands in a quote", reason, "report the question") from error
