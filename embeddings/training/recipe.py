"""The numbers of the recipe, in one place; each with what proved it (docs/encoder.md says what was tried)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Recipe:
    """What a training run depends on beside the data; equal recipes and data give equal models on one machine."""

    steps: int = 14_000
    dim: int = 512  # 384 with a third more tokens: NTREX .03 lower after 400 steps
    vocabulary: int = 90_000  # × 516 bytes + tokenizer.json = 49 MB
    batch: int = 1024
    rate: float = 5e-3
    warm_up: int = 100
    scale: float = 22.0  # inverse temperature of the loss
    sif: float = 1e-3  # a of the pooling weight a / (a + p)
    start: float = 0.1  # deviation of the start, times -log p / 10; 1.0 instead cost .35 on NTREX
    query_tokens: int = 64
    passage_tokens: int = 320
    neighbours: int = 120  # tokens on either side of a sentence that its neighbourhood reaches
    seed: int = 0


MIX = {
    "zh": 0.12,
    "neighbours_zh": 0.12,
    "question_zh": 0.11,
    "parallel": 0.28,
    "window": 0.12,
    "other": 0.06,
    "dictionary": 0.05,
    "en": 0.03,
    "neighbours_en": 0.05,
    "question_en": 0.06,
}
"""Shares of a batch: text pairs, sentence → its neighbours, sentence → window in the other language, further
languages, entries."""

CLOZE = 0.4
"""Share of the sentence → neighbours pairs whose query loses half of its tokens; 70 % of those keep their sentence."""
