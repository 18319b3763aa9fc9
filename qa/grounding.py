"""Is a sentence borne out by the passages that it cites? Clause by clause, against their sentences, by rules.

Each clause is held against the one sentence that holds most of its words. That sentence must hold the clause's numbers,
dates, names and quotations in their normal forms, say what the clause denies, cover its words above a threshold, and
lie near to it in the encoder's space. The sentences so found are the quotes; nothing that a model calls a quote is one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Literal, NamedTuple

from embeddings.chunk import sentence_spans
from embeddings.index import Index
from embeddings.normalize import fold
from embeddings.schema import Document, Hit, Span
from embeddings.segment import STOP_WORDS
from qa.addressed import addressed_to_a_model
from qa.covered import Claimed, claimed_words, coverages, is_across, word_shares
from qa.facts import Facts, facts_of, other_numbers, plain, wrong_dates, wrong_numbers, wrong_quotations
from qa.links import has_link
from qa.question_rules import NEGATION, NO_NEGATION

Fault = Literal[
    "uncited", "unknown", "link", "number", "date", "name", "quotation", "denial", "words", "meaning", "empty"
]
"""Why a sentence is not borne out; unknown: it cites only passages that were not given."""

LEAST_COVERED = 0.55
"""Share of the weight of a sentence's words that its quotes must hold (benchmarks.faithfulness --half tune): words
without support cover .29 at most there, other words for the same .90 at least, and a real model rewords more."""
LEAST_COVERED_ACROSS = 0.5
"""The same where the sentence is in another language."""
LEAST_NEAR = 0.35
"""Cosine of claim and quotes below which they are not of one thing."""
LEAST_NEAR_ACROSS = 0.15
FEWEST_WORDS = 3
"""Words of content that a clause has at least: 到2025年 is held against what its neighbour is held against."""
NAME_SHARE = 0.99
NAME_ACROSS = 0.7
"""How much of a name a text must hold, in the claim's language and across."""
LEAST_OF_CLAUSE = 0.4
"""The same of each of several clauses: two words of five in other words are a paraphrase."""
LEAST_OF_OTHERS = 0.45
"""The same of a sentence's words that are no names."""
NEARLY = 0.06
"""Shares that far apart may both be the sentence that a clause was made from: facts decide then."""
MOST_NEAR = 3
BOUND = 0.5
"""Share of a clause's words from which one clause of a quote is what it was made from: its numbers must be there."""
_CLAUSE = re.compile(r"(?<=[，；;：:])|(?<=,)(?!\d{3})")
_BOUNDED = re.compile(
    r"不(?:到|超过?|低于|高于|多于|大于|小于|及)|\b(?:no|not) (?:more|less|fewer|later) than\b|\bnot only\b"
)
"""What bounds a number and denies nothing."""
_LINE = re.compile(r"[^\n]+")
_SOURCE = re.compile(r"(?:社|报|网|电视台|电台|news|times|post|daily|reuters|agency)$")
"""How names of those who publish end: that something is theirs must stand in the quote, or be known of the article."""
_MODAL = re.compile(r"^(?:[会能将要得再曾有可被]|可以)+")
"""What stands between 不 and the word that is denied."""
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
"""Words of which one is the contrary of the other; a sentence that says both says nothing here."""


class Ground(NamedTuple):
    """A sentence of a passage."""

    doc_id: str
    span: Span
    text: str
    facts: Facts


class Passages:
    """The passages that a model was given, by their numbers from 1, ready to be held against."""

    def __init__(self, hits: Sequence[Hit], index: Index) -> None:
        """Nothing is read before it is cited.

        Args:
            hits: In the order of the prompt.
            index: The snapshot that they came from.
        """
        self.index = index
        self._hits = tuple(hits)
        self._grounds: dict[int, Given] = {}

    def __contains__(self, number: int) -> bool:
        return 1 <= number <= len(self._hits)

    def given(self, number: int) -> Given:
        """What one of them holds."""
        if number not in self._grounds:
            hit = self._hits[number - 1]
            self._grounds[number] = Given(hit, self.index.document(hit.passage.doc_id))
        return self._grounds[number]


