"""From questions to batches: tokenised texts, windows around the answer, and passages that don't answer.

A quarter of the examples has no answer: from another text that BM25 finds for the question, from the right text without
the sentence that answers (near misses), or because the question asks about another name, number or year than the text.
An eighth of the questions is put into the other language, see `crossed`. Batch n is drawn by a generator of (seed, n),
so a run depends on its seed alone.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from embeddings.encoders.static import StaticEncoder
from embeddings.text.normalize import is_han
from qa.crosslingual.lexicon import shipped_lexicon
from qa.reader.features import (
    DIGITS,
    END,
    NAMES,
    POINT,
    SPACE,
    TAGS,
    ReaderQuestion,
    Tokens,
    features,
    joined,
    layout,
    tokenise,
)
from qa.training.reader.bm25 import bm25, ranked
from qa.training.reader.crossed import crossed, surfaces
from qa.training.reader.questions import SHARES, Question

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]
TokenArray = npt.NDArray[np.int32]
Rng = np.random.Generator

NEGATIVES = 0.25
NEAR_MISSES, EXCHANGED = 0.4, 0.25  # of the negatives
CROSSED = 0.12
WHOLE = 0.07  # share of the texts that are not cut to a window
LONGEST = 320
WINDOW = (40, 160)  # tokens, evenly
ABOVE = 0.5  # share of the texts with a title that are read below it
TO_SENTENCE = 0.7  # share of the windows that begin with a sentence
MOST_ABOVE = 24
MOST_ASKED = 48
SPAN = 48
"""Tokens of the longest answer; a longer one is learnt up to there."""
NUMBERS = -1
"""Kind of the numbers that are exchanged in questions, beside NAME_TAGS."""
WRONG = 6
"""Texts that BM25 finds for a question, of which one is drawn."""
DISCOUNT = 3.0
"""A token this many times as frequent in questions as in texts counts less in a coverage, as much as it is above."""
NAME_TAGS = tuple(TAGS.index(tag) for tag in ("nr", "ns", "nt", "nrt", "nz"))
"""Parts of speech of the names that are exchanged in questions."""


class Example(NamedTuple):
    """A question, by numbers of texts in the library."""

    question: int
    context: int
    title: int
    spans: tuple[tuple[int, int], ...]
    """Acceptable answers in tokens of the context, both ends in."""
    long: bool
    crossed: int
    """The question in the other language."""
    wrong: tuple[int, ...] = ()
    """Texts that don't answer, best first by BM25."""


class Vocabulary(NamedTuple):
    """What is known of each token, frozen."""

    units: FloatArray
    """The encoder's vectors, each of length 1 or 0, (tokens, dim)."""
    rarity: FloatArray
    """Their lengths before, (tokens,)."""
    discount: FloatArray
    """What a question's token counts, times its length, in a coverage, (tokens,)."""


class Library(NamedTuple):
    """Tokenised texts and what is asked of them."""

    texts: list[Tokens]
    sets: dict[str, list[Example]]
    names: dict[int, TokenArray]
    """Tokens of questions that are names, by their part of speech, and numbers, under NUMBERS."""


class Drawn(NamedTuple):
    """One example as the network sees it."""

    question: Tokens
    passage: Tokens
    above: int
    """Tokens of the passage that stand above it."""
    span: tuple[int, int] | None
    """The answer in tokens of the passage, both ends in."""
    long: bool


class Batch(NamedTuple):
    """Examples padded to one length; b of them, q tokens a question, n tokens a passage."""

    question: IntArray
    question_tags: IntArray
    question_there: npt.NDArray[np.bool_]
    passage: IntArray
    tags: IntArray
    there: npt.NDArray[np.bool_]
    choosable: npt.NDArray[np.bool_]
    """Tokens of the passage itself, none of those above it."""
    features: FloatArray
    """(b, n, len(NAMES))."""
    long: FloatArray
    start: IntArray
    """First token of the answer, -1 without one."""
    end: IntArray
    """Its last."""


