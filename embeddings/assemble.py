"""From documents to what an index is made of: passages, their vectors and tokens, and the lexical indexes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from embeddings.chunk import chunk, context_text, sentences_of
from embeddings.config import IndexConfig
from embeddings.corpus import content_hash
from embeddings.encoder import Encoder, static_encoder
from embeddings.lexical import LexicalIndex
from embeddings.occurrences import Fields
from embeddings.schema import Document, Passage
from embeddings.static import StaticEncoder
from embeddings.tokens import Sentences, TokenStore
from embeddings.vectors import FaissVectors

FloatArray = npt.NDArray[np.float32]

Progress = Callable[[str, int, int], None]
"""Told the stage (read, clean, chunk, encode, index, write), what is done of it and what there is in all."""

ENCODE_BLOCK = 512
"""Passages encoded between two reports of progress."""


class Known(NamedTuple):
    """Vectors that need not be worked out again."""

    rows: dict[bytes, int]
    """Row of each content hash."""
    vectors: FaissVectors


class Parts(NamedTuple):
    """What an index is made of; row i of vectors, lexical index and tokens is passage i over all documents in order."""

    passages: list[list[Passage]]
    """Of each document."""
    vectors: FaissVectors
    lexical: LexicalIndex
    articles: LexicalIndex
    """Of whole articles, one a row."""
    tokens: TokenStore
    token_encoder: StaticEncoder
    """Whose tokens they are."""
    reused: int
    """Number of passages whose vectors were known."""


def silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def assemble(
    documents: Sequence[Document],
    encoder: Encoder,
    *,
    config: IndexConfig,
    known: Known | None = None,
    progress: Progress = silent,
) -> Parts:
    """Cut documents into passages, encode and index them.

    Args:
        documents: In the order that their rows shall have.
        encoder: Makes the vectors.
        config: Sizes and BM25's constants.
        known: Vectors of the generation before, of the same encoder.
        progress: Told of the stages chunk, encode and index.
    """
    passages: list[list[Passage]] = []
    fields: list[Fields] = []
    sentences: list[Sentences] = []
    for done, document in enumerate(documents, 1):
        title, own = document.source.title, chunk(document, config)
        passages.append(own)
        fields += [Fields(title, passage.heading or "", passage.text) for passage in own]
        sentences += [
            Sentences("\n".join(filter(None, (title, passage.heading))), passage.text, spans)
            for passage, spans in zip(own, sentences_of(document, own), strict=True)
        ]
        progress("chunk", done, len(documents))
    contexts = [
        context_text(passage, document.source.title)
        for document, own in zip(documents, passages, strict=True)
        for passage in own
    ]
    vectors, reused = _encode(contexts, encoder, known, progress)
    progress("index", 0, len(contexts))
    articles = np.repeat(np.arange(len(documents)), [len(own) for own in passages])
    token_encoder = static_encoder(encoder)
    parts = Parts(
        passages,
        FaissVectors.build(vectors, config),
        *LexicalIndex.build_both(fields, articles, config),
        TokenStore.build(sentences, token_encoder),
        token_encoder,
        reused,
    )
    progress("index", len(contexts), len(contexts))
    return parts


def _encode(
    contexts: Sequence[str], encoder: Encoder, known: Known | None, progress: Progress
) -> tuple[FloatArray, int]:
    """Vectors of all contexts, and how many of them were known."""
    vectors = np.zeros((len(contexts), encoder.dim), dtype=np.float32)
    rows = [known.rows.get(content_hash(context)) for context in contexts] if known else [None] * len(contexts)
    reused = [(at, row) for at, row in enumerate(rows) if row is not None]
    if known and reused:
        places, sources = np.array(reused, dtype=np.int64).T
        vectors[places] = known.vectors.reconstruct(sources)
    new = [at for at, row in enumerate(rows) if row is None]
    for start in range(0, len(new), ENCODE_BLOCK):
        block = new[start : start + ENCODE_BLOCK]
        vectors[block] = encoder.encode_documents([contexts[at] for at in block])
        progress("encode", len(reused) + start + len(block), len(contexts))
    return vectors, len(reused)