class Given:
    """One passage: its sentences, and what stands above them."""

    def __init__(self, hit: Hit, document: Document) -> None:
        self._hit, self._document = hit, document
        self.published: date | None = hit.source.published
        self.publisher = hit.source.publisher or ""
        self.around = fold(
            " ".join(filter(None, (hit.source.title, hit.passage.heading, hit.source.publisher, hit.passage.text)))
        )

    @cached_property
    def sentences(self) -> tuple[Ground, ...]:
        """In order; no agency line, and none of a line that gives orders to a model."""
        passage = self._hit.passage
        orders = [
            Span(start=match.start(), end=match.end())
            for match in _LINE.finditer(self._document.text, passage.span.start, passage.span.end)
            if addressed_to_a_model(match[0])
        ]
        return tuple(
            Ground(passage.doc_id, span, text, facts_of(text, published=self.published))
            for span in sentence_spans(self._document)
            if passage.span.start <= span.start and span.end <= passage.span.end and span != self._document.agency_line
            if not any(line.start <= span.start < line.end for line in orders)
            for text in (span.of(self._document.text),)
        )


class Grounded(NamedTuple):
    """What became of a sentence."""

    fault: Fault | None
    """None where it is borne out."""
    quotes: tuple[Ground, ...] = ()
    """The sentences that bear it out, in its order, each once; empty with a fault."""
    covered: float = 0.0
    """Share of the words' weight that the quotes hold, clause by clause."""
    near: float = 0.0
    """Cosine of the sentence and its quotes."""


class _Aligned(NamedTuple):
    """A clause and what it is held against."""

    text: str
    words: list[Claimed]
    ground: Ground
    given: Given
    covered: float


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
    aligned = _align(sentence, given, passages.index)
    if not aligned:
        return Grounded("empty")
    quotes = tuple({(each.ground.doc_id, each.ground.span.start): each.ground for each in aligned}.values())
    weights = [sum(word.weight for word in each.words) for each in aligned]
    shares = [weight * each.covered for weight, each in zip(weights, aligned, strict=True)]
    covered = sum(shares) / (sum(weights) or 1.0)
    near = _nearness(sentence, quotes, passages.index)
    fault = _fault(sentence, aligned, passages.index, covered, near)
    return Grounded(fault, () if fault else quotes, covered, near)


def _align(sentence: str, given: Sequence[Given], index: Index) -> list[_Aligned]:
    """Each clause with the sentence that holds most of its words; of those nearly as good one without a wrong fact."""
    grounds = [(each, one) for one in given for each in one.sentences]
    aligned: list[_Aligned] = []
    if not grounds:
        return aligned
    texts = [each.text for each, _ in grounds]
    for clause, claimed in _clauses(sentence, index):
        across = is_across(clause, texts[0])
        shares = coverages(claimed, texts, index, across=across)
        before = aligned[-1].ground if aligned else None
        order = sorted(range(len(texts)), key=lambda at: (-round(shares[at], 3), grounds[at][0] is not before, at))
        near = [at for at in order if shares[at] >= shares[order[0]] - NEARLY][:MOST_NEAR]
        tried = [_Aligned(clause, claimed, *grounds[at], shares[at]) for at in near]
        aligned.append(next((each for each in tried if not _fault_of_clause(each, index)), tried[0]))
    return aligned


def _clauses(sentence: str, index: Index) -> list[tuple[str, list[Claimed]]]:
    """The clauses of a sentence, short ones joined to the next, the last to the one before; none without words."""
    parts: list[str] = []
    begun = ""
    for piece in _CLAUSE.split(sentence):
        begun += piece
        if len(claimed_words(begun, index)) >= FEWEST_WORDS:
            parts.append(begun)
            begun = ""
    if begun and parts:
        parts[-1] += begun
    elif begun:
        parts.append(begun)
    return [(part, found) for part in parts if (found := claimed_words(part, index)) or any(map(str.isdigit, part))]


