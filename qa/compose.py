"""From the sentences that answer to the shape that the question asks for: items, a table, an order, a verdict.

Everything is made of spans of the evidence; nothing is worded here. Markers count the evidence from 1.
"""

from __future__ import annotations

from collections.abc import Sequence

from qa.question import Question
from qa.schema import DocumentOf, Draft, Evidence


def composed(question: Question, evidence: Sequence[Evidence], document_of: DocumentOf) -> Draft:
    """A draft in the shape that the question asks for.

    Args:
        question: As understood.
        evidence: The sentences that answer, best first; at least one.
        document_of: Where they come from.
    """
    # Each shape has rules of its own, and a question needs those of one at most.
    if question.kind in {"reason", "way", "definition", "yesno"}:
        from qa.compose_prose import prose  # noqa: PLC0415

        return prose(question, evidence, document_of)
    if question.kind == "list" and not question.lists_figures:
        from qa.compose_list import listed  # noqa: PLC0415

        return listed(question, evidence, document_of)
    if question.lists_figures or (question.kind == "number" and len({each.doc_id for each in evidence}) > 1):
        from qa.compose_table import tabled  # noqa: PLC0415

        return tabled(question, evidence, document_of)
    return Draft(evidence=tuple(evidence))


def joined(question: Question, drafts: Sequence[Draft], document_of: DocumentOf) -> Draft:
    """One draft of the drafts for a comparison's sides, in their order; each piece of evidence once for each side."""
    from qa.compose_table import Quoted, table_of  # noqa: PLC0415  (as in `composed`)

    sides = list(zip(question.sides, drafts, strict=True))
    found = [
        (side.name, each) for side, draft in sides for each in draft.evidence[: 1 if question.lists_figures else 2]
    ]
    if not found:
        missing = tuple(dict.fromkeys(each for draft in drafts for each in draft.missing))
        nearest = tuple(dict.fromkeys(each for draft in drafts for each in draft.nearest[:1]))
        return Draft(missing=missing, nearest=nearest, confidence=_most(drafts), read=_best_read(drafts))
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
