"""README.md of an adapted encoder: what it was made from and what was measured; no clock, no path of a machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from embeddings.adapt_report import Change, Verdict

_CARD = """---
library_name: sentence-transformers
pipeline_tag: sentence-similarity
tags: [sentence-transformers, static-embeddings, retrieval]
---
# An encoder adapted by Wenju

Made by `wenju adapt` from the encoder `{base}` (SHA-256 of its folder: `{base_fingerprint}`) and {articles:,} articles
of the user's own, with no labels. What it was taught: which title, sentence or stretch belongs to which article.

| | |
|---|---|
| articles trained on | {articles:,} |
| articles held out and measured on | {held_out:,} |
| sentences, titles and headings to ask with | {pieces:,} |
| tokens trained, of all | {tokens_trained:,} of {tokens:,} |
| steps of {batch} pairs, seed | {steps:,}, {seed} |

## Measured on the held-out articles
| asked by | queries | nDCG@10 before | after | difference, 95 % interval | accuracy@1 before | after | verdict |
|---|---|---|---|---|---|---|---|
{rows}

Over both together it {verdict}. These queries are of the kind that it was trained on; questions of your own
(`wenju eval FILE --encoder {base} --encoder THIS_FOLDER`) say more.

## Use
    wenju build --encoder THIS_FOLDER

It is a sentence-transformers folder: `SentenceTransformer("THIS_FOLDER")` gives the same vectors. The licence of the
encoder that it was made from, and that of the articles, hold for it too; limits as in that encoder's card. Languages
that the articles do not hold may have become worse.
"""


class Made(NamedTuple):
    """How an encoder was made."""

    base: str
    base_fingerprint: str
    articles: int
    held_out: int
    pieces: int
    tokens: int
    tokens_trained: int
    batch: int
    steps: int
    seed: int


def adapted_card(made: Made, measured: Mapping[str, Change], verdict: Verdict) -> str:
    """README.md of the folder; `measured` by the way of asking."""
    rows = [
        f"| {name} | {change.queries:,} | {change.ndcg_before:.4f} | {change.ndcg_after:.4f} "
        f"| {change.low:+.4f} to {change.high:+.4f} | {change.accuracy_before:.4f} | {change.accuracy_after:.4f} "
        f"| {change.verdict} |"
        for name, change in measured.items()
    ]
    return _CARD.format(**made._asdict(), rows="\n".join(rows), verdict=verdict)
