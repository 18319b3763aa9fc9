"""Corrects words of a question that no article holds, where one word of the articles is clearly the nearest.

Chinese: two neighbouring characters exchanged (元宙宇 for 元宇宙), or characters of the same sound (长龙集团 for
长隆集团); the corrected part has at least three characters, and an article holds it. English: in a word of five letters
or more, one letter too many or too few or two exchanged; another letter only in a word of eight or more. Numbers are
never corrected, and neither is a word with two equally good corrections.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from embeddings.index.snapshot import Index
from embeddings.schema import Hit
from embeddings.text.normalize import Text
from embeddings.text.numerals import numerals
from embeddings.text.segment import RUNS, STOP_WORDS, Terms, term_of, words
from qa.question.understand import FUNCTION_WORDS, QUESTION_WORDS
from qa.schema import Correction

SHORTEST, LONGEST = 3, 6
"""Chinese characters that are corrected at a time: two are too few to know what was meant."""
LATIN_WORD = re.compile("[a-z]{5,}")
LONG_LATIN = 8
"""Letters from which another letter may be a slip: outset is not outlet."""
PARTICLES = FUNCTION_WORDS | frozenset("不没所时当何可过着者之只还又再")
"""Characters that stand beside any word: they are no part of one that is corrected."""
LOOKED_AT = 3
"""Corrections of a word that are tried, and passages looked at for each."""
MANY = 3
"""Passages that must hold a correction that is no word of the dictionary."""
TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0304\u030c"))


class _Slip(NamedTuple):
    """A part of the folded question, and what may have been meant."""

    start: int
    end: int
    meant: str
    """Folded: as many characters as in the part, or an English word."""
    terms: Terms
    """What finds the passages that hold it."""
    exchanged: bool
    """Whether two neighbours were exchanged, the likeliest slip."""
    held: int
    """Passages that hold the rarest of these terms."""


class _Row(NamedTuple):
    """Characters that may have been meant, with the passages that hold their rarest and their most frequent pair."""

    text: str
    held: int
    most: int


class _Mended(NamedTuple):
    slip: _Slip
    used: Text
    """As the articles write it."""


def correct(question: Text, index: Index) -> tuple[Text, tuple[Correction, ...]]:
    """Replace words that no article holds by those that were meant.

    Args:
        question: As it was typed.
        index: Whose terms are known.

    Returns:
        The question with the articles' own characters put in, and what was replaced by what, in the order of the
        question; the question as it is and nothing where all is known or no correction is clearly the best.
    """
    folded = _without_what_is_never_corrected(question.folded)
    slips = (*_chinese(folded, index), *_latin(folded, index))
    found = [mended for each in slips if (mended := _best(each, question.raw, index=index))]
    pieces, corrections, end = list[Text](), list[Correction](), 0
    for slip, used in sorted(found):
        if slip.start >= end:
            first, last = _whole_words(folded, slip)
            meant = question.part(first, last).put(slip.start - first, slip.end - first, used)
            corrections.append(Correction(typed=question.raw[first:last], used=meant.raw))
            pieces += [question.part(end, slip.start), used]
            end = slip.end
    return Text.join([*pieces, question.part(end, len(question.raw))], by=""), tuple(corrections)


def _whole_words(folded: str, slip: _Slip) -> tuple[int, int]:
    """The correction widened to whole words, to be shown: 长龙集团, where only 长龙集 was corrected.

    What was meant is as long as what was typed, or one English word.
    """
    if slip.terms.words:
        return slip.start, slip.end
    mended = folded[: slip.start] + slip.meant + folded[slip.end :]
    held = [word for word in words(mended) if word.end > slip.start and word.start < slip.end]
    return held[0].start, held[-1].end


def _without_what_is_never_corrected(folded: str) -> str:
    """The folded question with blanks for the words that ask and for numbers and dates."""
    text = QUESTION_WORDS.sub(lambda asking: " " * len(asking[0]), folded)
    for numeral in numerals(folded):
        text = f"{text[: numeral.start]}{' ' * (numeral.end - numeral.start)}{text[numeral.end :]}"
    return text


def _best(slips: Sequence[_Slip], question: str, *, index: Index) -> _Mended | None:
    """The likeliest correction that stands in an article; None where two are equally likely."""
    tried = sorted(slips, key=lambda slip: (not slip.exchanged, -slip.held, slip.meant))[:LOOKED_AT]
    found = [_Mended(slip, used) for slip in tried if (used := _as_written(slip, question, index=index))]
    likely = [(mended.slip.exchanged, mended.slip.held) for mended in found]
    return found[0] if found and likely.count(likely[0]) == 1 else None


def _as_written(slip: _Slip, question: str, *, index: Index) -> Text | None:
    """How the articles write what was meant."""
    named = slip.start > 0 and question[slip.start].isupper()
    for hit in index.lexical(slip.terms, LOOKED_AT):
        for text in _texts(hit):
            if slip.terms.pairs and slip.meant in text.folded:
                at = text.folded.index(slip.meant)
                return text.part(at, at + len(slip.meant))
            for run in RUNS.finditer(text.folded) if slip.terms.words else ():
                if run[0] == slip.meant and (text.raw[run.start()].isupper() or not named):
                    return text.part(*run.span())
    return None


def _texts(hit: Hit) -> Iterator[Text]:
    return map(Text.of, (hit.passage.text, hit.source.title, hit.passage.heading or ""))


def _latin(folded: str, index: Index) -> Iterator[list[_Slip]]:
    """What each unknown English word may have been; none of a question of which most words are unknown."""
    held = [run for run in RUNS.finditer(folded) if run.lastgroup == "other" and run[0] not in STOP_WORDS]
    known = index.document_frequencies([term_of(run[0]) for run in held]).tolist()
    unknown = [run for run, count in zip(held, known, strict=True) if not count]
    if 2 * len(unknown) > len(held) + 1:  # English asked of Chinese articles
        return
    for run in unknown:
        if LATIN_WORD.fullmatch(run[0]):
            exchanged = _exchanged_letters(run[0])
            terms = {word: term_of(word) for word in sorted(exchanged | _one_letter_off(run[0]))}
            counts = index.document_frequencies(list(terms.values())).tolist()
            yield [
                _Slip(run.start(), run.end(), word, Terms([term], []), word in exchanged, count)
                for (word, term), count in zip(terms.items(), counts, strict=True)
                if count
            ]


def _exchanged_letters(word: str) -> set[str]:
    return {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)} - {word}


def _one_letter_off(word: str) -> set[str]:
    """Words with a letter more or less; of a long word also those with another letter."""
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    off = {left + right[1:] for left, right in halves if right}
    off |= {left + letter + right for left, right in halves for letter in string.ascii_lowercase}
    if len(word) >= LONG_LATIN:
        off |= {left + letter + right[1:] for left, right in halves if right for letter in string.ascii_lowercase}
    return off - {word}


def _chinese(folded: str, index: Index) -> Iterator[list[_Slip]]:
    """What each unknown stretch of Chinese characters may have been."""
    for run in RUNS.finditer(folded):
        if run.lastgroup == "han" and len(run[0]) >= SHORTEST:
            for start, end in _unknown(run[0], index):
                yield [
                    slip._replace(start=run.start() + slip.start, end=run.start() + slip.end)
                    for slip in _alternatives(run[0], start, end, index=index)
                ]


def _unknown(run: str, index: Index) -> list[tuple[int, int]]:
    """Stretches of neighbouring words that no article holds.

    A word of one character is held if it makes a known pair with a neighbour.
    """
    counts = index.document_frequencies(_pairs(run), kind="pairs").tolist()
    known = [False, *map(bool, counts), False]  # known[i]: the pair that ends with character i
    found: list[tuple[int, int]] = []
    for word in words(run):
        if len(word.text) == 1:
            held = word.text in PARTICLES or known[word.start] or known[word.end]
        else:
            held = all(known[word.start + 1 : word.end])
        if not held:
            start, end = _without_function_words(run, word.start, word.end)
            found.append((found.pop()[0] if found and found[-1][1] == start else start, end))
    return found


def _without_function_words(run: str, start: int, end: int) -> tuple[int, int]:
    """A word without function words that the segmenter has joined to it: 区 of 区到."""
    while end - start > 1 and run[end - 1] in PARTICLES:
        end -= 1
    while end - start > 1 and run[start] in PARTICLES:
        start += 1
    return start, end


def _alternatives(run: str, start: int, end: int, *, index: Index) -> list[_Slip]:
    """Corrections that make the part at [start, end) of a run known; of equal ones that which most passages hold."""
    if end - start > LONGEST:
        return []
    read: dict[str, _Slip] = {}
    sounding = [(*each, False) for each in _of_the_same_sound(run, start, end)]
    for at, options, fixed, exchanged in (*sounding, *((*each, True) for each in _exchanged(run, start, end))):
        if not PARTICLES.isdisjoint(run[at : at + len(options)]):
            continue
        for meant, held, most in _known_rows(options, fixed, index):
            whole = run[:at] + meant + run[at + len(meant) :]
            better = whole != run and held > (read[whole].held if whole in read else 0)
            if better and (_always_so(held, most) or _are_words(run, whole)):
                read[whole] = _Slip(at, at + len(meant), meant, Terms([], _pairs(meant)), exchanged, held)
    return list(read.values())


def _always_so(held: int, most: int) -> bool:
    """Whether the rarest pair of a row is not much rarer than its most frequent one: 元宇宙, and not 担任国."""
    return held >= MANY and 2 * held >= most


def _are_words(run: str, whole: str) -> bool:
    """Whether all changed characters stand in words of two characters or more."""
    changed = {at for at, pair in enumerate(zip(run, whole, strict=True)) if pair[0] != pair[1]}
    held = {at for word in words(whole) if len(word.text) > 1 for at in range(word.start, word.end)}
    return changed <= held


def _pairs(characters: str) -> list[str]:
    return list(map("".join, pairwise(characters)))


_Options = tuple[int, list[str], int]
"""A place in a run, the characters that may stand at it and behind it, and which of these has but one."""


def _of_the_same_sound(run: str, start: int, end: int) -> Iterator[_Options]:
    for at, stop in _windows(len(run), start, end):
        alike = [_same_sound(run[i]) if start <= i < end else run[i] for i in range(at, stop)]
        for fixed in range(stop - at):
            yield at, [*alike[:fixed], run[at + fixed], *alike[fixed + 1 :]], fixed


def _exchanged(run: str, start: int, end: int) -> Iterator[_Options]:
    for first in range(max(start - 1, 0), min(end, len(run) - 1)):
        exchanged = run[:first] + run[first + 1] + run[first] + run[first + 2 :]
        for at, stop in _windows(len(run), first, first + 2):
            yield at, list(exchanged[at:stop]), 0


def _windows(length: int, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Parts of a run that hold [start, end) and are just long enough to be corrected."""
    size = max(SHORTEST, end - start)
    return ((at, at + size) for at in range(max(0, end - size), min(start, length - size) + 1))


