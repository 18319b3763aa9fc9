"""Select evidence: score every sentence of the hits, keep those that answer, and find their short answers.

A sentence's score is a weighted sum of its features. The signals of the best sentence make the probability that the
articles hold the answer; below `Settings.min_probability` nothing is evidence, and the selection says what is missing
and which sentences come nearest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from pydantic import Field

from embeddings.index.snapshot import Index
from embeddings.schema import Frozen, Hit, Span
from embeddings.text.normalize import Text
from embeddings.text.segment import question_terms
from qa.config import Settings
from qa.evidence.coverage import Matcher, query_words, shared_pairs
from qa.evidence.sentences import NAMES, Sentence, days_of, ordinals, sentence_features, sentences_of
from qa.evidence.spans import NUMBER, candidate_spans, cut_to_year, defines, short_answer, uncut
from qa.question.understand import Question
from qa.reader import Reader, Reading, SpanCandidate, StoredPassages, load_reader
from qa.schema import Evidence, Lack, LackedBy

FloatArray = npt.NDArray[np.float32]
MODEL = Path(__file__).parents[1] / "model" / "reading.json"
OF_SENTENCE: tuple[str, ...] = (
    "coverage",
    "own",
    "lacking",
    "late",
    "late_square",
    "cosine",
    "mass",
    "answered",
    "length",
)
"""Features of the best sentence that are signals; the best is one that lacks no name of the question, if any does."""
SIGNALS: tuple[str, ...] = (
    *OF_SENTENCE,
    "kind_missing",  # a number, a date or a person is asked for, and the best sentence holds none
    "years_missing",  # share of the question's years that sentence, heading, title and day of publication lack
    "margin",  # nats by which the best sentence leads the best one of another passage
    "best_answered",  # the highest of `answered` among all sentences
    "dense",  # highest cosine of a hit
    "agreed",  # whether the hit nearest by cosine is the one that BM25 puts first
)
"""In order."""
MOST_MARGIN = 5.0
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
RELATED_COVERAGE = 0.4
"""Share of the question's weight that a figure of a list must cover: the first says 目标 or 提出, others need not."""
COVERAGE_ACROSS = 0.5
"""Share of the question's weight that evidence in another language must cover: there the probability alone refuses a
third of what no article answers (docs/reading.md)."""
SHORT_ANSWERS = 0.4
"""How long the reader is told that answers by no clause are, 0 to 1: told 0, it is right more seldom where articles
answer in phrases, told 0.5 where they answer in names (docs/reader.md)."""
_YEAR = re.compile(r"(?:19|20)\d\d(?= ?年)")
"""A year in the question: each figure of a list must be of that year."""
YEAR_SIGN = "年"
NEARLY = 1.0
"""Nats that a sentence may be behind the best one and still be nearly as good."""
SAME_SHARE = 0.8
"""Share of character pairs from which a sentence repeats another: seed 002 tells the 3500亿元 twice, opened
by 记者从峰会上获悉 and by 据了解."""
LIST_SENTENCES = 2
"""A list takes this many times the sentences of another answer."""
MOST_NEAREST = 3
"""Sentences shown where there is no evidence."""
MOST_AROUND = 20
"""Characters that a short answer may have beside the figure or date in it, as 实现收入3500亿元; a sentence has more."""
QUALIFIERS = re.compile(r"(?:约|大约|近|将近|超过?|逾|达到?|至少|不少于|不低于|about|nearly|more than|over)\s*")
"""What may stand before a figure and is no part of it."""


class ReadingWeights(Frozen):
    """What was fitted to questions of one sort."""

    sentences: dict[str, float] = Field(description="nats of each feature of a sentence")
    signals: dict[str, float] = Field(description="logits of each signal")
    bias: float = Field(description="logit where all signals are 0")
    knots: tuple[tuple[float, float], ...] = Field(
        description="logits and the probabilities that they mean, both rising; straight lines between them"
    )

    def scores(self, features: FloatArray) -> FloatArray:
        """How good each sentence is as an answer, in nats, (n,)."""
        return features @ np.array([self.sentences[name] for name in NAMES], dtype=np.float32)

    def probability(self, found: FloatArray) -> float:
        """That the articles hold the answer, given its signals, (len(SIGNALS),)."""
        logit = float(found @ np.array([self.signals[name] for name in SIGNALS], dtype=np.float32)) + self.bias
        logits, probabilities = zip(*self.knots, strict=True)
        return float(np.interp(logit, logits, probabilities))


