"""The table of vectors under training: its start, one step, its checkpoint, and the rows that are exported."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings.adapt.train import contrast
from embeddings.training import kernels
from embeddings.training.recipe import Recipe
from embeddings.training.sampling import Batch, join

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]


class Table:
    """Vectors of tokens and of what they are composed of, with Adam's moments; everything is updated in place."""

    def __init__(
        self, probabilities: npt.NDArray[np.float64], parts: list[list[int]], *, rows: int, recipe: Recipe
    ) -> None:
        """Start a table.

        Args:
            probabilities: Of each token in the training text; token 0 is the unknown one and weighs nothing.
            parts: For each token the rows that it is composed of beside its own.
            rows: Number of rows, tokens and others.
            recipe: The recipe.
        """
        self._recipe = recipe
        self.weights = (recipe.sif / (recipe.sif + probabilities)).astype(np.float32)
        self.weights[0] = 0.0
        self._part_offsets = np.concatenate([[0], np.cumsum([len(part) for part in parts])]).astype(np.int64)
        self._parts = np.array([row for part in parts for row in part], dtype=np.int64)
        self._tokens = len(parts)
        deviation = np.full(rows, recipe.start)
        deviation[: self._tokens] *= -np.log(probabilities) / 10
        generator = np.random.default_rng(recipe.seed)
        self.rows: FloatArray = generator.standard_normal((rows, recipe.dim), dtype=np.float32)
        self.rows *= deviation[:, None].astype(np.float32)
        self._first, self._second, self._gradients = (np.zeros_like(self.rows) for _ in range(3))
        self._composed = np.zeros((self._tokens, recipe.dim), dtype=np.float32)
        self.step = 0

    def train(self, tokens: npt.NDArray[np.int32], batch: Batch) -> float:
        """One step on `batch`, whose stretches lie in `tokens`; the loss before it, in nats."""
        self.step += 1
        ids, offsets = self._gather(tokens, batch)
        used = np.zeros(len(self.rows), dtype=np.bool_)
        kernels.mark(ids, self._part_offsets, self._parts, used)
        rows = np.flatnonzero(used[: self._tokens])
        kernels.compose(self.rows, self._part_offsets, self._parts, rows, self._composed)
        sums = np.empty((len(offsets) - 1, self._recipe.dim), dtype=np.float32)
        kernels.bag(self._composed, self.weights, ids, offsets, sums)
        n = len(sums) // 2
        loss, query_slope, passage_slope = contrast(
            sums[:n], sums[n:], keys=batch.passages.keys, scale=self._recipe.scale
        )
        slope = np.concatenate([query_slope, passage_slope])
        kernels.bag_backward(slope, self.weights, ids, offsets, self._gradients)
        kernels.compose_backward(self._part_offsets, self._parts, rows, self._gradients)
        kernels.adam(
            self.rows, self._first, self._second, self._gradients, np.flatnonzero(used), self._rate(), self.step
        )
        return loss

    def _rate(self) -> float:
        recipe = self._recipe
        rising = min(1.0, self.step / recipe.warm_up)
        return recipe.rate * rising * max(0.0, 1 - (self.step - 1) / recipe.steps)

    def _gather(self, tokens: npt.NDArray[np.int32], batch: Batch) -> tuple[npt.NDArray[np.int32], IntArray]:
        bags = join([batch.queries, batch.passages])
        length = int((bags.first[:, 1] - bags.first[:, 0]).sum() + (bags.second[:, 1] - bags.second[:, 0]).sum())
        chances = np.random.default_rng([self._recipe.seed, self.step, 1]).random(1 << 16)
        out, offsets = np.empty(length, dtype=np.int32), np.empty(len(bags.first) + 1, dtype=np.int64)
        kernels.gather(tokens, bags.first, bags.second, bags.drop, chances, out, offsets)
        return out[: offsets[-1]], offsets

    def exported(self) -> FloatArray:
        """One row a token: composition and SIF weight folded in."""
        rows = np.arange(self._tokens)
        kernels.compose(self.rows, self._part_offsets, self._parts, rows, self._composed)
        return self._composed * self.weights[:, None]

    def save(self, path: Path) -> None:
        """Write rows, moments and the step; `path` is replaced only when all is written."""
        beside = path.with_suffix(".part")
        with beside.open("wb") as file:
            np.savez(file, rows=self.rows, first=self._first, second=self._second, step=np.array(self.step))
        beside.replace(path)

    def load(self, path: Path) -> None:
        """Go on from a checkpoint of the same recipe and vocabulary.

        Raises:
            ValueError: The checkpoint's table has another shape.
        """
        with np.load(path, allow_pickle=False) as arrays:
            if arrays["rows"].shape != self.rows.shape:
                raise ValueError(f"expected a checkpoint of {self.rows.shape}, found {arrays['rows'].shape}")
            self.rows[:], self._first[:], self._second[:] = arrays["rows"], arrays["first"], arrays["second"]
            self.step = int(arrays["step"])


def keep_freed_memory() -> None:
    """Tell glibc to keep freed blocks: page faults of large arrays made a step five times slower."""
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):
        for option in (-3, -1, -2):  # M_MMAP_THRESHOLD, M_TRIM_THRESHOLD, M_TOP_PAD
            libc.mallopt(option, 1 << 29)