def _known_rows(options: Sequence[str], fixed: int, index: Index) -> list[_Row]:
    """Rows of one character of each option whose pairs are all known.

    From the one fixed character outwards, so that few rows are ever open: yi is the sound of a hundred characters.
    """
    rows = [_Row(options[fixed], 1 << 62, 0)]
    for following in options[fixed + 1 :]:
        longer = [(row, row.text + character, row.text[-1] + character) for row in rows for character in following]
        rows = _known(longer, index)
    for preceding in reversed(options[:fixed]):
        longer = [(row, character + row.text, character + row.text[0]) for row in rows for character in preceding]
        rows = _known(longer, index)
    return rows


def _known(longer: Sequence[tuple[_Row, str, str]], index: Index) -> list[_Row]:
    """The longer rows whose added pair is known."""
    counts = index.document_frequencies([pair for _, _, pair in longer], kind="pairs").tolist()
    return [
        _Row(text, min(row.held, count), max(row.most, count))
        for (row, text, _), count in zip(longer, counts, strict=True)
        if count
    ]


def _same_sound(character: str) -> str:
    """The characters that are read alike, tones apart, and itself."""
    return "".join(sorted({character, *_by_sound().get(_sound(character), "")}))


@cache
def _by_sound() -> dict[str, str]:
    """The 6,763 characters of GB 2312 by their sounds."""
    found: dict[str, str] = {}
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFA if high == 0xD7 else 0xFF):  # the last five places of row D7 are empty
            character = bytes((high, low)).decode("gb2312")
            found[_sound(character)] = found.get(_sound(character), "") + character
    return found


def _sound(character: str) -> str:
    """The first reading of a character without its tone; empty where none is known."""
    from pypinyin.pinyin_dict import pinyin_dict  # noqa: PLC0415  (0.13 s, and few questions need it)

    first = pinyin_dict.get(ord(character), "").split(",")[0]
    return unicodedata.normalize("NFD", first).translate(TONES)
