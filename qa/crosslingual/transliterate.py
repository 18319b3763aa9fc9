"""English names in Chinese texts: Hengqin is spelt by 横琴.

A name counts as found where Chinese characters that stand together can be read as exactly its letters, two characters
at least: yuan is 元 as well as 袁, and both stand everywhere.

Foreign names in Chinese characters: how surely characters that stand together spell a name by sound, 特朗普 Trump.

Each syllable stands for some letters of the name; how likely it stands for which is the table qa/model/sounds.npz,
learnt from names in both scripts (qa/training/sounds.py). A name is found where its letters are far likelier after the
syllables than by themselves.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings.text.normalize import fold
from qa.crosslingual.match import syllables

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


MODEL = Path(__file__).parents[1] / "model" / "sounds.npz"

LONGEST_PIECE = 5
"""Letters that one syllable stands for at most."""
LONGEST_NAME = 16
"""Letters of a name that are looked at; the rest of a longer one is left out."""
LEAST = 0.0005
"""Chance of letters after a syllable below which the pair is left out of the table."""
SILENT, MOST_SILENT = np.float32(2.5), 2
"""What a letter costs that a syllable doesn't account for, and how many such a syllable may have on each side."""
_STEPS = 255
_NEVER = np.float32(-50.0)


class Sounds:
    """The table; immutable, safe to share among threads."""

    def __init__(self, path: Path) -> None:
        """Read the table at `path`, as `save_sounds` wrote it."""
        with np.load(path, allow_pickle=False) as arrays:
            spoken = bytes(arrays["syllables"]).decode().split("\n")
            pieces = bytes(arrays["pieces"]).decode().split("\n")
            rows: list[int] = arrays["rows"].tolist()
            columns: list[int] = arrays["columns"].tolist()
            chances: list[float] = (np.log(LEAST) * (1 - arrays["chances"].astype(np.float32) / _STEPS)).tolist()
            self._letters: dict[str, float] = dict(
                zip("abcdefghijklmnopqrstuvwxyz", arrays["letters"].tolist(), strict=True)
            )
        self._chances: dict[str, dict[str, float]] = {syllable: {} for syllable in spoken}
        for row, column, chance in zip(rows, columns, chances, strict=True):
            by_itself = sum(self._letters[letter] for letter in pieces[column])
            self._chances[spoken[row]][pieces[column]] = chance - by_itself

    def found(self, names: Sequence[str], text: str) -> list[float]:
        """How much likelier the letters of each name are after the likeliest run of characters than by themselves.

        Args:
            names: In Latin letters; marks and what is no letter are left out.
            text: Chinese, as written.

        Returns:
            Natural logarithms, 0 or more; 0 for a name without letters.
        """
        spelt = [letters(name) for name in names]
        spoken = syllables(text)
        known = {syllable: row for row, syllable in enumerate(dict.fromkeys(spoken)) if syllable in self._chances}
        longest = max(map(len, spelt), default=0)
        if not longest or not known:
            return [0.0] * len(names)
        steps = np.full((max(known.values()) + 1, len(spelt), longest + 1, longest + 1), _NEVER, dtype=np.float32)
        for at, name in enumerate(spelt):
            parts = [
                (i, j, name[i:j]) for i in range(len(name) + 1) for j in range(i, min(len(name), i + LONGEST_PIECE) + 1)
            ]
            for syllable, row in known.items():
                chances = self._chances[syllable]
                for first, last, piece in parts:
                    if piece in chances:
                        steps[row, at, first, last] = chances[piece]
        for _ in range(MOST_SILENT):
            steps[:, :, :-1] = np.maximum(steps[:, :, :-1], steps[:, :, 1:] - SILENT)
            steps[..., 1:] = np.maximum(steps[..., 1:], steps[..., :-1] - SILENT)
        return _best(spoken, known, steps, [len(name) for name in spelt])


def _best(spoken: Sequence[str], known: Mapping[str, int], steps: FloatArray, lengths: Sequence[int]) -> list[float]:
    """The best sum of steps from the start of each name to its end, by a run of syllables that are all known."""
    begun = np.full(steps.shape[1:3], _NEVER, dtype=np.float32)
    ends = np.array(lengths), np.arange(len(lengths))
    best = np.zeros(len(lengths), dtype=np.float32)
    reached = begun
    for syllable in spoken:
        row = known.get(syllable)
        if row is None:
            reached = begun
            continue
        reached = reached.copy()
        reached[:, 0] = 0.0
        reached = (reached[:, :, None] + steps[row]).max(axis=1)
        best = np.maximum(best, reached[ends[1], ends[0]])
    return [float(score) if length else 0.0 for score, length in zip(best, lengths, strict=True)]


def letters(name: str) -> str:
    """The Latin letters of a name without their marks, at most LONGEST_NAME."""
    plain = unicodedata.normalize("NFD", fold(name))
    return "".join(letter for letter in plain if "a" <= letter <= "z")[:LONGEST_NAME]


@cache
def shipped_sounds() -> Sounds:
    """The table beside this module."""
    return Sounds(MODEL)


def save_sounds(chances: Mapping[tuple[str, str], float], shares: Mapping[str, float], path: Path) -> None:
    """Write a table.

    Args:
        chances: Of a syllable and letters how likely it stands for them, LEAST to 1; the letters may be none.
        shares: Of each letter of names its share.
        path: Of the file.
    """
    spoken = sorted({syllable for syllable, _ in chances})
    pieces = sorted({piece for _, piece in chances})
    rows, columns = ({name: place for place, name in enumerate(names)} for names in (spoken, pieces))
    pairs = sorted((rows[one], columns[other], chance) for (one, other), chance in chances.items())
    codes = np.rint((1 - np.log([chance for *_, chance in pairs]) / np.log(LEAST)) * _STEPS).clip(0, _STEPS)
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        path,
        syllables=np.frombuffer("\n".join(spoken).encode(), dtype=np.uint8),
        pieces=np.frombuffer("\n".join(pieces).encode(), dtype=np.uint8),
        rows=np.array([row for row, *_ in pairs], dtype=np.uint16),
        columns=np.array([column for _, column, _ in pairs], dtype=np.uint16),
        chances=codes.astype(np.uint8),
        letters=np.log([shares[letter] for letter in "abcdefghijklmnopqrstuvwxyz"]).astype(np.float32),
    )