def vocabulary(encoder: StaticEncoder, library: Library) -> Vocabulary:
    """The encoder's vectors, and discounts counted in the library's questions and texts."""
    vectors = encoder.vectors_of(np.arange(encoder.token_count))
    rarity = np.sqrt(np.square(vectors).sum(axis=1))
    np.divide(vectors, rarity[:, None], out=vectors, where=rarity[:, None] > 0)
    examples = [each for own in library.sets.values() for each in own]
    asked, told = (
        np.bincount(
            np.concatenate([library.texts[number].ids for number in dict.fromkeys(numbers)]),
            minlength=encoder.token_count,
        ).astype(np.float32)
        + 2
        for numbers in ([each.question for each in examples], [each.context for each in examples])
    )
    discount = np.minimum(1, DISCOUNT * (told / told.sum()) / (asked / asked.sum()))
    return Vocabulary(vectors, rarity, discount.astype(np.float32))


def build_library(sets: Mapping[str, Sequence[Question]], encoder: StaticEncoder) -> Library:
    """Tokenise every text once, place the answers, put the questions across, and find texts that don't answer."""
    across = _crossed_questions(sets)
    numbers: dict[str, int] = {}
    for rows in sets.values():
        for row in rows:
            for text in (row.question, row.context, row.title, across[row.question]):
                numbers.setdefault(text, len(numbers))
    texts = tokenise(list(numbers), encoder)
    found: dict[str, list[Example]] = {}
    for name, rows in sets.items():
        found[name] = []
        for row in rows:
            at = numbers[row.context]
            spans = [placed(texts[at], *answer) for answer in row.answers]
            there = tuple(span for span in spans if span)
            question, crossed = numbers[row.question], numbers[across[row.question]]
            if there and len(texts[question].ids):
                found[name].append(Example(question, at, numbers[row.title], there, SHARES[name].long, crossed))
    for name, examples in found.items():
        found[name] = _with_wrong(examples, texts, encoder.token_count)
    asked = {each.question for examples in found.values() for each in examples}
    return Library(texts, found, _names([texts[number] for number in sorted(asked)]))


def _crossed_questions(sets: Mapping[str, Sequence[Question]]) -> dict[str, str]:
    """Each question in the other language; English forms are those of the English texts."""
    chance, lexicon = random.Random(len(sets)), shipped_lexicon()
    contexts = dict.fromkeys(row.context for rows in sets.values() for row in rows)
    forms = surfaces(text for text in contexts if not any(map(is_han, text)))
    questions = dict.fromkeys(row.question for rows in sets.values() for row in rows)
    return {question: crossed(question, lexicon, forms, chance) for question in questions}


def _names(questions: Sequence[Tokens]) -> dict[int, TokenArray]:
    every = joined(questions)
    found = {tag: np.unique(every.ids[every.tags == tag]) for tag in NAME_TAGS}
    found[NUMBERS] = np.unique(every.ids[every.script == DIGITS])
    return {kind: ids for kind, ids in found.items() if len(ids) > 1}


def placed(tokens: Tokens, start: int, end: int) -> tuple[int, int] | None:
    """The first and last token of a stretch of characters; None where it has none."""
    inside = np.flatnonzero((tokens.spans[:, 1] > start) & (tokens.spans[:, 0] < end))
    return (int(inside[0]), int(inside[-1])) if len(inside) else None


def _with_wrong(examples: list[Example], texts: list[Tokens], vocabulary: int) -> list[Example]:
    """The examples with the texts of their set that BM25 ranks first and that lack the answer."""
    contexts = list(dict.fromkeys(each.context for each in examples))
    table = bm25([texts[number].ids for number in contexts], vocabulary)
    found: list[Example] = []
    for each in examples:
        best = ranked(table, texts[each.question].ids, 2 * WRONG)
        wrong = [contexts[place] for place in best if contexts[place] != each.context]
        wrong = [number for number in wrong if not _answers(texts[number], each, texts[each.context])]
        found.append(each._replace(wrong=tuple(wrong[:WRONG])))
    return found


