"""Is a sentence borne out by the passages that it cites? Clause by clause, against their sentences, by rules.

Each clause is held against the one sentence that holds most of its words. That sentence must hold the clause's numbers,
dates, names and quotations in their normal forms, say what the clause denies, cover its words above a threshold, and
lie near to it in the encoder's space. The sentences so found are the quotes; nothing that a model calls a quote is one.
Sentences in another language than the passages are held by rules of their own (qa.grounding.across).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from embeddings.index.snapshot import Index
from qa.crosslingual.match import has_han
from qa.grounding.across import ground_across
from qa.grounding.alignment import Aligned, Fault, align, fault_of_clause
from qa.grounding.facts import facts_of, plain, wrong_quotations
from qa.grounding.passages import Passages, PassageText, SourceSentence, coverages, is_across
from qa.schema import has_link

LEAST_COVERED = 0.55
"""Share of the weight of a sentence's words that its quotes must hold (benchmarks.faithfulness --half tune): words
without support cover .29 at most there, other words for the same .90 at least, and a real model rewords more."""
FEWEST_ENGLISH = 3
"""Words in small letters, their first aside, that an English sentence has at least: TES 3:1 JDG is none."""
_ENGLISH = re.compile(r"\b[A-Za-z][a-z]+\b")
LEAST_NEAR = 0.35
"""Cosine of claim and quotes below which they are not of one thing."""
LEAST_OF_CLAUSE = 0.4
"""The same of each of several clauses: two words of five in other words are a paraphrase."""
LEAST_OF_OTHERS = 0.45
"""The same of a sentence's words that are no names."""


class Grounded(NamedTuple):
    """What became of a sentence."""

    fault: Fault | None
    """None where it is borne out."""
    quotes: tuple[SourceSentence, ...] = ()
    """The sentences that bear it out, in its order, each once; empty with a fault."""
    covered: float = 0.0
    """Share of the words' weight that the quotes hold, clause by clause."""
    near: float = 0.0
    """Cosine of the sentence and its quotes."""


def ground(sentence: str, cited: Sequence[int], passages: Passages) -> Grounded:
    """Check one sentence of a model.

    Args:
        sentence: As the model wrote it, without markers.
        cited: The numbers of the passages that it cites.
        passages: Those that the model was given.
    """
    if not cited:
        return Grounded("uncited")
    given = [passages.given(number) for number in dict.fromkeys(cited) if number in passages]
    if not given:
        return Grounded("unknown")
    if has_link(sentence):
        return Grounded("link")
    if _in_another_language(sentence, given):
        across = ground_across(sentence, given, passages.index)
        if across is None:
            return Grounded("empty")
        return Grounded(across.fault, () if across.fault else across.quotes, across.covered, across.near)
    aligned = align(sentence, given, passages.index)
    if not aligned:
        return Grounded("empty")
    quotes = tuple({(each.ground.doc_id, each.ground.span.start): each.ground for each in aligned}.values())
    weights = [sum(word.weight for word in each.words) for each in aligned]
    shares = [weight * each.covered for weight, each in zip(weights, aligned, strict=True)]
    covered = sum(shares) / (sum(weights) or 1.0)
    near = _nearness(sentence, quotes, passages.index)
    fault = _fault(sentence, aligned, passages.index, covered, near)
    return Grounded(fault, () if fault else quotes, covered, near)


def _in_another_language(sentence: str, given: Sequence[PassageText]) -> bool:
    """Whether a Chinese sentence cites no Chinese at all, or an English one mostly Chinese."""
    chinese = [has_han(each.text) for one in given for each in one.sentences]
    if has_han(sentence):
        return bool(chinese) and not any(chinese)
    return 2 * sum(chinese) > len(chinese) and len(_ENGLISH.findall(sentence)) >= FEWEST_ENGLISH


def _fault(sentence: str, aligned: Sequence[Aligned], index: Index, covered: float, near: float) -> Fault | None:
    """The first thing that is wrong, facts before words."""
    for each in aligned:
        found = fault_of_clause(each, index)
        if found:
            return found
    around = plain(" ".join(each.given.around for each in aligned))
    if wrong_quotations(facts_of(sentence, published=None), around):
        return "quotation"
    if (
        covered < LEAST_COVERED
        or any(each.covered < LEAST_OF_CLAUSE for each in aligned)
        or _only_names(aligned, index)
    ):
        return "words"
    return "meaning" if near < LEAST_NEAR else None


def _only_names(aligned: Sequence[Aligned], index: Index) -> bool:
    """Whether the quotes hold little beside the names: 蓝田新区破产, where the text says what 蓝田新区 builds."""
    total = held = 0.0
    for each in aligned:
        others = [word for word in each.words if not word.named]
        across = is_across(each.text, each.ground.text)
        weight = sum(word.weight for word in others)
        total += weight
        held += weight * coverages(others, [each.ground.text], index, across=across)[0]
    return held < LEAST_OF_OTHERS * total


def _nearness(sentence: str, quotes: Sequence[SourceSentence], index: Index) -> float:
    vectors = index.encoder.encode_documents([sentence, " ".join(each.text for each in quotes)])
    return float(vectors[0] @ vectors[1])
