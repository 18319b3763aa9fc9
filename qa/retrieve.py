"""A question to ranked passages: ask both indexes, fuse, drop repeats, cut."""

from __future__ import annotations

from embeddings.index import Index
from embeddings.lexical import KINDS
from embeddings.schema import Hit
from embeddings.segment import Terms, question_terms
from qa.config import Settings
from qa.question import Question
from qa.rank import dedupe, fuse, union
from qa.schema import Mode, Where


def retrieve(question: Question, index: Index, *, k: int, mode: Mode, where: Where, settings: Settings) -> list[Hit]:
    """The k best passages for a question.

    Args:
        question: The question as understood; its content is what both indexes are asked.
        index: The snapshot to search.
        k: Number of hits at most.
        mode: hybrid, or one index alone.
        where: Exact filters on articles.
        settings: Candidates and weights.

    Returns:
        Hits best first; in hybrid mode both parts of their scores are known. Empty where no article passes the filters.
    """
    allowed = index.allowed(after=where.after, before=where.before, publisher=where.publisher)
    query_terms = question_terms(question.content)
    if mode == "lexical":
        return dedupe(index.lexical(query_terms, k, allowed=allowed))
    query_vector = index.encoder.encode_query(question.content)
    if mode == "dense":
        return dedupe(index.dense(query_vector, k, allowed=allowed))
    depth = max(k, settings.candidates)
    found = union(index.lexical(query_terms, depth, allowed=allowed), index.dense(query_vector, depth, allowed=allowed))
    complete = index.complete(found, query_terms=query_terms, query_vector=query_vector)
    weight = settings.lexical_weight * known_share(query_terms, index)
    return dedupe(fuse(complete, weight))[:k]


def known_share(query: Terms, index: Index) -> float:
    """Share of the query's idf that falls on terms the index holds, 0 to 1.

    An English question over Chinese articles shares a number or a name with them at most: BM25 then ranks by accident,
    and its weight shrinks by this share.
    """
    total = known = 0.0
    for kind, held in zip(KINDS, query, strict=True):
        idfs = {term: index.idf(term, kind=kind) for term in held}
        total += sum(idfs.values())
        known += sum(idf for term, idf in idfs.items() if index.document_frequency(term, kind=kind))
    return known / total if total else 0.0
