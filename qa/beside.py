"""Beside a quote in another language than the question: its figures and dates as the question's language says them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from embeddings.normalize import fold, is_han
from embeddings.schema import Span
from qa.schema import Answer, Citation, Rendering

if TYPE_CHECKING:
    from qa.rendering import Into


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
    from qa.quantities import parse_quantities  # noqa: PLC0415  (figures in two languages: few answers need them)
    from qa.rendering import render  # noqa: PLC0415
    from qa.when import date_spans  # noqa: PLC0415

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
