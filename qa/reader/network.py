"""The reader's network in numpy: what it makes of a question, and of all passages at once, one behind the other.

A question's tokens pass two gated convolutions and are pooled. A passage's tokens, each beside what the question has
most like it, pass six of them, conditioned on the question, with one look back at the question's tokens halfway
(co-attention). Then every span of up to SPAN tokens gets a score, and the passage a logit of answering at all.
The layers are those of `qa.training.reader.network`, which trains them; a test compares the two.

The reader's weights as they lie on disk: one safetensors file, 8 bits a weight for tokens, 16 for the network.

The rows of frequent tokens are stored; another token's row is its encoder vector by a projection, as the stored ones
were made, less what is known of its neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load_file

from embeddings.encoders.static import StaticEncoder
from embeddings.errors import UsageError
from qa.reader.features import NAMES, Layout
from qa.reasons import AnswerReason

FloatArray = npt.NDArray[np.float32]
Tokens = npt.NDArray[np.integer]
Tensors = Mapping[str, npt.NDArray[Any]]

STORED = ("row_codes", "row_scales", "row_tokens", "delta_codes", "delta_scales", "delta_tokens", "discount")
"""Tensors that are no matrices of the network."""


class ReaderWeights:
    """What the network has learnt, read-only."""

    def __init__(self, tensors: Tensors, encoder: StaticEncoder) -> None:
        """Use `load`."""
        self._encoder = encoder
        self._row, self._delta = (_Rows.of(tensors, name, encoder.token_count) for name in ("row", "delta"))
        self._discount = tensors["discount"]
        self.matrices: dict[str, FloatArray] = {
            name: np.ascontiguousarray(tensor.T if tensor.ndim > 1 else tensor, dtype=np.float32)
            for name, tensor in tensors.items()
            if name not in STORED
        }
        """By name as in training, transposed: (in, out); those of gated convolutions are halved, see `network`."""
        for name, matrix in self.matrices.items():
            if ".mix." in name or ".condition." in name:
                matrix *= np.float32(0.5)

    @classmethod
    def load(cls, path: Path, encoder: StaticEncoder) -> ReaderWeights:
        """Read a file of weights.

        Args:
            path: The file.
            encoder: The encoder that they were trained with.

        Raises:
            UsageError: The file is missing, or isn't such weights, or they are of another vocabulary.
        """
        try:
            tensors = load_file(path)
            if len(tensors["discount"]) != encoder.token_count:
                raise UsageError(AnswerReason.READER_OTHER_ENCODER, {"path": str(path)})
            return cls(tensors, encoder)
        except (OSError, KeyError, ValueError, SafetensorError) as error:
            raise UsageError(AnswerReason.READER_UNREADABLE, {"path": str(path), "error": repr(error)}) from error

    def rows(self, tokens: Tokens, vectors: FloatArray) -> FloatArray:
        """What the network sees of tokens, (n, row).

        Args:
            tokens: The tokens, (n,).
            vectors: Of the encoder, each of length 1 or 0, (n, dim).
        """
        found = self._row.take(tokens)
        other = np.flatnonzero(self._row.places[tokens] < 0)
        if len(other):
            found[other] = vectors[other] @ self.matrices["row"]
        return found

    def deltas(self, tokens: Tokens) -> FloatArray:
        """What is added to the rows of a question's tokens, (n, row)."""
        return self._delta.take(tokens)

    def discount(self, tokens: Tokens) -> FloatArray:
        """What tokens of a question count in a coverage, times their lengths, (n,): asking words count little."""
        return self._discount[tokens].astype(np.float32) / np.float32(255)


class _Rows(NamedTuple):
    """Rows of some tokens in 8 bits a weight."""

    codes: npt.NDArray[np.int8]
    scales: FloatArray
    places: npt.NDArray[np.int32]
    """Of each token of the vocabulary the place of its row, -1 for none."""

    @classmethod
    def of(cls, tensors: Tensors, name: str, count: int) -> _Rows:
        """The rows called `name` of a vocabulary of `count` tokens."""
        tokens: npt.NDArray[np.int32] = tensors[f"{name}_tokens"]
        places = np.full(count, -1, dtype=np.int32)
        places[tokens] = np.arange(len(tokens), dtype=np.int32)
        return cls(tensors[f"{name}_codes"], tensors[f"{name}_scales"].astype(np.float32), places)

    def take(self, tokens: Tokens) -> FloatArray:
        """The rows of tokens, 0 for those that have none, (n, row)."""
        places = self.places[tokens]
        found: FloatArray = np.multiply(self.codes[places], self.scales[places, None], dtype=np.float32)
        found[places < 0] = 0
        return found


Places = npt.NDArray[np.int64]

