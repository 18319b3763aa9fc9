"""The sentences of retrieved passages, each with what stands above and around it.

Is a passage about another day than the one that a question names? Figures of one day are no answer for another.

Which quarter, half-year, phase, edition or round a text speaks of: what is said of one is no answer for another.

What is known of a sentence as an answer: one row of named numbers for each sentence of the passages read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from embeddings.index.snapshot import Index
from embeddings.schema import Hit, Span
from embeddings.text.chunk import sentence_spans
from embeddings.text.normalize import Text
from embeddings.text.numerals import value_of
from qa.evidence.coverage import Matcher
from qa.evidence.spans import candidate_spans
from qa.question.understand import Question
from qa.reader import Reading
from qa.retrieval.late_interaction import BySentence, by_sentence, likeness

LEAD_CHARS = 200


class Sentence(NamedTuple):
    """A sentence of a retrieved passage with what stands above it."""

    doc_id: str
    span: Span
    text: Text
    title: Text
    heading: Text
    """Of its section; empty where there is none."""
    passage: Text
    lead: Text
    """How the article opens, where no heading stands between: what its pronouns mean. Else empty."""
    hit_score: float
    hit: int
    """Place of its best passage among the hits."""
    in_passage: Span
    """Where it stands in that passage's text."""

    @property
    def around(self) -> Text:
        """Its passage with what stands above it and how its article opens."""
        return Text.join((self.title, self.passage, self.lead, self.heading))


def sentences_of(hits: Sequence[Hit], index: Index) -> list[Sentence]:
    """Each sentence once, with its best passage; no agency line, which says nothing of its own.

    Args:
        hits: Retrieved passages, best first.
        index: The snapshot that they came from.
    """
    found: dict[tuple[str, int], Sentence] = {}
    documents = {doc_id: index.document(doc_id) for doc_id in {hit.passage.doc_id for hit in hits}}
    spans = {doc_id: sentence_spans(document) for doc_id, document in documents.items()}
    for at, hit in enumerate(hits):
        passage = hit.passage
        document = documents[passage.doc_id]
        whole = Text.of(passage.text)
        title, heading = Text.of(document.source.title), Text.of(passage.heading or "")
        lead = Text.of("" if passage.heading else document.text[:LEAD_CHARS])
        for span in spans[passage.doc_id]:
            if not passage.span.contains(span) or span == document.agency_line:
                continue
            inside = span.moved(-passage.span.start)
            sentence = Sentence(
                doc_id=document.doc_id,
                span=span,
                text=whole.part(inside.start, inside.end),
                title=title,
                heading=heading,
                passage=whole,
                lead=lead,
                hit_score=hit.score,
                hit=at,
                in_passage=inside,
            )
            found.setdefault((document.doc_id, span.start), sentence)
    return list(found.values())


_DAY = re.compile(r"(?<!\d)(\d{1,2})月(\d{1,2})[日号]")
_DAY_ALONE = re.compile(r"(?<![月\d])(\d{1,2})[日号](?!线)")
DAYS_BEHIND = 3
"""Days within which an article tells of a day as 昨日, or without naming it."""


def days_of(folded: str) -> frozenset[tuple[int, int]]:
    """Months and days as 8月15日, of a folded text."""
    return frozenset((int(month), int(day)) for month, day in _DAY.findall(folded))


def of_another_day(asked: frozenset[tuple[int, int]], passage: Text, published: date | None) -> bool:
    """Whether a passage names days, and none that is asked for.

    Args:
        asked: Of the question; none: every passage will do.
        passage: With what stands above it and how its article opens; 15日 alone may be any month's.
        published: When its article was.
    """
    if not asked:
        return False
    named = days_of(passage.folded)
    if asked & named:
        return False
    if {day for _, day in asked} & {int(day) for day in _DAY_ALONE.findall(passage.folded)}:
        return False
    return bool(named) and not (published and any(_near(day, published) for day in asked))


def _near(asked: tuple[int, int], published: date) -> bool:
    """Whether an article of that day may tell of the day asked for."""
    for year in (published.year, published.year - 1):
        try:
            behind = published - date(year, *asked)
        except ValueError:  # no such day in that year
            continue
        if 0 <= behind.days <= DAYS_BEHIND:
            return True
    return False


