"""Check a sentence against passages in the other language: facts by value, names by sound, other words by translation.

Each clause is aligned with the passage sentence that translates most of it. These quotes together must contain all
numbers, days and names of the sentence, agree in negation, and translate enough of its words. Facts are checked against
all quotes together, because translation moves facts between clauses.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from embeddings.index.snapshot import Index
from embeddings.text.normalize import fold
from qa.crosslingual.match import has_han
from qa.grounding.alignment import BOUNDED, OPPOSITES, Fault, clauses, opposed
from qa.grounding.names import ClaimedName, chinese_covered, english_covered, names_in
from qa.grounding.passages import Claimed, PassageText, SourceSentence, claimed_words, word_shares
from qa.grounding.values import claimed_values, day_terms, possible_values, same_days, wrong_days, wrong_values
from qa.question.names import TITLES
from qa.question.rules import NEGATION, NO_NEGATION

LEAST_COVERED = 0.3
"""Share of the weight of a sentence's words that its quotes must translate. This and the next value were chosen on
lines of NTREX that no published figure uses (benchmarks.faithfulness --half tune): 95 of 100 sentences of other
articles cover less than .28, and 95 of 100 human translations more than .32."""
LEAST_OF_OTHERS = 0.2
"""The same share over words that are not names."""
LEAST_OF_CLAUSE = 0.15
"""The same share for each clause, so that half a sentence from another article is detected."""
LEAST_OF_QUOTED = 0.2
"""The same share for text between quotation marks, which is translated too."""
LEAST_NEAR = 0.12
"""Least cosine of sentence and quotes: 95 of 100 of other articles lie below it, and 2 of 100 translations."""
FEWEST_WORDS = 3
"""Fewest words of a clause or quotation that is checked by itself."""
_DENIES = re.compile(
    r"不(?!仅|断|但|只|过|久|同|少|足|管|论|满|幸)|没|未(?!来)|无(?![论疑数])|并非|而非|绝非|否认|拒绝|难以|缺乏|"
    r"\b(?:not?|never|none|nobody|nothing|nor|neither|without|cannot|few|little|hardly|fail\w*|refus\w*|"
    r"den(?:y|ied|ies)|reject\w*|lack\w*|un(?:able|clear|known|likely|beaten)|impossible|avoid\w*|yet to|rather than|"
    r"instead of|far from)\b|n['’]t\b"
)
"""Words that may negate: a text without any of them negates nothing."""
_IDIOMS = re.compile(
    r"未遂|停滞不前|不(?:得而知|错|满|安|佳|凡|败|易|利|幸|惜|愧|懈|止|置可否|知所措|可争议|称职)|莫[拉里雷]"
)
"""Words with 不, 未 or 莫 that English says without a negation."""
_CONTRARIES = tuple(
    (re.compile(one), re.compile(other))
    for one, other in (
        (r"\bbefore\b|之前|以前|[^目此]前(?![往锋场进来总首])", r"\bafter\b|之后|以后|后(?![卫场方])"),
        (r"\bfirst\b|第一|首|最先|最初|头", r"\blast\b|最后|上周|上个|去年|上一|末"),
        (r"\bhigher\b|高", r"\blower\b|低"),
        (r"\b(?:best|better)\b|最佳|最好|更好|优", r"\b(?:worst|worse)\b|最差|最糟|最坏|恶化|更糟"),
        (r"\bsuccess\w*\b|成功", r"\bfail\w*\b|失败"),
        (r"\b(?:won|wins?|winning|beat|victor\w+)\b|赢|胜|击败",
         r"\b(?:lost|lose|losing|defeat\w*)\b|输|失利|不敌|落败|负于|失去"),
        (r"\bmo(?:re|st)\b|多|超过", r"\b(?:fewer|less)\b|少|不到|不足"),
    )
)  # fmt: skip
"""Further pairs of opposites in both languages, in addition to those of qa.grounding.alignment."""


class CrossGrounding(NamedTuple):
    """The result for a sentence."""

    fault: Fault | None
    quotes: tuple[SourceSentence, ...]
    """The sentences that it was checked against, in its order, each once."""
    covered: float
    near: float


class _Aligned(NamedTuple):
    """The words of a sentence and its clauses, and how far each passage sentence covers each word."""

    clauses: list[list[Claimed]]
    shares: dict[str, list[float]]
    grounds: list[SourceSentence]
    chosen: list[int]
    """For each clause the index of the sentence that translates most of it."""


def ground_across(sentence: str, given: Sequence[PassageText], index: Index) -> CrossGrounding | None:
    """Check one sentence against passages in the other language; None if sentence or passages have no words.

    Args:
        sentence: As the model wrote it, without markers or links.
        given: The passages that it cites.
        index: The snapshot that they come from.
    """
    aligned = _align(sentence, given, index)
    if aligned is None:
        return None
    quotes = tuple(aligned.grounds[at] for at in dict.fromkeys(aligned.chosen))
    quoted = " ".join(quote.text for quote in quotes)
    published = next(one.published for one in given if quotes[0] in one.sentences)
    vectors = index.encoder.encode_documents([sentence, quoted])
    near = float(vectors[0] @ vectors[1])
    above = " ".join(dict.fromkeys(one.above for one in given if any(quote in one.sentences for quote in quotes)))
    held = _names_held(names_in(sentence), sentence, f"{quoted}\n{above}")
    shares = {
        word: 1.0 if held.get(word) else max(row[at] for at in aligned.chosen) for word, row in aligned.shares.items()
    }
    covered = _covered([word for words in aligned.clauses for word in words], shares)
    fault = (
        _wrong_fact(sentence, quoted, published)
        or _wrong_claim(sentence, quoted, held)
        or _untranslated(aligned, shares, held, _quoted(sentence, index))
        or ("meaning" if near < LEAST_NEAR else None)
    )
    return CrossGrounding(fault, quotes, covered, near)


def _wrong_fact(sentence: str, quoted: str, published: date | None) -> Fault | None:
    claimed = day_terms(sentence, published=published, loosely=False)
    held = day_terms(quoted, published=published, loosely=True)
    same = same_days(claimed, held, published=published)
    values = [
        value
        for value in claimed_values(sentence)
        if not any(start <= value.start and value.end <= end for start, end in same)
    ]
    if wrong_values(values, possible_values(quoted)):
        return "number"
    return "date" if wrong_days(claimed, held, published=published) else None


def _wrong_claim(sentence: str, quoted: str, held: Mapping[str, bool]) -> Fault | None:
    if _wrong_name(sentence, quoted, held):
        return "name"
    return "denial" if _denied(fold(sentence), fold(quoted)) else None


def _untranslated(
    aligned: _Aligned, shares: Mapping[str, float], held: Mapping[str, bool], quotations: Sequence[Sequence[Claimed]]
) -> Fault | None:
    """Whether too little is translated of a quotation, the sentence, its words that are not names, or a clause."""
    if any(_covered(words, shares) < LEAST_OF_QUOTED for words in quotations):
        return "quotation"
    words = [word for claimed in aligned.clauses for word in claimed]
    others = [word for word in words if word.text not in held]
    if _covered(words, shares) < LEAST_COVERED or _covered(others, shares) < LEAST_OF_OTHERS:
        return "words"
    long = [claimed for claimed in aligned.clauses if len(claimed) >= FEWEST_WORDS]
    return "words" if any(_covered(claimed, shares) < LEAST_OF_CLAUSE for claimed in long) else None


def _align(sentence: str, given: Sequence[PassageText], index: Index) -> _Aligned | None:
    grounds = [each for one in given for each in one.sentences]
    claimed = [words for _, words in clauses(sentence, index)]
    if not grounds or not claimed:
        return None
    different = list({word.text: word for words in claimed for word in words}.values())
    held = word_shares(different, [each.text for each in grounds], index, across=True)
    shares = {word.text: row for word, row in zip(different, held, strict=True)}
    chosen: list[int] = []
    for words in claimed:
        covered = [_covered(words, {word.text: shares[word.text][at] for word in words}) for at in range(len(grounds))]
        chosen.append(max(range(len(grounds)), key=lambda at: (round(covered[at], 3), at in chosen, -at)))
    return _Aligned(claimed, shares, grounds, chosen)


def _covered(words: Sequence[Claimed], shares: Mapping[str, float]) -> float:
    """Share of the words' weight that is covered; 1 for no words."""
    total = sum(word.weight for word in words)
    return sum(word.weight * shares.get(word.text, 0.0) for word in words) / total if total else 1.0


