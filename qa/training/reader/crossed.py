"""Questions put word by word into the other language, so that the reader learns to read across languages.

No set asks in one language over texts in the other. A dictionary's word salad is not how people ask, but it makes the
reader go by what words stand for instead of by their letters.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from embeddings.text.normalize import fold, is_han
from embeddings.text.segment import STOP_WORDS, term_of, words
from qa.crosslingual.lexicon import Lexicon
from qa.question.understand import FUNCTION_WORDS

ASKING = {
    "什么": "what", "哪": "which", "哪个": "which", "哪些": "which", "哪里": "where", "哪儿": "where", "何处": "where",
    "谁": "who", "何时": "when", "几时": "when", "多少": "how many", "几": "how many", "多大": "how big",
    "多久": "how long", "多长": "how long", "多高": "how high", "多远": "how far", "为什么": "why", "为何": "why",
    "如何": "how", "怎么": "how", "怎样": "how", "是否": "whether", "时候": "when", "哪年": "what year",
}  # fmt: skip
"""What asks in Chinese, and in English."""
ASKING_IN_CHINESE = {
    "what": "什么", "which": "哪个", "where": "哪里", "who": "谁", "whom": "谁", "whose": "谁的", "when": "什么时候",
    "many": "多少", "much": "多少", "why": "为什么", "how": "如何", "long": "多长", "old": "多大", "far": "多远",
}  # fmt: skip
FILLERS = ("the", "of", "the", "in", "was", "is", "did", "to", "a", "by", "for")
"""Words put between English ones, as questions have them."""
FILLED = 0.4  # chance of one between two words
ASKED_FIRST = 0.8  # chance that what asks in English comes first
SURE = 6.0  # translations are drawn by their strength, which the table flattens, to this power

_ENGLISH = re.compile(r"[a-z]+(?:'[a-z]+)?")


def surfaces(texts: Iterable[str]) -> dict[str, str]:
    """The most frequent English word of each stem in the texts."""
    seen = Counter(word for text in texts for word in _ENGLISH.findall(fold(text)))
    by_stem: dict[str, str] = {}
    for word, _ in sorted(seen.items(), key=lambda each: (-each[1], each[0])):
        by_stem.setdefault(term_of(word), word)
    return by_stem


def crossed(question: str, lexicon: Lexicon, forms: Mapping[str, str], chance: random.Random) -> str:
    """The question word by word in English where it is Chinese, in Chinese where it is not.

    Args:
        question: As asked.
        lexicon: What words stand for.
        forms: The English word of each stem; see `surfaces`.
        chance: Draws translations and fillers.
    """
    if any(map(is_han, question)):
        return _in_english(question, lexicon, forms, chance)
    return _in_chinese(question, lexicon, chance)


def _in_english(question: str, lexicon: Lexicon, forms: Mapping[str, str], chance: random.Random) -> str:
    asking: list[str] = []
    said: list[str] = []
    for word in words(fold(question)):
        if word.text in ASKING:
            asking.append(ASKING[word.text])
        elif not any(map(is_han, word.text)):
            said.append(word.text)
        elif word.text not in FUNCTION_WORDS:
            said += [forms.get(stem, stem) for stem in _drawn(word.text, lexicon, chance)]
    filled: list[str] = []
    for each in said:
        filled += [chance.choice(FILLERS), each] if chance.random() < FILLED else [each]
    first = asking[:1] if chance.random() < ASKED_FIRST else []
    return " ".join([*first, *filled, *asking[len(first) :]]) + "?"


def _in_chinese(question: str, lexicon: Lexicon, chance: random.Random) -> str:
    said: list[str] = []
    for word in words(question.casefold()):
        if word.text in ASKING_IN_CHINESE:
            said.append(ASKING_IN_CHINESE[word.text])
        elif word.text not in STOP_WORDS:
            said += _drawn(word.text if word.tag == "m" else term_of(word.text), lexicon, chance)
    return "".join(said) + "？"


def _drawn(term: str, lexicon: Lexicon, chance: random.Random) -> Sequence[str]:
    """A translation of each part of a term that the table knows; numbers and unknown foreign names as they are."""
    if any(map(str.isdigit, term)):
        return [term]
    drawn: list[str] = []
    for found in lexicon.translations([term]):
        others = {other: strength for other, strength in found.items() if other != term}
        if others:
            drawn += chance.choices(list(others), [strength**SURE for strength in others.values()])
        elif not any(map(is_han, term)):
            drawn.append(term)
    return drawn