_NUMBER = r"(?:\d{1,3}|[零〇一二三四五六七八九十百]{1,5})"
_ENGLISH = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_WORDS = "|".join(_ENGLISH)
_SPECIAL = {"首": 1, "上": 1, "下": 2, **_ENGLISH}
"""What stands for a number."""
KINDS: dict[str, re.Pattern[str]] = {
    "quarter": re.compile(rf"第?([一二三四1-4])季度|\bq([1-4])\b|\b({_WORDS})[- ]quarter\b"),
    "half": re.compile(r"([上下])半年|\b(first|second) half\b|\bh([12])\b"),
    "phase": re.compile(
        rf"(?<![同定学假任周日时分长中短近后前早晚初末])(?:第?({_NUMBER})|(首))期(?![间货限权待末刊盼望许内满])"
    ),
    "edition": re.compile(rf"第({_NUMBER})届|(首)届"),
    "round": re.compile(rf"第({_NUMBER})轮|(首)轮"),
}
"""By what is counted, in folded text. News answered 第三季度 with figures of the second, 003 基金二期 with 首期."""


class Ordinal(NamedTuple):
    """Which of several of a kind."""

    kind: str
    number: int
    text: str
    """Folded."""


def ordinals(folded: str) -> Iterator[Ordinal]:
    """Those of a folded text, kind by kind, in its order."""
    for kind, pattern in KINDS.items():
        for match in pattern.finditer(folded):
            said = next(filter(None, match.groups()))
            number = _SPECIAL.get(said) or (int(said) if said.isdecimal() else value_of(said))
            if number is not None:
                yield Ordinal(kind, number, match[0])


def contradicted(asked: Sequence[Ordinal], sentence: Text, above: Text) -> int:
    """How many kinds of ordinals a sentence has or stands under with none of the numbers asked for.

    Args:
        asked: Of the question.
        sentence: What it says goes before what stands above it.
        above: Its heading and its article's title.
    """
    if not asked:
        return 0
    said, over = list(ordinals(sentence.folded)), list(ordinals(above.folded))
    wrong = 0
    for kind in {each.kind for each in asked}:
        wanted = {each.number for each in asked if each.kind == kind}
        own = {each.number for each in said if each.kind == kind}
        around = {each.number for each in over if each.kind == kind}
        wrong += bool(own or around) and not wanted & (own | around)
    return wrong


FloatArray = npt.NDArray[np.float32]

NAMES: tuple[str, ...] = (
    "coverage",  # share of the question's weight in the sentence, or for less around and above it
    "own",  # the same in the sentence alone
    "lacking",  # names of the question that title, heading and passage lack, other ordinals and days; two at most
    "late",  # MaxSim of the question's tokens in the sentence
    "late_square",  # the same of the squares
    "cosine",  # of the sentence's vector
    "coverage_behind",  # coverage less that of the best sentence
    "late_behind",
    "kind",  # whether it holds an answer of the kind asked for
    "passage",  # logarithm of its passage's chance over the best one's
    "length",  # logarithm of its characters
    "opening",  # whether it opens its article
    "mass",  # reader: logarithm of the chance of the spans inside it, among those of its passage
    "answered",  # reader: logarithm of the chance that its passage answers
    "found",  # both together, less the same of the best sentence
    "asks",  # whether it is a question itself
    "echo",  # share of the likeliest span's characters that the question has too
)
"""In order."""

LEAST_CHANCE = 1e-6
LEAST_MASS = -12.0
"""Nats below which it makes no difference."""
MOST_LACKING = 2
_QUESTION = re.compile(r"[?？][\s”’」』\"')）]*$")


