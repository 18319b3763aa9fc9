"""The passages that a model was given, sentence by sentence, ready for what it wrote to be held against them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

from embeddings.chunk import sentence_spans
from embeddings.index import Index
from embeddings.normalize import fold
from embeddings.schema import Document, Hit, Span
from qa.addressed import addressed_to_a_model
from qa.facts import Facts, facts_of

_LINE = re.compile(r"[^\n]+")


class Ground(NamedTuple):
    """A sentence of a passage."""

    doc_id: str
    span: Span
    text: str
    facts: Facts


class Passages:
    """The passages that a model was given, by their numbers from 1, ready to be held against."""

    def __init__(self, hits: Sequence[Hit], index: Index) -> None:
        """Nothing is read before it is cited.

        Args:
            hits: In the order of the prompt.
            index: The snapshot that they came from.
        """
        self.index = index
        self._hits = tuple(hits)
        self._grounds: dict[int, Given] = {}

    def __contains__(self, number: int) -> bool:
        return 1 <= number <= len(self._hits)

    def given(self, number: int) -> Given:
        """What one of them holds."""
        if number not in self._grounds:
            hit = self._hits[number - 1]
            self._grounds[number] = Given(hit, self.index.document(hit.passage.doc_id))
        return self._grounds[number]


class Given:
    """One passage: its sentences, and what stands above them."""

    def __init__(self, hit: Hit, document: Document) -> None:
        self._hit, self._document = hit, document
        self.published: date | None = hit.source.published
        self.publisher = hit.source.publisher or ""
        self.above = " ".join(filter(None, (hit.source.title, hit.passage.heading, hit.source.publisher)))
        """Title, heading and publisher, as written."""
        self.around = fold(
            " ".join(filter(None, (hit.source.title, hit.passage.heading, hit.source.publisher, hit.passage.text)))
        )

    @cached_property
    def sentences(self) -> tuple[Ground, ...]:
        """In order; no agency line, and none of a line that gives orders to a model."""
        passage = self._hit.passage
        orders = [
            Span(start=match.start(), end=match.end())
            for match in _LINE.finditer(self._document.text, passage.span.start, passage.span.end)
            if addressed_to_a_model(match[0])
        ]
        return tuple(
            Ground(passage.doc_id, span, text, facts_of(text, published=self.published))
            for span in sentence_spans(self._document)
            if passage.span.start <= span.start and span.end <= passage.span.end and span != self._document.agency_line
            if not any(line.start <= span.start < line.end for line in orders)
            for text in (span.of(self._document.text),)
        )
