"""Select evidence: the sentences that answer with their short answers, or what a refusal has to say.

A refusal names what the question asks for and no passage holds, and shows the sentences that come nearest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from embeddings.index.snapshot import Index
from embeddings.schema import Hit, Span
from embeddings.text.normalize import Text
from embeddings.text.segment import question_terms
from qa.config import Settings
from qa.evidence.coverage import shared_pairs
from qa.evidence.judge import YEAR, Judged, Scored, judge
from qa.evidence.sentences import Sentence, days_of, ordinals
from qa.evidence.spans import NUMBER, candidate_spans, cut_to_year, defines, short_answer, uncut
from qa.question.understand import Question
from qa.reader import SpanCandidate
from qa.schema import Evidence, Lack, LackedBy

YEAR_SIGN = "年"


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
