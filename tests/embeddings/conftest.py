"""Documents and an encoder that a person can work out by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
import pytest

from embeddings.schema import Document, Section, Source, Span

MakeDocument = Callable[..., Document]


class CountingEncoder:
    """Three dimensions: how often 海, 山 and 湖 occur in a text, to the length of 1; without any, zero."""

    name = "counting"
    dim = 3
    fingerprint = "c0" * 32

    def encode_documents(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        counts = np.array([[text.count(character) for character in "海山湖"] for text in texts], dtype=np.float32)
        counts = counts.reshape(len(texts), 3)
        lengths = np.linalg.norm(counts, axis=1, keepdims=True)
        return np.divide(counts, lengths, out=np.zeros_like(counts), where=lengths > 0)

    def encode_query(self, text: str) -> npt.NDArray[np.float32]:
        return self.encode_documents([text])[0]


@pytest.fixture
def counting_encoder() -> CountingEncoder:
    return CountingEncoder()


@pytest.fixture
def make_document() -> MakeDocument:
    """A document of sections given as (heading or None, body); ids count from 0."""
    made = 0

    def make(
        *sections: tuple[str | None, str],
        title: str = "标题",
        published: date | None = None,
        publisher: str | None = None,
        agency: str | None = None,
    ) -> Document:
        nonlocal made
        text, parts = "", []
        for heading, body in sections:
            text += "\n" if text else ""
            heading_span = Span(start=len(text), end=len(text) + len(heading)) if heading else None
            text += f"{heading}\n" if heading else ""
            parts.append(
                Section(
                    heading=heading, heading_span=heading_span, span=Span(start=len(text), end=len(text) + len(body))
                )
            )
            text += body
        at = text.find(agency) if agency else -1
        document = Document(
            doc_id=f"{made:016x}",
            source=Source(title=title, publisher=publisher, published=published, path=f"{made:03}.txt", language="zh"),
            text=text,
            sections=tuple(parts),
            agency_line=Span(start=at, end=at + len(agency)) if agency else None,
        )
        made += 1
        return document

    return make
