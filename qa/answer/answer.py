"""Verify: from a draft to the answer, whose every quote is cut out of the stored document and compared with it again.

A citation carries the hash of its article's text, so that it can be checked against another build of the same seeds.
Figures and dates of a quote in another language than the question are also given in the question's language. What the
program itself says in an answer (a refusal, a doubt, yes or no) is in the script of the question.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

from pydantic import ValidationError

from embeddings.errors import WenjuError
from embeddings.index.snapshot import Index
from embeddings.schema import Document, Span
from embeddings.text.chunk import sentence_spans
from embeddings.text.normalize import fold, is_han
from qa.question.understand import Question
from qa.reasons import AnswerReason
from qa.retrieval.retrieve import as_read
from qa.schema import (
    MARKER,
    Answer,
    Citation,
    DocumentOf,
    Draft,
    HitsEvent,
    Lack,
    Period,
    Rendering,
    Understood,
    Verdict,
)
from qa.words.program import AnswerKindWords, AnswerWords

if TYPE_CHECKING:
    from qa.values.rendering import Into

_Script = Literal["zh", "zh-Hant", "en"]
DOUBTED_BELOW = 0.5
"""Chance that the articles hold the answer below which a reader is told of it (docs/reading.md has the figures)."""


def with_renderings(citations: Sequence[Citation], *, chinese: bool) -> tuple[Citation, ...]:
    """Citations, those in the other language with what `renderings` has for their quotes.

    Args:
        citations: Of an answer.
        chinese: Whether the question is Chinese.
    """
    into: Into = "zh" if chinese else "en"
    return tuple(
        citation
        if any(map(is_han, citation.quote)) == chinese
        else citation.model_copy(update={"renderings": renderings(citation.quote, into, citation.published)})
        for citation in citations
    )


def renderings(quote: str, into: Into, published: date | None) -> tuple[Rendering, ...]:
    """The figures and dates of a quote in the other language, in their order; nothing where one is not certain.

    Args:
        quote: As the article has it.
        into: The language of the question.
        published: The article's dateline.
    """
    from qa.values.dates_article import date_spans  # noqa: PLC0415
    from qa.values.quantities import parse_quantities  # noqa: PLC0415  (figures in two languages: few answers need them)
    from qa.values.rendering import render  # noqa: PLC0415

    spans = [found.span for found in parse_quantities(quote)] + date_spans(fold(quote))
    kept: list[Rendering] = []
    for span in sorted(spans, key=lambda each: (each.start, -each.end)):
        said = render(span.of(quote), into=into, published=published)
        if said is not None and said != span.of(quote) and (not kept or span.start >= kept[-1].span.end):
            kept.append(Rendering(span=span, text=said))
    return tuple(kept)


def rendered(citation: Citation, span: Span) -> str | None:
    """What a stretch of a quote is in the question's language, where it is one figure or date; else None."""
    return next((each.text for each in citation.renderings if each.span == span), None)


def short_rendered(answer: Answer) -> str | None:
    """The short answer in the question's language, where it is one figure or date of a quote in another."""
    held = (each for each in answer.citations if each.answer and each.answer.of(each.quote) == answer.short_answer)
    return next((said for each in held if each.answer and (said := rendered(each, each.answer))), None)


class Context(NamedTuple):
    """What stands around a quote in its section, verbatim; None where the section begins or ends with the quote."""

    before: str | None
    after: str | None


def cite(draft: Draft, document_of: DocumentOf) -> tuple[Citation, ...]:
    """One citation for each piece of evidence, markers counted from 1 in the draft's order."""
    return tuple(_citation(marker, draft, document_of) for marker in range(1, len(draft.evidence) + 1))


def _citation(marker: int, draft: Draft, document_of: DocumentOf) -> Citation:
    evidence = draft.evidence[marker - 1]
    document = document_of(evidence.doc_id)
    source = document.source
    headings = (each.heading for each in document.sections if each.span.start <= evidence.span.start < each.span.end)
    return Citation(
        marker=marker,
        doc_id=document.doc_id,
        span=evidence.span,
        quote=evidence.span.of(document.text),
        answer=evidence.answer,
        heading=next(headings, None),
        title=source.title,
        publisher=source.publisher,
        published=source.published,
        url=source.url,
        path=source.path,
        text_sha256=text_hash(document),
    )


def text_hash(document: Document) -> str:
    """SHA-256 (hex) of the text as UTF-8."""
    return hashlib.sha256(document.text.encode()).hexdigest()


def text_of(citations: Sequence[Citation]) -> str:
    """The quotes, each with its marker, one a line.

    A quote that itself holds something like [1] shows it in full-width brackets here, so that an article can't forge
    a marker; Citation.quote stays verbatim.
    """
    return "\n".join(f"{_disarmed(citation.quote)}[{citation.marker}]" for citation in citations)


def _disarmed(quote: str) -> str:
    return MARKER.sub(r"［\1］", quote)


def verify(citations: Sequence[Citation], document_of: DocumentOf) -> None:
    """Compare every quote, and the hash of the article that it was cut from, with the stored document.

    Raises:
        WenjuError: A quote is not what the document holds at its span, or the document is another than was cited: the
            answer must not be shown.
    """
    hashes: dict[str, str] = {}
    for citation in citations:
        document = document_of(citation.doc_id)
        if citation.span.of(document.text) != citation.quote:
            raise WenjuError(AnswerReason.QUOTE_DIFFERS, {"marker": citation.marker, "path": citation.path})
        if citation.text_sha256 is not None:
            stored = hashes.setdefault(citation.doc_id, text_hash(document))
            if stored != citation.text_sha256:
                raise WenjuError(AnswerReason.TEXT_CHANGED, {"marker": citation.marker, "path": citation.path})


def context(citation: Citation, document_of: DocumentOf) -> Context:
    """The sentences right before and after a quote, of the same section.

    Raises:
        WenjuError: The quote is not what the stored document holds.
    """
    verify([citation], document_of)
    document = document_of(citation.doc_id)
    place = citation.span
    section = next((each.span for each in document.sections if each.span.start <= place.start < each.span.end), place)
    around = [
        span
        for span in sentence_spans(document)
        if section.start <= span.start < section.end and span != document.agency_line
    ]
    before = [span for span in around if span.end <= place.start]
    after = [span for span in around if span.start >= place.end]
    return Context(
        before=before[-1].of(document.text) if before else None, after=after[0].of(document.text) if after else None
    )


def build_answer(
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
            text=text or (text_of(citations) if citations else no_evidence(asked, draft.missing)),
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
        raise WenjuError(AnswerReason.UNFOUNDED_ANSWER, {"error": error.errors()[0]["msg"]}) from error


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
