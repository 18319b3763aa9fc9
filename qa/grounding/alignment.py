"""Align each clause of a model's sentence with the passage sentence that covers most of its words; compare their facts.

A fault is a number, date, name or quotation that the passage sentence lacks, or a statement of the opposite.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from embeddings.index.snapshot import Index
from embeddings.text.normalize import fold
from embeddings.text.segment import STOP_WORDS
from qa.grounding.facts import Facts, facts_of, other_numbers, wrong_dates, wrong_numbers
from qa.grounding.passages import Claimed, PassageText, SourceSentence, claimed_words, coverages, is_across, word_shares
from qa.question.rules import NEGATION, NO_NEGATION

Fault = Literal[
    "uncited", "unknown", "link", "number", "date", "name", "quotation", "denial", "words", "meaning", "empty"
]
"""Why a sentence is not supported; unknown: it cites only passages that the model was not given."""

NAME_SHARE = 0.99
NAME_ACROSS = 0.7
"""Share of a name that a text must contain, in the same or the other language."""
BOUND = 0.5
"""Share of a clause's words from which one clause of a quote counts as its origin and must hold its numbers."""
CLAUSE = re.compile(r"(?<=[，；;：:])|(?<=,)(?!\d{3})")
BOUNDED = re.compile(
    r"不(?:到|超过?|低于|高于|多于|大于|小于|及)|\b(?:no|not) (?:more|less|fewer|later) than\b|\bnot only\b"
)
"""Words such as 不到 that bound a number and are no negation."""
_SOURCE = re.compile(r"(?:社|报|网|电视台|电台|news|times|post|daily|reuters|agency)$")
"""Endings of publishers' names: such a name must be in the quote or be the article's publisher."""
_MODAL = re.compile(r"^(?:[会能将要得再曾有可被]|可以)+")
"""Words between 不 and the negated word."""
OPPOSITES = tuple(
    (re.compile(up), re.compile(down))
    for up, down in (
        (r"增长|增加|上涨|上升|提高|提升|攀升|走高|\b(?:rose|rise|rising|grew|grow|growth|increas\w+|gain\w*|up)\b",
         r"下降|减少|下跌|下滑|降低|回落|走低|\b(?:fell|fall|falling|drop\w*|declin\w+|decreas\w+|down)\b"),
        (r"超过|逾|高于|以上|不少于|\b(?:more than|over|above|at least)\b",
         r"不足|不到|低于|以下|不超过|\b(?:less than|under|below|at most)\b"),
        (r"同意|支持|批准|赞成|\b(?:agree\w*|support\w*|approv\w+)\b",
         r"反对|拒绝|否决|\b(?:oppos\w+|reject\w*|refus\w+)\b"),
        (r"盈利|\bprofit\w*\b", r"亏损|\bloss\w*\b"),
        (r"胜诉|击败|\b(?:won|win)\b", r"败诉|不敌|\b(?:lost|lose)\b"),
        (r"首次|第一次|\bfirst time\b", r"再次|第二次|\bagain\b"),
    )
)  # fmt: skip
"""Pairs of opposites; a sentence that contains both of a pair is not judged by it."""


class Aligned(NamedTuple):
    """A clause and the passage sentence that it is checked against."""

    text: str
    words: list[Claimed]
    ground: SourceSentence
    given: PassageText
    covered: float


def fault_of_clause(aligned: Aligned, index: Index) -> Fault | None:
    """The first thing that is wrong with a clause, or None."""
    published = aligned.given.published
    claimed, held = facts_of(aligned.text, published=published), aligned.ground.facts
    if wrong_numbers(claimed, [held]) or _of_another_clause(aligned, claimed, index):
        return "number"
    if wrong_dates(claimed, [held], published=published):
        return "date"
    if _wrong_names(claimed, aligned, index):
        return "name"
    denied = _denies(claimed.folded, held.folded, claimed=True) or _denies(held.folded, claimed.folded, claimed=False)
    return "denial" if denied or opposed(claimed.folded, held.folded) else None


def _of_another_clause(aligned: Aligned, claimed: Facts, index: Index) -> bool:
    """Whether the quote has other numbers for the same words: its clause with most of them has other numbers."""
    pieces = [piece for piece in CLAUSE.split(aligned.ground.text) if piece]
    if len(pieces) < 2 or is_across(aligned.text, aligned.ground.text) or not claimed.numbers:
        return False
    shares = coverages(aligned.words, pieces, index, across=False)
    best = max(range(len(pieces)), key=lambda at: shares[at])
    return shares[best] >= BOUND and other_numbers(claimed, facts_of(pieces[best], published=None))


