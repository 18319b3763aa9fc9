"""The extractive reader: the sentences of the best passages that answer, or what the articles are missing.

A sentence is scored by the share of the question's weight that it covers (idf-weighted words, exact or by their
characters, across languages by the encoder), the cosine of question and sentence, the rank of its passage and
whether it holds an answer of the kind asked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from embeddings.chunk import sentence_spans
from embeddings.index import Index
from embeddings.normalize import fold
from embeddings.schema import Hit, Span
from qa.compose import composed
from qa.compose_prose import defines
from qa.config import Settings
from qa.match import Matcher, asked_words
from qa.question import Question
from qa.question_rules import Kind
from qa.schema import Draft, Evidence
from qa.spans import NUMBER, candidate_spans, short_answer


class Sentence(NamedTuple):
    """A sentence of a retrieved passage with what stands above it."""

    doc_id: str
    span: Span
    text: str
    title: str
    heading: str
    """Of its section; empty where there is none."""
    passage: str
    lead: str
    """How the article opens, where no heading stands between: what its pronouns mean. Else empty."""
    hit_score: float


class Scored(NamedTuple):
    """A sentence and how well it answers."""

    sentence: Sentence
    score: float
    coverage: float
    holds_kind: bool
    """Whether it holds an answer of the kind asked for."""


class Judged(NamedTuple):
    """The sentences of the hits, and which of them are evidence; both best first."""

    scored: list[Scored]
    good: list[Scored]
    match: Matcher
    missing: tuple[str, ...]
    """Names of the question that no hit holds, where there is no evidence."""


LEAD_CHARS = 200
COSINE_WEIGHT = 0.05
HIT_WEIGHT = 0.8
HIT_POWER = 0.1
"""Of a hit's chance over the best one's: the ranker is surer of its first hit than an answer of several may be."""
KIND_BONUS = 0.15
FURTHER_SHARE: dict[Kind, float] = {"list": 0.7, "aggregate": 0.6, "comparison": 0.7}
"""A further sentence is quoted if its score is at least this share of the best one's: more go into a list."""
OTHER_FURTHER_SHARE = 0.85
SAME_SHARE = 0.8
"""Share of character pairs from which a sentence repeats another: seed 002 tells the 3500亿元 twice, opened
by 记者从峰会上获悉 and by 据了解."""
LIST_SENTENCES = 2
"""A list takes this many times the sentences of another answer."""
RELATED_SHARE = 0.8
"""Share of the coverage needed that is enough for the further figures of a list, once one sentence has it all: the
first of them says 目标 or 提出, the others need not."""
_YEAR = re.compile(r"(?:19|20)\d\d(?= ?年)")
"""A year in the question: each figure of a list must be of that year."""


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
    judged = judge(question, hits, index, settings=settings)
    good = judged.good
    if not good:
        return Draft(missing=judged.missing)
    if question.kind == "definition":
        good = _defining_first(question, good)
    evidence = [_evidence(question, each.sentence, judged.match) for each in _chosen(question, good, settings)]
    return composed(question, evidence, index.document)


def judge(question: Question, hits: Sequence[Hit], index: Index, *, settings: Settings) -> Judged:
    """Score every sentence of the hits and tell evidence from the rest; the arguments are those of `read`."""
    sentences = _sentences(hits, index)
    texts = [text for each in sentences for text in (each.text, each.heading, each.title, each.passage, each.lead)]
    match = Matcher(asked_words(question, index), texts, index)
    scored = score_sentences(question, sentences, index, match)
    good = [each for each in scored if _is_evidence(question, each, match, settings.min_coverage)]
    if good and question.lists_figures:
        least = RELATED_SHARE * settings.min_coverage
        good = [each for each in scored if _is_evidence(question, each, match, least)]
    return Judged(scored, good, match, tuple(match.missing(texts)) if not good else ())


