"""LangChain: its FAISS vector store, its BM25Retriever (rank_bm25) and its EnsembleRetriever (weighted ranks).

BM25Retriever can't be kept on disk but by pickling it, so it is made again when the index is opened.
"""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_community.vectorstores import FAISS
from langchain_community.vectorstores.utils import DistanceStrategy
from langchain_core.embeddings import Embeddings
from protocol import CANDIDATES, LEXICAL_WEIGHT, Opener, Passages, Question, Search, main

faiss.omp_set_num_threads(1)


class Lookup(Embeddings):
    """Vectors that were worked out before, by text."""

    def __init__(self, texts: list[str], vectors: np.ndarray) -> None:
        self._rows = {text: row for row, text in enumerate(texts)}
        self._vectors = vectors

    def embed_documents(self, texts: list[str]) -> np.ndarray:
        """An array, which FAISS's store makes of lists too."""
        return self._vectors[[self._rows[text] for text in texts]]

    def embed_query(self, text: str) -> np.ndarray:
        """The row of a text."""
        return self._vectors[self._rows[text]]


def build(passages: Passages, folder: Path) -> None:
    """The vector store on disk; BM25 is made to be counted, and lost."""
    store = FAISS.from_texts(
        passages.texts,
        Lookup(passages.texts, passages.vectors),
        metadatas=[{"row": row} for row in range(len(passages.texts))],
        distance_strategy=DistanceStrategy.MAX_INNER_PRODUCT,
    )
    store.save_local(str(folder))
    lexical(passages, {})


def lexical(passages: Passages, questions: dict[str, list[str]]) -> BM25Retriever:
    """BM25 over the given terms."""
    terms = {**dict(zip(passages.texts, passages.terms, strict=True)), **questions}
    retriever = BM25Retriever.from_texts(
        passages.texts,
        metadatas=[{"row": row} for row in range(len(passages.texts))],
        bm25_params={"k1": 1.2, "b": 0.75},
        preprocess_func=terms.__getitem__,
    )
    retriever.preprocess_func = questions.__getitem__  # the passages' terms are not needed any more
    retriever.k = CANDIDATES
    return retriever


def open_index(folder: Path, questions: list[Question], passages: Passages | None) -> Search:
    """The vector store from disk, BM25 from the passages."""
    assert passages is not None
    vectors = Lookup([question.text for question in questions], np.stack([question.vector for question in questions]))
    store = FAISS.load_local(
        str(folder),
        vectors,
        allow_dangerous_deserialization=True,
        distance_strategy=DistanceStrategy.MAX_INNER_PRODUCT,
    )
    retriever = EnsembleRetriever(
        retrievers=[
            lexical(passages, {question.text: question.terms for question in questions}),
            store.as_retriever(search_kwargs={"k": CANDIDATES}),
        ],
        weights=[LEXICAL_WEIGHT, 1 - LEXICAL_WEIGHT],
        id_key="row",
    )

    def search(question: Question, k: int) -> list[int]:
        return [document.metadata["row"] for document in retriever.invoke(question.text)[:k]]

    return search


if __name__ == "__main__":
    main(build, Opener(open_index, reads_passages=True))
