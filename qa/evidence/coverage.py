"""How much of a question a text holds: idf-weighted words, exactly, by their characters, or across languages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from embeddings.index.snapshot import Index
from embeddings.text.normalize import Text, fold, is_han
from embeddings.text.segment import term_of, words
from qa.crosslingual.match import CrossMatcher
from qa.question.names import NAME_TAGS, WIDE_NAMES, is_place
from qa.question.understand import FUNCTION_WORDS, Question

Shares = npt.NDArray[np.float32]

TITLE_SHARE = 0.6
"""What a word counts that stands in the article's title and not in the sentence."""
PASSAGE_SHARE = 0.4
"""The same for the other sentences of the passage."""
HEADING_SHARE = 0.9
"""The same for the section's heading, times the share of the heading's words that the question names: under
上海松江区 a question about 上海 has found two characters of five."""
SINGLE_CHARACTER_SHARE = 0.3
"""Weight of a word of one Chinese character beside a longer one of the same idf."""
INHERITED_SHARE = 0.25
"""Weight of a year that a follow-up took over from the earlier question: 那南京呢？ asks for Nanjing's own year."""
NAME_COVERAGE = 0.5
"""Share of a name's words that must be found: of Zhangjiang Group the first will do, World of FIFA World Cup won't."""
CATEGORY_SHARE = 0.25
"""Weight of the noun that names the kind of thing asked for: 哪些城市 is answered by 南京, not by the word 城市."""
_POSSESSIVE = re.compile(r"['’]s$|(?<=^\S)[了着过]$")
"""What a word may lose: Shanghai's, 签了."""
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_CATEGORY_CUE = re.compile(r"哪些|哪[几两三四五六七八九十]?[个家座位项]|什么|\b(?:which|what)\b")
_CATEGORY_LINKS = frozenset(("或", "和", "与", "及", "or", "and"))
NOTHING = Text.of("")
SUFFIXES = ("市", "省", "县", "区", "公司", "集团")


class QueryWord(NamedTuple):
    """A word of the question's content."""

    text: str
    weight: float
    name: str
    """The name it is a part of, without which evidence is no evidence; empty for other words."""


class Matcher:
    """The words of one question, matched against a fixed set of texts."""

    def __init__(self, asked: Sequence[QueryWord], texts: Sequence[Text], index: Index) -> None:
        """Work out the shares of all texts at once.

        Args:
            asked: The question's words.
            texts: Every sentence, heading, title and passage that will be looked up.
            index: Its encoder matches across languages.
        """
        self.asked = tuple(asked)
        self._weights = np.array([word.weight for word in asked], dtype=np.float32)
        self._total = float(self._weights.sum())
        self._named = any(word.name for word in asked)
        self._specific = cache(self._named_share)
        names = sorted({word.name for word in asked if word.name.isascii()} - {""})
        self._across = CrossMatcher([word.text for word in asked], names, index.encoder)
        self._shares = self._all_shares(sorted({*texts, NOTHING}))

    def coverage(self, sentence: Text, *, passage: Text, heading: Text, title: Text) -> float:
        """Share of the question's weight found in the sentence or, for less, around and above it; 0 to 1."""
        under = HEADING_SHARE * self._specific(heading) * self._shares[heading]
        around = np.maximum(PASSAGE_SHARE * self._shares[passage], TITLE_SHARE * self._shares[title])
        return self._covered(np.maximum(np.maximum(self._shares[sentence], under), around))

    def own_coverage(self, sentence: Text) -> float:
        """Share of the question's weight found in the sentence alone; 0 to 1."""
        return self._covered(self._shares[sentence])

    def _covered(self, shares: Shares) -> float:
        return float(shares @ self._weights) / self._total if self._total else 0.0

    def missing(self, texts: Sequence[Text], *, heading: Text = NOTHING) -> list[str]:
        """Names of the question of which the texts and the heading together hold less than half.

        A heading that says more than the question counts for less: 上海松江区 stands for 松江区, not for 上海.
        """
        if not self._named:
            return []
        above = self._specific(heading) * self._shares[heading]
        best = np.maximum.reduce([above, *(self._shares[text] for text in texts)])
        held: dict[str, list[float]] = {}
        for word, found in zip(self.asked, best.tolist(), strict=True):
            if word.name:
                held.setdefault(word.name, []).append(found)
        return [name for name, parts in held.items() if sum(parts) / len(parts) < NAME_COVERAGE]

    def anchors(self, sentence: Text) -> list[str]:
        """Words of the sentence that the question asks about, in either language, folded."""
        return [word.text for word in self.asked if word.text in sentence.folded] + self._across.anchors(sentence)

    def _all_shares(self, texts: Sequence[Text]) -> dict[Text, Shares]:
        folded = [text.folded for text in texts]
        exact = np.empty((len(texts), len(self.asked)), dtype=np.float32)
        for column, word in enumerate(self.asked):
            exact[:, column] = shares(word.text, folded)
        open_words = ~exact.any(axis=0)  # a word that stands somewhere as it is needs no translation
        if open_words.any():
            exact = np.maximum(exact, self._across.shares(texts) * open_words)
        return dict(zip(texts, exact, strict=True))

    def _named_share(self, heading: Text) -> float:
        """Share of the heading's characters that the question names; across languages two are taken as named."""
        letters = sum(map(str.isalnum, heading.folded))
        named = {at for word in self.asked for at in _places(word.text, heading.folded)}
        return min(1.0, (len(named) or 2) / letters) if letters else 0.0


