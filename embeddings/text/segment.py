"""Segment a text into words and index terms, the same way for passages and questions and for both Chinese scripts.

The folded text is first cut into runs: numbers, words of other scripts, Chinese. Only Chinese runs go to the segmenter,
so a number or an English word is one word whatever its neighbours (rjieba and jieba disagree there: `2021-12-25` is one
word for one and five for the other).

The segmenter is rjieba. If it can't be imported (no wheel for the platform), jieba is used: the same algorithm and
dictionary in Python, at a twelfth of the speed. A test checks that both give the same words on the seeds.
"""

from __future__ import annotations

import importlib.util
import re
import threading
from collections.abc import Callable, Container, Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from Stemmer import Stemmer

from embeddings.text.normalize import fold
from embeddings.text.numerals import Numeral, number_term, numerals

HAN_RANGES = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))
"""Code points of Chinese characters, both ends included."""
_HAN = "".join(f"{chr(first)}-{chr(last)}" for first, last in HAN_RANGES)
_LETTER = rf"(?:[^\W{_HAN}_]|[\u0300-\u036f])"

_OTHERS = (
    r"(?P<number>(?>\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+\.\d+)%?"
    rf"|\d+(?:%|(?!{_LETTER})))"
    rf"|(?P<other>{_LETTER}+(?:['’]{_LETTER}+)?)"
)
RUNS = re.compile(rf"(?P<han>[{_HAN}]+)|{_OTHERS}")
"""Runs of a folded text: Chinese; a number (3,500 or 2580.6 or 13.0% or 2025); a word of other scripts (6g, o'neill).

Digits right before a letter are part of the word (6g, covid19) unless a comma or point makes them a number (2.5km).
"""
_OTHER_RUNS = re.compile(_OTHERS)

_STOP_WORDS = (
    "a an and are as at be been by can could did do does for from had has have in into is it its may of on or shall",
    "should so some than that the their them there these they this those to was were will with would s t",
)
STOP_WORDS = frozenset(" ".join(_STOP_WORDS).split())
"""English words that say nothing about a question's topic."""

_stemming = threading.Lock()
"""A stemmer has internal state; PyStemmer's documentation says not to share one among threads."""


class Word(NamedTuple):
    """A word of a text."""

    text: str
    """Folded: `fold(text)[start:end]`."""
    start: int
    end: int
    tag: str
    """jieba's part of speech (nr person, ns place, m number, eng, …); x if unknown."""


class Terms(NamedTuple):
    """The index terms of a text."""

    words: list[str]
    pairs: list[str]
    """Pairs of neighbouring Chinese characters."""


class _Segmenter(NamedTuple):
    """Functions that cut and tag a run of Chinese characters."""

    cut: Callable[[str], list[str]]
    tag: Callable[[str], list[tuple[str, str]]]


@cache
def segmenter() -> _Segmenter:
    """The available segmenter, loaded for the first Chinese run."""
    return _by_rjieba() if importlib.util.find_spec("rjieba") else _by_jieba()


def _by_rjieba() -> _Segmenter:
    import rjieba  # noqa: PLC0415  (0.16 s of dictionary: an English question does not need it)

    return _Segmenter(rjieba.cut, rjieba.tag)


def _by_jieba() -> _Segmenter:
    import jieba  # noqa: PLC0415  (the fallback only)
    import jieba.posseg  # noqa: PLC0415

    def cut(run: str) -> list[str]:
        return list(jieba.cut(run))

    def tag(run: str) -> list[tuple[str, str]]:
        """The words of `cut` with tags; jieba.posseg alone would cut unknown words differently."""
        tagged: list[tuple[str, str]] = []
        for word in jieba.cut(run):
            parts = [pair.flag for pair in jieba.posseg.cut(word)]
            tagged.append((word, parts[0] if len(parts) == 1 else "x"))
        return tagged

    return _Segmenter(cut, tag)


def words(text: str) -> list[Word]:
    """The words of a text in order, whitespace and punctuation left out; offsets are into `text`."""
    folded, found = fold(text), list[Word]()
    runs = list(RUNS.finditer(folded))
    tagged = iter(_tagged(_chinese(runs)))
    for run in runs:
        if run.lastgroup == "han":
            start = run.start()
            for word, tag in iter(tagged.__next__, _RUN_ENDS):
                end = start + len(word)
                found.append(Word(word, start, end, tag))
                start = end
        else:
            tag = "m" if run.lastgroup == "number" else "eng" if run[0].isascii() else "x"
            found.append(Word(run[0], run.start(), run.end(), tag))
    return found


