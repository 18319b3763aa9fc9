"""Which sentence of the passages each clause of a model's was made from: the one that holds most of its words."""

from __future__ import annotations

from collections.abc import Sequence

from embeddings.index import Index
from qa.covered import Claimed, claimed_words, coverages, is_across
from qa.faults import CLAUSE, Aligned, fault_of_clause
from qa.given import Given

FEWEST_WORDS = 3
"""Words of content that a clause has at least: 到2025年 is held against what its neighbour is held against."""
NEARLY = 0.06
"""Shares that far apart may both be the sentence that a clause was made from: facts decide then."""
MOST_NEAR = 3


def align(sentence: str, given: Sequence[Given], index: Index) -> list[Aligned]:
    """Each clause with the sentence that holds most of its words; of those nearly as good one without a wrong fact."""
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
