"""`Index`, an immutable snapshot of an index to search and look up, and `Candidates`, the scores of its passages."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from embeddings.arrays import distinct
from embeddings.config import IndexConfig
from embeddings.encoders.load import Encoder, load_encoder, static_encoder
from embeddings.encoders.static import StaticEncoder
from embeddings.errors import IndexVersionError
from embeddings.index.bm25 import LexicalIndex, TermKind, best_rows, scores_of_alternatives
from embeddings.index.tokens import PassageTokens, PlacedTokens, TokenStore
from embeddings.index.vectors import VectorStore, open_vectors
from embeddings.reasons import IndexReason
from embeddings.schema import CleaningReport, Document, Entry, Hit, Passage, Progress, ScoreParts, Source, silent
from embeddings.store.corpus import Article, Corpus
from embeddings.store.generations import (
    ARTICLES,
    CORPUS,
    LEXICAL,
    TOKENS,
    EncoderIdentity,
    Generation,
    use_generation,
)
from embeddings.text.segment import Terms

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]


class ByTerms(NamedTuple):
    """BM25 of the whole index for one question."""

    words: FloatArray
    """BM25 of the question's words for each passage."""
    pairs: FloatArray
    articles: FloatArray
    """BM25 of words and pairs together for each article."""
    both: FloatArray
    """BM25 of words and pairs of each allowed passage that holds a term, plus a share of its article's; else 0."""


class Translated(NamedTuple):
    """Scores of candidates by the question's words translated to the other language; one entry per candidate."""

    passages: FloatArray
    """BM25 of the translated words (`scores_of_alternatives`)."""
    articles: FloatArray
    """The same for the passage's whole article."""
    best_passage: float
    """The highest BM25 of any allowed passage; 0 if none holds such a word."""
    best_article: float

    def take(self, places: IntArray) -> Translated:
        """The entries at these positions, in this order."""
        return self._replace(passages=self.passages[places], articles=self.articles[places])


class Candidates(NamedTuple):
    """Candidate passages: each has one entry in every array."""

    rows: IntArray
    words: FloatArray
    """BM25 of the question's words."""
    pairs: FloatArray
    """BM25 of its character pairs."""
    article: FloatArray
    """BM25 of words and pairs of the passage's whole article."""
    dense: FloatArray
    """Cosine of question and passage."""
    chinese: BoolArray
    """Whether the article is Chinese."""
    best_lexical: float
    """The highest BM25 of words and pairs together in the whole index; 0 where no passage holds a term."""
    best_article: float
    """The same among whole articles."""
    by_terms: ByTerms
    """BM25 of the whole index, not only of the candidates."""
    translated: Translated | None = None
    """None if the question was not translated."""

    @property
    def lexical(self) -> FloatArray:
        """BM25 of words and pairs together."""
        return self.words + self.pairs

    def take(self, places: IntArray) -> Candidates:
        """The candidates at these positions, in this order."""
        return Candidates(
            self.rows[places],
            self.words[places],
            self.pairs[places],
            self.article[places],
            self.dense[places],
            self.chinese[places],
            self.best_lexical,
            self.best_article,
            self.by_terms,
            None if self.translated is None else self.translated.take(places),
        )


TokenArray = npt.NDArray[np.int32]

EncoderT = TypeVar("EncoderT", bound=Encoder)

DEFAULT_CONFIG = IndexConfig()
IN_MEMORY = "memory"
"""The generation id of an index that exists in memory only."""

ARTICLE_SHARE = 0.5
"""Share of the article's BM25 added to the passage's: news .920 → .926, CMRC trial .987 → .988 (nDCG@10)."""


class _Stores(NamedTuple):
    corpus: Corpus
    vectors: VectorStore
    lexical: LexicalIndex
    articles: LexicalIndex
    """Row i is the i-th article."""
    tokens: TokenStore


class _Encoders(NamedTuple):
    of_vectors: Callable[[], Encoder]
    of_tokens: Callable[[Encoder], StaticEncoder]
    """Called with the encoder of the vectors."""


