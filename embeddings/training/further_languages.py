"""Pieces of the further languages that the parallel text holds: what the tokenizer knows of them beside characters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from embeddings.text.normalize import fold

FURTHER_SHARES = {"ja": 0.02, "ko": 0.038, "es": 0.02, "fr": 0.017, "pt": 0.011, "ru": 0.005, "de": 0.002}
"""Shares of the vocabulary, by how much text there is: German has 228 sentences, Japanese 83,274."""

_RUNS = re.compile("[\u30a1-\u30fa\u30fc]+|[\u3041-\u3096]+|[\uac00-\ud7a3]+|[a-z\u00df-\u024f\u0400-\u052f]+")
_LONGEST_STEM = 4  # of a Korean word, in syllables; particles of one or two follow
_LONGEST_PARTICLE = 2
_LONGEST_HIRAGANA = 3


def is_hangul(character: str) -> bool:
    """Whether one character is a Korean syllable."""
    return "\uac00" <= character <= "\ud7a3"


def is_kana(character: str) -> bool:
    """Whether one character is hiragana or katakana."""
    return "\u3041" <= character <= "\u30ff"


def count(texts: Iterable[tuple[str, str]]) -> dict[str, Counter[str]]:
    """How often each piece occurs in the texts (language, text), folded, by language.

    Words in letters are pieces as they stand, and so is each of their letters. A run of kana is one, and each of its
    characters; a Korean word is its beginnings, its endings and its syllables, because particles are written to it.
    Chinese characters are counted elsewhere.
    """
    counts: dict[str, Counter[str]] = {}
    for language, text in texts:
        own = counts.setdefault(language, Counter())
        for run in _RUNS.findall(fold(text)):
            own.update(run)
            own.update(_pieces(run))
    return counts


def _pieces(run: str) -> list[str]:
    if is_hangul(run[0]):
        stems = [run[:length] for length in range(2, min(len(run), _LONGEST_STEM) + 1)]
        return stems + [run[-length:] for length in range(2, min(len(run) - 1, _LONGEST_PARTICLE) + 1)]
    if is_kana(run[0]) and run[0] < "\u30a1" and len(run) > _LONGEST_HIRAGANA:
        return []
    return [run] if len(run) > 1 else []
