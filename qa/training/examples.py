"""From question sets to what is fitted: the features of each question's candidates, and which of them are right."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from embeddings.encoders.load import Encoder
from embeddings.index.snapshot import Index
from embeddings.schema import ScoreParts
from embeddings.text.segment import question_terms
from qa.config import Settings
from qa.question.understand import understand
from qa.retrieval.retrieve import gather, standardised
from qa.training.sets import Corpus

FloatArray = npt.NDArray[np.float32]


class Example(NamedTuple):
    """A question's candidates, the best of the first ranking first."""

    values: FloatArray
    """Standardised features, (candidates, features): NAMES, or NAMES_ACROSS."""
    articles: tuple[str, ...]
    """The path of each candidate's article."""
    right: str
    """The path of the article that answers."""

    def rank(self, scores: FloatArray) -> int | None:
        """Rank of the right article from 1, articles ordered by their best passage; None if it isn't there."""
        order: list[int] = np.argsort(-scores, kind="stable").tolist()
        paths = list(dict.fromkeys(self.articles[place] for place in order))
        return paths.index(self.right) + 1 if self.right in paths else None


def examples(corpus: Corpus, encoder: Encoder, *, every: int = 1) -> list[Example]:
    """An example of every n-th question of a corpus, over an index of its articles in memory."""
    settings = Settings()
    index = Index.from_documents(corpus.documents, encoder=encoder)
    paths = _paths(index)
    found: list[Example] = []
    for asked in corpus.questions[::every]:
        question = understand(asked.question)
        field = gather(
            question,
            index,
            terms=question_terms(question.content),
            vector=index.encoder.encode_query(question.content),
            depth=settings.candidates,
            reranked=settings.reranked,
        )
        read: list[int] = field.candidates.rows[: len(field.read.values)].tolist()
        if read:
            articles = tuple(paths[row] for row in read)
            found.append(Example(standardised(field.read.values), articles, asked.path))
    return found


def _paths(index: Index) -> list[str]:
    """The path of the article of each row."""
    rows = np.arange(index.passage_count)
    nothing = [ScoreParts()] * len(rows)
    return [hit.source.path for hit in index.hits(rows, np.zeros(len(rows), np.float32), nothing)]