class AllWeights(Frozen):
    """What was fitted by qa.training.reading."""

    same: ReadingWeights = Field(description="articles in the question's language")
    across: ReadingWeights = Field(description="articles in another language, of which the reader knows little")

    def of(self, *, across: bool) -> ReadingWeights:
        """The weights for one sort of question."""
        return self.across if across else self.same


@cache
def shipped_weights() -> AllWeights:
    """The weights beside this module."""
    return AllWeights.model_validate_json(MODEL.read_bytes())


def asks_across(question: Question, hits: Sequence[Hit]) -> bool:
    """Whether most hits are in another language than the question."""
    return 2 * sum(hit.source.language.startswith("zh") != question.chinese for hit in hits) > len(hits)


def signals(
    question: Question, sentences: Sequence[Sentence], hits: Sequence[Hit], *, features: FloatArray, scores: FloatArray
) -> FloatArray:
    """What speaks for and against an answer, float32 (len(SIGNALS),).

    Args:
        question: As understood.
        sentences: At least one.
        hits: Whose passages they are of.
        features: Of the sentences, (n, len(NAMES)).
        scores: Of the sentences, in nats, (n,).
    """
    about = features[:, NAMES.index("lacking")] == 0
    best = int(np.where(about, scores, -np.inf).argmax() if about.any() else scores.argmax())
    elsewhere = [
        score for score, each in zip(scores.tolist(), sentences, strict=True) if each.hit != sentences[best].hit
    ]
    margin = float(scores[best]) - max(elsewhere) if elsewhere else MOST_MARGIN
    row = dict(zip(NAMES, features[best].tolist(), strict=True))
    dense = [hit.parts.dense or 0.0 for hit in hits]
    lexical = [hit.parts.lexical or 0.0 for hit in hits]
    found = {name: row[name] for name in OF_SENTENCE} | {
        "kind_missing": float(question.spec.patterned and not row["kind"]),
        "years_missing": _years_missing(question, sentences[best], hits),
        "margin": float(np.clip(margin, -MOST_MARGIN, MOST_MARGIN)),
        "best_answered": float(features[:, NAMES.index("answered")].max()),
        "dense": max(dense),
        "agreed": float(int(np.argmax(dense)) == int(np.argmax(lexical))),
    }
    return np.array([found[name] for name in SIGNALS], dtype=np.float32)


def _years_missing(question: Question, sentence: Sentence, hits: Sequence[Hit]) -> float:
    """Share of the years typed that are nowhere around a sentence; one that a follow-up inherits may be another's."""
    years = YEAR.findall(question.own)
    published = hits[sentence.hit].source.published
    above = " ".join((sentence.text.raw, sentence.heading.raw, sentence.title.raw))
    around = f"{above} {published.year if published else ''}"
    return sum(year not in around for year in years) / len(years) if years else 0.0


class Scored(NamedTuple):
    """A sentence and how well it answers."""

    sentence: Sentence
    score: float
    """In nats: a sentence that leads by one is e times as likely to hold the answer."""
    features: dict[str, float]
    """By their names in qa.evidence.sentences."""

    @property
    def holds_kind(self) -> bool:
        """Whether it holds an answer of the kind asked for."""
        return bool(self.features["kind"])


class Judged(NamedTuple):
    """The sentences of the hits, and which of them are evidence; both best first."""

    scored: list[Scored]
    good: list[Scored]
    match: Matcher
    readings: list[Reading]
    """What the reader found in the passage of each hit."""
    probability: float
    """That the articles hold the answer, 0 to 1."""
    missing: tuple[str, ...]
    """Names of the question that no hit holds, where there is no evidence."""
    across: bool = False
    """Whether the articles are in another language than the question."""

    def by_passage(self, hits: Sequence[Hit]) -> dict[str, float]:
        """The score of the best sentence of each passage that has one, in nats, by passage_id."""
        best: dict[str, float] = {}
        for each in self.scored:
            best.setdefault(hits[each.sentence.hit].passage.passage_id, each.score)
        return best