SPAN = 48
"""Tokens of the longest span."""
DILATIONS = (1, 2, 4, 8, 1, 2)
QUESTION_DILATIONS = (1, 2)
MIDDLE = 3
"""The block before which the passage looks at the question's tokens again."""
HINTS = tuple(NAMES.index(name) for name in ("cover_sentence", "cover_passage", "cover_narrow", "cover_above"))
"""Features whose highest values the has-answer head is told."""
RARE = np.float32(10)
"""A rare token's length: lengths are divided by it."""
FAR = np.float32(-1e4)
"""Stands for minus infinity: the score of what can't be chosen."""


class QuestionRead(NamedTuple):
    """What the network makes of a question of q tokens."""

    rows: FloatArray
    """(q, row)."""
    tokens: FloatArray
    """(q, width)."""
    summary: FloatArray
    """(width,)."""


class PassageRead(NamedTuple):
    """What the network makes of a passage of n tokens."""

    spans: FloatArray
    """Score of the span from token i to token i + k, (n, SPAN); FAR or less where there is none."""
    answered: float
    """Logit that it answers."""


def read_question(
    weights: ReaderWeights, rows: FloatArray, tags: Places, rarity: FloatArray, *, long: float
) -> QuestionRead:
    """Read a question.

    Args:
        weights: The network's.
        rows: Of its tokens, deltas added, (q, row).
        tags: Their parts of speech, (q,).
        rarity: Lengths of their vectors, (q,).
        long: 0 for answers as short as can be, 1 for phrases and clauses.
    """
    matrices = weights.matrices
    values = _linear(np.concatenate([rows, _tags(weights)[tags], rarity[:, None] / RARE], axis=1), matrices, "ask")
    starts = np.zeros(1, dtype=np.int64)
    room = _Room.of(values)
    for number, dilation in enumerate(QUESTION_DILATIONS):
        name = f"question_blocks.{number}.mix"
        _convolve(values, _Layer(matrices[f"{name}.weight"], matrices[f"{name}.bias"], dilation), starts, room)
    values = _levelled(values)
    shares = _softmax(_linear(values, matrices, "pool").T)
    pooled = np.append((shares @ values).ravel(), np.float32(long))
    return QuestionRead(rows, values, np.tanh(_linear(pooled, matrices, "summary")))


def read_passages(
    weights: ReaderWeights,
    question: QuestionRead,
    rows: FloatArray,
    which: Places,
    tags: Places,
    seen: FloatArray,
    lay: Layout,
) -> list[PassageRead]:
    """Read passages.

    Args:
        weights: The network's.
        question: What it made of the question.
        rows: Of the different tokens of all passages, (different, row).
        which: Of each token its place in `rows`, (n,).
        tags: Parts of speech, (n,).
        seen: Features, (n, len(NAMES)).
        lay: How the tokens lie; every passage has some.
    """
    matrices = weights.matrices
    values = _entered(weights, question, rows, which, tags, seen)
    room = _Room.of(values)
    for number, dilation in enumerate(DILATIONS):
        if number == MIDDLE:
            _look_back(values, matrices, question)
        name = f"blocks.{number}"
        asked = question.summary @ matrices[f"{name}.condition.weight"]
        bias: FloatArray = np.add(matrices[f"{name}.mix.bias"], asked, dtype=np.float32)
        _convolve(values, _Layer(matrices[f"{name}.mix.weight"], bias, dilation), lay.starts, room)
    return _heads(_levelled(values), matrices, question.summary, seen, lay)


def _entered(
    weights: ReaderWeights, question: QuestionRead, rows: FloatArray, which: Places, tags: Places, seen: FloatArray
) -> FloatArray:
    """Tokens beside what the question has most like them, their tags and features, (n, width)."""
    matrices = weights.matrices
    own, asked = (np.maximum(_linear(each, matrices, "align"), 0) for each in (rows, question.rows))
    aligned = _softmax(own @ asked.T, rows.shape[1]) @ question.rows
    enter = matrices["enter.weight"]
    both = 2 * rows.shape[1]
    by_token = np.concatenate([rows, aligned], axis=1) @ enter[:both]
    tagging = _tags(weights)
    by_tag = tagging @ enter[both : both + tagging.shape[1]] + matrices["enter.bias"]
    values = seen @ enter[both + tagging.shape[1] :]
    values += by_token[which]
    values += by_tag[tags]
    return values


def _look_back(values: FloatArray, matrices: dict[str, FloatArray], question: QuestionRead) -> None:
    """Add to each token what the question's tokens have for it."""
    level = _levelled(values)
    width = level.shape[1]
    keys = matrices["attend.weight"] @ question.tokens.T
    likeness = np.matmul(level, keys, dtype=np.float32)
    found = _softmax(likeness, width) @ question.tokens
    merged = np.empty((len(level), 3 * width), dtype=np.float32)
    merged[:, :width], merged[:, width : 2 * width] = level, found
    np.multiply(level, found, out=merged[:, 2 * width :])
    values += np.maximum(_linear(merged, matrices, "merge"), 0)


