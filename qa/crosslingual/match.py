"""Words of a question found in a text of the other script: by the encoder, and names by their pinyin.

An English question shares no words with a Chinese article. A word counts as found there if some word of the text lies
close to it in the encoder's space (industry, 产业), or if the text's pinyin spells it (Hengqin, 横琴).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache
from itertools import groupby

import numpy as np
import numpy.typing as npt

from embeddings.encoders.load import Encoder
from embeddings.text.normalize import HAN, Text, fold, is_han
from embeddings.text.numerals import MONTHS
from embeddings.text.segment import RUNS, words

FloatArray = npt.NDArray[np.float32]

NOTHING_BELOW = 0.25
"""Cosine of two words up to which they say nothing of each other: headset and 集 have .25."""
ALL_ABOVE = 0.40
"""Cosine from which a word is a translation: measures and 措施 have .43, chairman and 董事长 .33."""
MIN_SPELT = 4
"""Shortest name looked for by its pinyin, in letters: shorter ones stand by chance inside other syllables."""


CHINESE_MONTHS = {name: f"{number}月" for number, name in enumerate(MONTHS, 1)}
"""Months as Chinese articles write them; may is left out where it is the verb, which is a function word."""


class CrossMatcher:
    """The words of one question, looked for in texts of the other script."""

    def __init__(self, asked: Sequence[str], names: Sequence[str], encoder: Encoder) -> None:
        """Keep what is asked; nothing is encoded before a text is looked at.

        Args:
            asked: Folded words of the question.
            names: English names in it as written, such as Zhangjiang Group or Yuan Tao.
            encoder: Its space is shared by both languages.
        """
        self._asked = tuple(asked)
        self._chinese = np.array([has_han(word) for word in asked], dtype=np.bool_)
        self._spellings = _spellings(asked, names)
        self._encoder = encoder

    def shares(self, texts: Sequence[Text]) -> FloatArray:
        """How much of each asked word each text holds: 0 to 1, float32 (len(texts), len(asked))."""
        found = np.zeros((len(texts), len(self._asked)), dtype=np.float32)
        held = [self._words(text) for text in texts]
        vocabulary = sorted({word for text in held for word in text})
        place = {word: row for row, word in enumerate(vocabulary)}
        scaled = self._closeness(vocabulary)
        for row, text in enumerate(held):
            if text:
                found[row] = scaled[[place[word] for word in text]].max(axis=0)
        for column, month in enumerate(map(CHINESE_MONTHS.get, self._asked)):
            if month:
                found[:, column] = [bool(re.search(rf"(?<!\d){month}", text.folded)) for text in texts]
        for row, text in enumerate(texts):
            for letters, columns in self._spellings.items():
                if spelt_in(letters, text.raw):
                    found[row, list(columns)] = 1.0
        return found

    def anchors(self, sentence: Text) -> list[str]:
        """Folded words of the sentence that translate or spell a word of the question."""
        held = self._words(sentence)
        close = self._closeness(held)
        translated = [word for word, row in zip(held, close, strict=True) if row.any()]
        return translated + [text for letters in self._spellings for text in spelt_in(letters, sentence.folded)]

    @cached_property
    def _vectors(self) -> FloatArray:
        return self._encoder.encode_documents(self._asked)

    def _words(self, text: Text) -> list[str]:
        """The words of a text, those of the script that every asked word is in left out: nothing is looked for there.

        A Chinese question has nothing to do with the Chinese words of a text then, and they need not be told apart.
        """
        if self._chinese.all():
            return [run[0] for run in RUNS.finditer(text.folded) if run.lastgroup != "han"]
        held = [word.text for word in words(text.raw)]
        return held if self._chinese.any() else [word for word in held if has_han(word)]

    def _closeness(self, vocabulary: Sequence[str]) -> FloatArray:
        """Scaled cosines of words of the other script, float32 (len(vocabulary), len(asked))."""
        if not vocabulary or not self._asked:
            return np.zeros((len(vocabulary), len(self._asked)), dtype=np.float32)
        cosines = self._encoder.encode_documents(vocabulary) @ self._vectors.T
        other = np.array([has_han(word) for word in vocabulary])[:, None] != self._chinese
        return np.clip((cosines - NOTHING_BELOW) / (ALL_ABOVE - NOTHING_BELOW), 0.0, 1.0) * other


def _spellings(asked: Sequence[str], names: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Letters to look for in pinyin, and the asked words that they stand for: words one by one, names as a whole."""
    spellings: dict[str, tuple[int, ...]] = {}
    for column, word in enumerate(asked):
        if word.isascii() and word.isalpha():
            spellings[word] = (column,)
    for name in names:
        parts = [part for part in re.split(r"\W+", fold(name)) if part in asked]
        if len(parts) > 1 and all(part.isalpha() for part in parts):
            spellings["".join(parts)] = tuple(asked.index(part) for part in parts)
    return spellings


def spelt_in(letters: str, text: str) -> list[str]:
    """The runs of Chinese characters in a text whose pinyin is exactly these letters.

    One character alone is no match: yuan is 元 as well as 袁, and both stand everywhere.
    """
    if len(letters) < MIN_SPELT or not has_han(text):
        return []
    spoken = syllables(text)
    found: list[str] = []
    for start in range(len(spoken)):
        spelt = ""
        for end in range(start, min(len(spoken), start + len(letters))):
            spelt += spoken[end]
            if spelt == letters and end > start:
                found.append(text[start : end + 1])
            if not letters.startswith(spelt):
                break
    return found


@lru_cache(maxsize=512)
def syllables(text: str) -> tuple[str, ...]:
    """The pinyin of each character without tones; a space for what is no Chinese character."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415  (0.13 s, and only an English question needs it)

    spoken: list[str] = []
    for chinese, run in groupby(text, key=is_han):
        characters = "".join(run)
        spoken += lazy_pinyin(characters) if chinese else [" "] * len(characters)
    return tuple(spoken)


def has_han(text: str) -> bool:
    """Whether a text holds a Chinese character."""
    return HAN.search(text) is not None