def judge(question: Question, hits: Sequence[Hit], index: Index, *, settings: Settings) -> Judged:
    """Score every sentence of the hits and tell evidence from the rest.

    Args:
        question: The question as understood.
        hits: Retrieved passages, best first.
        index: The snapshot that the hits came from.
        settings: The least probability.
    """
    sentences = sentences_of(hits, index)
    texts = [text for each in sentences for text in (each.text, each.heading, each.title, each.passage, each.lead)]
    match = Matcher(query_words(question, index), texts, index)
    if not sentences:
        return Judged([], [], match, [], 0.0, tuple(match.missing(texts)))
    readings = read_hits(question, hits, index, load_reader())
    features = sentence_features(question, sentences, hits, index, match=match, readings=readings)
    across = asks_across(question, hits)
    weights = shipped_weights().of(across=across)
    scores = weights.scores(features)
    probability = weights.probability(signals(question, sentences, hits, features=features, scores=scores))
    scored = [
        Scored(sentence, score, dict(zip(NAMES, row, strict=True)))
        for sentence, score, row in zip(sentences, scores.tolist(), features.tolist(), strict=True)
    ]
    scored.sort(key=lambda each: (-each.score, each.sentence.doc_id, each.sentence.span.start))
    sure = probability >= settings.min_probability
    good = [each for each in scored if sure and _is_evidence(question, each, across=across)]
    return Judged(scored, good, match, readings, probability, () if good else tuple(match.missing(texts)), across)


def read_hits(question: Question, hits: Sequence[Hit], index: Index, reader: Reader) -> list[Reading]:
    """What the reader finds in the passage of each hit of the index."""
    above = [hit.passage.above(hit.source.title) for hit in hits]
    passages = [hit.passage for hit in hits]
    long = 1.0 if question.spec.long else SHORT_ANSWERS
    stored = StoredPassages(index, passages)
    return reader.read(question.text, [passage.text for passage in passages], above, long=long, stored=stored)


def _is_evidence(question: Question, scored: Scored, *, across: bool) -> bool:
    """Whether a sentence is about the names asked for; of a list of figures, whether it holds one of the year asked."""
    if scored.features["lacking"] or (across and scored.features["coverage"] < COVERAGE_ACROSS):
        return False
    if not question.lists_figures:
        return True
    of_year = all(year in scored.sentence.text.raw for year in _YEAR.findall(question.own))
    return of_year and scored.holds_kind and scored.features["coverage"] >= RELATED_COVERAGE


def lacks(
    question: Question, judged: Judged, nearest: Sequence[Scored], hits: Sequence[Hit], index: Index
) -> list[Lack]:
    """What is missing: names, years, ordinals, days, by all articles or the passages found, and the form of answer.

    Args:
        question: As understood.
        judged: Its sentences, none of which is evidence.
        nearest: Those of them that are shown.
        hits: The passages that they are of.
        index: The snapshot that they came from.
    """
    names = dict.fromkeys(judged.missing)
    found = [Lack(kind="name", text=name, by=_by(name, index, across=judged.across)) for name in names]
    found += _years(question, judged, hits, index)
    found += _ordinals(question, judged) + _days(question, judged)
    if question.spec.patterned and nearest and not any(each.holds_kind for each in nearest):
        found.append(Lack(kind="answer", text=question.kind, by="nearest"))
    return found


def _by(name: str, index: Index, *, across: bool) -> LackedBy:
    """`articles` where it is certain that none holds the name; in another language it may go by another name."""
    return "articles" if not across and _nowhere(name, index) else "found"


def _nowhere(text: str, index: Index) -> bool:
    """Whether no article can hold a text: some pair of its Chinese characters, or some other word of it, is in none.

    Pairs and not words, because an article's segmenter may cut the same characters in other places.
    """
    terms = question_terms(text)
    if terms.pairs:
        return bool((index.document_frequencies(terms.pairs, kind="pairs") == 0).any())
    return bool((index.document_frequencies(terms.words) == 0).any())


