"""txtai: its hybrid search with content (texts in its database), external vectors and its own BM25 scoring.

Its BM25 keeps term lists in SQLite, leaves terms of more than a tenth of the passages to a second step, and divides
scores by a maximum of its own; it takes ten times as many candidates as hits. Vectors are in a flat index (its own
choice beyond 5,000 would be one of cells, faster and not exact).
"""

from __future__ import annotations

import os
from pathlib import Path

import faiss
import numpy as np
from protocol import LEXICAL_WEIGHT, Opener, Passages, Question, Search, main
from txtai import Embeddings
from txtai.scoring import BM25

faiss.omp_set_num_threads(1)
os.environ["ALLOW_RESOLVE_TRANSFORM"] = "1"  # `transform` below is named in the configuration that is kept

TERMS: dict[str, list[str]] = {}
VECTORS: dict[str, np.ndarray] = {}


class SharedTerms(BM25):
    """BM25 over terms that were worked out before, by text."""

    def tokenize(self, text: str) -> list[str]:
        """The terms that were worked out."""
        return TERMS[text]


def transform(texts: list[str]) -> np.ndarray:
    """Vectors that were worked out before, by text."""
    return np.stack([VECTORS[text] for text in texts])


def remember(texts: list[str], terms: list[list[str]], vectors: np.ndarray) -> None:
    """Make terms and vectors known; a question's * reaches the scoring escaped."""
    for text, its_terms, vector in zip(texts, terms, vectors, strict=True):
        TERMS[text] = TERMS[text.replace("*", "__asterisk__")] = its_terms
        VECTORS[text] = vector


def build(passages: Passages, folder: Path) -> None:
    """One index of vectors, terms and texts."""
    remember(passages.texts, passages.terms, passages.vectors)
    embeddings = Embeddings(
        method="external",
        transform="__main__.transform",
        content=True,
        faiss={"components": "IDMap,Flat"},
        scoring={"method": "__main__.SharedTerms", "terms": True, "normalize": True},
    )
    embeddings.index(enumerate(passages.texts))
    embeddings.save(str(folder))


def open_index(folder: Path, questions: list[Question], _: Passages | None) -> Search:
    """The index from disk."""
    remember(*(list(column) for column in list(zip(*questions, strict=True))[:3]))
    embeddings = Embeddings()
    embeddings.load(str(folder))

    def search(question: Question, k: int) -> list[int]:
        return [int(hit["id"]) for hit in embeddings.search(question.text, k, weights=1 - LEXICAL_WEIGHT)]

    return search


if __name__ == "__main__":
    main(build, Opener(open_index, reads_passages=False))
