"""The sentences of retrieved passages, each with what stands above and around it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from embeddings.chunk import sentence_spans
from embeddings.index import Index
from embeddings.schema import Hit, Span

LEAD_CHARS = 200


class Sentence(NamedTuple):
    """A sentence of a retrieved passage with what stands above it."""

    doc_id: str
    span: Span
    text: str
    title: str
    heading: str
    """Of its section; empty where there is none."""
    passage: str
    lead: str
    """How the article opens, where no heading stands between: what its pronouns mean. Else empty."""
    hit_score: float
    hit: int
    """Place of its best passage among the hits."""
    in_passage: Span
    """Where it stands in that passage's text."""

    @property
    def around(self) -> str:
        """Its passage with what stands above it and how its article opens."""
        return " ".join((self.title, self.passage, self.lead, self.heading))


def sentences_of(hits: Sequence[Hit], index: Index) -> list[Sentence]:
    """Each sentence once, with its best passage; no agency line, which says nothing of its own.

    Args:
        hits: Retrieved passages, best first.
        index: The snapshot that they came from.
    """
    found: dict[tuple[str, int], Sentence] = {}
    documents = {doc_id: index.document(doc_id) for doc_id in {hit.passage.doc_id for hit in hits}}
    spans = {doc_id: sentence_spans(document) for doc_id, document in documents.items()}
    for at, hit in enumerate(hits):
        passage = hit.passage
        document = documents[passage.doc_id]
        for span in spans[passage.doc_id]:
            if span.start < passage.span.start or span.end > passage.span.end or span == document.agency_line:
                continue
            sentence = Sentence(
                doc_id=document.doc_id,
                span=span,
                text=span.of(document.text),
                title=document.source.title,
                heading=passage.heading or "",
                passage=passage.text,
                lead="" if passage.heading else document.text[:LEAD_CHARS],
                hit_score=hit.score,
                hit=at,
                in_passage=Span(start=span.start - passage.span.start, end=span.end - passage.span.start),
            )
            found.setdefault((document.doc_id, span.start), sentence)
    return list(found.values())