class _Room(NamedTuple):
    """Arrays that all convolutions of n tokens work in: fresh memory for each would cost a fifth of their time."""

    beside: FloatArray
    """(n, 3 × width)."""
    mixed: FloatArray
    """(n, 2 × width)."""

    @classmethod
    def of(cls, values: FloatArray) -> _Room:
        """Room for tokens like these."""
        count, width = values.shape
        return cls(np.empty((count, 3 * width), dtype=np.float32), np.empty((count, 2 * width), dtype=np.float32))


class _Layer(NamedTuple):
    """A gated convolution of width 3."""

    weight: FloatArray
    bias: FloatArray
    dilation: int


def _convolve(values: FloatArray, layer: _Layer, starts: Places, room: _Room) -> None:
    """Add a gated convolution to `values`, (n, width), in place; nothing crosses the passages' borders."""
    width, step = values.shape[1], layer.dilation
    beside = room.beside
    level = _levelled(values, out=beside[:, width : 2 * width])
    beside[step:, :width] = level[:-step]
    beside[:-step, 2 * width :] = level[step:]
    beside[-step:, 2 * width :] = 0
    borders: list[int] = starts.tolist()
    for border in borders:
        beside[border : border + step, :width] = 0
        beside[max(0, border - step) : border, 2 * width :] = 0
    mixed = np.matmul(beside, layer.weight, out=room.mixed)
    mixed += layer.bias
    passed, gate = mixed[:, :width], mixed[:, width:]
    np.tanh(gate, out=gate)  # weights are halved: x × sigmoid(y) = x / 2 × (1 + tanh(y / 2)), and never overflows
    gate += 1
    passed *= gate
    values += passed


def _heads(
    values: FloatArray, matrices: dict[str, FloatArray], summary: FloatArray, seen: FloatArray, lay: Layout
) -> list[PassageRead]:
    width = values.shape[1]
    looked_for = _linear(summary, matrices, "heads").reshape(3, width)
    marked = np.matmul(values, looked_for[:2].T / np.float32(width**0.5), dtype=np.float32)
    start: FloatArray = marked[:, 0]
    end: FloatArray = marked[:, 1]
    first, last = (values @ matrices[f"{name}.weight"] for name in ("first", "last"))
    first /= np.float32(np.sqrt(first.shape[1]))
    hints = seen[:, HINTS]
    found: list[PassageRead] = []
    bounds: list[int] = [*lay.starts.tolist(), len(values)]
    for begin, stop in pairwise(bounds):
        own = slice(begin + int(lay.above[begin:stop].sum()), stop)
        spans = _banded(np.add(first[own] @ last[own].T, end[own], dtype=np.float32)) + start[own, None]
        highest = spans.max()
        mass = highest + np.log(np.exp(spans - highest).sum())
        chosen = _softmax(start[own])
        parts = (values[own].max(axis=0), chosen @ values[own], summary, hints[own].max(axis=0), [mass / 10])
        hidden = np.maximum(_linear(np.concatenate(parts).astype(np.float32), matrices, "hidden"), 0)
        found.append(PassageRead(spans, float(_linear(hidden, matrices, "answered")[0])))
    return found


def _banded(square: FloatArray) -> FloatArray:
    """From (n, n) the diagonal and the SPAN - 1 above it: row i begins with square[i, i], FAR past the end."""
    count = len(square)
    wide = np.full((count, count + SPAN + 1), FAR, dtype=np.float32)
    wide.ravel()[: count * (count + SPAN)].reshape(count, count + SPAN)[:, :count] = square
    return wide[:, :SPAN]


def _tags(weights: ReaderWeights) -> FloatArray:
    return weights.matrices["tag.weight"].T


def _linear(values: FloatArray, matrices: dict[str, FloatArray], name: str) -> FloatArray:
    return values @ matrices[f"{name}.weight"] + matrices[f"{name}.bias"]


def _levelled(values: FloatArray, *, out: FloatArray | None = None) -> FloatArray:
    """Each row divided by its root mean square."""
    squares = np.einsum("ij,ij->i", values, values) / np.float32(values.shape[1])
    return np.divide(values, np.sqrt(squares + np.float32(1e-5))[:, None], out=out)


def _softmax(scores: FloatArray, width: int = 1) -> FloatArray:
    """Shares of the last axis, of scores that are products of vectors of `width` dimensions: over its square root."""
    scores = np.divide(scores, np.float32(width**0.5), dtype=np.float32)
    powers: FloatArray = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.divide(powers, powers.sum(axis=-1, keepdims=True))
