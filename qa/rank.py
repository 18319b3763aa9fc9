"""Pure functions on hits: fuse two lists, drop repeated texts, mix their sources, cut."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from embeddings.normalize import fold
from embeddings.schema import Hit


def union(*lists: Sequence[Hit]) -> list[Hit]:
    """Hits of all lists, each passage once, in order of first appearance."""
    found: dict[str, Hit] = {}
    for hits in lists:
        for hit in hits:
            found.setdefault(hit.passage.passage_id, hit)
    return list(found.values())


def fuse(hits: Sequence[Hit], lexical_weight: float) -> list[Hit]:
    """Score hits by a convex combination of BM25, divided by the best one, and the cosine.

    A weighted sum of scores rather than reciprocal ranks: with equal weights those were worse than BM25 alone
    (MRR@10 .889 against .931 on 3,584 passages).

    Args:
        hits: Hits with both parts of their score known.
        lexical_weight: Share of BM25, 0 to 1.

    Returns:
        The hits, best first, ties by passage_id, with score and rank set.
    """
    best = max((hit.parts.lexical or 0.0 for hit in hits), default=0.0) or 1.0

    def score(hit: Hit) -> float:
        lexical, dense = hit.parts.lexical or 0.0, hit.parts.dense or 0.0
        return lexical_weight * lexical / best + (1 - lexical_weight) * dense

    return ranked([hit.model_copy(update={"score": score(hit)}) for hit in hits])


def ranked(hits: Sequence[Hit]) -> list[Hit]:
    """Hits by falling score, ties by passage_id, ranked from 1."""
    ordered = sorted(hits, key=lambda hit: (-hit.score, hit.passage.passage_id))
    return [hit.model_copy(update={"rank": rank}) for rank, hit in enumerate(ordered, 1)]


def dedupe(hits: Sequence[Hit]) -> list[Hit]:
    """Hits without those whose text an earlier hit holds whole; ranks are counted anew."""
    kept: list[Hit] = []
    for hit in hits:
        if not any(hit.passage.text in earlier.passage.text for earlier in kept):
            kept.append(hit.model_copy(update={"rank": len(kept) + 1}))
    return kept


def diversify(hits: Sequence[Hit]) -> list[Hit]:
    """Hits in rounds over their articles, and each round in rounds over their publishers; ranks are counted anew.

    First the best passage of each article, then the second best of each; among the first ones first the best of each
    publisher. Nothing is left out, scores stay as they were, and what shares article and publisher keeps its order. An
    article without a publisher stands for itself.

    Args:
        hits: Best first.
    """
    of_article, of_publisher = Counter[str](), Counter[tuple[int, str]]()
    places: list[tuple[int, int, int]] = []
    for at, hit in enumerate(hits):
        article = hit.passage.doc_id
        article_round = of_article[article]
        turn = article_round, fold(hit.source.publisher or "").strip() or article
        places.append((article_round, of_publisher[turn], at))
        of_article[article] += 1
        of_publisher[turn] += 1
    return [hits[at].model_copy(update={"rank": rank}) for rank, (_, _, at) in enumerate(sorted(places), 1)]
