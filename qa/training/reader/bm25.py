"""BM25 over tokens: which texts look like the answer's and are not (Robertson and Zaragoza 2009)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse

Ids = npt.NDArray[np.int32]

K1, B = 1.2, 0.75


def bm25(texts: Sequence[Ids], vocabulary: int) -> sparse.csr_matrix:
    """What each token is worth in each text, (vocabulary, texts)."""
    lengths = np.array([len(ids) for ids in texts])
    rows = np.repeat(np.arange(len(texts)), lengths)
    ones = np.ones(len(rows))
    counts = sparse.coo_matrix((ones, (rows, np.concatenate(texts))), shape=(len(texts), vocabulary)).tocsr()
    holding = np.bincount(counts.indices, minlength=vocabulary)
    idf = np.log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
    share = np.repeat(lengths / max(float(lengths.mean()), 1.0), np.diff(counts.indptr))
    worth = counts.data * (K1 + 1) / (counts.data + K1 * (1 - B + B * share)) * idf[counts.indices]
    table = sparse.csr_matrix((worth, counts.indices, counts.indptr), shape=counts.shape)
    return table.T.tocsr()


def ranked(table: sparse.csr_matrix, question: Ids, count: int) -> list[int]:
    """The texts that are worth most to a question, best first, ties by place."""
    scores = np.asarray(table[np.unique(question)].sum(axis=0)).ravel()
    best: list[int] = np.argsort(-scores, kind="stable")[:count].tolist()
    return best
