"""Turn documents into the parts of an index: passages, their vectors and tokens, and the lexical indexes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from embeddings.config import IndexConfig
from embeddings.encoders.load import Encoder, static_encoder
from embeddings.encoders.static import StaticEncoder
from embeddings.index.bm25 import Fields, LexicalIndex
from embeddings.index.tokens import Sentences, TokenStore
from embeddings.index.vectors import Known, VectorStore, build_vectors
from embeddings.schema import Document, Passage, Progress, silent
from embeddings.store.corpus import content_hash
from embeddings.text.chunk import chunk_with_sentences

FloatArray = npt.NDArray[np.float32]

ENCODE_BLOCK = 512
"""Passages encoded between two progress reports."""


class IndexParts(NamedTuple):
    """The parts of an index; row i of vectors, lexical index and tokens is passage i over all documents in order."""

    passages: list[list[Passage]]
    """The passages of each document."""
    vectors: VectorStore
    lexical: LexicalIndex
    articles: LexicalIndex
    """Lexical index of whole articles, one per row."""
    tokens: TokenStore
    token_encoder: StaticEncoder
    """The encoder that made the tokens."""
    reused: int
    """Number of passages whose vectors were reused."""


def assemble(
    documents: Sequence[Document],
    encoder: Encoder,
    *,
    config: IndexConfig,
    known: Known | None = None,
    progress: Progress = silent,
) -> IndexParts:
    """Cut documents into passages, encode and index them.

    Args:
        documents: In the order of their rows.
        encoder: Makes the vectors.
        config: Passage sizes and the constants of BM25.
        known: Vectors of the previous generation, made by the same encoder.
        progress: Called with the stages chunk, encode and index.
    """
    pieces: list[_Piece] = []
    passages: list[list[Passage]] = []
    for done, document in enumerate(documents, 1):
        own = chunk_with_sentences(document, config)
        passages.append([passage for passage, _ in own])
        pieces += [_Piece(document.source.title, passage, spans) for passage, spans in own]
        progress("chunk", done, len(documents))
    articles = np.repeat(np.arange(len(documents)), [len(own) for own in passages])
    token_encoder, stop = static_encoder(encoder), Event()
    with ThreadPoolExecutor(1) as pool:
        try:
            fields = [piece.fields() for piece in pieces]
            lexical = pool.submit(LexicalIndex.build_both, fields, articles, config, stop=stop)
            encoded = _encode(pieces, encoder, token_encoder, known, progress)
            progress("index", 0, len(pieces))
            vectors = build_vectors(encoded.vectors, config)
            parts = IndexParts(passages, vectors, *lexical.result(), encoded.tokens, token_encoder, encoded.reused)
        finally:
            stop.set()
    progress("index", len(pieces), len(pieces))
    return parts


class _Piece(NamedTuple):
    """A passage with the values needed to index it."""

    title: str
    passage: Passage
    sentences: Sequence[tuple[int, int]]
    """Spans in characters of the passage's own text."""

    def fields(self) -> Fields:
        return Fields(self.title, self.passage.heading or "", self.passage.text)

    def above(self) -> Sentences:
        return Sentences(self.passage.above(self.title), self.passage.text, self.sentences)


class _Encoded(NamedTuple):
    vectors: FloatArray
    tokens: TokenStore
    reused: int


def _encode(
    pieces: Sequence[_Piece],
    encoder: Encoder,
    token_encoder: StaticEncoder,
    known: Known | None,
    progress: Progress,
) -> _Encoded:
    """Vectors and tokens of all passages.

    A static encoder's vectors are summed from the stored tokens if its sentences have the same tokens as the passage.
    """
    contexts = [piece.passage.in_context(piece.title) for piece in pieces]
    vectors = np.zeros((len(contexts), encoder.dim), dtype=np.float32)
    rows = [known.rows.get(content_hash(context)) for context in contexts] if known else [None] * len(contexts)
    reused = [(at, row) for at, row in enumerate(rows) if row is not None]
    if known and reused:
        places, sources = np.array(reused, dtype=np.int64).T
        vectors[places] = known.vectors.reconstruct(sources)
    new = [at for at, row in enumerate(rows) if row is None]
    texts = [piece.above() for piece in pieces]
    shared = token_encoder.parts_at_marks and token_encoder is encoder
    tokens = TokenStore.build(texts, token_encoder, progress=_told(progress, len(texts)) if shared else None)
    if shared:
        apart = [at for at in new if texts[at].are_apart()]
        vectors[apart] = token_encoder.encode_tokens(*tokens.whole(np.array(apart, dtype=np.int64)))
        new = sorted(set(new).difference(apart))
    for start in range(0, len(new), ENCODE_BLOCK):
        block = new[start : start + ENCODE_BLOCK]
        vectors[block] = encoder.encode_documents([contexts[at] for at in block])
        progress("encode", len(contexts) - len(new) + start + len(block), len(contexts))
    return _Encoded(vectors, tokens, len(reused))


def _told(progress: Progress, passages: int) -> Callable[[float], None]:
    """Report the share of the stage `encode` that is done."""
    return lambda share: progress("encode", int(share * passages), passages)