def _years(question: Question, judged: Judged, hits: Sequence[Hit], index: Index) -> list[Lack]:
    """Years of the question that neither a sentence found, what stands above it nor its day of publication holds."""
    found: list[Lack] = []
    for match in dict.fromkeys(YEAR.findall(question.folded)):
        published = any(hit.source.published and hit.source.published.year == int(match) for hit in hits)
        if published or any(match in _whole(each).raw for each in judged.scored):
            continue
        said = match + YEAR_SIGN if match + YEAR_SIGN in question.folded.replace(" ", "") else match
        found.append(Lack(kind="year", text=said, by=_by_year(match, index)))
    return found


def _ordinals(question: Question, judged: Judged) -> list[Lack]:
    """第三季度 where the sentences found, and what stands above them, speak of other quarters at most."""
    held = {(each.kind, each.number) for scored in judged.scored for each in ordinals(_whole(scored).folded)}
    asked = {each.text: each for each in ordinals(question.folded)}.values()
    return [Lack(kind="ordinal", text=each.text, by="found") for each in asked if (each.kind, each.number) not in held]


def _days(question: Question, judged: Judged) -> list[Lack]:
    """8月15日 where no passage found names it, nor what stands above one."""
    held = {day for scored in judged.scored for day in days_of(scored.sentence.around.folded)}
    return [
        Lack(kind="day", text=f"{month}月{day}日", by="found") for month, day in sorted(days_of(question.folded) - held)
    ]


def _whole(scored: Scored) -> Text:
    return Text.join((scored.sentence.text, scored.sentence.heading, scored.sentence.title))


def _by_year(year: str, index: Index) -> LackedBy:
    """Articles that were published in a year are of it, whether they name it or not."""
    of_year = index.allowed(after=date(int(year), 1, 1), before=date(int(year), 12, 31))
    return "articles" if _nowhere(year, index) and of_year is not None and not of_year.any() else "found"


class Selection(NamedTuple):
    """What the hits of one question hold for it: evidence, or what is missing and what comes nearest."""

    evidence: tuple[Evidence, ...]
    """Best first; empty where it is not probable enough that the articles hold the answer, or where no sentence is
    about a name of the question."""
    probability: float
    """That the articles hold the answer, calibrated, 0 to 1."""
    missing: tuple[Lack, ...]
    """Of a refusal: what the question asks for and is nowhere."""
    nearest: tuple[Evidence, ...]
    """Of a refusal: the best sentences that hold a word of the question."""
    read: dict[str, float]
    """How well the best sentence of each passage answers, in nats, by passage_id."""
    judged: Judged
    """All sentences with their scores, for those who want to know how it came about."""


def select_evidence(question: Question, hits: Sequence[Hit], index: Index, *, settings: Settings) -> Selection:
    """Find the sentences that answer.

    Args:
        question: The question as understood.
        hits: Retrieved passages, best first.
        index: The snapshot that the hits came from.
        settings: The least probability and the number of sentences.
    """
    judged = judge(question, hits, index, settings=settings)
    good = judged.good
    if not good:
        near = _nearest(judged)
        return Selection(
            evidence=(),
            probability=judged.probability,
            missing=tuple(lacks(question, judged, near, hits, index)),
            nearest=tuple(Evidence(doc_id=each.sentence.doc_id, span=each.sentence.span) for each in near),
            read=judged.by_passage(hits),
            judged=judged,
        )
    if question.kind == "definition":
        good = _first(good, lambda each: defines(question, each.sentence.text))
    elif question.spec.patterned:
        good = _first(good, lambda each: each.holds_kind)
    return Selection(
        evidence=tuple(_evidence(question, each.sentence, judged) for each in _chosen(question, good, settings)),
        probability=judged.probability,
        missing=(),
        nearest=(),
        read=judged.by_passage(hits),
        judged=judged,
    )


def _nearest(judged: Judged) -> list[Scored]:
    """The best sentences that hold a word of the question, MOST_NEAREST at most, each that says the same once."""
    nearest: list[Scored] = []
    for each in judged.scored:
        if len(nearest) == MOST_NEAREST:
            break
        if each.features["own"] and not any(_repeats(each.sentence, other.sentence) for other in nearest):
            nearest.append(each)
    return nearest


