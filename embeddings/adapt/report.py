"""Report of an adaptation: figures before and after, their difference, a verdict, and the new encoder's README.md.

The README.md says what the encoder was made from and what was measured; it holds no time and no local path.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from pydantic import Field

from embeddings.schema import Frozen

Verdict = Literal["helped", "made no difference", "hurt"]


class FigureChange(Frozen):
    """NDCG@10 of one kind of query before and after the adaptation."""

    queries: int
    articles: int = Field(description="that were searched; none of them was trained on")
    ndcg_before: float = Field(description="dense nDCG@10 of the encoder that was adapted")
    ndcg_after: float
    accuracy_before: float = Field(description="share of the queries whose article stands first, likewise")
    accuracy_after: float
    low: float = Field(description="lower end of the 95 % interval of the difference in nDCG@10")
    high: float
    verdict: Verdict


class Adaptation(Frozen):
    """A new encoder: what it was made from, and how well it retrieves on held-out articles."""

    folder: str
    fingerprint: str = Field(description="of the new folder")
    base: str = Field(description="name of the encoder that was adapted")
    base_fingerprint: str
    articles: int = Field(description="that were trained on")
    held_out: int = Field(description="articles that were measured on and not trained on")
    pieces: int = Field(description="sentences, titles and headings to ask with")
    tokens: int = Field(description="the encoder has")
    tokens_trained: int = Field(description="tokens of the articles; the vectors of all others stay as they were")
    steps: int
    batch: int = Field(description="pairs of a step")
    seed: int
    loss_before: float = Field(description="mean of the first tenth of the steps, in nats")
    loss_after: float = Field(description="mean of the last tenth of the steps, in nats")
    measured: dict[str, FigureChange] = Field(description="by title and by cloze")
    verdict: Verdict = Field(description="over both ways of asking together")
    seconds: float


def verdict(low: float, high: float) -> Verdict:
    """Whether a difference is significant: its 95 % interval, `low` to `high`, lies wholly above or below 0."""
    if low > 0:
        return "helped"
    return "hurt" if high < 0 else "made no difference"


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


class AdaptedEncoder(NamedTuple):
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


def adapted_card(made: AdaptedEncoder, measured: Mapping[str, FigureChange], verdict: Verdict) -> str:
    """Text of the folder's README.md; `measured` maps each kind of query to its figures."""
    rows = [
        f"| {name} | {change.queries:,} | {change.ndcg_before:.4f} | {change.ndcg_after:.4f} "
        f"| {change.low:+.4f} to {change.high:+.4f} | {change.accuracy_before:.4f} | {change.accuracy_after:.4f} "
        f"| {change.verdict} |"
        for name, change in measured.items()
    ]
    return _CARD.format(**made._asdict(), rows="\n".join(rows), verdict=verdict)
