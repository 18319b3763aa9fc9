"""Which words of the other language a question's words stand for, and how surely: the table qa/model/lexicon.npz.

The recipe is qa/training/lexicon.py. Terms are those of the index: English stems, Chinese words in simplified script.

What is known of candidates in another language than the question: its translated words and its names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from embeddings.index.snapshot import Candidates, Translated
from embeddings.text.normalize import is_han
from qa.crosslingual.transliterate import spellings, spelt
from qa.question.understand import FUNCTION_WORDS, Question

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float32]

MODEL = Path(__file__).parents[1] / "model" / "lexicon.npz"

LEAST = 0.01
"""Strength below which a pair of words is left out of the table."""
MOST = 30
"""Translations of a word that are looked for: 16 found .004 less (nDCG@10 of both directions)."""
LEAST_OF_BEST = 0.02
"""Of the strength of a word's best translation; weaker ones are left out."""
POWER = 0.3
"""Strengths are raised to this: a translation a tenth as sure counts half."""
_STEPS = 255
_DECADES = 2.0
"""Strengths are stored as one byte each, on a logarithmic scale of two decades: 1 to LEAST."""


class _Side(NamedTuple):
    """One language's words and what stands for each in the other."""

    places: dict[str, int]
    starts: IntArray
    """The pairs of word i are starts[i]:starts[i + 1]."""
    others: list[str]
    columns: IntArray
    """Of each pair the other word's place."""
    strengths: FloatArray


class Lexicon:
    """The table; immutable, safe to share among threads."""

    def __init__(self, path: Path) -> None:
        """Read the table at `path`, as `save_lexicon` wrote it."""
        with np.load(path, allow_pickle=False) as arrays:
            self._english = bytes(arrays["english"]).decode().split("\n")
            self._chinese = bytes(arrays["chinese"]).decode().split("\n")
            counts = arrays["counts"].astype(np.int64)
            self._rows: IntArray = np.repeat(np.arange(len(counts)), counts)
            self._columns: IntArray = arrays["columns"].astype(np.int64)
            codes = arrays["strengths"].astype(np.float32)
        self._strengths: FloatArray = np.float32(10.0) ** ((codes / _STEPS - 1) * np.float32(_DECADES))

    def translations(self, words: Sequence[str]) -> list[dict[str, float]]:
        """Of each different word what it may be in the other language, 0 to 1, itself included (a name, a number).

        Function words of Chinese are left out. A Chinese word that the table doesn't know adds its parts that it does
        know: 康涅狄格州 is 康涅狄格 too.
        """
        asked: dict[str, dict[str, float]] = {}
        for word in words:
            chinese = any(map(is_han, word))
            if chinese and word in FUNCTION_WORDS:
                continue
            side = self._of_chinese if chinese else self._of_english
            for part in () if word in side.places or not chinese else _parts(word, side.places):
                asked[part] = _best(part, side)
            asked[word] = _best(word, side) | {word: 1.0}
        return list(asked.values())

    @cached_property
    def _of_english(self) -> _Side:
        return _side(self._english, self._rows, self._chinese, self._columns, self._strengths)

    @cached_property
    def _of_chinese(self) -> _Side:
        return _side(self._chinese, self._columns, self._english, self._rows, self._strengths)


@cache
def shipped_lexicon() -> Lexicon:
    """The table beside this module."""
    return Lexicon(MODEL)


def save_lexicon(associations: Mapping[tuple[str, str], float], path: Path) -> None:
    """Write a table: of English and Chinese words how surely they stand for each other, LEAST to 1."""
    english = sorted({one for one, _ in associations})
    chinese = sorted({other for _, other in associations})
    rows, columns = ({word: place for place, word in enumerate(words)} for words in (english, chinese))
    pairs = sorted((rows[one], columns[other], strength) for (one, other), strength in associations.items())
    strengths = np.array([strength for *_, strength in pairs])
    codes = np.rint((1 + np.log10(strengths) / _DECADES) * _STEPS).clip(0, _STEPS)
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        path,
        english=np.frombuffer("\n".join(english).encode(), dtype=np.uint8),
        chinese=np.frombuffer("\n".join(chinese).encode(), dtype=np.uint8),
        counts=np.bincount([row for row, *_ in pairs], minlength=len(english)).astype(np.uint16),
        columns=np.array([column for _, column, _ in pairs], dtype=np.uint32),
        strengths=codes.astype(np.uint8),
    )


def _side(words: list[str], rows: IntArray, others: list[str], columns: IntArray, strengths: FloatArray) -> _Side:
    order = np.lexsort((-strengths, rows))
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.bincount(rows, minlength=len(words)))])
    places = {word: place for place, word in enumerate(words)}
    return _Side(places, starts, others, columns[order], strengths[order])


def _best(word: str, side: _Side) -> dict[str, float]:
    place = side.places.get(word)
    if place is None:
        return {}
    first = int(side.starts[place])
    last = min(int(side.starts[place + 1]), first + MOST)
    shares = side.strengths[first:last] / side.strengths[first]
    found = zip(side.columns[first:last].tolist(), shares.tolist(), strict=True)
    return {side.others[column]: share**POWER for column, share in found if share >= LEAST_OF_BEST}


def _parts(word: str, known: Mapping[str, int]) -> Iterator[str]:
    """Words of two characters or more that a word is made of, the longest first from the left."""
    start = 0
    while start < len(word):
        ends = range(len(word), start + 1, -1)
        end = next((end for end in ends if word[start:end] in known), None)
        if end is not None:
            yield word[start:end]
        start = end or start + 1


def names_in(question: Question) -> dict[str, int]:
    """The names of an English question that Chinese characters may spell, as `spellings` gives them."""
    return {} if question.chinese else spellings(question.text)


def features_across(candidates: Candidates, names: dict[str, int], texts: Sequence[str]) -> FloatArray:
    """The features that NAMES_ACROSS adds to NAMES, float32 (n, 3).

    Args:
        candidates: n passages; without translations, these features are 0.
        names: As `names_in` gives them.
        texts: Of the same passages; may be empty where there are no names.
    """
    n = len(candidates.rows)
    nothing = np.zeros(n, dtype=np.float32)
    says = candidates.translated or Translated(nothing, nothing, 0.0, 0.0)
    columns = [
        says.passages / (says.best_passage or 1.0),
        says.articles / (says.best_article or 1.0),
        spelt(names, texts) if names else nothing,
    ]
    return np.stack(columns, axis=1).astype(np.float32)
