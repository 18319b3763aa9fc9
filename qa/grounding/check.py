"""Check by rules whether a model's sentence is supported by the passages that it cites.

Each clause is checked against the one passage sentence that covers most of its words. That sentence must contain the
clause's numbers, dates, names and quotations in normal form, agree with it in negation, cover its words above a
threshold, and have a similar vector. These sentences become the quotes; what the model itself presents as a quote is
not used. Sentences in another language than the passages have rules of their own (qa.grounding.across).
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
"""Share of the weight of a sentence's words that its quotes must cover. On benchmarks.faithfulness --half tune
unsupported sentences are covered to .29 at most and paraphrases to .90 at least; real models reword more."""
FEWEST_ENGLISH = 3
"""Fewest lower-case words, the first word aside, of an English sentence: TES 3:1 JDG is none."""
_ENGLISH = re.compile(r"\b[A-Za-z][a-z]+\b")
LEAST_NEAR = 0.35
"""Cosine of claim and quotes below which they have different subjects."""
LEAST_OF_CLAUSE = 0.4
"""The same share for each of several clauses: with two of five words reworded it is still a paraphrase."""
LEAST_OF_OTHERS = 0.45
"""The same share over a sentence's words that are not names."""


class Grounded(NamedTuple):
    """The result for a sentence."""

    fault: Fault | None
    """None if it is supported."""
    quotes: tuple[SourceSentence, ...] = ()
    """The sentences that support it, in its order, each once; empty with a fault."""
    covered: float = 0.0
    """Share of the words' weight that the quotes cover, clause by clause."""
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
    """The first fault, facts before words."""
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
    """Whether the quotes cover little besides the names: 蓝田新区破产 against a text on what 蓝田新区 builds."""
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
