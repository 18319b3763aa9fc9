"""What is known of a sentence as an answer: one row of named numbers for each sentence of the passages read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from embeddings.index import Index
from embeddings.normalize import fold
from embeddings.schema import Hit
from qa.asked_days import days_of, of_another_day
from qa.late import BySentence, by_sentence, likeness
from qa.match import Matcher
from qa.ordinals import contradicted, ordinals
from qa.question import Question
from qa.reader import Reading
from qa.sentences import Sentence
from qa.spans import candidate_spans

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
    lacking: dict[tuple[str, str, str, str, date | None], int] = {}
    asked, days = list(ordinals(question.folded)), days_of(question.folded)
    best_hit = max(each.hit_score for each in sentences) or 1.0
    for row, each in zip(found, sentences, strict=True):
        row[0] = match.coverage(each.text, passage=each.passage, heading=each.heading, title=each.title)
        row[1] = match.own_coverage(each.text)
        around = each.title, each.passage, each.lead, each.heading, hits[each.hit].source.published
        if around not in lacking:
            lacking[around] = len(match.missing(around[:3], heading=each.heading))
            lacking[around] += of_another_day(days, each.around, around[4])
        other = contradicted(asked, each.text, f"{each.heading} {each.title}")
        row[2] = min(lacking[around] + other, MOST_LACKING)
        row[8] = bool(candidate_spans(question, each.text))
        row[9] = np.log(max(each.hit_score / best_hit, LEAST_CHANCE))
        row[10] = np.log(len(each.text))
        row[11] = each.span.start == 0
        row[15] = _QUESTION.search(each.text) is not None
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
        said = [character for character in fold(spans[0].span.of(each.passage)) if character.isalnum()] if spans else []
        found.append(sum(character in asked for character in said) / len(said) if said else 0.0)
    return found
