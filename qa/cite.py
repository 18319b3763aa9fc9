"""From a draft to citations: every quote is cut out of the stored document, and compared with it once more.

A citation carries the hash of the article's text, so that it can be checked against another build of the same seeds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from embeddings.chunk import sentence_spans
from embeddings.errors import WenjuError
from embeddings.schema import Document
from qa.schema import MARKER, Citation, DocumentOf, Draft


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


def compose(citations: Sequence[Citation]) -> str:
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
            raise WenjuError(
                f"the quote [{citation.marker}] verbatim in {citation.path}", "another text", "run `wenju verify`"
            )
        if citation.text_sha256 is not None:
            stored = hashes.setdefault(citation.doc_id, text_hash(document))
            if stored != citation.text_sha256:
                raise WenjuError(
                    f"the text of {citation.path} as [{citation.marker}] cites it", "another version", "ask again"
                )


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
