"""Compose: from selected evidence to the shape that the question asks for: items, a table, an order, a verdict.

Everything is made of spans of the evidence; nothing is worded here. Markers count the evidence from 1. What carries a
reason, a way or a plain yes or no, and which sentences go on with one another, are rules as data.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from embeddings.schema import Document, Span
from embeddings.text.chunk import sentence_spans
from embeddings.text.normalize import Text, is_han
from embeddings.text.segment import words
from qa.answer.enumeration import items_of, numbered
from qa.evidence.select import Selection
from qa.evidence.spans import together
from qa.question.understand import FUNCTION_WORDS, Question
from qa.schema import DocumentOf, Draft, Evidence, Item, Verdict


def compose(
    question: Question, parts: Sequence[Question], selections: Sequence[Selection], document_of: DocumentOf
) -> Draft:
    """A draft in the shape that the question asks for.

    Args:
        question: As understood.
        parts: The question itself, or those of the sides of a comparison in their order.
        selections: What was selected for each part.
        document_of: Where the evidence comes from.
    """
    drafts = [draft_of(part, selection, document_of) for part, selection in zip(parts, selections, strict=True)]
    return join_sides(question, drafts, document_of) if question.sides else drafts[0]


def draft_of(question: Question, selection: Selection, document_of: DocumentOf) -> Draft:
    """The draft for one question, or for one side of a comparison; without evidence it is a refusal."""
    known = {"confidence": selection.probability, "read": selection.read}
    if not selection.evidence:
        return Draft(missing=selection.missing, nearest=selection.nearest).model_copy(update=known)
    return shape(question, selection.evidence, document_of).model_copy(update=known)


def shape(question: Question, evidence: Sequence[Evidence], document_of: DocumentOf) -> Draft:
    """The evidence as prose, as a list, as a table or as it is.

    Args:
        question: As understood.
        evidence: The sentences that answer, best first; at least one.
        document_of: Where they come from.
    """
    if question.spec.prose:
        return prose(question, evidence, document_of)
    if question.kind == "list" and not question.lists_figures:
        return listed(question, evidence, document_of)
    if question.lists_figures or (question.kind == "number" and len({each.doc_id for each in evidence}) > 1):
        from qa.answer.tables import tabled  # noqa: PLC0415  (only figures side by side need it)

        return tabled(question, evidence, document_of)
    return Draft(evidence=tuple(evidence))


def join_sides(question: Question, drafts: Sequence[Draft], document_of: DocumentOf) -> Draft:
    """One draft of the drafts for a comparison's sides, in their order; each piece of evidence once for each side."""
    from qa.answer.tables import Quoted, table_of  # noqa: PLC0415  (as in `shape`)

    sides = list(zip(question.sides, drafts, strict=True))
    most = 1 if question.lists_figures else 2
    chosen = [(side.name, each) for side, draft in sides for each in draft.evidence[:most]]
    if not chosen:
        missing = tuple(dict.fromkeys(each for draft in drafts for each in draft.missing))
        nearest = tuple(dict.fromkeys(each for draft in drafts for each in draft.nearest[:1]))
        return Draft(missing=missing, nearest=nearest, confidence=_most(drafts), read=_best_read(drafts))
    places: dict[tuple[str, int], int] = {}
    evidence: list[Evidence] = []
    quoted: list[Quoted] = []
    for name, each in chosen:
        key = each.doc_id, each.span.start
        if key not in places:
            evidence.append(each)
            places[key] = len(evidence)
        quoted.append(Quoted.of(places[key], each, document_of(each.doc_id), side=name))
    return Draft(
        evidence=tuple(evidence),
        table=table_of(question, quoted) if question.lists_figures else None,
        confidence=_most(drafts),
        unanswered=tuple(side.name for side, draft in sides if not draft.evidence),
        read=_best_read(drafts),
    )


def _best_read(drafts: Sequence[Draft]) -> dict[str, float]:
    best: dict[str, float] = {}
    for passage_id, nats in (each for draft in drafts for each in draft.read.items()):
        best[passage_id] = max(nats, best.get(passage_id, nats))
    return best


def _most(drafts: Sequence[Draft]) -> float | None:
    """The highest of the drafts' confidences; None where none has one."""
    return max((draft.confidence for draft in drafts if draft.confidence is not None), default=None)


MOST_NUMBERED = 30
"""Numbered sentences that follow one that announces them: 003 has 22 measures."""


def listed(question: Question, evidence: Sequence[Evidence], document_of: DocumentOf) -> Draft:
    """A draft for a list that is no list of figures; its arguments are those of `shape`."""
    return _items(question, _with_numbered(evidence[0], evidence[1:], document_of), document_of)


