"""From a draft to citations: every quote is cut out of the stored document, and compared with it once more."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from embeddings.errors import WenjuError
from embeddings.schema import Document
from qa.schema import MARKER, Citation, Draft

DocumentOf = Callable[[str], Document]
"""The stored document of a doc_id."""


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
    )


def compose(citations: Sequence[Citation]) -> str:
    """The quotes, each with its marker, one a line.

    A quote that itself holds something like [1] shows it in full-width brackets here, so that an article can't forge
    a marker; Citation.quote stays verbatim.
    """
    return "\n".join(f"{_disarmed(citation.quote)}[{citation.marker}]" for citation in citations)


def _disarmed(quote: str) -> str:
    return MARKER.sub(r"［\1］", quote)


def verify(citations: Sequence[Citation], document_of: DocumentOf) -> None:
    """Compare every quote with the stored document.

    Raises:
        WenjuError: A quote is not what the document holds at its span: the answer must not be shown.
    """
    for citation in citations:
        stored = citation.span.of(document_of(citation.doc_id).text)
        if stored != citation.quote:
            raise WenjuError(
                f"the quote [{citation.marker}] verbatim in {citation.path}", "another text", "run `wenju verify`"
            )