def query_words(question: Question, index: Index) -> list[QueryWord]:
    """The words of the question's content, weighted by their idf in the index."""
    asked: list[QueryWord] = []
    category = _category(question)
    for word in words(question.content):
        text = _THOUSANDS.sub("", _POSSESSIVE.sub("", word.text))
        if text in FUNCTION_WORDS:
            continue
        weight = index.idf(term_of(text))
        if len(text) == 1 and is_han(text):
            weight *= SINGLE_CHARACTER_SHARE
        if text in category:
            weight *= CATEGORY_SHARE
        if text.isdigit() and text not in question.own:
            weight *= INHERITED_SHARE
        asked.append(QueryWord(text, weight, _name(text, word.tag, question)))
    return asked


def _category(question: Question) -> frozenset[str]:
    """The nouns right behind 哪些, 什么 or which."""
    cue = _CATEGORY_CUE.search(question.folded)
    nouns: list[str] = []
    for word in words(question.folded[cue.end() :]) if cue else []:
        if not word.tag.startswith(("n", "eng")) and word.text not in _CATEGORY_LINKS:
            break
        nouns.append(word.text)
        if word.tag == "eng" and word.text not in _CATEGORY_LINKS:  # which [company] will build: one noun in English
            break
    return frozenset(nouns)


def _name(text: str, tag: str, question: Question) -> str:
    """The name as typed: Chinese by the segmenter's tag, English by its capitals."""
    if question.chinese and not text.isascii():
        tagged = tag.startswith(NAME_TAGS) or is_place(text)
        named = tagged and len(text) > 1 and text not in WIDE_NAMES
        at = question.folded.find(text)
        return question.text[at : at + len(text)] if named and at >= 0 else ""
    return next((name for name in question.capitals if text in re.split(r"\W+", fold(name))), "")


def share(word: str, folded: str) -> float:
    """How much of a word a folded text holds: 1 for all of it or all but its suffix, else its character pairs.

    三亚市 is found whole in …三亚…; of 工业元宇 three pairs of three stand in …工业元宇宙….
    """
    return shares(word, [folded])[0]


def shares(word: str, folded: Sequence[str]) -> list[float]:
    """`share` of a word in each of some folded texts."""
    if word.isascii():
        alone = re.compile(rf"(?<![0-9a-z]){re.escape(word)}(?![0-9a-z])")
        return [float(alone.search(_THOUSANDS.sub("", text)) is not None) for text in folded]
    wholes = [word, *(word[: -len(end)] for end in SUFFIXES if word.endswith(end) and len(word) - len(end) >= 2)]
    pairs = [word[at : at + 2] for at in range(len(word) - 1)] if len(word) > 2 and all(map(is_han, word)) else []
    return [
        1.0
        if any(whole in text for whole in wholes)
        else sum(pair in text for pair in pairs) / len(pairs)
        if pairs
        else 0.0
        for text in folded
    ]


def shared_pairs(one: str, other: str) -> tuple[int, int]:
    """How many different character pairs of the shorter text stand in the longer one, and how many it has."""
    shorter, longer = sorted((one, other), key=len)
    pairs = {shorter[at : at + 2] for at in range(len(shorter) - 1)}
    return sum(pair in longer for pair in pairs), len(pairs)


def _places(word: str, folded: str) -> list[int]:
    """Every offset that some occurrence of the word covers."""
    places: list[int] = []
    at = folded.find(word)
    while at >= 0:
        places += range(at, at + len(word))
        at = folded.find(word, at + len(word))
    return places
