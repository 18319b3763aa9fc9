"""One immutable snapshot of an index: search it, look up what it holds."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from embeddings.assemble import Progress, assemble, silent
from embeddings.config import IndexConfig
from embeddings.corpus import Article, Corpus
from embeddings.encoder import Encoder, load_encoder
from embeddings.errors import IndexVersionError
from embeddings.generations import CORPUS, LEXICAL, VECTORS, EncoderIdentity, Generation, use_generation
from embeddings.lexical import LexicalIndex, TermKind
from embeddings.schema import CleaningReport, Document, Hit, Passage, ScoreParts
from embeddings.segment import Terms
from embeddings.vectors import FaissVectors

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

DEFAULT_CONFIG = IndexConfig()
IN_MEMORY = "memory"
"""The generation of an index that was never written."""


class _Stores(NamedTuple):
    corpus: Corpus
    vectors: FaissVectors
    lexical: LexicalIndex


class Index:
    """A snapshot; safe to share among threads, and unmoved by builds that commit meanwhile."""

    def __init__(self, generation: str, config: IndexConfig, stores: _Stores, encoder: Callable[[], Encoder]) -> None:
        """Use `open` or `from_documents`.

        Args:
            generation: Its id, or IN_MEMORY.
            config: What it was built with.
            stores: Corpus, vectors and lexical index of the same rows.
            encoder: Called once, when the encoder is first needed.
        """
        self.generation = generation
        self.config = config
        self._stores = stores
        self._load_encoder = encoder
        self._encoder: Encoder | None = None
        self._loading = threading.Lock()
        self.document_count, self.passage_count = stores.corpus.counts()

    @classmethod
    def open(cls, root: Path, *, generation: str | None = None) -> Index:
        """Open a generation on disk; every file's hash is checked first.

        Args:
            root: Folder of the index.
            generation: Its id; None for the one in use. Where that is damaged, the newest good one is opened instead,
                with a DamagedGenerationWarning.

        IndexMissingError where nothing was built or there is no such generation, IndexDamagedError where the one asked
        for, or every one, is damaged, IndexVersionError where another version wrote it.
        """
        return use_generation(root, cls._load, generation=generation)

    @classmethod
    def _load(cls, generation: Generation) -> Index:
        stores = _Stores(
            Corpus.open(generation.folder / CORPUS),
            FaissVectors.load(generation.folder / VECTORS),
            LexicalIndex.load(generation.folder / LEXICAL),
        )
        config, built_with = generation.manifest.config, generation.manifest.encoder
        return cls(generation.id, config, stores, lambda: _same_encoder(config.encoder, built_with))

    @classmethod
    def from_documents(
        cls,
        documents: Sequence[Document],
        *,
        encoder: Encoder,
        config: IndexConfig = DEFAULT_CONFIG,
        progress: Progress = silent,
    ) -> Index:
        """Index documents in memory; rows are in the order given. `progress` is told as `assemble` tells it."""
        parts = assemble(documents, encoder, config=config, progress=progress)
        articles = (Article(document, None, own) for document, own in zip(documents, parts.passages, strict=True))
        stores = _Stores(Corpus.in_memory(articles), parts.vectors, parts.lexical)
        return cls(IN_MEMORY, config, stores, lambda: encoder)

    @property
    def encoder(self) -> Encoder:
        """The encoder of the index's vectors, loaded when first asked for.

        IndexVersionError where the encoder of that name is now another than the one that the index was built with.
        """
        with self._loading:
            if self._encoder is None:
                self._encoder = self._load_encoder()
            return self._encoder

    def documents(self) -> list[Document]:
        """All documents, ordered by path (in memory: as they were given)."""
        return self._stores.corpus.documents()

    def document(self, doc_id: str) -> Document:
        """One document; UsageError where there is none of that id."""
        return self._stores.corpus.document(doc_id)

    def report(self, doc_id: str) -> CleaningReport:
        """What cleaning did to one document; UsageError where there is none of that id, or the index is in memory."""
        return self._stores.corpus.report(doc_id)

    def publishers(self) -> tuple[str, ...]:
        """Each publisher's name as first written, and the host of each site, in order of their folded forms."""
        return self._stores.corpus.publishers()

    def allowed(
        self,
        *,
        after: date | None = None,
        before: date | None = None,
        publisher: str | None = None,
        doc_ids: Collection[str] | None = None,
    ) -> BoolArray | None:
        """Which passages pass the filters, to give to `lexical` and `dense`; None where there is no filter.

        Args:
            after: Published on this day or later; an article without a date fails.
            before: Published on this day or earlier; an article without a date fails.
            publisher: The publisher's name, compared folded and whole.
            doc_ids: Only these articles.
        """
        if after is None and before is None and publisher is None and doc_ids is None:
            return None
        return self._stores.corpus.allowed(after=after, before=before, publisher=publisher, doc_ids=doc_ids)

    def lexical(self, query: Terms, k: int, *, allowed: BoolArray | None = None) -> list[Hit]:
        """The k best passages by BM25 of the terms of a question; those that share no term are left out."""
        rows, scores = self._stores.lexical.search(query, k, allowed=allowed)
        return self._hits(rows, scores, [ScoreParts(lexical=score) for score in scores.tolist()])

    def dense(self, query: FloatArray, k: int, *, allowed: BoolArray | None = None) -> list[Hit]:
        """The k nearest passages by cosine with a question's vector, float32 (dim,)."""
        rows, cosines = self._stores.vectors.search(query, k, allowed=allowed)
        return self._hits(rows, cosines, [ScoreParts(dense=cosine) for cosine in cosines.tolist()])

    def complete(self, hits: Sequence[Hit], *, query_terms: Terms, query_vector: FloatArray) -> list[Hit]:
        """The same hits with both parts of their scores known; score and rank stay.

        Raises as `Corpus.rows` does for hits of another index.
        """
        rows = self._stores.corpus.rows([hit.passage for hit in hits])
        lexical = self._stores.lexical.scores(query_terms)[rows].tolist()
        dense = self._stores.vectors.scores(query_vector, rows).tolist()
        return [
            hit.model_copy(update={"parts": ScoreParts(lexical=by_terms, dense=cosine)})
            for hit, by_terms, cosine in zip(hits, lexical, dense, strict=True)
        ]

    def vectors_of(self, passages: Sequence[Passage]) -> FloatArray:
        """The stored vectors of passages of this index, float32 (n, dim)."""
        return self._stores.vectors.reconstruct(self._stores.corpus.rows(passages))

    def idf(self, term: str, *, kind: TermKind = "words") -> float:
        """Lucene's idf of a term over the passages; of an unknown term that of document frequency 0, the largest."""
        return self._stores.lexical.idf(term, kind=kind)

    def document_frequency(self, term: str, *, kind: TermKind = "words") -> int:
        """Number of passages that hold a term."""
        return self._stores.lexical.document_frequency(term, kind=kind)

    def _hits(self, rows: IntArray, scores: FloatArray, parts: Sequence[ScoreParts]) -> list[Hit]:
        found = self._stores.corpus.passages(rows.tolist())
        return [
            Hit(passage=passage, source=source, score=score, rank=rank, parts=part)
            for rank, ((passage, source), score, part) in enumerate(zip(found, scores.tolist(), parts, strict=True), 1)
        ]


def _same_encoder(name: str, built_with: EncoderIdentity) -> Encoder:
    encoder = load_encoder(name)
    if encoder.fingerprint != built_with.fingerprint:
        raise IndexVersionError(
            f"the encoder {name} of fingerprint {built_with.fingerprint[:16]}, which the index was built with",
            encoder.fingerprint[:16],
            "run `wenju build`",
        )
    return encoder
