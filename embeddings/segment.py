"""Words and index terms of a text: one segmentation for passages and questions, in simplified or traditional script.

The folded text is cut into runs first: numbers, words of other scripts, Chinese. Only Chinese runs reach the
segmenter, so a number or an English word is one word whatever stands beside it (rjieba and jieba disagree there:
`2021-12-25` is one word to the one and five to the other).

The segmenter is rjieba; jieba, the same algorithm and dictionary in Python at a twelfth of the speed, serves where
rjieba can't be imported (no wheel for the platform). Both give the same words on the seeds, which a test checks.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from embeddings.normalize import fold

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_LETTER = rf"(?:[^\W{_HAN}_]|[\u0300-\u036f])"

RUNS = re.compile(
    rf"(?P<han>[{_HAN}]+)"
    r"|(?P<number>(?>\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+\.\d+)%?"
    rf"|\d+(?:%|(?!{_LETTER})))"
    rf"|(?P<other>{_LETTER}+(?:['’]{_LETTER}+)?)"
)
"""Runs of a folded text: Chinese; a number (3,500 or 2580.6 or 13.0% or 2025); a word of other scripts (6g, o'neill).

Digits right before a letter are part of the word (6g, covid19) unless a comma or point makes them a number (2.5km).
"""


class Word(NamedTuple):
    """A word of a text."""

    text: str
    """Folded: `fold(text)[start:end]`."""
    start: int
    end: int
    tag: str
    """jieba's part of speech (nr person, ns place, m number, eng, …); x where it is not known."""


class Terms(NamedTuple):
    """What a text is found by."""

    words: list[str]
    pairs: list[str]
    """Pairs of neighbouring Chinese characters."""


class _Segmenter(NamedTuple):
    """A way to cut and to tag a run of Chinese characters."""

    cut: Callable[[str], list[str]]
    tag: Callable[[str], list[tuple[str, str]]]


@cache
def _segmenter() -> _Segmenter:
    """The segmenter of this installation, loaded when the first Chinese run is met."""
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
        """Words as `cut` gives them; jieba.posseg alone would cut unknown words differently."""
        tagged: list[tuple[str, str]] = []
        for word in jieba.cut(run):
            parts = [pair.flag for pair in jieba.posseg.cut(word)]
            tagged.append((word, parts[0] if len(parts) == 1 else "x"))
        return tagged

    return _Segmenter(cut, tag)


def words(text: str) -> list[Word]:
    """The words of a text in order, whitespace and punctuation left out; offsets are into `text`."""
    folded, found = fold(text), list[Word]()
    for run in RUNS.finditer(folded):
        if run.lastgroup == "han":
            start = run.start()
            for word, tag in _segmenter().tag(run[0]):
                found.append(Word(word, start, start + len(word), tag))
                start += len(word)
        else:
            tag = "m" if run.lastgroup == "number" else "eng" if run[0].isascii() else "x"
            found.append(Word(run[0], run.start(), run.end(), tag))
    return found


def terms(text: str) -> Terms:
    """Index terms of a text, the same for passages and questions.

    Every word is a term, in the order of the text; every two characters that stand beside each other in a Chinese run,
    which punctuation ends, are a pair.
    """
    runs = list(RUNS.finditer(fold(text)))
    chinese = [run[0] for run in runs if run.lastgroup == "han"]
    cut = _cut(chinese)
    single: list[str] = []
    for run in runs:
        if run.lastgroup == "han":
            single += next(cut)
        else:
            single.append(_normal(run))
    return Terms(single, [run[at : at + 2] for run in chinese for at in range(len(run) - 1)])


def _cut(runs: Sequence[str]) -> Iterator[list[str]]:
    """The words of each Chinese run; all are cut in one call, which is three times as fast as one call a run."""
    found: list[str] = []
    for word in _segmenter().cut("\n".join(runs)) if runs else ():
        if word == "\n":
            yield found
            found = []
        else:
            found.append(word)
    yield found


def _normal(run: re.Match[str]) -> str:
    """3,500 is the term 3500, and o’neill is o'neill."""
    return run[0].replace(",", "").replace("’", "'")