def score_sentences(question: Question, sentences: Sequence[Sentence], index: Index, match: Matcher) -> list[Scored]:
    """Sentences by falling score, ties by document and place."""
    if not sentences:
        return []
    query = index.encoder.encode_query(question.content)
    vectors = index.encoder.encode_documents([sentence.text for sentence in sentences])
    best_hit = max(sentence.hit_score for sentence in sentences) or 1.0
    scored: list[Scored] = []
    for sentence, cosine in zip(sentences, (vectors @ query).tolist(), strict=True):
        coverage = match.coverage(
            sentence.text, passage=sentence.passage, heading=sentence.heading, title=sentence.title
        )
        score = coverage + COSINE_WEIGHT * cosine + HIT_WEIGHT * (sentence.hit_score / best_hit) ** HIT_POWER
        holds_kind = bool(candidate_spans(question, sentence.text))
        scored.append(Scored(sentence, score + KIND_BONUS * holds_kind, coverage, holds_kind))
    return sorted(scored, key=lambda each: (-each.score, each.sentence.doc_id, each.sentence.span.start))


def _sentences(hits: Sequence[Hit], index: Index) -> list[Sentence]:
    """Each sentence once, with its best passage's score."""
    found: dict[tuple[str, int], Sentence] = {}
    documents = {doc_id: index.document(doc_id) for doc_id in {hit.passage.doc_id for hit in hits}}
    spans = {doc_id: sentence_spans(document) for doc_id, document in documents.items()}
    for hit in hits:
        passage = hit.passage
        document = documents[passage.doc_id]
        for span in spans[passage.doc_id]:
            if span.start < passage.span.start or span.end > passage.span.end:
                continue
            if document.agency_line and span == document.agency_line:
                continue
            sentence = Sentence(
                doc_id=document.doc_id,
                span=span,
                text=span.of(document.text),
                title=document.source.title,
                heading=passage.heading or "",
                passage=passage.text,
                lead="" if passage.heading else document.text[:LEAD_CHARS],
                hit_score=hit.score,
            )
            found.setdefault((document.doc_id, span.start), sentence)
    return list(found.values())


def _is_evidence(question: Question, scored: Scored, match: Matcher, least: float) -> bool:
    """Whether a sentence covers enough, is about the names asked for, and holds an answer of the kind asked for."""
    sentence = scored.sentence
    if scored.coverage < least or _lacks_a_name(sentence, match):
        return False
    if question.lists_figures and not all(year in sentence.text for year in _YEAR.findall(question.own)):
        return False
    return scored.holds_kind or not (question.lists_figures or question.kind in {"number", "date"})


def _lacks_a_name(sentence: Sentence, match: Matcher) -> bool:
    """Whether title, heading and passage leave out a name of the question: then the sentence is about another."""
    return bool(match.missing([sentence.title, sentence.passage, sentence.lead], heading=sentence.heading))


def _defining_first(question: Question, good: Sequence[Scored]) -> list[Scored]:
    """Sentences that define before those that don't, of those nearly as good as the best."""
    near = [each for each in good if each.score >= OTHER_FURTHER_SHARE * good[0].score]
    return sorted(near, key=lambda each: not defines(question, each.sentence.text)) + list(good[len(near) :])


def _chosen(question: Question, good: Sequence[Scored], settings: Settings) -> list[Scored]:
    """The best sentence and those nearly as good that say something else."""
    chosen: list[Scored] = []
    most = settings.max_sentences * (LIST_SENTENCES if question.several else 1)
    least = FURTHER_SHARE.get(question.kind, OTHER_FURTHER_SHARE) * good[0].score
    for each in good:
        if len(chosen) == most:
            break
        if each.score < least:
            continue
        if not any(_repeats(each.sentence, other.sentence) for other in chosen):
            chosen.append(each)
    return chosen


def _evidence(question: Question, sentence: Sentence, match: Matcher) -> Evidence:
    answer = short_answer(question, sentence.text, anchors=match.anchors(sentence.text))
    return Evidence(doc_id=sentence.doc_id, span=sentence.span, answer=answer)


def _repeats(sentence: Sentence, other: Sentence) -> bool:
    """Whether one of two sentences is enough; articles that give other figures are both heard."""
    if not _alike(sentence.text, other.text):
        return False
    return sentence.doc_id == other.doc_id or _figures(sentence) == _figures(other)


def _figures(sentence: Sentence) -> set[str]:
    return {match[0].strip() for match in NUMBER.finditer(fold(sentence.text))}


def _alike(one: str, other: str) -> bool:
    """Whether two sentences say the same: most character pairs of the shorter one stand in the longer."""
    shorter, longer = sorted((fold(one), fold(other)), key=len)
    pairs = {shorter[at : at + 2] for at in range(len(shorter) - 1)}
    return sum(pair in longer for pair in pairs) >= SAME_SHARE * len(pairs)
