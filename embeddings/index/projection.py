"""Place the articles of a generation in a plane, so that similar ones lie close together.

Principal components (Pearson 1901) of the articles' vectors, each the mean of its passages' vectors. Nothing is random:
the same generation gives the same plane.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings.index.vectors import VectorStore, open_vectors
from embeddings.store.corpus import Corpus
from embeddings.store.generations import CORPUS, Generation, use_generation

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]


def places(root: Path, *, generation: str) -> FloatArray:
    """Coordinates of each article, (articles, 2) in [-1, 1], in order of path; raises as `use_generation`.

    Args:
        root: Folder of the index.
        generation: Its id.
    """
    return use_generation(root, _of_generation, generation=generation)


def _of_generation(found: Generation) -> FloatArray:
    corpus = Corpus.open(found.folder / CORPUS)
    vectors = open_vectors(found)
    articles = corpus.articles_of(np.arange(vectors.shape[0]))
    return plane(means(vectors, articles, corpus.counts()[0]))


def means(vectors: VectorStore, articles: IntArray, count: int) -> FloatArray:
    """The mean of each article's vectors, (count, dim); zero for an article without passages.

    Args:
        vectors: Of all passages.
        articles: The row of each passage's article, ascending.
        count: Number of articles.
    """
    total, dim = vectors.shape
    found = np.zeros((count, dim), dtype=np.float32)
    if total:
        first = np.flatnonzero(np.diff(articles, prepend=-1))
        sums = np.add.reduceat(vectors.reconstruct(np.arange(total)), first, axis=0)
        found[articles[first]] = sums / np.diff(first, append=total)[:, None]
    return found


def plane(points: FloatArray) -> FloatArray:
    """Project points on their first two principal components, each scaled to [-1, 1], (n, 2).

    A component's sign is chosen so that its entry of largest absolute value is positive.
    """
    count, dim = points.shape
    if count < 2 or dim < 2:
        return np.zeros((count, 2), np.float32)
    centred = points - points.mean(axis=0)
    _, directions = np.linalg.eigh(centred.T @ centred)
    first_two = directions[:, [-1, -2]]
    largest = first_two[np.abs(first_two).argmax(axis=0), [0, 1]]
    flat = centred @ (first_two * np.where(largest < 0, -1, 1))
    low, high = flat.min(axis=0), flat.max(axis=0)
    reach = np.where(high > low, high - low, 1)
    return (2 * (flat - low) / reach - np.where(high > low, 1, 0)).astype(np.float32)
