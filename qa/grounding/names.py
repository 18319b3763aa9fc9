"""Find names of one language in the other, by translation (Athens, 雅典), by sound (Trump, 特朗普), or as is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from embeddings.text.normalize import fold, is_han
from embeddings.text.numerals import MONTH_ABBREVIATION, MONTH_NAME, WEEKDAY_NAME
from embeddings.text.segment import STOP_WORDS, term_of, terms
from qa.crosslingual.lexicon import shipped_lexicon
from qa.crosslingual.match import spelt_in
from qa.crosslingual.transliterate import letters, shipped_sounds
from qa.grounding.facts import facts_of
from qa.values.quantities import parse_quantities

SOUNDS_LIKE = 5.0
"""Log-likelihood from which characters spell a name (qa.crosslingual.transliterate); four of a hundred names from other
articles reach it."""
LIKE_BY_LETTER = 0.7
"""The same per letter."""
SHORT, SHORT_SOUNDS_LIKE = 5, 7.0
"""Most letters of a short name, which more often matches by chance, and the value that it must reach."""
LONGEST_SURNAME, SURNAME_LIKE = 5, 2.5
_UNSURE_TAGS = ("nr", "nz")
"""Parts of speech that the segmenter also gives to unknown words."""
BEFORE, BEHIND = 1, 2
"""Characters before and after a Chinese name that may belong to it."""
_ABBREVIATED = {
    **dict.fromkeys(("us", "u.s", "u.s.a", "usa"), "美"),
    **dict.fromkeys(("uk", "u.k"), "英"),
    **dict.fromkeys(("un", "u.n"), "联合国"),
    **dict.fromkeys(("eu", "e.u"), "欧盟"),
}
_ENDING = re.compile(r"(?<=\w{5})(?:ians?|ans?|ese|ish|ns?|s|i)$")
"""Endings that turn a place into its people."""
LEAST_SHARE = 0.5
"""Least weight of a translation of a name; see qa.crosslingual.lexicon."""
_RUN = re.compile(r"\b[A-Z][\w’'.-]*(?: (?:(?:of|the|de|al|for|and) )?[A-Z][\w’'.-]*)*")
_DAYS = re.compile(rf"^(?:{MONTH_NAME}|{MONTH_ABBREVIATION}|{WEEKDAY_NAME})s?$")
_NO_NAMES = STOP_WORDS | frozenset([
    "i", "he", "she", "it", "we", "you", "they", "me", "him", "her", "us", "them", "my", "his", "its", "our", "your",
    "their", "this", "that", "these", "those", "mr", "mrs", "ms", "dr", "st", "rev", "sen", "rep", "no", "yes", "not",
    "all", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "also", "and", "but", "or",
    "if", "when", "while", "after", "before", "since", "for", "from", "with", "without", "what", "who", "how", "why",
    "where", "there", "here", "then", "i'm", "i'd", "i've", "i'll", "it's", "he's", "she's", "we're", "they're",
    "you're", "don't", "didn't", "can't", "won't", "isn't", "wasn't", "let", "let's", "some", "many", "most", "more",
    "much", "other", "another", "such", "so", "as", "at", "by", "in", "on", "to", "of", "a", "an", "the", "over",
    "under", "every", "each", "any", "now", "just", "like", "even", "still", "only", "is", "are", "was", "were", "be",
    "been", "has", "have", "had", "do", "does", "did", "will", "would", "can", "could", "may", "might", "must",
    "should", "both", "neither", "either",
])  # fmt: skip
"""Capitalised words that are not names."""
_OPENING = re.compile(r"(?:^|[.!?:“\"'‘(–-])\s*$")
_PARTS = re.compile(r"[a-z0-9]+")


class ClaimedName(NamedTuple):
    """A name: in English adjacent capitalised words, in Chinese one name."""

    words: tuple[str, ...]
    """Folded."""
    opening: bool
    """Whether a sentence opens with it, so that the capital is no evidence of a name."""


def names_in(text: str) -> list[ClaimedName]:
    """The names of a text, each once.

    Args:
        text: As written.
    """
    if any(map(is_han, text)):
        tagged = dict(facts_of(text, published=None).names)
        return [
            ClaimedName((name,), False) for name, tag in tagged.items() if not (tag in _UNSURE_TAGS and _ordinary(name))
        ]
    measured = [each.span for each in parse_quantities(text)]
    found: list[ClaimedName] = []
    for match in _RUN.finditer(text):
        words = tuple(
            word
            for part in re.split(r"[\s-]+", match[0])
            if (word := _bare(part)) and word not in _NO_NAMES and not _DAYS.match(word)
        )
        if words and not any(span.start <= match.start() < span.end for span in measured):  # RMB 350 billion
            opening = " " not in match[0] and _OPENING.search(text[: match.start()]) is not None
            found.append(ClaimedName(words, opening))
    return list({each.words: each for each in reversed(found)}.values())[::-1]


@lru_cache(maxsize=4096)
def _ordinary(name: str) -> bool:
    """Whether the lexicon has a common word that the segmenter took for a name: 顾客, customer."""
    means = shipped_lexicon().translations([name])[-1]
    known = {other for other, share in means.items() if share == 1.0 and other != name}
    return bool(known) and not any(each >= SURNAME_LIKE for each in shipped_sounds().found(sorted(known), name))


def _bare(part: str) -> str:
    """The folded word without its ending; US is not taken for a pronoun."""
    word = re.sub(r"[’']s?$|\.+$", "", fold(part).rstrip("."))
    return "u.s" if part == "US" else "" if word.startswith("no.") else word


def english_covered(words: Sequence[str], chinese: str) -> list[bool]:
    """For each English name whether a Chinese text contains it.

    Args:
        words: Folded.
        chinese: As written.
    """
    folded = fold(chinese)
    latin = {part for part in _PARTS.findall(folded) if part.isascii()}
    held = set(terms(chinese).words)
    found = [_as_is(word, latin) or _translated(word, folded, held) for word in words]
    if all(found):
        return found
    left = [word for word, known in zip(words, found, strict=True) if not known]
    surnames = "".join(dict.fromkeys(name[0] for name in _persons(chinese)))
    heard = set(_heard(left, chinese)) | {word for word in left if _surname(word, surnames) or spelt_in(word, folded)}
    return [known or word in heard for word, known in zip(words, found, strict=True)]


def _persons(chinese: str) -> list[str]:
    return [name for name, tag in facts_of(chinese, published=None).names if tag == "nr" and 2 <= len(name) <= 3]


def _heard(words: Sequence[str], chinese: str) -> list[str]:
    """The words spelt by sound in the Chinese text, with or without an ending as in Catalan."""
    roots = [(word, root) for word in words for root in dict.fromkeys((word, _ENDING.sub("", word)))]
    likelier = shipped_sounds().found([root for _, root in roots], chinese)
    return [word for (word, root), each in zip(roots, likelier, strict=True) if _alike(root, each)]


def _surname(word: str, characters: str) -> bool:
    """Whether a short word is a surname of a Chinese or Korean name: Lee, Kim."""
    if len(word) > LONGEST_SURNAME or not characters:
        return False
    return any(shipped_sounds().found([word], each)[0] >= SURNAME_LIKE for each in characters)


def _alike(word: str, likelier: float) -> bool:
    """Whether a name is spelt by sound; short names need a higher value, as they match by chance more often."""
    count = len(letters(word))
    return likelier >= max(SOUNDS_LIKE if count > SHORT else SHORT_SOUNDS_LIKE, LIKE_BY_LETTER * count)


def _as_is(word: str, latin: set[str]) -> bool:
    parts = _PARTS.findall(word)
    return bool(parts) and (word in latin or all(part in latin for part in parts if len(part) > 1))


def _translated(word: str, folded: str, held: set[str]) -> bool:
    """Whether a text contains a translation, as a word or, from two characters on, as part of one."""
    if word in _ABBREVIATED:
        return _ABBREVIATED[word] in folded
    means = shipped_lexicon().translations([term_of(each) for each in dict.fromkeys((word, word.replace("our", "or")))])
    return any(
        share >= LEAST_SHARE and (other in held or (len(other) > 1 and is_han(other[0]) and other in folded))
        for each in means
        for other, share in each.items()
    )


def chinese_covered(names: Sequence[str], chinese: str, english: str) -> list[bool]:
    """For each Chinese name, or Latin-letter name of a Chinese text, whether an English text contains it.

    Args:
        names: Folded.
        chinese: The text that they are from; the segmenter cuts foreign names shorter than they are.
        english: As written.
    """
    if not names:
        return []
    folded = fold(english)
    words = [word for word in dict.fromkeys(re.findall(r"[^\W\d_]+", folded)) if word not in STOP_WORDS]
    words += [word.replace("our", "or") for word in words if "our" in word]
    named = {
        part for word in re.findall(r"\b(?:[A-Z]\.){2,3}|\b[A-Z]{2,3}\b", english) for part in (fold(word).rstrip("."),)
    }
    means = {
        other
        for each in shipped_lexicon().translations([term_of(word) for word in words])
        for other, share in each.items()
        if share >= LEAST_SHARE and len(other) > 1 and is_han(other[0])
    } | {_ABBREVIATED[word] for word in named if word in _ABBREVIATED}
    capitalised = [word for name in names_in(english) for word in name.words]
    latin = set(_PARTS.findall(folded))
    whole = fold(chinese)
    return [
        _as_is(name, latin) if name.isascii() else _named(name, _window(name, whole), means, capitalised)
        for name in names
    ]


def _window(name: str, folded: str) -> str:
    """A name with the characters right before and after it, unless it is known: 卡瓦 in 卡瓦诺."""
    if len(shipped_lexicon().translations([name])[-1]) > 1:
        return name
    found = re.search(rf"[一-鿿]{{0,{BEFORE}}}{re.escape(name)}[一-鿿]{{0,{BEHIND}}}", folded)
    return found[0] if found else name


def _named(name: str, window: str, means: Iterable[str], capitalised: Sequence[str]) -> bool:
    if any(other in name or name in other for other in means):
        return True
    return (
        bool(_heard(capitalised, window))
        or any(spelt_in(word, name) for word in capitalised)
        or (2 <= len(name) <= 3 and any(_surname(word, name[0]) for word in capitalised))
    )
