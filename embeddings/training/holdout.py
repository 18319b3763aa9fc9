"""Keeping what is measured out of what is learnt: pairs that share a clause with an evaluation set are dropped."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from embeddings.text.normalize import fold
from embeddings.training.sources import Pair, read_lines

_Json = dict[str, "_Json"] | list["_Json"] | str | float | None

_CLAUSE = re.compile(r"[^\W_]+(?:[^\S\n]+[^\W_]+)*")
_LONG = 14  # characters, spaces left out: shorter clauses are stock phrases (十八大以来, 据新华社报道)
_LONG_LATIN = 40


def clauses(text: str) -> Iterator[str]:
    """Folded stretches of `text` between punctuation that are long enough to be no stock phrase."""
    for match in _CLAUSE.finditer(fold(text)):
        clause = "".join(match.group().split())
        if len(clause) >= (_LONG_LATIN if clause.isascii() else _LONG):
            yield clause


def evaluation_clauses(folder: Path, *, also: Iterable[Path] = ()) -> set[str]:
    """Long clauses of every file in the data folder's eval/ and seeds/, and of the files `also`."""
    held: set[str] = set()
    for path in [*sorted((folder / "eval").glob("*")), *sorted((folder / "seeds").glob("*")), *also]:
        for text in _texts(path):
            held.update(clauses(text))
    return held


def clauses_of(articles: Iterable[dict[str, Any]]) -> set[str]:
    """Long clauses of every string in articles of SQuAD's format."""
    return {clause for article in articles for text in _strings(article) for clause in clauses(text)}


def drop_held_out(pairs: Iterable[Pair], held: set[str]) -> tuple[list[Pair], Counter[str]]:
    """The pairs that share no long clause with an evaluation set, and the number dropped of each kind."""
    kept: list[Pair] = []
    dropped: Counter[str] = Counter()
    for pair in pairs:
        if held.isdisjoint(clauses(pair.query)) and held.isdisjoint(clauses(pair.passage)):
            kept.append(pair)
        else:
            dropped[pair.kind] += 1
    return kept, dropped


def _texts(path: Path) -> Iterator[str]:
    if path.suffix == ".json":
        yield from _strings(json.loads(path.read_text(encoding="utf-8")))
    elif path.suffix == ".jsonl":
        for row in read_lines(path):
            yield from _strings(row)
    else:
        yield path.read_text(encoding="utf-8")


def _strings(value: _Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for child in value.values():
            yield from _strings(child)
    elif isinstance(value, list):
        for child in value:
            yield from _strings(child)