class Index:
    """A snapshot; safe to share among threads, and unaffected by builds that commit meanwhile."""

    def __init__(self, generation: str, config: IndexConfig, stores: _Stores, encoders: _Encoders) -> None:
        """Use `open` or `from_documents`.

        Args:
            generation: Its id, or IN_MEMORY.
            config: What it was built with.
            stores: Corpus, vectors, lexical index and tokens of the same rows.
            encoders: Called when an encoder is first needed.
        """
        self.generation = generation
        self.config = config
        self._stores = stores
        self._encoders = encoders
        self._encoder: Encoder | None = None
        self._loading = threading.Lock()
        self.document_count, self.passage_count = stores.corpus.counts()

    @classmethod
    def open(cls, root: Path, *, generation: str | None = None) -> Index:
        """Open a generation on disk; every file's hash is checked first.

        Args:
            root: Folder of the index.
            generation: Its id; None for the one in use. If that is damaged, the newest good one is opened instead,
                with a DamagedGenerationWarning.

        Raises:
            IndexMissingError: Nothing was built, or there is no such generation.
            IndexDamagedError: The generation named, or every one, is damaged.
            IndexVersionError: Another version wrote it.
        """
        return use_generation(root, cls._load, generation=generation)

    @classmethod
    def _load(cls, generation: Generation) -> Index:
        stores = _Stores(
            Corpus.open(generation.folder / CORPUS),
            open_vectors(generation),
            LexicalIndex.load(generation.folder / LEXICAL),
            LexicalIndex.load(generation.folder / ARTICLES),
            TokenStore.load(generation.folder / TOKENS),
        )
        manifest = generation.manifest

        def of_vectors() -> Encoder:
            return _same(load_encoder(manifest.config.encoder), manifest.encoder)

        def of_tokens(encoder: Encoder) -> StaticEncoder:
            return _same(static_encoder(encoder), manifest.tokens)

        return cls(generation.id, manifest.config, stores, _Encoders(of_vectors, of_tokens))

    @classmethod
    def from_documents(
        cls,
        documents: Sequence[Document],
        *,
        encoder: Encoder,
        config: IndexConfig = DEFAULT_CONFIG,
        progress: Progress = silent,
    ) -> Index:
        """Index documents in memory, in the order given; `progress` is called as by `assemble`."""
        from embeddings.index.writer import assemble  # noqa: PLC0415  (the cutting of articles: no question needs it)

        parts = assemble(documents, encoder, config=config, progress=progress)
        articles = (Article(document, None, own) for document, own in zip(documents, parts.passages, strict=True))
        stores = _Stores(Corpus.in_memory(articles), parts.vectors, parts.lexical, parts.articles, parts.tokens)

        def of_tokens(_: Encoder) -> StaticEncoder:
            return parts.token_encoder

        return cls(IN_MEMORY, config, stores, _Encoders(lambda: encoder, of_tokens))

    @property
    def encoder(self) -> Encoder:
        """The encoder of the index's vectors, loaded on first use.

        Raises:
            IndexVersionError: The encoder of that name has changed since the index was built.
        """
        with self._loading:
            if self._encoder is None:
                self._encoder = self._encoders.of_vectors()
            return self._encoder

    def documents(self) -> list[Document]:
        """All documents, ordered by path (in memory: as they were given)."""
        return self._stores.corpus.documents()

    def entries(self) -> tuple[Entry, ...]:
        """A list entry for each document, in the same order."""
        return self._stores.corpus.entries()

    def document(self, doc_id: str) -> Document:
        """One document; raises UsageError for an unknown id."""
        return self._stores.corpus.document(doc_id)

    def report(self, doc_id: str) -> CleaningReport:
        """The cleaning report of a document; raises UsageError for an unknown id, or if the index is in memory."""
        return self._stores.corpus.report(doc_id)

    def publishers(self) -> tuple[str, ...]:
        """Each publisher's name as first written, and the host of each site, in order of their folded forms."""
        return self._stores.corpus.publishers()

    def doc_ids(self, article: str) -> tuple[str, ...]:
        """The article with that id, else those whose paths begin with it; raises UsageError if there is none."""
        return self._stores.corpus.doc_ids(article)

    def allowed(
        self,
        *,
        after: date | None = None,
        before: date | None = None,
        publisher: str | None = None,
        doc_ids: Collection[str] | None = None,
    ) -> BoolArray | None:
        """Which passages pass the filters, for use in `lexical` and `dense`; None without a filter.

        Both `after` and `before` are inclusive; an article without a date fails either. Publishers are compared as
        whole folded names.
        """
        if after is None and before is None and publisher is None and doc_ids is None:
            return None
        return self._stores.corpus.allowed(after=after, before=before, publisher=publisher, doc_ids=doc_ids)

    def lexical(self, query: Terms, k: int, *, allowed: BoolArray | None = None) -> list[Hit]:
        """The k best passages for a question's terms by their BM25 plus ARTICLE_SHARE of their article's.

        Passages that share no term are left out.
        """
        rows, scores = best_rows(self._by_terms(query, allowed).both, k)
        return self.hits(rows, scores, [ScoreParts(lexical=score) for score in scores.tolist()])

    def dense(self, query: FloatArray, k: int, *, allowed: BoolArray | None = None) -> list[Hit]:
        """The k nearest passages by cosine with a question's vector, float32 (dim,)."""
        rows, cosines = self._stores.vectors.search(query, k, allowed=allowed)
        return self.hits(rows, cosines, [ScoreParts(dense=cosine) for cosine in cosines.tolist()])

    def candidates(
        self, terms: Terms, vector: FloatArray, depth: int, *, allowed: BoolArray | None = None
    ) -> Candidates:
        """The `depth` best passages by BM25 and the `depth` best by cosine, each with both scores.

        Args:
            terms: The question's terms.
            vector: The question's vector, float32 (dim,).
            depth: Passages taken from each list.
            allowed: One truth value per passage; None means all.

        Returns:
            Each passage once, in the order of their rows.
        """
        stores = self._stores
        found = self._by_terms(terms, allowed)
        by_terms, _ = best_rows(found.both, depth)
        by_vector, _ = stores.vectors.search(vector, depth, allowed=allowed)
        return self._described(distinct(np.concatenate([by_terms, by_vector])), found, vector)

    def translated_candidates(
        self,
        found: Candidates,
        asked: Sequence[Mapping[str, float]],
        vector: FloatArray,
        depth: int,
        *,
        allowed: BoolArray | None = None,
    ) -> Candidates:
        """Add the `depth` best passages by the question's translated words, and score all candidates by these words.

        `found` is the result of `candidates` for the same vector, depth and allowed; `asked` has for each word the
        terms that it may stand for in the other language, with probabilities from 0 to 1.
        """
        stores = self._stores
        passages = scores_of_alternatives(stores.lexical.words, asked)
        articles = scores_of_alternatives(stores.articles.words, asked)
        if allowed is not None:
            passages[~allowed] = 0.0
        by_words, _ = best_rows(passages, depth)
        rows = distinct(np.concatenate([found.rows, by_words]))
        in_articles = articles[stores.corpus.articles_of(rows)]
        says = Translated(passages[rows], in_articles, float(passages.max(initial=0)), float(articles.max(initial=0)))
        return self._described(rows, found.by_terms, vector)._replace(translated=says)

    def _described(self, rows: IntArray, found: ByTerms, vector: FloatArray) -> Candidates:
        stores = self._stores
        held_by = stores.corpus.articles_of(rows)
        return Candidates(
            rows=rows,
            words=found.words[rows],
            pairs=found.pairs[rows],
            article=found.articles[held_by],
            dense=np.clip(stores.vectors.reconstruct(rows) @ vector, -1.0, 1.0),
            chinese=stores.corpus.chinese(held_by),
            best_lexical=float((found.words + found.pairs).max(initial=0.0)),
            best_article=float(found.articles.max(initial=0.0)),
            by_terms=found,
        )

    def _by_terms(self, terms: Terms, allowed: BoolArray | None) -> ByTerms:
        stores = self._stores
        words, pairs = stores.lexical.words.scores(terms.words), stores.lexical.pairs.scores(terms.pairs)
        articles = stores.articles.scores(terms)
        both = words + pairs
        left_out = both <= 0 if allowed is None else (both <= 0) | ~allowed
        both += np.float32(ARTICLE_SHARE) * stores.corpus.by_passage(articles)
        both[left_out] = 0.0
        return ByTerms(words, pairs, articles, both)

    def hits(self, rows: IntArray, scores: FloatArray, parts: Sequence[ScoreParts]) -> list[Hit]:
        """Hits of the passages at `rows`, in this order, ranked from 1."""
        found = self._stores.corpus.passages(rows.tolist())
        return [
            Hit(passage=passage, source=source, score=score, rank=rank, parts=part)
            for rank, ((passage, source), score, part) in enumerate(zip(found, scores.tolist(), parts, strict=True), 1)
        ]

    def texts(self, rows: IntArray) -> list[str]:
        """The texts of the passages at `rows`, in this order."""
        return [passage.text for passage, _ in self._stores.corpus.passages(rows.tolist())]

    def sources(self, rows: IntArray) -> list[Source]:
        """The sources of the passages at `rows`, in this order."""
        return self._stores.corpus.sources(rows)

    def holding(self, terms: Sequence[str], passages: Sequence[Passage]) -> BoolArray:
        """Whether each term occurs in each of these passages, (terms, passages)."""
        return self._stores.lexical.words.holding(terms, self._stores.corpus.rows(passages))

    def tokens(self, rows: IntArray) -> PassageTokens:
        """The stored tokens of the passages at `rows`."""
        return self._stores.tokens.of(rows)

    def tokens_of(self, passages: Sequence[Passage]) -> PassageTokens:
        """The stored tokens of passages of this index."""
        return self.tokens(self._stores.corpus.rows(passages))

    def placed_tokens_of(self, passages: Sequence[Passage]) -> PlacedTokens:
        """The stored tokens of passages of this index, with their positions."""
        return self._stores.tokens.placed(self._stores.corpus.rows(passages))

    def openings(self, rows: IntArray, count: int) -> TokenArray:
        """The first tokens of the articles of the passages at `rows`, (len(rows), count), padded with -1."""
        corpus = self._stores.corpus
        return self._stores.tokens.openings(corpus.first_passages(corpus.articles_of(rows)), count)

    @cached_property
    def token_encoder(self) -> StaticEncoder:
        """The encoder whose tokens `tokens` returns.

        Raises:
            IndexVersionError: As for `encoder`; for a transformer, also if the shipped encoder has changed.
        """
        return self._encoders.of_tokens(self.encoder)

    def vectors_of(self, passages: Sequence[Passage]) -> FloatArray:
        """The stored vectors of passages of this index, float32 (n, dim)."""
        return self._stores.vectors.reconstruct(self._stores.corpus.rows(passages))

    def idf(self, term: str, *, kind: TermKind = "words") -> float:
        """Lucene's idf of a term over the passages; an unknown term has that of document frequency 0, the largest."""
        return self._stores.lexical.idf(term, kind=kind)

    def document_frequencies(self, terms: Sequence[str], *, kind: TermKind = "words") -> IntArray:
        """Number of passages that hold each term, int64."""
        return self._stores.lexical.of(kind).document_frequencies(terms)

    def idfs(self, terms: Sequence[str], *, kind: TermKind = "words") -> list[float]:
        """`idf` of each term, looked up together."""
        return self._stores.lexical.of(kind).idfs(terms)


def _same(encoder: EncoderT, built_with: EncoderIdentity) -> EncoderT:
    if encoder.fingerprint != built_with.fingerprint:
        raise IndexVersionError(
            IndexReason.OTHER_ENCODER,
            {
                "name": built_with.name,
                "fingerprint": built_with.fingerprint[:16],
                "found": encoder.fingerprint[:16],
            },
        )
    return encoder
