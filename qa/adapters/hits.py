"""What every framework is given: the hits of one generation, and what a citation needs of each."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from embeddings.schema import Hit
from qa.assistant.assistant import Assistant
from qa.schema import Mode, Where

Metadata = dict[str, str | int | None]
"""Of one passage: flat, and JSON as it stands."""


class GenerationHits(NamedTuple):
    """Hits, best first, and the generation that all of them are of."""

    hits: list[Hit]
    generation: str


def opened(asked: Assistant | str | Path) -> Assistant:
    """The assistant to ask: the one given, or one over the index in a folder.

    Raises:
        IndexUnusableError: There is no usable index in that folder.
    """
    return asked if isinstance(asked, Assistant) else Assistant.open(asked)


def retrieve_hits(
    assistant: Assistant, question: str, *, k: int, mode: Mode, where: Where, diversify: bool
) -> GenerationHits:
    """What `Assistant.retrieve` finds, which raises as it does, and in which generation."""
    snapshot = assistant.snapshot()  # a build may change the index over between two calls
    return GenerationHits(
        snapshot.retrieve(question, k, mode=mode, where=where, diversify=diversify), snapshot.generation
    )


def metadata(hit: Hit, generation: str) -> Metadata:
    """What a citation of the passage needs, under the names of the types' own fields; None where nothing is known.

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
    """The error of a framework that is missing, in one line that says what to do.

    Args:
        error: Of the import that failed.
        extra: That installs the framework.
    """
    line = f"expected the package {error.name}; found none; pip install 'wenju[{extra}]'"
    return ModuleNotFoundError(line, name=error.name)