def word_runs(folded: str) -> Iterator[re.Match[str]]:
    """Matches of the non-Chinese words of a folded text; the group `number` holds numbers."""
    return _OTHER_RUNS.finditer(folded)


def terms(text: str, *, without: Container[str] = frozenset()) -> Terms:
    """Index terms of a text, the same for passages and questions.

    Args:
        text: Any text; folded here.
        without: Terms left out of the words; pairs are not affected.

    Returns:
        Words in text order: English ones stemmed, numbers and dates normalised. Pairs of adjacent Chinese characters,
        and of a number with the character before and after it (第14 and 届).
    """
    runs = list(_runs(fold(text)))
    found = _terms(runs, iter(_cut(_chinese(runs))))
    return Terms([word for word in found.words if word not in without], found.pairs) if without else found


def other_runs(folded: str, start: int, end: int) -> Iterator[tuple[re.Match[str], str]]:
    """The runs of `folded[start:end]` that are not Chinese, with their terms."""
    return ((run, _term(run)) for run in _OTHER_RUNS.finditer(folded, start, end))


def question_terms(text: str) -> Terms:
    """Terms of a question, without stop words unless it has no others."""
    asked = terms(text, without=_stop_terms())
    return asked if asked.words or asked.pairs else terms(text)


@cache
def _stop_terms() -> frozenset[str]:
    return frozenset(map(stem, STOP_WORDS))


def term_of(word: str) -> str:
    """The index term of one of the `words` of a text; for a number with a unit, without the unit (3,500 of 3,500亿)."""
    run = RUNS.fullmatch(word)
    if run is None or run.lastgroup == "han":
        return word
    return _term(run)


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """The stem of an English word, by Snowball: companies and company are compani, shanghai's is shanghai."""
    with _stemming:
        return _stemmer().stemWord(word.replace("’", "'"))


@cache
def _stemmer() -> Stemmer:
    return Stemmer("english", 0)


_Run = re.Match[str] | Numeral
"""A piece of a folded text: Chinese, a number, a word of another script, or a parsed number or date."""


def _runs(folded: str) -> Iterator[_Run]:
    """The runs of a folded text in order."""
    end = 0
    for numeral in numerals(folded):
        yield from RUNS.finditer(folded, end, numeral.start)
        yield numeral
        end = numeral.end
    yield from RUNS.finditer(folded, end)


def _chinese(runs: Sequence[_Run]) -> list[str]:
    return [run[0] for run in runs if isinstance(run, re.Match) and run.lastgroup == "han"]


def _cut(runs: Sequence[str]) -> list[str]:
    """The words of Chinese runs, each run ended by a line break: one call is three times as fast as one per run."""
    return [*segmenter().cut("\n".join(runs)), "\n"] if runs else []


_RUN_ENDS = ("\n", "x")


def _tagged(runs: Sequence[str]) -> list[tuple[str, str]]:
    """The tagged words of Chinese runs, each run ended by _RUN_ENDS: one call takes half the time of one per run."""
    return [*segmenter().tag("\n".join(runs)), _RUN_ENDS] if runs else []


def _term(run: re.Match[str]) -> str:
    """The term of a number or of a word of another script."""
    return number_term(run[0]) if run.lastgroup == "number" else stem(run[0])


def _terms(runs: Sequence[_Run], cut: Iterator[str]) -> Terms:
    """The terms of a text's runs; `cut` yields the words of its Chinese runs, each run ended by a line break."""
    single: list[str] = []
    units: list[str] = []
    end = 0
    for run in runs:
        if isinstance(run, Numeral):
            single += run.terms
            start, stop, counted = run.start, run.end, run.terms if run.counts else ("",)
        else:
            start, stop = run.span()
            if run.lastgroup == "han":
                single += iter(cut.__next__, "\n")
                counted = run[0]
            else:
                term = _term(run)
                single.append(term)
                counted = (term,) if run.lastgroup == "number" else ("",)
        if start != end:
            units.append("")
        units += counted
        end = stop
    return Terms(single, [first + second for first, second in pairwise(units) if first and second])
