"""What became of a sentence that was checked, and an article as if all of it had been found."""

from __future__ import annotations

from typing import NamedTuple

from embeddings.index.snapshot import Index
from embeddings.schema import Document, Hit, ScoreParts
from embeddings.text.chunk import chunk


class Outcome(NamedTuple):
    """What became of one sentence."""

    kind: str
    text: str
    source: str
    fault: str | None
    good: bool

    @property
    def wrong(self) -> bool:
        """Whether a good one is refused, or a bad one passes."""
        return self.good == (self.fault is not None)


def as_hits(document: Document, index: Index) -> list[Hit]:
    """All passages of an article as if they had been found."""
    return [
        Hit(passage=passage, source=document.source, score=0.0, rank=1, parts=ScoreParts())
        for passage in chunk(document, index.config)
    ]
