"""Training: batches, steps, the moving average of the weights, and checkpoints to go on from."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from qa.training.reader.examples import Batch, Library, Vocabulary, collated, draw
from qa.training.reader.network import Inputs, Network, loss
from qa.training.reader.questions import SHARES

log = logging.getLogger(__name__)

BATCH = 16
GROUP = 8
"""Batches drawn together and dealt by the length of their passages, so that little is padding."""
RATE = 1.5e-3
WARM_UP = 300
WEIGHT_DECAY = 0.02
AVERAGE, AVERAGED = 0.996, 4
"""Share of the moving average that is kept when it takes the weights up, every so many steps."""
STEEPEST = 1.0  # length that the slope of a batch is cut to
LOGGED = 100


class Phase(NamedTuple):
    """A stretch of a run."""

    name: str
    held_out: bool
    """Whether the sets that are cross-fitted are left out."""
    first: int
    """Step at which it begins."""
    last: int
    falling: int
    """At this step the learning rate begins to fall, evenly to nothing at the last; `last` for never."""


class Run:
    """A network in training."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.step = 0
        self.names = [name for name, _ in network.named_parameters()]
        self.weights = [weight for _, weight in network.named_parameters()]
        self.average = [weight.detach().clone() for weight in self.weights]
        self.optimizer = torch.optim.AdamW(
            self.weights, lr=RATE, weight_decay=WEIGHT_DECAY, betas=(0.9, 0.98), fused=True
        )

    def advance(self, batch: Inputs, rate: float) -> float:
        """One step on a batch; its loss."""
        self.network.train()
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.optimizer.zero_grad()
        value = loss(self.network.read(batch), batch)
        value.backward()
        torch.nn.utils.clip_grad_norm_(self.weights, STEEPEST)
        self.optimizer.step()
        self.step += 1
        if self.step % AVERAGED == 0:
            kept = min(AVERAGE, self.step / (self.step + 40))
            with torch.no_grad():
                for average, weight in zip(self.average, self.weights, strict=True):
                    average.lerp_(weight, 1 - kept)
        return float(value.detach())

    def averaged(self) -> dict[str, Tensor]:
        """The moving average of the weights by name."""
        return dict(zip(self.names, self.average, strict=True))

    def save(self, path: Path) -> None:
        """Write all that the run needs to go on."""
        states = [self.optimizer.state[weight] for weight in self.weights]
        kinds = {
            "weight": [weight.detach() for weight in self.weights],
            "average": self.average,
            "mean": [state["exp_avg"] for state in states],
            "square": [state["exp_avg_sq"] for state in states],
        }
        tensors = {
            f"{kind}/{name}": value.contiguous()
            for kind, values in kinds.items()
            for name, value in zip(self.names, values, strict=True)
        }
        tensors["step"] = torch.tensor(self.step)
        partial = path.with_suffix(".partial")
        save_file(tensors, partial)
        partial.replace(path)

    def load(self, path: Path) -> None:
        """Take up a saved run."""
        tensors = load_file(path)
        self.step = int(tensors["step"])
        with torch.no_grad():
            for name, weight, average in zip(self.names, self.weights, self.average, strict=True):
                weight.copy_(tensors[f"weight/{name}"])
                average.copy_(tensors[f"average/{name}"])
                self.optimizer.state[weight] = {
                    "step": torch.tensor(float(self.step)),
                    "exp_avg": tensors[f"mean/{name}"].clone(),
                    "exp_avg_sq": tensors[f"square/{name}"].clone(),
                }


def rate(step: int, phase: Phase) -> float:
    """The learning rate of a step."""
    falling = (phase.last - step) / (phase.last - phase.falling) if step >= phase.falling else 1.0
    return RATE * min(1.0, (step + 1) / WARM_UP) * falling


def train(run: Run, phase: Phase, library: Library, words: Vocabulary, *, seed: int, save: Path, every: int) -> None:
    """Train to the end of a phase, from the step where the run stands.

    Args:
        run: Changed in place.
        phase: What to do.
        library: Examples.
        words: What is known of tokens.
        seed: Of the examples drawn and of the channels dropped.
        save: Checkpoint, written every `every` steps and at the end.
        every: A multiple of GROUP.
    """
    started, total = time.monotonic(), 0.0
    for group in range(run.step // GROUP, -(-phase.last // GROUP)):
        torch.manual_seed(seed * 1_000_003 + group)
        for batch in batches(library, words, seed, group):
            if run.step >= phase.last:
                break
            total += run.advance(batch, rate(run.step, phase))
            if run.step % LOGGED == 0:
                passed = time.monotonic() - started
                log.info("%s step %d loss %.4f %.3f s a step", phase.name, run.step, total / LOGGED, passed / LOGGED)
                started, total = time.monotonic(), 0.0
        if run.step % every == 0 or run.step >= phase.last:
            run.save(save)


def batches(library: Library, words: Vocabulary, seed: int, group: int) -> Iterator[Inputs]:
    """The batches of a group, in the order in which they are learnt."""
    rng = np.random.default_rng([seed, group])
    names, shares = mix(library)
    drawn = sorted(
        (draw(library, rng, names, shares) for _ in range(BATCH * GROUP)), key=lambda each: len(each.passage.ids)
    )
    for place in rng.permutation(GROUP).tolist():
        yield tensors(collated(drawn[place * BATCH : (place + 1) * BATCH], words))


def mix(library: Library) -> tuple[Sequence[str], np.ndarray]:
    """The library's sets and their shares, sum 1."""
    names = [name for name, examples in library.sets.items() if examples]
    shares = np.array([SHARES[name].share for name in names])
    return names, shares / shares.sum()


def tensors(batch: Batch) -> Inputs:
    """A batch for torch."""
    return Inputs(*(torch.from_numpy(field) for field in batch))
