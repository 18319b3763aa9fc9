"""From questions to what is fitted: the features of each question's sentences, and which of them hold the answer."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from embeddings.encoders.load import Encoder
from embeddings.index.snapshot import Index
from embeddings.schema import Hit
from qa.config import Settings
from qa.evaluation.evaluate import holds
from qa.evidence.coverage import Matcher, query_words
from qa.evidence.select import ReadingWeights, read_hits, signals
from qa.evidence.sentences import Sentence, sentence_features, sentences_of
from qa.question.understand import Question, understand
from qa.reader import Reader
from qa.retrieval.retrieve import retrieve
from qa.schema import Where
from qa.training.reading.sets import Asked, Corpus, Kind

FloatArray = npt.NDArray[np.float32]


class Example(NamedTuple):
    """The sentences that were found for a question."""

    question: Question
    kind: Kind
    sentences: list[Sentence]
    hits: list[Hit]
    values: FloatArray
    """Their features, (n, len(qa.evidence.sentences.NAMES))."""
    right: npt.NDArray[np.bool_]
    """Whether each is of the right article and holds an answer, (n,)."""

    def signals(self, weights: ReadingWeights) -> FloatArray:
        """What speaks for an answer, given the weights of sentences."""
        scores = weights.scores(self.values)
        return signals(self.question, self.sentences, self.hits, features=self.values, scores=scores)


def examples(corpus: Corpus, encoder: Encoder, reader: Reader) -> list[Example]:
    """An example of each question of a corpus that finds anything, over an index of its articles in memory."""
    index = Index.from_documents(corpus.documents, encoder=encoder)
    found = (_example(asked, index, reader) for asked in corpus.questions)
    return [example for example in found if example is not None]


def _example(asked: Asked, index: Index, reader: Reader) -> Example | None:
    question, settings = understand(asked.question), Settings()
    hits = retrieve(question, index, k=settings.hits, mode="hybrid", where=Where(), settings=settings)
    sentences = sentences_of(hits, index)
    if not sentences:
        return None
    texts = [text for each in sentences for text in (each.text, each.heading, each.title, each.passage, each.lead)]
    match = Matcher(query_words(question, index), texts, index)
    readings = read_hits(question, hits, index, reader)
    values = sentence_features(question, sentences, hits, index, match=match, readings=readings)
    paths = {hit.passage.doc_id: hit.source.path for hit in hits}
    right = [
        paths[each.doc_id] == asked.path and any(holds(each.text.raw, answer) for answer in asked.answers)
        for each in sentences
    ]
    return Example(question, asked.kind, sentences, hits, values, np.array(right))
