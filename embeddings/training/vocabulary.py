"""The tokens: Chinese words by segmenter counts, characters, English words, numbers; and what each is made of."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

import rjieba
from Stemmer import Stemmer
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from embeddings.text.normalize import fold, is_han
from embeddings.training.charsmap import compile_charsmap, folding_rules
from embeddings.training.further_languages import FURTHER_SHARES, is_hangul, is_kana

UNKNOWN = "[UNK]"
_PIECES = re.compile(r"[^\W\d_]+|\d+")
_LONGEST_WORD = 5
_SUFFIXES = ("s", "es", "d", "ed", "ing", "ly")
_DIGITS = 4
_SHARES = {"han": 5500 / 24576, "latin": 8200 / 24576, "number": 600 / 24576}
"""Shares of the vocabulary for single characters, English words and numbers; Chinese words take what is left."""


class Counts(NamedTuple):
    """How often each thing occurs in the training text, folded."""

    words: Counter[str]  # Chinese words of 2 to 5 characters, by the segmenter's search mode
    alone: Counter[str]  # single characters that the segmenter left alone
    characters: Counter[str]  # single characters anywhere
    latin: Counter[str]
    numbers: Counter[str]


def count(texts: Iterable[str]) -> Counts:
    """Count words, characters, English words and numbers in `texts`."""
    counts = Counts(Counter(), Counter(), Counter(), Counter(), Counter())
    for text in texts:
        for piece in _PIECES.findall(fold(text)):
            if piece.isdecimal():
                counts.numbers[piece] += 1
            elif piece.isascii():
                counts.latin[piece] += 1
            else:
                _count_han(piece, counts)
    return counts


def _count_han(piece: str, counts: Counts) -> None:
    counts.characters.update(filter(is_han, piece))
    for word in rjieba.cut_for_search(piece):
        if all(map(is_han, word)):
            if len(word) == 1:
                counts.alone[word] += 1
            elif len(word) <= _LONGEST_WORD:
                counts.words[word] += 1
        elif word.isascii():
            counts.latin[word] += 1


def choose(counts: Counts, further: Mapping[str, Counter[str]], size: int) -> list[tuple[str, float]]:
    """`size` tokens with their log probabilities, the unknown token first, as a Unigram model wants them.

    Args:
        counts: Of Chinese and English.
        further: Pieces of each further language.
        size: Number of tokens.
    """
    chosen: dict[str, int] = {UNKNOWN: 1}
    for character, _ in _most(counts.characters, int(size * _SHARES["han"])):
        chosen[character] = counts.alone[character] + 1
    chosen.update({letter: 1 for letter in "abcdefghijklmnopqrstuvwxyz0123456789"})
    latin = _without_inflections(counts.latin, int(size * _SHARES["latin"]))
    chosen.update(latin)
    numbers = Counter({number: n for number, n in counts.numbers.items() if len(number) <= _DIGITS})
    chosen.update(_most(numbers, int(size * _SHARES["number"])))
    for language, share in FURTHER_SHARES.items():
        own = Counter({piece: n for piece, n in further.get(language, Counter()).items() if piece not in chosen})
        chosen.update(_most(own, int(size * share)))
    for word, n in _most(counts.words, size):
        if len(chosen) == size:
            break
        chosen.setdefault(word, n)
    total = sum(chosen.values())
    return [(token, round(math.log(n / total), 3)) for token, n in chosen.items()]


def _most(counter: Counter[str], n: int) -> list[tuple[str, int]]:
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))[:n]


def _without_inflections(counter: Counter[str], size: int) -> dict[str, int]:
    """The most frequent English words; one that is a shorter one and a suffix (governments) is left to its parts.

    The parts must have one stem, so that news does not become new + s. It saves 1,325 of the 7,218 most frequent words.
    """
    stemmer = Stemmer("english")
    chosen: dict[str, int] = dict.fromkeys(_SUFFIXES, 1)
    for word, n in _most(counter, len(counter)):
        if len(chosen) >= size:
            break
        suffix = _inflection(word, chosen, stemmer)
        chosen[suffix or word] = chosen.get(suffix or word, 0) + n
    return chosen


def _inflection(word: str, chosen: dict[str, int], stemmer: Stemmer) -> str | None:
    for suffix in _SUFFIXES:
        root = word.removesuffix(suffix)
        if len(root) > 2 and root != word and root in chosen and stemmer.stemWord(root) == stemmer.stemWord(word):
            return suffix
    return None


@cache
def _folding() -> bytes:
    return compile_charsmap(folding_rules())


def make_tokenizer(tokens: list[tuple[str, float]]) -> Tokenizer:
    """A Unigram tokenizer that folds, keeps runs of Chinese, Latin and digits, and drops everything between them."""
    tokenizer = Tokenizer(models.Unigram(tokens, unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizers.Precompiled(_folding())
    runs = Regex(r"\p{Han}+|\p{Latin}+|\p{Nd}+|[\p{Hiragana}\p{Katakana}ー]+|\p{Hangul}+|\p{Cyrillic}+")
    tokenizer.pre_tokenizer = pre_tokenizers.Split(runs, behavior="removed", invert=True)
    return tokenizer


def parts(tokens: list[str]) -> tuple[list[list[int]], int]:
    """For each token the rows that its vector is composed of beside its own, and the number of rows in all.

    A Chinese or Korean word: its characters. A word in letters: its stem, a row of its own after those of the tokens,
    by English rules; they also cut the endings of many words of other languages (presidente, president).
    """
    place = {token: i for i, token in enumerate(tokens)}
    stemmer = Stemmer("english")
    stems: dict[str, int] = {}
    composed: list[list[int]] = []
    for token in tokens:
        if len(token) > 1 and (is_han(token[0]) or is_hangul(token[0])):
            composed.append([place[character] for character in token if character in place])
        elif len(token) > 2 and token.isalpha() and not is_kana(token[0]):
            stem = stemmer.stemWord(token)
            composed.append([stems.setdefault(stem, len(tokens) + len(stems))])
        else:
            composed.append([])
    return composed, len(tokens) + len(stems)