def _items(question: Question, evidence: Sequence[Evidence], document_of: DocumentOf) -> Draft:
    """Items of the first evidence that enumerates, or of numbered sentences; the answer runs from first to last."""
    texts = [_text(each, document_of) for each in evidence]
    opened = [numbered(text) for text in texts]
    several = sum(each is not None for each in opened) > 1
    kept: list[Evidence] = []
    items: list[Item] = []
    due = 1
    for marker, (each, text, own) in enumerate(zip(evidence, texts, opened, strict=True), start=1):
        spans = items_of(question, text)
        if several and own and own.number == due:
            due += 1
            spans = (own.span,)
        new = [span for span in spans if all(item.text != span.of(text.raw) for item in items)]
        items += [Item(marker=marker, span=span, text=span.of(text.raw)) for span in new]
        answer = Span(start=spans[0].start, end=spans[-1].end) if len(new) > 1 else each.answer
        kept.append(each.model_copy(update={"answer": answer}))
    return Draft(evidence=tuple(kept), items=tuple(items))


def _with_numbered(best: Evidence, others: Sequence[Evidence], document_of: DocumentOf) -> list[Evidence]:
    """The best sentence, and where it announces or opens a numbered list the sentences that go on with it."""
    document = document_of(best.doc_id)
    text = _text(best, document_of)
    spans = sentence_spans(document)
    opened = numbered(text)
    number = opened.number if opened else 0
    following: list[Evidence] = []
    if best.span in spans and (number == 1 or text.folded.rstrip().endswith((":", "：", "几点", "如下"))):
        at = spans.index(best.span)
        for span in spans[at + 1 : at + 1 + MOST_NUMBERED]:
            own = numbered(Text.of(span.of(document.text)))
            if own and own.number == number + 1:
                following.append(Evidence(doc_id=best.doc_id, span=span))
                number += 1
            elif not following or own:
                break
    taken = {(each.doc_id, each.span.start) for each in following}
    return [best, *following, *(each for each in others if (each.doc_id, each.span.start) not in taken)]


def _text(evidence: Evidence, document_of: DocumentOf) -> Text:
    return Text.of(evidence.span.of(document_of(evidence.doc_id).text))


MOST_SENTENCES = 4
"""Of a reason or a way."""

_CARRIES = {
    "reason": re.compile(
        r"因为|由于|皆因|因而|以致|因(?=[^素此])|原因|缘由|在于|导致|致使|使得|为了|旨在|鉴于|得益于|受.{1,12}影响|出于|源于|"
        r"归因|引发|"
        r"\b(?:because|due to|owing to|since|in order to|as a result|caused?|led to|reasons?|thanks to)\b"
    ),
    "way": re.compile(
        r"通过|采用|采取|利用|运用|借助|依托|凭借|以.{1,16}(?:方式|形式|手段|方法|途径)|"
        r"\b(?:by|through|using|via|with the help of|in the form of)\b"
    ),
}
_CONTINUES = re.compile(
    r"(?:此外|另外|同时|其次|再次|再者|最后|而且|并且|还|也|一方面|另一方面|第[二三四五六]|[二三四五六]是)|"
    r"(?:also|moreover|in addition|besides|furthermore|second(?:ly)?|finally)\b"
)
"""How a sentence opens that goes on with what the one before it said."""
_REFERS_BACK = re.compile(
    r"(?:因此|所以|因而|为此|于是|故此?|从而|这(?:样|也|就|是|使|意味|一)|此举|对此|其中)|"
    r"(?:therefore|thus|hence|so|this|that is why|as a result|consequently)\b"
)
"""How a sentence opens that means nothing without the one before it."""

_NOT = re.compile(
    r"不(?!仅|断|但|只|少|同)|没有?|未(?!来)|并非|无法|无需|否认|暂停|取消|拒绝|\b(?:not|never|no|nor|"
    r"without|denied|cancel\w*)\b|n't\b"
)
_UNSURE = re.compile(
    r"可能|或许|也许|或将|有望|预计|拟|计划|打算|考虑|如果|若|假如|一旦|是否|据称|传闻|希望|建议|争取|力争|尚|"
    r"\b(?:may|might|could|would|should|if|whether|plans?|expected|reportedly|likely|proposed?|hopes?)\b"
)
"""What makes a statement less than plain, unless the question says it too."""
_ASKS_YES = re.compile(
    r"吗|嘛(?=[?？]|$)|呢|(?:是不是|有没有|能不能|会不会|要不要|可不可以)|是否|能否|可否|有无|已经|目前|现在|[?？。 ]|"
    r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would)\b"
)


