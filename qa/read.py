"""The extractive reader: the sentences of the best passages that answer, or what the articles are missing.

A sentence is scored by the share of the question's weight that it covers (idf-weighted words, exact or by their
characters, across languages by the encoder), the cosine of question and sentence, the rank of its passage and
whether it holds an answer of the kind asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from embeddings.chunk import sentence_spans
from embeddings.index import Index
from embeddings.normalize import fold
from embeddings.schema import Document, Hit, Span
from qa.config import Settings
from qa.match import Asked, Matcher, matcher
from qa.question import Question
from qa.schema import Draft, Evidence
from qa.spans import candidate_spans, short_answer


class Sentence(NamedTuple):
    """A sentence of a retrieved passage with what stands above it."""

    doc_id: str
    span: Span
    text: str
    context: str
    """Title and section heading."""
    passage: str
    hit_score: float


class Scored(NamedTuple):
    """A sentence and how well it answers."""

    sentence: Sentence
    score: float
    coverage: float


COSINE_WEIGHT = 0.3
HIT_WEIGHT = 0.3
KIND_BONUS = 0.15
FURTHER_SHARE = 0.85
"""A further sentence is quoted if its score is at least this share of the best one's."""


def read(question: Question, hits: Sequence[Hit], index: Index, *, settings: Settings) -> Draft:
    """Find the sentences that answer.

    Args:
        question: The question as understood.
        hits: Retrieved passages, best first.
        index: The snapshot that the hits came from.
        settings: Coverage needed and number of sentences.

    Returns:
        A draft with evidence, best first; without evidence where no sentence covers enough of the question, or lacks
        a name that the question asks about, with those terms under `missing`.
    """
    match = matcher(question, index)
    scored = score_sentences(question, hits, index, match)
    good = [
        each for each in scored if each.coverage >= settings.min_coverage and not match.missing(_scope(each.sentence))
    ]
    if question.kind in {"number", "date", "person"}:
        good = [each for each in good if candidate_spans(question, each.sentence.text)]
    if not good:
        everywhere = "\n".join(_scope(each.sentence) for each in scored)
        return Draft(missing=tuple(match.missing(everywhere)))
    return Draft(evidence=tuple(_evidence(question, each.sentence) for each in _chosen(question, good, settings)))


def score_sentences(question: Question, hits: Sequence[Hit], index: Index, match: Matcher) -> list[Scored]:
    """All sentences of the hits, best first, ties by document and place."""
    sentences = _sentences(hits, index)
    if not sentences:
        return []
    query = index.encoder.encode_query(question.content)
    vectors = index.encoder.encode_documents([sentence.text for sentence in sentences])
    best_hit = max(hit.score for hit in hits) or 1.0
    scored: list[Scored] = []
    for sentence, cosine in zip(sentences, (vectors @ query).tolist(), strict=True):
        coverage = match.coverage(sentence.text, sentence.context)
        score = coverage + COSINE_WEIGHT * cosine + HIT_WEIGHT * sentence.hit_score / best_hit
        if candidate_spans(question, sentence.text):
            score += KIND_BONUS
        scored.append(Scored(sentence, score, coverage))
    return sorted(scored, key=lambda each: (-each.score, each.sentence.doc_id, each.sentence.span.start))


def _sentences(hits: Sequence[Hit], index: Index) -> list[Sentence]:
    """Each sentence once, with its best passage's score."""
    found: dict[tuple[str, int], Sentence] = {}
    for hit in hits:
        passage = hit.passage
        document = index.document(passage.doc_id)
        for span in _spans(document):
            if span.start < passage.span.start or span.end > passage.span.end:
                continue
            if document.agency_line and span == document.agency_line:
                continue
            context = f"{document.source.title}\n{passage.heading or ''}"
            sentence = Sentence(document.doc_id, span, span.of(document.text), context, passage.text, hit.score)
            found.setdefault((document.doc_id, span.start), sentence)
    return list(found.values())


@lru_cache(maxsize=256)
def _spans(document: Document) -> tuple[Span, ...]:
    return tuple(sentence_spans(document))


def _scope(sentence: Sentence) -> str:
    return f"{sentence.context}\n{sentence.passage}"


def _chosen(question: Question, good: Sequence[Scored], settings: Settings) -> list[Scored]:
    """The best sentence and those nearly as good that say something else."""
    chosen: list[Scored] = []
    for each in good:
        if len(chosen) == settings.max_sentences or each.score < FURTHER_SHARE * good[0].score:
            break
        text = fold(each.sentence.text)
        if not any(text in fold(other.sentence.text) or fold(other.sentence.text) in text for other in chosen):
            chosen.append(each)
    return chosen


def _evidence(question: Question, sentence: Sentence) -> Evidence:
    answer = short_answer(question, sentence.text)
    return Evidence(doc_id=sentence.doc_id, span=sentence.span, answer=answer)
