"""Sentences held against articles in the other language: human translations of news (NTREX), and such made false.

Thresholds and word lists were chosen on the first thousand lines (tune); figures are those of lines that were never
looked at (kept). Four lines are an article.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Literal

from benchmarks import altered, altered_across
from benchmarks.golden import Half
from benchmarks.outcomes import Outcome, as_hits
from embeddings.encoders.load import load_encoder
from embeddings.index.snapshot import Index
from qa.evaluation.golden import as_document
from qa.grounding.check import ground
from qa.grounding.passages import Passages

NTREX = Path("eval") / "ntrex_en_zh.jsonl"
LINES: dict[Half, slice] = {"tune": slice(0, 1000), "kept": slice(1000, 1300)}
AN_ARTICLE = 4
SEED = 5

Language = Literal["en", "zh"]
Row = dict[str, str]

DIRECTIONS: tuple[tuple[Language, Language, str], ...] = (
    ("en", "zh", "English over Chinese"),
    ("zh", "en", "Chinese over English"),
)
"""Language of the sentence and of the article."""
CHINESE = (
    altered.wrong_number, altered.wrong_date, altered.wrong_name, altered.turned, altered.denied, altered.half_invented
)  # fmt: skip


def across(shared: Path, half: Half, direction: tuple[Language, Language, str]) -> list[tuple[str, list[Outcome]]]:
    """Translations, sentences of another article, and altered ones, each group with its title.

    Args:
        shared: The data folder.
        half: Which lines.
        direction: Language of the sentences, of the articles, and what both are called.
    """
    said, written, title = direction
    lines = (shared / NTREX).read_text(encoding="utf-8").splitlines()[LINES[half]]
    rows: list[Row] = [json.loads(line) for line in lines]
    groups = [rows[at : at + AN_ARTICLE] for at in range(0, len(rows), AN_ARTICLE)]
    documents = [as_document("\n".join(row[written] for row in group), path=str(at)) for at, group in enumerate(groups)]
    index = Index.from_documents(documents, encoder=load_encoder())
    outcomes: list[Outcome] = []
    rng = random.Random(SEED)
    for at, group in enumerate(groups):
        elsewhere = groups[(at + len(groups) // 2) % len(groups)]
        hits = as_hits(documents[at], index)
        passages, cited = Passages(hits, index), tuple(range(1, len(hits) + 1))
        for place, row in enumerate(group):
            for kind, text in _sentences(said, row, place, group, elsewhere, rng):
                fault = ground(text, cited, passages).fault
                outcomes.append(Outcome(kind, text, row[written], fault, kind == "translation"))
    return [
        (f"{title}, kept", [each for each in outcomes if each.good]),
        (f"{title}, another article, caught", [each for each in outcomes if each.kind == "another article"]),
        (f"{title}, altered, caught", [each for each in outcomes if not each.good and each.kind != "another article"]),
    ]


def _sentences(
    said: Language, row: Row, place: int, group: list[Row], elsewhere: list[Row], rng: random.Random
) -> Iterator[tuple[str, str]]:
    """A translation, a sentence of another article, and whichever altered ones can be made of it, with their kinds."""
    text, foreign = row[said], elsewhere[place % len(elsewhere)][said]
    yield "translation", text
    yield "another article", foreign
    whole, other = (" ".join(each[said] for each in rows) for rows in (group, elsewhere))
    if said == "en":
        english = altered_across.Translated(whole, foreign, altered_across.names_in(other))
        ways = {name: partial(alter, text, english, rng) for name, alter in altered_across.HARD.items()}
    else:
        chinese = altered.Source(tuple(each["zh"] for each in group), whole, foreign, altered.names_in(other))
        ways = {alter.__name__: partial(alter, text, chinese, rng) for alter in CHINESE}
    for name, way in ways.items():
        made = way()
        if made and made != text:
            yield name, made