def _wrong_names(claimed: Facts, aligned: Aligned, index: Index) -> list[str]:
    """Names that neither the quote nor its context contains, or that replace another name there."""
    if not claimed.names:
        return []
    across = is_across(aligned.text, aligned.ground.text)
    least = NAME_ACROSS if across else NAME_SHARE
    texts = [aligned.ground.text, aligned.given.around]
    held = word_shares([Claimed(name, 1.0) for name, _ in claimed.names], texts, index, across=across)
    publisher = fold(aligned.given.publisher)
    others = {tag for name, tag in aligned.ground.facts.names if name not in claimed.folded}
    return [
        name
        for (name, tag), (in_quote, around) in zip(claimed.names, held, strict=True)
        if in_quote < least
        and (
            around < least
            or (not across and tag in others)
            or (_SOURCE.search(name) is not None and name not in publisher)
        )
    ]


Contraries = Sequence[tuple[re.Pattern[str], re.Pattern[str]]]


def opposed(one: str, other: str, contraries: Contraries = OPPOSITES) -> bool:
    """Whether one folded text says 增长 and the other 下降, and neither says both."""
    for up, down in contraries:
        sides = [(up.search(text) is not None, down.search(text) is not None) for text in (one, other)]
        if sides in ([(True, False), (False, True)], [(False, True), (True, False)]):
            return True
    return False


def _denies(one: str, other: str, *, claimed: bool) -> bool:
    """Whether a text negates what another affirms: the characters after 没有 or not occur there without it.

    For a claim, a negation also counts if the other text negates nothing at all.
    """
    denying, said = (BOUNDED.sub(" ", NO_NEGATION.sub(" ", text)) for text in (one, other))
    denied = [_behind(denying, match.end()) for match in NEGATION.finditer(denying)]
    denied_too = {_behind(said, match.end()) for match in NEGATION.finditer(said)}
    if claimed and denied and not denied_too:
        return True
    return any(
        each in said and each not in denied_too and denying.count(each) == denied.count(each) for each in denied if each
    )


def _behind(folded: str, end: int) -> str:
    """What is negated: two Chinese characters, or the next content word."""
    rest = _MODAL.sub("", folded[end : end + 40].lstrip(), count=1)
    if not rest or not rest[0].isascii():
        return rest[:2] if len(rest) > 1 and rest[:2].isalpha() else ""
    return next((word for word in re.findall(r"[a-z]+", rest) if word not in STOP_WORDS), "")


FEWEST_WORDS = 3
"""Fewest content words of a clause: a shorter one, such as 到2025年, is joined to its neighbour."""
NEARLY = 0.06
"""Difference of coverage within which either sentence may be the clause's origin, so that facts decide."""
MOST_NEAR = 3


def align(sentence: str, given: Sequence[PassageText], index: Index) -> list[Aligned]:
    """Pair each clause with the sentence that covers most of its words; of near equals, one without wrong facts."""
    grounds = [(each, one) for one in given for each in one.sentences]
    aligned: list[Aligned] = []
    if not grounds:
        return aligned
    texts = [each.text for each, _ in grounds]
    for clause, claimed in clauses(sentence, index):
        across = is_across(clause, texts[0])
        shares = coverages(claimed, texts, index, across=across)
        before = aligned[-1].ground if aligned else None
        order = sorted(range(len(texts)), key=lambda at: (-round(shares[at], 3), grounds[at][0] is not before, at))
        near = [at for at in order if shares[at] >= shares[order[0]] - NEARLY][:MOST_NEAR]
        tried = [Aligned(clause, claimed, *grounds[at], shares[at]) for at in near]
        aligned.append(next((each for each in tried if not fault_of_clause(each, index)), tried[0]))
    return aligned


def clauses(sentence: str, index: Index) -> list[tuple[str, list[Claimed]]]:
    """The clauses of a sentence, short ones joined to the next, the last to the one before; none without words."""
    parts: list[str] = []
    begun = ""
    for piece in CLAUSE.split(sentence):
        begun += piece
        if len(claimed_words(begun, index)) >= FEWEST_WORDS:
            parts.append(begun)
            begun = ""
    if begun and parts:
        parts[-1] += begun
    elif begun:
        parts.append(begun)
    return [(part, found) for part in parts if (found := claimed_words(part, index)) or any(map(str.isdigit, part))]
