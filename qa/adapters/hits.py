"""Shared by the adapters: retrieve the hits of one generation, and the metadata that a citation needs."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from embeddings.schema import Hit
from qa.assistant.assistant import Assistant
from qa.schema import Mode, Where

Metadata = dict[str, str | int | None]
"""Metadata of one passage: flat, with JSON values."""


class GenerationHits(NamedTuple):
    """Hits, best first, and the generation that they come from."""

    hits: list[Hit]
    generation: str


def opened(asked: Assistant | str | Path) -> Assistant:
    """The assistant passed, or a new one for the index in a folder.

    Raises:
        IndexUnusableError: There is no usable index in that folder.
    """
    return asked if isinstance(asked, Assistant) else Assistant.open(asked)


def retrieve_hits(
    assistant: Assistant, question: str, *, k: int, mode: Mode, where: Where, diversify: bool
) -> GenerationHits:
    """The hits of `Assistant.retrieve` with their generation; raises as it does."""
    snapshot = assistant.snapshot()  # a build may replace the index between two calls
    return GenerationHits(
        snapshot.retrieve(question, k, mode=mode, where=where, diversify=diversify), snapshot.generation
    )


def metadata(hit: Hit, generation: str) -> Metadata:
    """The metadata needed to cite a passage, under the field names of the types; None for unknown values.

    `document.text[start:end]` of the article doc_id, in that generation, is the passage's text.
    """
    passage, source = hit.passage, hit.source
    return {
        "passage_id": passage.passage_id,
        "doc_id": passage.doc_id,
        "start": passage.span.start,
        "end": passage.span.end,
        "heading": passage.heading,
        "title": source.title,
        "publisher": source.publisher,
        "published": source.published.isoformat() if source.published else None,
        "url": source.url,
        "path": source.path,
        "generation": generation,
    }


def not_installed(error: ModuleNotFoundError, extra: str) -> ModuleNotFoundError:
    """The error for a missing framework, in one line that says how to install it.

    Args:
        error: The error of the failed import.
        extra: The extra that installs the framework.
    """
    line = f"expected the package {error.name}; found none; pip install 'wenju[{extra}]'"
    return ModuleNotFoundError(line, name=error.name)
