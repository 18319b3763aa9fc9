"""From the sentences that answer to the shape that the question asks for: items, a table, an order, a verdict.

Everything is made of spans of the evidence; nothing is worded here. Markers count the evidence from 1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from embeddings.chunk import sentence_spans
from embeddings.normalize import fold
from embeddings.schema import Document, Span
from qa.compose_prose import in_order, together, verdict
from qa.compose_table import Quoted, differing, table_of
from qa.enumeration import items_of, numbered
from qa.question import Question
from qa.schema import Draft, Evidence, Item

DocumentOf = Callable[[str], Document]
"""The stored document of a doc_id."""
MOST_NUMBERED = 30
"""Numbered sentences that follow one that announces them: 003 has 22 measures."""


def composed(question: Question, evidence: Sequence[Evidence], document_of: DocumentOf) -> Draft:
    """A draft in the shape that the question asks for.

    Args:
        question: As understood.
        evidence: The sentences that answer, best first; at least one.
        document_of: Where they come from.
    """
    if question.kind in {"reason", "way"}:
        return Draft(evidence=_carrying(question, evidence, document_of))
    if question.kind == "list" and not question.lists_figures:
        return _list(question, _with_numbered(evidence[0], evidence[1:], document_of), document_of)
    if question.kind == "definition":
        return Draft(evidence=tuple(_defining(question, each, document_of) for each in evidence))
    if question.kind == "yesno":
        return Draft(evidence=tuple(evidence), verdict=verdict(question, _text(evidence[0], document_of)))
    quoted = [Quoted(marker, each, document_of(each.doc_id)) for marker, each in enumerate(evidence, start=1)]
    if question.lists_figures:
        return Draft(evidence=tuple(evidence), table=table_of(question, quoted))
    if question.kind == "number":
        return Draft(evidence=tuple(evidence), table=differing(question, quoted))
    return Draft(evidence=tuple(evidence))


def joined(question: Question, drafts: Sequence[Draft], document_of: DocumentOf) -> Draft:
    """One draft of the drafts for a comparison's sides, in their order; each piece of evidence once for each side."""
    sides = list(zip(question.sides, drafts, strict=True))
    found = [
        (side.name, each) for side, draft in sides for each in draft.evidence[: 1 if question.lists_figures else 2]
    ]
    if not found:
        missing = tuple(dict.fromkeys(each for draft in drafts for each in draft.missing))
        nearest = tuple(dict.fromkeys(each for draft in drafts for each in draft.nearest[:1]))
        return Draft(missing=missing, nearest=nearest, confidence=_most(drafts))
    places: dict[tuple[str, int], int] = {}
    evidence: list[Evidence] = []
    quoted: list[Quoted] = []
    for name, each in found:
        key = each.doc_id, each.span.start
        if key not in places:
            evidence.append(each)
            places[key] = len(evidence)
        quoted.append(Quoted(places[key], each, document_of(each.doc_id), side=name))
    return Draft(
        evidence=tuple(evidence),
        table=table_of(question, quoted) if question.lists_figures else None,
        confidence=_most(drafts),
        unanswered=tuple(side.name for side, draft in sides if not draft.evidence),
    )


def _most(drafts: Sequence[Draft]) -> float | None:
    """The highest of the drafts' confidences; None where none has one."""
    return max((draft.confidence for draft in drafts if draft.confidence is not None), default=None)


def _text(evidence: Evidence, document_of: DocumentOf) -> str:
    return evidence.span.of(document_of(evidence.doc_id).text)


def _carrying(question: Question, evidence: Sequence[Evidence], document_of: DocumentOf) -> tuple[Evidence, ...]:
    """The sentences of the best one's article in its order; those of other articles only where it stands alone."""
    best = evidence[0]
    document = document_of(best.doc_id)
    near = [each.span for each in evidence if each.doc_id == best.doc_id]
    spans = [span for span in sentence_spans(document) if span != document.agency_line]
    answers = {each.span: each.answer for each in evidence if each.doc_id == best.doc_id}
    carrying = [
        Evidence(doc_id=best.doc_id, span=span, answer=answers.get(span))
        for span in in_order(question, document, spans, near)
    ]
    return tuple(carrying) if len(carrying) > 1 else tuple(evidence)


def _defining(question: Question, evidence: Evidence, document_of: DocumentOf) -> Evidence:
    return evidence.model_copy(update={"answer": together(question, _text(evidence, document_of))})


def _list(question: Question, evidence: Sequence[Evidence], document_of: DocumentOf) -> Draft:
    """Items of the first evidence that enumerates, or of numbered sentences; the answer runs from first to last."""
    texts = [_text(each, document_of) for each in evidence]
    opened = [numbered(text) for text in texts]
    several = sum(each is not None for each in opened) > 1
    listed: list[Evidence] = []
    items: list[Item] = []
    due = 1
    for marker, (each, text, own) in enumerate(zip(evidence, texts, opened, strict=True), start=1):
        spans = items_of(question, text)
        if several and own and own.number == due:
            due += 1
            spans = (own.span,)
        new = [span for span in spans if all(item.text != span.of(text) for item in items)]
        items += [Item(marker=marker, span=span, text=span.of(text)) for span in new]
        answer = Span(start=spans[0].start, end=spans[-1].end) if len(new) > 1 else each.answer
        listed.append(each.model_copy(update={"answer": answer}))
    return Draft(evidence=tuple(listed), items=tuple(items))


def _with_numbered(best: Evidence, others: Sequence[Evidence], document_of: DocumentOf) -> list[Evidence]:
    """The best sentence, and where it announces or opens a numbered list the sentences that go on with it."""
    document = document_of(best.doc_id)
    text = _text(best, document_of)
    spans = sentence_spans(document)
    opened = numbered(text)
    number = opened.number if opened else 0
    following: list[Evidence] = []
    if best.span in spans and (number == 1 or fold(text).rstrip().endswith((":", "：", "几点", "如下"))):
        at = spans.index(best.span)
        for span in spans[at + 1 : at + 1 + MOST_NUMBERED]:
            own = numbered(span.of(document.text))
            if own and own.number == number + 1:
                following.append(Evidence(doc_id=best.doc_id, span=span))
                number += 1
            elif not following or own:
                break
    taken = {(each.doc_id, each.span.start) for each in following}
    return [best, *following, *(each for each in others if (each.doc_id, each.span.start) not in taken)]