def _answers(text: Tokens, example: Example, own: Tokens) -> bool:
    """Whether a text holds the tokens of one of the answers."""
    held = text.ids.tobytes()
    return any(own.ids[first : last + 1].tobytes() in held for first, last in example.spans)


def draw(library: Library, rng: Rng, names: Sequence[str], shares: FloatArray) -> Drawn:
    """One example: a set by its share, one of its questions, then a window or a passage that doesn't answer."""
    examples = library.sets[names[int(rng.choice(len(names), p=shares))]]
    example = examples[int(rng.integers(len(examples)))]
    drawn = _negative(library, example, rng) if rng.random() < NEGATIVES else None
    drawn = drawn or _positive(library, example, rng)
    across = library.texts[example.crossed]
    if drawn.question is library.texts[example.question] and len(across.ids) and rng.random() < CROSSED:
        return drawn._replace(question=across)
    return drawn


def _positive(library: Library, example: Example, rng: Rng) -> Drawn:
    tokens = library.texts[example.context]
    first, last = example.spans[int(rng.integers(len(example.spans)))]
    last = min(last, first + SPAN - 1)
    start, end = _window(tokens, first, last, rng)
    above = _above(library, example, rng, whole=start == 0)
    passage = joined([above, tokens.part(start, end)])
    shift = len(above.ids) - start
    return Drawn(library.texts[example.question], passage, len(above.ids), (first + shift, last + shift), example.long)


def _negative(library: Library, example: Example, rng: Rng) -> Drawn | None:
    """A question and a passage that doesn't answer it; None where there is none."""
    own, question = library.texts[example.context], library.texts[example.question]
    kind, title = rng.random(), example.title
    if kind < NEAR_MISSES:
        tokens = _without_answer(own, example)
        if len(tokens.ids) < WINDOW[0] // 2 or _answers(tokens, example, own):
            return None
        place = int(rng.integers(len(tokens.ids)))
    elif kind < NEAR_MISSES + EXCHANGED:
        asked = exchanged(question, own, library.names, rng)
        if asked is None:
            return None
        question, tokens, place = asked, own, example.spans[0][0]
    elif example.wrong:
        title, tokens = None, library.texts[example.wrong[int(rng.integers(len(example.wrong)))]]
        place = int(rng.integers(len(tokens.ids)))
    else:
        return None
    start, end = _window(tokens, place, place, rng)
    above = tokens.part(0, 0) if title is None else _above(library, example, rng, whole=start == 0)
    passage = joined([above, tokens.part(start, end)])
    return Drawn(question, passage, len(above.ids), None, example.long)


def exchanged(question: Tokens, context: Tokens, names: Mapping[int, TokenArray], rng: Rng) -> Tokens | None:
    """The question with a name or number that the text holds exchanged for one that it doesn't; None without one."""
    kinds = np.where(question.script == DIGITS, NUMBERS, question.tags.astype(np.int64))
    places = np.flatnonzero(np.isin(kinds, list(names)) & np.isin(question.ids, context.ids))
    if not len(places):
        return None
    place = int(rng.choice(places))
    pool = names[int(kinds[place])]
    other = int(rng.choice(pool))
    if other in context.ids:
        return None
    ids = question.ids.copy()
    ids[ids == ids[place]] = other
    return question._replace(ids=ids)


def _without_answer(tokens: Tokens, example: Example) -> Tokens:
    """The text without the sentences that hold an answer."""
    sentence = np.cumsum(begins_sentence(tokens))
    holding = {int(number) for first, last in example.spans for number in sentence[first : last + 1]}
    return tokens.taken(np.flatnonzero(~np.isin(sentence, list(holding))))