def _names_held(names: Sequence[ClaimedName], text: str, other: str) -> dict[str, bool]:
    """For each word of a text's names whether a text in the other language contains it."""
    words = list(dict.fromkeys(word for name in names for word in name.words))
    held = chinese_covered(words, text, other) if has_han(text) else english_covered(words, other)
    return dict(zip(words, held, strict=True))


def _wrong_name(sentence: str, quoted: str, held: Mapping[str, bool]) -> bool:
    """Whether the quotes lack a name, or lack part of one while having a name that the sentence does not mention."""
    names = [name for name in names_in(sentence) if not name.opening]
    if any(not any(held[word] for word in name.words) for name in names):
        return True
    if all(held[word] for name in names for word in name.words):
        return False
    theirs = names_in(quoted)
    explained = _names_held(theirs, quoted, sentence)
    return any(not name.opening and not any(explained[word] for word in name.words) for name in theirs)


def _denied(claimed: str, held: str) -> bool:
    """Whether the sentence negates and its quotes don't, or one says the opposite of the other."""
    plain = _IDIOMS.sub(" ", BOUNDED.sub(" ", NO_NEGATION.sub(" ", claimed)))
    if NEGATION.search(plain) is not None and _DENIES.search(held) is None:
        return True
    return opposed(claimed, held, OPPOSITES) or opposed(claimed, held, _CONTRARIES)


def _quoted(sentence: str, index: Index) -> list[list[Claimed]]:
    """The words of each quotation with at least FEWEST_WORDS."""
    found = [claimed_words(match[0][1:-1], index) for match in TITLES.finditer(sentence)]
    return [words for words in found if len(words) >= FEWEST_WORDS]