def _fault(sentence: str, aligned: Sequence[_Aligned], index: Index, covered: float, near: float) -> Fault | None:
    """The first thing that is wrong, facts before words."""
    for each in aligned:
        found = _fault_of_clause(each, index)
        if found:
            return found
    around = plain(" ".join(each.given.around for each in aligned))
    if wrong_quotations(facts_of(sentence, published=None), around):
        return "quotation"
    across = is_across(sentence, aligned[0].ground.text)
    least = LEAST_COVERED_ACROSS if across else LEAST_COVERED
    if covered < least or any(each.covered < LEAST_OF_CLAUSE for each in aligned) or _only_names(aligned, index):
        return "words"
    return "meaning" if near < (LEAST_NEAR_ACROSS if across else LEAST_NEAR) else None


def _only_names(aligned: Sequence[_Aligned], index: Index) -> bool:
    """Whether the quotes hold little beside the names: 蓝田新区破产, where the text says what 蓝田新区 builds."""
    total = held = 0.0
    for each in aligned:
        others = [word for word in each.words if not word.named]
        across = is_across(each.text, each.ground.text)
        weight = sum(word.weight for word in others)
        total += weight
        held += weight * coverages(others, [each.ground.text], index, across=across)[0]
    return held < LEAST_OF_OTHERS * total


def _fault_of_clause(aligned: _Aligned, index: Index) -> Fault | None:
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


def _of_another_clause(aligned: _Aligned, claimed: Facts, index: Index) -> bool:
    """Whether the quote gives its numbers to other words: the clause that holds most of these has other numbers."""
    pieces = [piece for piece in _CLAUSE.split(aligned.ground.text) if piece]
    if len(pieces) < 2 or is_across(aligned.text, aligned.ground.text) or not claimed.numbers:
        return False
    shares = coverages(aligned.words, pieces, index, across=False)
    best = max(range(len(pieces)), key=lambda at: shares[at])
    return shares[best] >= BOUND and other_numbers(claimed, facts_of(pieces[best], published=None))


def _wrong_names(claimed: Facts, aligned: _Aligned, index: Index) -> list[str]:
    """Names that neither the quote nor what stands around it holds, or that stand in the place of another there."""
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


def opposed(one: str, other: str) -> bool:
    """Whether a folded text says 增长 where another says 下降, and neither says both."""
    for up, down in OPPOSITES:
        sides = [(up.search(text) is not None, down.search(text) is not None) for text in (one, other)]
        if sides in ([(True, False), (False, True)], [(False, True), (True, False)]):
            return True
    return False


def _denies(one: str, other: str, *, claimed: bool) -> bool:
    """Whether a text denies what another says plainly: the characters behind 没有 or not stand there without it.

    A claim that denies is one also where the other text denies nothing at all.
    """
    denying, said = (_BOUNDED.sub(" ", NO_NEGATION.sub(" ", text)) for text in (one, other))
    denied = [_behind(denying, match.end()) for match in NEGATION.finditer(denying)]
    denied_too = {_behind(said, match.end()) for match in NEGATION.finditer(said)}
    if claimed and denied and not denied_too:
        return True
    return any(
        each in said and each not in denied_too and denying.count(each) == denied.count(each) for each in denied if each
    )


def _behind(folded: str, end: int) -> str:
    """What is denied: two Chinese characters, or the next word that says something."""
    rest = _MODAL.sub("", folded[end : end + 40].lstrip(), count=1)
    if not rest or not rest[0].isascii():
        return rest[:2] if len(rest) > 1 and rest[:2].isalpha() else ""
    return next((word for word in re.findall(r"[a-z]+", rest) if word not in STOP_WORDS), "")


def _nearness(sentence: str, quotes: Sequence[Ground], index: Index) -> float:
    vectors = index.encoder.encode_documents([sentence, " ".join(each.text for each in quotes)])
    return float(vectors[0] @ vectors[1])
