"""What an adaptation did and whether it helped: figures before and after, their difference, a verdict in words."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from embeddings.schema import Frozen

Verdict = Literal["helped", "made no difference", "hurt"]


class Change(Frozen):
    """One way of asking, before and after."""

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
    """A new encoder, what it was made from, and what it is worth on articles that it did not see."""

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
    measured: dict[str, Change] = Field(description="by title and by cloze")
    verdict: Verdict = Field(description="over both ways of asking together")
    seconds: float


def verdict(low: float, high: float) -> Verdict:
    """Whether a difference is one: its 95 % interval, `low` to `high`, lies wholly above or below 0."""
    if low > 0:
        return "helped"
    return "hurt" if high < 0 else "made no difference"
