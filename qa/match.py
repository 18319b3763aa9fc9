"""How much of a question a text holds: idf-weighted words, exactly, by their characters, or across languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from embeddings.index import Index
from embeddings.lexical import words
from embeddings.normalize import fold, is_han
from qa.question import FUNCTION_WORDS, Question

CONTEXT_SHARE = 0.8
"""What a word counts that stands in the title or the section heading and not in the sentence."""
SINGLE_CHARACTER_SHARE = 0.3
"""Weight of a word of one Chinese character beside a longer one of the same idf."""
NAME_TAGS = ("nr", "ns", "nt", "nz")
WIDE_NAMES = frozenset(("中国", "全国", "国内", "我国", "世界", "全球"))
"""Names that an article seldom repeats beside each fact: an answer may lack them."""
SUFFIXES = ("市", "省", "县", "区", "公司", "集团")


class Asked(NamedTuple):
    """A word of the question's content."""

    text: str
    weight: float
    name: bool
    """Whether evidence without it is no evidence."""


class Matcher:
    """The words of one question, matched against texts."""

    def __init__(self, asked: Sequence[Asked]) -> None:
        self.asked = tuple(asked)
        self._total = sum(word.weight for word in asked) or 1.0

    def coverage(self, sentence: str, context: str) -> float:
        """Share of the question's weight found in the sentence or, for less, in its context; 0 to 1."""
        folded, above = fold(sentence), fold(context)
        found = sum(
            word.weight * max(share(word.text, folded), CONTEXT_SHARE * share(word.text, above)) for word in self.asked
        )
        return found / self._total

    def missing(self, text: str) -> list[str]:
        """Names of the question that `text` does not hold."""
        folded = fold(text)
        return [word.text for word in self.asked if word.name and not holds(word.text, folded)]


def matcher(question: Question, index: Index) -> Matcher:
    """The words of the question's content, weighted by their idf in the index."""
    asked: list[Asked] = []
    for word in words(question.content):
        if word.text in FUNCTION_WORDS:
            continue
        weight = index.idf(word.text)
        if len(word.text) == 1 and is_han(word.text):
            weight *= SINGLE_CHARACTER_SHARE
        named = word.tag.startswith(NAME_TAGS) and len(word.text) > 1 and word.text not in WIDE_NAMES
        asked.append(Asked(word.text, weight, named))
    return Matcher(asked)


def share(word: str, folded: str) -> float:
    """How much of a word a folded text holds: 1 for all of it, else the share of its character pairs."""
    if word in folded:
        return 1.0
    if len(word) < 3 or not all(map(is_han, word)):
        return 0.0
    pairs = [word[at : at + 2] for at in range(len(word) - 1)]
    return sum(pair in folded for pair in pairs) / len(pairs)


def holds(name: str, folded: str) -> bool:
    """Whether a folded text holds a name, its suffix left aside (三亚市 in …三亚…)."""
    if name in folded:
        return True
    return any(
        name.endswith(suffix) and len(name) - len(suffix) >= 2 and name[: -len(suffix)] in folded for suffix in SUFFIXES
    )