def sentence_features(
    question: Question,
    sentences: Sequence[Sentence],
    hits: Sequence[Hit],
    index: Index,
    *,
    match: Matcher,
    readings: Sequence[Reading],
) -> FloatArray:
    """The features of sentences, float32 (len(sentences), len(NAMES)).

    Args:
        question: As understood.
        sentences: At least one, of the passages of `hits`.
        hits: Retrieved passages, best first.
        index: The snapshot that they came from.
        match: Made with the texts of these sentences.
        readings: What the reader found in the passage of each of the first hits.
    """
    found = np.zeros((len(sentences), len(NAMES)), dtype=np.float32)
    lacking: dict[tuple[Text, Text, Text, Text, date | None], int] = {}
    asked, days = list(ordinals(question.folded)), days_of(question.folded)
    best_hit = max(each.hit_score for each in sentences) or 1.0
    for row, each in zip(found, sentences, strict=True):
        row[0] = match.coverage(each.text, passage=each.passage, heading=each.heading, title=each.title)
        row[1] = match.own_coverage(each.text)
        around = each.title, each.passage, each.lead, each.heading, hits[each.hit].source.published
        if around not in lacking:
            lacking[around] = len(match.missing(around[:3], heading=each.heading))
            lacking[around] += of_another_day(days, each.around, around[4])
        other = contradicted(asked, each.text, Text.join((each.heading, each.title)))
        row[2] = min(lacking[around] + other, MOST_LACKING)
        row[8] = bool(candidate_spans(question, each.text))
        row[9] = np.log(max(each.hit_score / best_hit, LEAST_CHANCE))
        row[10] = np.log(len(each.text.raw))
        row[11] = each.span.start == 0
        row[15] = _QUESTION.search(each.text.raw) is not None
    found[:, 3:6] = _late(question, sentences, hits, index)
    found[:, 6] = found[:, 0] - found[:, 0].max()
    found[:, 7] = found[:, 3] - found[:, 3].max()
    found[:, 12:14] = _read(sentences, readings)
    found[:, 16] = _echo(question, sentences, readings)
    both = found[:, 12] + found[:, 13]
    found[:, 14] = both - both.max()
    return found


def _late(question: Question, sentences: Sequence[Sentence], hits: Sequence[Hit], index: Index) -> FloatArray:
    """Late interaction of each sentence, (len(sentences), 3); 0 for a sentence whose tokens are not stored."""
    found = np.zeros((len(sentences), len(BySentence._fields)), dtype=np.float32)
    tokens = index.tokens_of([hit.passage for hit in hits])
    asked = index.token_encoder.tokens([question.content])[0]
    if not len(asked) or not len(tokens.ids):
        return found
    values = np.stack(by_sentence(likeness(asked, tokens.ids, encoder=index.token_encoder), tokens), axis=1)
    starts: list[int] = tokens.spans[:, 0].tolist()
    firsts: list[int] = tokens.passages.tolist()
    places = {
        (hit, starts[at]): at
        for hit, (first, stop) in enumerate(pairwise(firsts))
        for at in range(first + 1, stop)  # the first is what stands above
    }
    for row, each in zip(found, sentences, strict=True):
        at = places.get((each.hit, each.in_passage.start))
        if at is not None:
            row[:] = values[at]
    return found


def _read(sentences: Sequence[Sentence], readings: Sequence[Reading]) -> FloatArray:
    """Mass of each sentence and logarithm of its passage's chance to answer; the least for a passage not read."""
    found = np.full((len(sentences), 2), LEAST_MASS, dtype=np.float32)
    for hit, reading in enumerate(readings):
        rows = [row for row, each in enumerate(sentences) if each.hit == hit]
        masses = reading.sentence_masses([sentences[row].in_passage for row in rows])
        found[rows, 0] = np.maximum(masses, LEAST_MASS)
        found[rows, 1] = max(-float(np.logaddexp(0.0, -reading.answered)), LEAST_MASS)
    return found


def _echo(question: Question, sentences: Sequence[Sentence], readings: Sequence[Reading]) -> list[float]:
    """Share of the characters of each sentence's likeliest span that the question has too; 0 where nothing was read."""
    asked = set(question.folded)
    found: list[float] = []
    for each in sentences:
        spans = readings[each.hit].best(penalty=0.0, within=each.in_passage) if each.hit < len(readings) else []
        said = (
            [character for character in spans[0].span.of(each.passage.folded) if character.isalnum()] if spans else []
        )
        found.append(sum(character in asked for character in said) / len(said) if said else 0.0)
    return found
