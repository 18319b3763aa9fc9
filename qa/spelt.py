"""English names in Chinese texts: Hengqin is spelt by 横琴.

A name counts as found where Chinese characters that stand together can be read as exactly its letters, two characters
at least: yuan is 元 as well as 袁, and both stand everywhere.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from embeddings.normalize import fold

FloatArray = npt.NDArray[np.float32]

MIN_LETTERS = 4
"""Shortest name looked for: shorter ones stand by chance inside other syllables."""
LONGEST_SYLLABLE = 6
COMMON = (0x4E00, 0xA000)
"""The block of characters that texts are written in; names hold no others."""
DIAERESIS = "\u0308"
MOST_WORDS = 3
"""Of a name that is written in one in Chinese: Zhang Yuansu."""

_NAME = re.compile(r"[A-Z][\w-]*(?:\s+[A-Z][\w-]*)*")


def spellings(question: str) -> dict[str, int]:
    """Letters to look for, and how many of the question's words each stands for.

    Names are runs of 1 to MOST_WORDS capitalised words; the word that opens a question is none for its capital alone.
    """
    found: dict[str, int] = {}
    for run in _NAME.finditer(question):
        words = [word for word in re.split(r"[\W_]+", fold(run[0])) if word.isascii() and word.isalpha()]
        for first in range(len(words)):
            for last in range(first + 1, min(len(words), first + MOST_WORDS) + 1):
                letters = "".join(words[first:last])
                opening = run.start() == 0 and last == 1
                if len(letters) >= MIN_LETTERS and not opening:
                    found[letters] = max(found.get(letters, 0), last - first)
    return found


def spelt(names: Mapping[str, int], texts: Sequence[str]) -> FloatArray:
    """How many words of names each text spells, each weighted by its idf among the texts, float32 (len(texts),)."""
    total = np.zeros(len(texts), dtype=np.float32)
    for letters, words in names.items():
        pattern = _pattern(letters)
        if pattern is not None:
            held = np.array([pattern.search(text) is not None for text in texts], dtype=np.bool_)
            count = int(np.count_nonzero(held))
            total[held] += np.float32(words * math.log(1 + (len(texts) - count + 0.5) / (count + 0.5)))
    return total


@lru_cache(maxsize=256)
def _pattern(letters: str) -> re.Pattern[str] | None:
    """What matches two characters or more whose pinyin is these letters; None where no pinyin is."""
    readings = _readings()
    spelt = ["".join(f"[{readings[syllable]}]" for syllable in way) for way in _ways(letters) if len(way) > 1]
    return re.compile("|".join(spelt)) if spelt else None


def _ways(letters: str) -> list[tuple[str, ...]]:
    """All ways to cut letters into syllables."""
    if not letters:
        return [()]
    known = _readings()
    starts = [letters[:end] for end in range(1, min(len(letters), LONGEST_SYLLABLE) + 1) if letters[:end] in known]
    return [(start, *rest) for start in starts for rest in _ways(letters[len(start) :])]


@cache
def _readings() -> dict[str, str]:
    """The characters of each syllable without its tone, every reading of each; ü is u and v too."""
    from pypinyin.constants import PINYIN_DICT  # noqa: PLC0415  (0.13 s, and only an English question needs it)

    found: dict[str, str] = {}
    for code in range(*COMMON):
        syllables = {_plain(reading) for reading in PINYIN_DICT.get(code, "").split(",")}
        for syllable in syllables | {each.replace("ü", letter) for each in syllables for letter in "uv"}:
            found[syllable] = found.get(syllable, "") + chr(code)
    found.pop("", None)
    return found


@cache
def _plain(reading: str) -> str:
    """A syllable without its tone."""
    letters = unicodedata.normalize("NFD", reading)
    kept = "".join(letter for letter in letters if letter == DIAERESIS or not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", kept)