def begins_sentence(tokens: Tokens) -> npt.NDArray[np.bool_]:
    """Whether a sentence begins with each token, by the marks before it."""
    begins = (tokens.before[:, END] | (tokens.before[:, POINT] & tokens.before[:, SPACE])).astype(bool)
    begins[:1] = True
    return begins


def _window(tokens: Tokens, first: int, last: int, rng: Rng) -> tuple[int, int]:
    """A stretch of the text around the tokens first to last."""
    count = len(tokens.ids)
    length = LONGEST if rng.random() < WHOLE else int(rng.integers(*WINDOW))
    length = min(count, max(length, last + 1 - first))
    start = int(rng.integers(max(0, last + 1 - length), min(first, count - length) + 1))
    if start and rng.random() < TO_SENTENCE:
        starts = np.flatnonzero(begins_sentence(tokens))
        start = int(starts[np.searchsorted(starts, start, "right") - 1])
    return start, max(min(count, start + length), last + 1)


def _above(library: Library, example: Example, rng: Rng, *, whole: bool) -> Tokens:
    """The title, for half of the texts; where the text has none, its first tokens for a window that lacks them."""
    tokens = library.texts[example.title]
    if not len(tokens.ids) and not whole:
        tokens = library.texts[example.context]
    return tokens.part(0, MOST_ABOVE if rng.random() < ABOVE else 0)


def collated(drawn: Sequence[Drawn], words: Vocabulary) -> Batch:
    """Examples padded to one length, with their features."""
    questions = [each.question.part(0, MOST_ASKED) for each in drawn]
    asked, passages = ([len(each.ids) for each in questions], [len(each.passage.ids) for each in drawn])
    question_there, there = (_there(lengths, max(lengths)) for lengths in (asked, passages))
    question, question_tags = (np.zeros(question_there.shape, dtype=np.int64) for _ in range(2))
    passage, tags = (np.zeros(there.shape, dtype=np.int64) for _ in range(2))
    values = np.zeros((*there.shape, len(NAMES)), dtype=np.float32)
    questions_joined, joined_passages = joined(questions), joined([each.passage for each in drawn])
    question[question_there], question_tags[question_there] = questions_joined.ids, questions_joined.tags
    passage[there], tags[there] = joined_passages.ids, joined_passages.tags
    above = _there([each.above for each in drawn], there.shape[1])
    values[there] = _features(question, question_there, joined_passages, passages, above[there], words)
    spans = [each.span or (-1, -1) for each in drawn]
    return Batch(
        question, question_tags, question_there, passage, tags, there, there & ~above, values,
        long=np.array([each.long for each in drawn], dtype=np.float32),
        start=np.array([start for start, _ in spans]),
        end=np.array([end for _, end in spans]),
    )  # fmt: skip


def _features(
    question: IntArray,
    question_there: npt.NDArray[np.bool_],
    tokens: Tokens,
    lengths: Sequence[int],
    above: npt.NDArray[np.bool_],
    words: Vocabulary,
) -> FloatArray:
    """Features of the tokens of all passages, each compared with its own question."""
    weights = words.rarity[question] * words.discount[question] * question_there
    weights /= np.maximum(weights.sum(axis=1, keepdims=True), 1e-6)
    number = np.repeat(np.arange(len(lengths)), lengths)
    cosines = np.zeros((len(number), question.shape[1]), dtype=np.float32)
    ends = np.cumsum(lengths).tolist()
    for row, (end, length, asked) in enumerate(zip(ends, lengths, question_there.sum(axis=1).tolist(), strict=True)):
        own = tokens.ids[end - length : end]
        cosines[end - length : end, :asked] = words.units[own] @ words.units[question[row, :asked]].T
    compared = ReaderQuestion(np.where(question_there, question, -1).astype(np.int32), weights)
    return features(tokens, words.rarity[tokens.ids], cosines, compared, layout(tokens, number, above))


def _there(lengths: Sequence[int], count: int) -> npt.NDArray[np.bool_]:
    return np.less(np.arange(count), np.array(lengths)[:, None])
