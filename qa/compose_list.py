"""A list in an answer: the items of sentences that enumerate, and numbered sentences that go on with one another."""

from __future__ import annotations

from collections.abc import Sequence

from embeddings.chunk import sentence_spans
from embeddings.normalize import fold
from embeddings.schema import Span
from qa.enumeration import items_of, numbered
from qa.question import Question
from qa.schema import DocumentOf, Draft, Evidence, Item

MOST_NUMBERED = 30
"""Numbered sentences that follow one that announces them: 003 has 22 measures."""


def listed(question: Question, evidence: Sequence[Evidence], document_of: DocumentOf) -> Draft:
    """A draft for a list that is no list of figures; its arguments are those of `composed`."""
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
        new = [span for span in spans if all(item.text != span.of(text) for item in items)]
        items += [Item(marker=marker, span=span, text=span.of(text)) for span in new]
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


def _text(evidence: Evidence, document_of: DocumentOf) -> str:
    return evidence.span.of(document_of(evidence.doc_id).text)
