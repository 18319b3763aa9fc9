"""BM25 of a question in another language: each of its words may be any of several terms, some likelier than others.

A word's terms count as one, as in structured queries (Pirkola 1998; with probabilities, Darwish and Oard 2003): what a
passage gains is the best of its terms' shares of their own idf, times the idf of a term that stands wherever any of
them does. A rare wrong translation can't outweigh a frequent right one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from embeddings.lexical import Postings

FloatArray = npt.NDArray[np.float32]


def scores_of_alternatives(postings: Postings, asked: Sequence[Mapping[str, float]]) -> FloatArray:
    """The score of every passage, float32 (passage_count,).

    Args:
        postings: Words of passages, or of whole articles.
        asked: Of each of the question's words the terms that it may be, and how surely, 0 to 1.
    """
    count = postings.passage_count
    total = np.zeros(count, dtype=np.float32)
    for word in asked:
        terms = list(word)
        best, there = np.zeros(count, dtype=np.float32), np.zeros(count, dtype=np.float32)
        found = zip(postings.entries(terms), postings.idfs(terms), word.values(), strict=True)
        for (rows, values), idf, surely in found:
            if len(rows):
                best[rows] = np.maximum(best[rows], values * np.float32(surely / idf))
                there[rows] = np.maximum(there[rows], np.float32(surely))
        held = float(there.sum())
        total += best * np.float32(math.log(1 + (count - held + 0.5) / (held + 0.5)))
    return total
