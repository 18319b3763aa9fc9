"""Measure retrieval on held-out articles: a title must find its article, and so must half a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from embeddings.config import IndexConfig
from embeddings.encoders.load import Encoder
from embeddings.schema import Document
from embeddings.text.chunk import chunk, sentence_spans
from embeddings.text.segment import words

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

_CLOZES = 2
"""Sentences of each article used as queries."""
_KEPT = 0.5
_LEAST_WORDS = 4
_BLOCK = 512
"""Queries scored at once."""


class RetrievalTrial(NamedTuple):
    """Queries and the passages to search; an article scores as its best passage."""

    queries: list[str]
    right: IntArray
    """(queries,) the number of the article that each query comes from."""
    passages: list[str]
    owners: IntArray
    """(passages,) the number of each passage's article, ascending."""


def by_title(asked: Sequence[Document], others: Sequence[Document], config: IndexConfig) -> RetrievalTrial:
    """Titles as queries, over articles without them; an article without a title gives its first sentence instead.

    Args:
        asked: Articles that were not trained on: the queries are theirs.
        others: Other articles that are searched too.
        config: How articles are cut into passages.
    """
    queries: list[str] = []
    bodies: list[list[str]] = []
    for document in (*asked, *others):
        source, first = document.source, sentence_spans(document)[0]
        queries.append(first.of(document.text) if source.title_derived else source.title)
        bodies.append(_passages(document, config, begin=first.end if source.title_derived else 0))
    return _trial(queries[: len(asked)], np.arange(len(asked)), bodies)


def by_cloze(
    asked: Sequence[Document], others: Sequence[Document], config: IndexConfig, *, seed: int
) -> RetrievalTrial:
    """Two sentences of each article, half of their words left out, as queries over the whole articles.

    Args:
        asked: Articles that were not trained on: the queries are theirs.
        others: Other articles that are searched too.
        config: How articles are cut into passages.
        seed: Draws sentences and words.
    """
    generator = np.random.default_rng(seed)
    queries: list[str] = []
    right: list[int] = []
    for number, document in enumerate(asked):
        spans = sentence_spans(document)
        chosen: list[int] = generator.permutation(len(spans))[:_CLOZES].tolist()
        for at in chosen:
            said = [word.text for word in words(spans[at].of(document.text))]
            kept = generator.random(len(said)) < _KEPT
            if kept.sum() >= _LEAST_WORDS:
                queries.append(" ".join(word for word, keep in zip(said, kept, strict=True) if keep))
                right.append(number)
    return _trial(queries, np.array(right, dtype=np.int64), [_passages(each, config) for each in (*asked, *others)])


def _passages(document: Document, config: IndexConfig, *, begin: int = 0) -> list[str]:
    """Passage texts without the title, from character `begin` of the article on; earlier passages are left out."""
    return [
        passage.in_context("") if passage.span.start >= begin else document.text[begin : passage.span.end].strip()
        for passage in chunk(document, config)
        if passage.span.end > begin
    ]


def _trial(queries: list[str], right: IntArray, passages: list[list[str]]) -> RetrievalTrial:
    """A trial over the articles that have passages; queries from other articles are dropped."""
    owners = np.repeat(np.arange(len(passages)), [len(own) for own in passages])
    held = np.isin(right, owners)
    return RetrievalTrial(
        [query for query, kept in zip(queries, held, strict=True) if kept],
        right[held],
        [passage for own in passages for passage in own],
        owners,
    )


def ranks(trial: RetrievalTrial, encoder: Encoder) -> IntArray:
    """Rank, from 1, of each query's article among all; articles with the same score count as better."""
    queries, passages = encoder.encode_documents(trial.queries), encoder.encode_documents(trial.passages)
    present, starts = np.unique(trial.owners, return_index=True)
    found = np.zeros(len(queries), dtype=np.int64)
    for start in range(0, len(queries), _BLOCK):
        block = slice(start, start + _BLOCK)
        nearest = np.maximum.reduceat(queries[block] @ passages.T, starts, axis=1)
        own = nearest[np.arange(len(nearest)), np.searchsorted(present, trial.right[block])]
        found[block] = (nearest >= own[:, None]).sum(axis=1)
    return found


def ndcg_at_10(ranks: IntArray) -> FloatArray:
    """NDCG@10 of each query with one relevant article: 1 / log2(1 + rank), 0 from rank 11 on."""
    return np.where(ranks <= 10, 1 / np.log2(1 + ranks), 0.0)
