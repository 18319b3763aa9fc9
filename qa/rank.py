"""Pure functions on hits: drop repeated texts, mix their sources."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import inf

from embeddings.normalize import fold
from embeddings.schema import Hit

DOUBLE = 0.8
"""Share of a passage's characters, in whole clauses, that make it a copy of another."""

_CLAUSE = re.compile(r"[^\W_]+(?: [^\W_]+)*")


def dedupe(hits: Iterable[Hit], *, most: int | None = None) -> list[Hit]:
    """Hits without those that say what an earlier one says: texts that it holds whole, and near copies.

    A near copy shares DOUBLE of the characters of its clauses with the earlier hit: an agency's report as two papers
    print it. The earlier hit names the articles of the copies left out. Ranks are counted anew.

    Args:
        hits: Best first; no more are asked for than it takes.
        most: Number of hits after which to stop; None for all.
    """
    kept: list[Hit] = []
    said: list[frozenset[str]] = []
    copies: dict[int, list[str]] = {}
    for hit in hits:
        clauses = frozenset(_CLAUSE.findall(fold(hit.passage.text)))
        of = next((at for at in range(len(kept)) if _repeats(hit, clauses, kept[at], said[at])), None)
        if of is not None:
            if hit.passage.doc_id != kept[of].passage.doc_id:
                copies.setdefault(of, []).append(hit.source.path)
        elif most is not None and len(kept) == most:
            break
        else:
            kept.append(hit)
            said.append(clauses)
    return [
        hit.model_copy(update={"rank": at + 1, "copies": tuple(dict.fromkeys(copies.get(at, ())))})
        for at, hit in enumerate(kept)
    ]


def _repeats(hit: Hit, clauses: frozenset[str], earlier: Hit, earlier_clauses: frozenset[str]) -> bool:
    if hit.passage.text in earlier.passage.text:
        return True
    shared = sum(map(len, clauses & earlier_clauses))
    return shared > 0 and shared >= DOUBLE * sum(map(len, clauses))


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


def as_read(hits: Sequence[Hit], read: Mapping[str, float]) -> list[Hit]:
    """Hits by what was read in them, best first; scores stay as they were, ranks are counted anew.

    Args:
        hits: Best first.
        read: How well the best sentence of each passage answers, in nats, by passage_id; one that is missing comes
            behind all others.
    """
    found = [read.get(hit.passage.passage_id) for hit in hits]
    order = sorted(range(len(hits)), key=lambda at: -inf if (nats := found[at]) is None else nats, reverse=True)
    return [
        hits[at].model_copy(
            update={"rank": rank, "parts": hits[at].parts.model_copy(update={"read": found[at]})},
        )
        for rank, at in enumerate(order, 1)
    ]


def united(found: Sequence[Sequence[Hit]]) -> list[Hit]:
    """The hits of several questions in one list, best first, each passage once with its best score; ranks are new."""
    best: dict[str, Hit] = {}
    for hit in (hit for hits in found for hit in hits):
        earlier = best.get(hit.passage.passage_id)
        if earlier is None or hit.score > earlier.score:
            best[hit.passage.passage_id] = hit
    ordered = sorted(best.values(), key=lambda hit: (-hit.score, hit.passage.passage_id))
    return [hit.model_copy(update={"rank": rank}) for rank, hit in enumerate(ordered, 1)]