def _first(good: Sequence[Scored], wanted: Callable[[Scored], bool]) -> list[Scored]:
    """Sentences with what is wanted before those without it, of those nearly as good as the best."""
    near = [each for each in good if each.score >= good[0].score - NEARLY]
    return sorted(near, key=lambda each: not wanted(each)) + list(good[len(near) :])


def _chosen(question: Question, good: Sequence[Scored], settings: Settings) -> list[Scored]:
    """The best sentence and those nearly as good that say something else."""
    chosen: list[Scored] = []
    most = settings.max_sentences * (LIST_SENTENCES if question.several else 1)
    least = good[0].score - question.spec.further
    for each in good:
        if len(chosen) == most:
            break
        if each.score < least:
            continue
        if not any(_repeats(each.sentence, other.sentence) for other in chosen):
            chosen.append(each)
    return chosen


def _evidence(question: Question, sentence: Sentence, judged: Judged) -> Evidence:
    found = _short_answer(question, sentence, judged)
    return Evidence(
        doc_id=sentence.doc_id, span=sentence.span, answer=found and cut_to_year(question, sentence.text, found)
    )


def _short_answer(question: Question, sentence: Sentence, judged: Judged) -> Span | None:
    """The reader's likeliest span in a sentence, or what rules find around it: they know where a name or figure ends.

    Where a figure or date is asked for, whose form and unit the question tells, and the reader finds something else,
    the likeliest figure is taken. Across languages, which the reader has hardly learnt, the rules go first.
    """
    ruled = short_answer(question, sentence.text, anchors=judged.match.anchors(sentence.text))
    read = None if question.lists_figures else _read(question, sentence, judged)
    if read is None or (judged.across and ruled):
        return ruled
    if ruled and (question.spec.rules_end_names or len(question.counted) > 1) and ruled.contains(read):
        return ruled
    figures = candidate_spans(question, sentence.text) if question.spec.measured else []
    if not figures:
        return read
    if any(figure.overlaps(read) and len(read) <= len(figure) + MOST_AROUND for figure in figures):
        found = (span for span in figures if span.contains(read) or _qualified(span, read, sentence.text))
        return next(found, read)
    of_figures = [(found.log_mass, figure) for figure in figures if (found := _likeliest(sentence, judged, figure))]
    return max(of_figures, key=lambda each: (each[0], -each[1].start), default=(0.0, read))[1]


def _likeliest(sentence: Sentence, judged: Judged, within: Span | None = None) -> SpanCandidate | None:
    """What the reader finds likeliest in a sentence, or in a span of it; None where it finds nothing."""
    start = sentence.in_passage.start
    inside = within.moved(start) if within else sentence.in_passage
    found = judged.readings[sentence.hit].best(penalty=0.0, within=inside)
    return next((each._replace(span=each.span.moved(-start)) for each in found), None)


def _read(question: Question, sentence: Sentence, judged: Judged) -> Span | None:
    """The span that the reader finds likeliest; None where it finds nothing, or only a part of a word."""
    likeliest = _likeliest(sentence, judged)
    return likeliest and uncut(likeliest.span, sentence.text, measured=question.spec.measured)


def _qualified(figure: Span, read: Span, text: Text) -> bool:
    """Whether a span is a figure and what qualifies it, as 超过1350亿元."""
    return read.end == figure.end and QUALIFIERS.fullmatch(text.folded, read.start, figure.start) is not None


def _repeats(sentence: Sentence, other: Sentence) -> bool:
    """Whether one of two sentences is enough; articles that give other figures are both heard."""
    if not _alike(sentence.text, other.text):
        return False
    return sentence.doc_id == other.doc_id or _figures(sentence) == _figures(other)


def _figures(sentence: Sentence) -> set[str]:
    return {match[0].strip() for match in NUMBER.finditer(sentence.text.folded)}


def _alike(one: Text, other: Text) -> bool:
    """Whether two sentences say the same: most character pairs of the shorter one stand in the longer."""
    shared, pairs = shared_pairs(one.folded, other.folded)
    return shared >= SAME_SHARE * pairs