def prose(question: Question, evidence: Sequence[Evidence], document_of: DocumentOf) -> Draft:
    """A draft for a reason, a way, a definition, or a question for yes or no; its arguments are those of `shape`."""
    if question.kind == "definition":
        return Draft(evidence=tuple(_defining(question, each, document_of) for each in evidence))
    if question.kind == "yesno":
        best = evidence[0]
        return Draft(evidence=tuple(evidence), verdict=verdict(question, _text(best, document_of)))
    return Draft(evidence=_carrying(question, evidence, document_of))


def _carrying(question: Question, evidence: Sequence[Evidence], document_of: DocumentOf) -> tuple[Evidence, ...]:
    """The sentences of the best one's article in its order; those of other articles only where it stands alone."""
    best = evidence[0]
    document = document_of(best.doc_id)
    near = [each.span for each in evidence if each.doc_id == best.doc_id]
    spans = [span for span in sentence_spans(document) if span != document.agency_line]
    carrying = [
        Evidence(doc_id=best.doc_id, span=span, answer=best.answer if span == best.span else None)
        for span in in_order(question, document, spans, near)
    ]
    return tuple(carrying) if len(carrying) > 1 else tuple(evidence)


def _defining(question: Question, evidence: Evidence, document_of: DocumentOf) -> Evidence:
    """What several things are together, where the question asks for that, is the short answer; else the reader's."""
    several = together(question, _text(evidence, document_of))
    return evidence.model_copy(update={"answer": several}) if several else evidence


def in_order(question: Question, document: Document, spans: Sequence[Span], near: Sequence[Span]) -> list[Span]:
    """The sentences of one article that carry a reason or a way, in the article's order.

    Args:
        question: For a reason or a way.
        document: The article of the best sentence.
        spans: Its sentences in order.
        near: Sentences of it that were found to answer, best first.

    Returns:
        The best sentence; the one before it where it only refers back to the reason; those right behind it that go on
        or carry more; and others found to answer that do. Four at most.
    """
    section = next((each.span for each in document.sections if each.span.start <= near[0].start < each.span.end), None)
    inside = [span for span in spans if section is None or section.start <= span.start < section.end]
    at = inside.index(near[0]) if near[0] in inside else -1
    if at < 0:
        return sorted(near, key=lambda span: span.start)[:MOST_SENTENCES]
    texts = [Text.of(span.of(document.text)) for span in inside]
    first = at
    if first and _REFERS_BACK.match(texts[at].folded) and not _CARRIES[question.kind].search(texts[at].folded):
        first -= 1
    last = at
    while last + 1 < len(inside) and last + 1 - first < MOST_SENTENCES:
        following = texts[last + 1]
        goes_on = _CONTINUES.match(following.folded) or _REFERS_BACK.match(following.folded)
        if not (goes_on or _carries_on(question, following)):
            break
        last += 1
    chosen = set(range(first, last + 1))
    further = [
        inside.index(span) for span in near[1:] if span in inside and _carries_on(question, texts[inside.index(span)])
    ]
    chosen |= set(further[: max(0, MOST_SENTENCES - len(chosen))])
    return [inside[place] for place in sorted(chosen)]


def _carries_on(question: Question, sentence: Text) -> bool:
    """Whether a sentence gives a reason or a way, and holds a word of the question."""
    named = (word.text for word in words(question.content) if len(word.text) > 1 and word.text not in FUNCTION_WORDS)
    return _CARRIES[question.kind].search(sentence.folded) is not None and any(
        word in sentence.folded for word in named
    )


def verdict(question: Question, sentence: Text) -> Verdict | None:
    """Whether a sentence answers a yes or no question plainly.

    The rule: one clause of the sentence holds every word of content of the question, in the question's order and in its
    script; it says yes if nothing in the sentence denies or weakens it, and no if one denial, and nothing else, stands
    right in that clause. A question that denies itself gets no verdict.
    """
    if question.kind != "yesno" or question.negated or question.sides:
        return None
    folded = sentence.folded
    if any(map(is_han, folded)) != question.chinese:
        return None
    asked = _ASKS_YES.sub(" ", question.folded)
    wanted = [word.text for word in words(asked) if word.text not in FUNCTION_WORDS]
    clauses = [clause for clause in re.split(r"[，,；;。！？!?](?!\d)|\.(?:\s|$)", folded) if clause.strip()]
    said = next((clause for clause in clauses if len(wanted) > 1 and _holds_in_order(clause, wanted)), None)
    if said is None or (_UNSURE.search(folded) and not _UNSURE.search(asked)):
        return None
    denials = _NOT.findall(folded)
    if not denials:
        return "yes"
    return "no" if len(denials) == 1 and _NOT.search(said) else None


def _holds_in_order(clause: str, wanted: Sequence[str]) -> bool:
    at = 0
    for word in wanted:
        found = clause.find(word, at)
        if found < 0:
            return False
        at = found + len(word)
    return True
