"""What both indexes say of the passages that a question may mean: numbers in columns, no text looked up yet."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]


class ByTerms(NamedTuple):
    """BM25 of the whole index for one question."""

    words: FloatArray
    """Of each passage."""
    pairs: FloatArray
    articles: FloatArray
    """Of each article, words and pairs together."""
    both: FloatArray
    """Of each allowed passage that holds a term, words and pairs and a share of its article's; else 0."""


class Translated(NamedTuple):
    """What the words that a question's words may be in the other language say of the candidates, one an entry."""

    passages: FloatArray
    """BM25 of the translated words (`scores_of_alternatives`)."""
    articles: FloatArray
    """The same in the whole article that the passage is of."""
    best_passage: float
    """The highest of any passage that may be found; 0 where none holds such a word."""
    best_article: float

    def take(self, places: IntArray) -> Translated:
        """Those at these places, in this order."""
        return self._replace(passages=self.passages[places], articles=self.articles[places])


class Candidates(NamedTuple):
    """Passages, one an entry of every array."""

    rows: IntArray
    words: FloatArray
    """BM25 of the question's words."""
    pairs: FloatArray
    """BM25 of its character pairs."""
    article: FloatArray
    """BM25 of words and pairs in the whole article that the passage is of."""
    dense: FloatArray
    """Cosine of question and passage."""
    chinese: BoolArray
    """Whether the article is Chinese."""
    best_lexical: float
    """The highest BM25 of words and pairs together in the whole index; 0 where no passage holds a term."""
    best_article: float
    """The same among whole articles."""
    by_terms: ByTerms
    """Of the whole index, the candidates among it."""
    translated: Translated | None = None
    """None where the question was not translated."""

    @property
    def lexical(self) -> FloatArray:
        """BM25 of words and pairs together."""
        return self.words + self.pairs

    def take(self, places: IntArray) -> Candidates:
        """The candidates at these places, in this order."""
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
