"""The reader's network in torch, for training; `qa.reader.network` is the same in numpy and reads its weights."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from qa.reader.features import NAMES, TAGS
from qa.training.reader.examples import SPAN

ROW, TAG, WIDTH, PAIRED = 96, 16, 96, 32
DILATIONS = (1, 2, 4, 8, 1, 2)
QUESTION_DILATIONS = (1, 2)
HEADS = 2
DROPPED = 0.15
KNOWN_SCALE, ROW_DEVIATION = 8.0, 0.06
"""What is known of a token has length 1 in 512 and 64 dimensions: raised, so that rows begin with deviation 0.7."""
FAR = -1e4  # stands for minus infinity
INSIDE, ANSWERED = 3.0, 0.5
"""Shares of the loss: of a token's mean cross entropy, of a passage's."""
HINTS = tuple(NAMES.index(name) for name in ("cover_sentence", "cover_passage", "cover_narrow", "cover_above"))
"""Features whose highest values the has-answer head is told."""


class Read(NamedTuple):
    """What the network says of b passages of n tokens."""

    spans: Tensor
    """Score of the span from token i to token i + k, (b, n, SPAN); FAR where there is none."""
    inside: Tensor
    """Logit that a token stands in the answer, (b, n)."""
    answered: Tensor
    """Logit that the passage answers, (b,)."""


class Inputs(NamedTuple):
    """Batches of examples as tensors; see `examples.Batch`."""

    question: Tensor
    question_tags: Tensor
    question_there: Tensor
    passage: Tensor
    tags: Tensor
    there: Tensor
    choosable: Tensor
    features: Tensor
    long: Tensor
    start: Tensor
    end: Tensor


def dropped(values: Tensor, *, training: bool) -> Tensor:
    """Whole channels of (b, n, c) set to 0 at random, the others raised to keep the sum."""
    if not training:
        return values
    kept = torch.rand(values.shape[0], 1, values.shape[2]) >= DROPPED
    return values * (kept / (1 - DROPPED))


def levelled(values: Tensor) -> Tensor:
    """Each row divided by its root mean square."""
    return values * torch.rsqrt(values.square().mean(-1, keepdim=True) + 1e-5)


class Block(nn.Module):
    """A residual gated convolution of width 3, conditioned on the question."""

    def __init__(self, dilation: int, condition: int) -> None:
        super().__init__()
        self.dilation = dilation
        self.mix = nn.Linear(3 * WIDTH, 2 * WIDTH)
        self.condition = nn.Linear(condition, 2 * WIDTH, bias=False) if condition else None

    def forward(self, values: Tensor, there: Tensor, question: Tensor | None) -> Tensor:
        """Of (b, n, WIDTH)."""
        level = levelled(values) * there
        step = self.dilation
        count = level.shape[1]
        padded = functional.pad(level, (0, 0, step, step))
        mixed = self.mix(torch.cat([padded[:, :count], level, padded[:, 2 * step :]], dim=-1))
        if self.condition is not None and question is not None:
            mixed = mixed + self.condition(question)[:, None]
        passed, gate = mixed.chunk(2, dim=-1)
        return values + dropped(passed * torch.sigmoid(gate), training=self.training)


class Network(nn.Module):
    """Reads questions and passages."""

    def __init__(self, known: Tensor, rarity: Tensor, asking: Tensor) -> None:
        """`known`: what is known of each token, (tokens, dim); `asking`: place of its delta, 0 for none, (tokens,)."""
        super().__init__()
        self.known, self.rarity, self.asking = known * KNOWN_SCALE, rarity, asking
        self.row = nn.Linear(known.shape[1], ROW, bias=False)
        self.delta = nn.Embedding(int(asking.max()) + 1, ROW, padding_idx=0)
        nn.init.zeros_(self.delta.weight)
        nn.init.normal_(self.row.weight, std=ROW_DEVIATION)
        self.tag = nn.Embedding(len(TAGS), TAG)
        self.align = nn.Linear(ROW, ROW)
        self.ask = nn.Linear(ROW + TAG + 1, WIDTH)
        self.question_blocks = nn.ModuleList(Block(dilation, 0) for dilation in QUESTION_DILATIONS)
        self.pool = nn.Linear(WIDTH, HEADS)
        self.summary = nn.Linear(HEADS * WIDTH + 1, WIDTH)
        self.enter = nn.Linear(2 * ROW + TAG + len(NAMES), WIDTH)
        self.blocks = nn.ModuleList(Block(dilation, WIDTH) for dilation in DILATIONS)
        self.attend = nn.Linear(WIDTH, WIDTH, bias=False)
        self.merge = nn.Linear(3 * WIDTH, WIDTH)
        self.heads = nn.Linear(WIDTH, 3 * WIDTH)  # what start, end and inside look for, by the question
        self.first, self.last = (nn.Linear(WIDTH, PAIRED, bias=False) for _ in range(2))
        self.hidden = nn.Linear(3 * WIDTH + len(HINTS) + 1, 64)
        self.answered = nn.Linear(64, 1)

    def rows(self, tokens: Tensor) -> Tensor:
        """What the network sees of tokens, (…, ROW)."""
        return self.row(self.known[tokens])

    def read_question(self, batch: Inputs) -> tuple[Tensor, Tensor, Tensor]:
        """Rows of the question's tokens, what is made of each, (b, q, WIDTH), and of all, (b, WIDTH)."""
        there = batch.question_there[..., None].float()
        rows = (self.rows(batch.question) + self.delta(self.asking[batch.question])) * there
        rare = self.rarity[batch.question][..., None] / 10
        entered = torch.cat([dropped(rows, training=self.training), self.tag(batch.question_tags), rare], dim=-1)
        values = self.ask(entered) * there
        for block in self.question_blocks:
            values = block(values, there, None)
        values = levelled(values) * there
        scores = self.pool(values).masked_fill(~batch.question_there[..., None], FAR).softmax(dim=1)
        pooled = torch.einsum("bqh,bqw->bhw", scores, values).flatten(1)
        summary = torch.tanh(self.summary(torch.cat([pooled, batch.long[:, None]], dim=-1)))
        return rows, values, summary

    def read(self, batch: Inputs) -> Read:
        """Read every passage of a batch."""
        asked, question, summary = self.read_question(batch)
        there = batch.there[..., None].float()
        absent = ~batch.question_there[:, None]
        rows = self.rows(batch.passage)
        likeness = torch.relu(self.align(rows)) @ torch.relu(self.align(asked)).transpose(1, 2) / ROW**0.5
        aligned = likeness.masked_fill(absent, FAR).softmax(dim=-1) @ asked
        seen = dropped(torch.cat([rows, aligned], dim=-1), training=self.training)
        values = self.enter(torch.cat([seen, self.tag(batch.tags), batch.features], dim=-1)) * there
        for number, block in enumerate(self.blocks):
            if number == len(DILATIONS) // 2:
                level = levelled(values)
                likeness = self.attend(level) @ question.transpose(1, 2) / WIDTH**0.5
                found = likeness.masked_fill(absent, FAR).softmax(dim=-1) @ question
                merged = self.merge(torch.cat([level, found, level * found], dim=-1))
                values = values + dropped(torch.relu(merged), training=self.training)
            values = block(values, there, summary)
        return self._heads(levelled(values), summary, batch)

    def _heads(self, values: Tensor, summary: Tensor, batch: Inputs) -> Read:
        looked_for = self.heads(summary).view(-1, 3, WIDTH)
        start, end, inside = (torch.einsum("bnw,bw->bn", values, looked_for[:, at]) / WIDTH**0.5 for at in range(3))
        choosable = batch.choosable
        spans = self._spans(values, start, end, choosable)
        chosen = (start.masked_fill(~choosable, FAR)).softmax(dim=1)
        highest = values.masked_fill(~choosable[..., None], FAR).amax(dim=1)
        hints = batch.features[..., list(HINTS)].masked_fill(~choosable[..., None], 0).amax(dim=1)
        mass = spans.flatten(1).logsumexp(dim=1)[:, None] / 10
        told = torch.cat([highest, torch.einsum("bn,bnw->bw", chosen, values), summary, hints, mass], dim=-1)
        answered = self.answered(torch.relu(self.hidden(told)))[:, 0]
        return Read(spans, inside, answered)

    def _spans(self, values: Tensor, start: Tensor, end: Tensor, choosable: Tensor) -> Tensor:
        """Scores of all spans of up to SPAN tokens: start, end, and how the two tokens fit each other."""
        count = values.shape[1]
        pairs = self.first(values) @ self.last(values).transpose(1, 2) / PAIRED**0.5
        ends = (pairs + end[:, None]).masked_fill(~choosable[:, None], FAR)
        wide = functional.pad(ends, (0, SPAN), value=FAR).flatten(1)
        ahead = functional.pad(wide, (0, count)).view(-1, count, count + SPAN + 1)[..., :SPAN]  # row i begins at i
        return (ahead + start[..., None]).masked_fill(~choosable[..., None], FAR)


def loss(read: Read, batch: Inputs) -> Tensor:
    """Cross entropy of the span among all spans, and shares of those of inside and of has-answer."""
    there = batch.start >= 0
    place = batch.start * SPAN + batch.end - batch.start
    count = max(int(there.sum()), 1)
    span = functional.cross_entropy(read.spans.flatten(1)[there], place[there], reduction="sum") / count
    places = torch.arange(read.spans.shape[1])[None]
    within = (places >= batch.start[:, None]) & (places <= batch.end[:, None])
    each = functional.binary_cross_entropy_with_logits(read.inside, within.float(), reduction="none")
    chosen = batch.choosable & there[:, None]
    inside = each[chosen].sum() / max(int(chosen.sum()), 1)
    answered = functional.binary_cross_entropy_with_logits(read.answered, there.float())
    return span + INSIDE * inside + ANSWERED * answered
