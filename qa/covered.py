"""How much of a claim's words a text holds, in the claim's language or across languages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from embeddings.index import Index
from embeddings.normalize import fold, is_han
from embeddings.segment import term_of, terms, words
from qa.across import Across, has_han
from qa.facts import number_spans
from qa.focus import names_of
from qa.lexicon import shipped_lexicon
from qa.match import SINGLE_CHARACTER_SHARE, shares
from qa.question import FUNCTION_WORDS

SAID = frozenset([
    "根据", "据", "报道", "显示", "指出", "表示", "介绍", "提到", "文章", "此外", "同时", "另外", "其中",
    "称", "即", "约", "目前", "相关", "通过", "进行", "以及", "还", "则", "因此", "所以",
    "article", "articles", "report", "reports", "reported", "according", "said", "says", "stated", "states",
    "also", "however", "about", "approximately",
])  # fmt: skip
"""Words by which a writer leads to what a source says: they claim nothing of their own."""
NAMING = ("n", "eng", "j", "i", "l", "x", "vn", "an", "s", "b")
"""Parts of speech of words that say what a sentence is about."""
OTHERS_SHARE = 0.5
"""Weight of other words beside those of the same idf: 将达 may be put as 将达到, 表示 as 指出."""
PART_SHARE = 0.5
_DIGIT = re.compile(r"\d")


class Claimed(NamedTuple):
    """A word of a claim."""

    text: str
    weight: float
    named: bool = False
    """Whether it is a part of a name: that a text holds the name says nothing of what is claimed of it."""


def claimed_words(text: str, index: Index) -> list[Claimed]:
    """The words of a claim that say something, weighted by their idf; numbers are facts and left out.

    Args:
        text: A clause or more.
        index: Whose idf counts.
    """
    found: list[Claimed] = []
    folded = fold(text)
    numbers = number_spans(folded)
    names = [(word.start, word.end) for word in names_of(folded)]
    for word in words(text):
        if any(start < word.end and word.start < end for start, end in numbers):
            continue
        if word.tag == "m" or word.text in FUNCTION_WORDS or word.text in SAID or _DIGIT.search(word.text):
            continue
        weight = index.idf(term_of(word.text)) * (1.0 if word.tag.startswith(NAMING) else OTHERS_SHARE)
        single = len(word.text) == 1 and is_han(word.text)
        named = any(start <= word.start and word.end <= end for start, end in names)
        found.append(Claimed(word.text, weight * SINGLE_CHARACTER_SHARE if single else weight, named))
    return found


def coverages(claimed: Sequence[Claimed], texts: Sequence[str], index: Index, *, across: bool) -> list[float]:
    """The share of the words' weight that each text holds, 0 to 1; of no words 0.

    Args:
        claimed: Of one claim.
        texts: As written.
        index: Its encoder matches across languages.
        across: Whether the texts are in another language than the claim.
    """
    total = sum(word.weight for word in claimed)
    if not total:
        return [0.0] * len(texts)
    held = word_shares(claimed, texts, index, across=across)
    return [
        sum(share * word.weight for share, word in zip(row, claimed, strict=True)) / total
        for row in zip(*held, strict=True)
    ]


def word_shares(claimed: Sequence[Claimed], texts: Sequence[str], index: Index, *, across: bool) -> list[list[float]]:
    """How much of each word each text holds, 0 to 1: a list for each word; arguments as of `coverages`."""
    if across:
        return _translated_shares([word.text for word in claimed], texts, index)
    folded = [fold(text) for text in texts]
    return [
        [max(whole, _in_part(word.text, text)) for whole, text in zip(shares(word.text, folded), folded, strict=True)]
        for word in claimed
    ]


def _in_part(word: str, folded: str) -> float:
    """Half for a Chinese word of two characters of which one stands in a text: 达到 in 将达, 国内 in 我国."""
    return PART_SHARE if len(word) == 2 and all(map(is_han, word)) and any(each in folded for each in word) else 0.0


def _translated_shares(asked: Sequence[str], texts: Sequence[str], index: Index) -> list[list[float]]:
    """By the encoder, by pinyin and by the table of words, whichever finds more."""
    near = Across(asked, [], index.encoder).shares(texts)
    held = [set(terms(text).words) for text in texts]
    folded = [fold(text) for text in texts]
    lexicon = shipped_lexicon()
    found: list[list[float]] = []
    for column, word in enumerate(asked):
        means = lexicon.translations([term_of(word)])
        strengths = {other: share for each in means for other, share in each.items()}
        inside = [(other, share) for other, share in strengths.items() if len(other) > 1 and is_han(other[0])]
        by_table = [
            max(
                (
                    *(strengths[term] for term in text & strengths.keys()),
                    *(share for other, share in inside if other in whole),
                ),
                default=0.0,
            )
            for text, whole in zip(held, folded, strict=True)
        ]
        found.append([max(float(near[row, column]), share) for row, share in enumerate(by_table)])
    return found


def is_across(claim: str, text: str) -> bool:
    """Whether one of two texts is Chinese and the other is not."""
    return has_han(claim) != has_han(text)
