"""What `wenju search` prints: hits, why each was found, and with --why what its score is made of. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from embeddings.schema import Hit
from qa.show import shorten, source_line

COLUMNS = 8
"""Hits beside one another in the table of reasons: 8 of them take 78 characters."""


def hits_text(hits: Sequence[Hit], understood: str = "", *, why: bool = False) -> str:
    """Hits with their scores, best first: the sentence that matches best, and the question's words in the passage.

    Args:
        hits: Best first.
        understood: The line that says how the question was understood, shown last; empty where there is none.
        why: Whether to add the table of what the scores are made of.
    """
    shown = "\n".join(map(_hit, hits)) if hits else "no passage found"
    return "\n\n".join(part for part in (shown, *(why_tables(hits) if why else ()), understood) if part)


def why_tables(hits: Sequence[Hit]) -> list[str]:
    """What the scores are made of: a row for each part, a column for each hit, COLUMNS hits a table.

    BM25 and the cosine are what the two indexes give; what the ranker makes of each feature, and what a period or
    publisher named in the question adds, are nats that add up to a hit's score before all scores are made to add to 1.
    """
    return [_table(hits[start : start + COLUMNS]) for start in range(0, len(hits), COLUMNS)]


def _hit(hit: Hit) -> str:
    lines = [
        f"{hit.rank}. {hit.score:.4f}  {source_line(hit.source)}",
        f"   {_excerpt(hit)}  (BM25 {_figure(hit.parts.lexical)}, cosine {_figure(hit.parts.dense)})",
    ]
    if hit.matched:
        lines.append(f"   matched: {' · '.join(hit.matched)}")
    if hit.copies:
        lines.append(f"   the same almost word for word: {', '.join(hit.copies)}")
    return "\n".join(lines)


def _excerpt(hit: Hit) -> str:
    """The sentence that matches best, … before it where it does not open the passage; else how the passage opens."""
    if hit.sentence is None:
        return shorten(hit.passage.text)
    return f"{'… ' if hit.sentence.start else ''}{shorten(hit.sentence.of(hit.passage.text))}"


def _table(hits: Sequence[Hit]) -> str:
    features = list(dict.fromkeys(name for hit in hits for name in hit.parts.ranker or {}))
    rows: list[tuple[str, Callable[[Hit], str]]] = [
        ("BM25", lambda hit: _figure(hit.parts.lexical)),
        ("cosine", lambda hit: _figure(hit.parts.dense)),
        *((name, lambda hit, name=name: _share((hit.parts.ranker or {}).get(name))) for name in features),
    ]
    if any(hit.parts.meant for hit in hits):
        rows.append(("named in the question", lambda hit: _share(hit.parts.meant)))
    rows.append(("score", lambda hit: f"{hit.score:.4f}"))
    width = max(len(name) for name, _ in rows)
    head = f"{'why':<{width}}" + "".join(f"{hit.rank:>8}" for hit in hits)
    return "\n".join([head, *(f"{name:<{width}}" + "".join(f"{of(hit):>8}" for hit in hits) for name, of in rows)])


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:+.2f}"
