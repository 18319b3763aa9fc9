"""The reader: passages are tokenised, compared with the question and read by the network, all at once.

From scores of spans to answers: the best spans, and how much of the chance falls on each sentence.

The tokens of passages as an index keeps them, with what their texts say of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from embeddings.encoders.load import shipped_encoder
from embeddings.encoders.static import StaticEncoder
from embeddings.index.snapshot import Index
from embeddings.index.tokens import Sentences
from embeddings.schema import Passage, Span
from qa.reader.features import Asked, IntArray, Layout, Tokens, features, joined, layout, tokenise, tokens_around
from qa.reader.network import SPAN, QuestionRead, Weights, read_passages, read_question

FloatArray = npt.NDArray[np.float32]

NOTHING = -30.0
"""Logarithm of the chance of what holds no span."""


class Found(NamedTuple):
    """A span that may answer."""

    span: Span
    """In characters of the passage."""
    log_mass: float
    """Logarithm of its chance among all spans of the passage, given that one answers."""
    score: float
    """What the spans are ordered by: log_mass less what its length costs."""


class Reading:
    """What the reader found in one passage; one without a known token answers nothing."""

    def __init__(self, scores: FloatArray, places: IntArray, answered: float) -> None:
        """`scores`: of the span from token i to i + k, (n, SPAN); `places`: characters of the tokens, (n, 2)."""
        highest = float(scores.max()) if scores.size else 0.0
        total = float(np.exp(scores - highest).sum()) if scores.size else 1.0
        self._mass = scores - np.float32(highest + np.log(total))
        self._places = places
        self.answered = answered
        """Logit that the passage answers the question; 0 is an even chance."""

    @property
    def probability(self) -> float:
        """That the passage answers, by the logit; not calibrated on a corpus."""
        return float(1 / (1 + np.exp(-self.answered)))

    def best(self, count: int = 1, *, penalty: float, within: Span | None = None) -> list[Found]:
        """The best spans, best first, none of them overlapping.

        Args:
            count: At most so many.
            penalty: What the logarithm of a span's characters costs: 0 finds the likeliest, more finds shorter ones.
            within: Only spans in these characters of the passage.
        """
        first, stop = self._tokens(within)
        mass = self._band(first, stop)
        if not mass.size:
            return []
        begins: IntArray = np.arange(stop - first, dtype=np.int32)[:, None]
        stops: IntArray = begins + np.arange(mass.shape[1], dtype=np.int32)
        ends, starts = self._places[np.minimum(first + stops, stop - 1), 1], self._places[first:stop, :1]
        lengths = np.subtract(ends, starts).astype(np.float32)
        scores: FloatArray = np.subtract(mass, penalty * np.log(np.maximum(lengths, 1)), dtype=np.float32)
        found: list[Found] = []
        for _ in range(count):
            at, ahead = divmod(int(scores.argmax()), scores.shape[1])
            if mass[at, ahead] <= NOTHING:
                break
            start, end = int(self._places[first + at, 0]), int(self._places[first + at + ahead, 1])
            found.append(Found(Span(start=start, end=end), float(mass[at, ahead]), float(scores[at, ahead])))
            overlapping = (begins <= at + ahead) & (stops >= at)
            scores[overlapping] = mass[overlapping] = -np.inf
        return found

    def sentence_masses(self, sentences: Sequence[Span]) -> list[float]:
        """Logarithm of the chance of all spans that lie in each sentence, NOTHING at least."""
        found: list[float] = []
        for sentence in sentences:
            mass = self._band(*self._tokens(sentence))
            highest = float(mass.max()) if mass.size else NOTHING
            found.append(highest + float(np.log(np.exp(mass - highest).sum())) if highest > NOTHING else NOTHING)
        return found

    def _tokens(self, within: Span | None) -> tuple[int, int]:
        """First token of a stretch of characters and the one behind its last."""
        if within is None:
            return 0, len(self._places)
        first = int(np.searchsorted(self._places[:, 0], within.start, "left"))
        return first, max(first, int(np.searchsorted(self._places[:, 1], within.end, "right")))

    def _band(self, first: int, stop: int) -> FloatArray:
        """Masses of the spans from `first` on that end before `stop`, -inf for those that end behind it."""
        width = min(SPAN, stop - first)
        mass = self._mass[first:stop, :width].copy()
        mass[np.arange(first, stop)[:, None] + np.arange(width) >= stop] = -np.inf
        return mass


def stored_tokens(
    passages: Sequence[Passage], above: Sequence[str], index: Index
) -> list[tuple[Tokens, Tokens | None]]:
    """The tokens of what stands above each passage and of its text, as `tokenise` gives them.

    Args:
        passages: Of the index.
        above: What stands above each, title and heading, as the index was built with it.
        index: Keeps their tokens.

    Returns:
        None for a text of which that is not certain: one with a sentence that was cut within.
    """
    found = index.placed_tokens_of(passages)
    sentences, of_passages, spans = found.tokens.sentences, found.tokens.passages, found.tokens.spans
    per_sentence = np.diff(sentences)
    starts = found.starts + np.repeat(spans[:, 0], per_sentence)
    bounds = np.stack([of_passages[:-1], of_passages[:-1] + 1], axis=1).ravel()
    counts = np.diff(sentences[np.append(bounds, of_passages[-1])])
    texts = [text for both in zip(above, (passage.text for passage in passages), strict=True) for text in both]
    both = tokens_around(texts, counts, found.tokens.ids, np.stack([starts, starts + found.sizes], axis=1))
    pairs = spans.tolist()
    alike = [
        Sentences("", passage.text, pairs[first + 1 : stop]).are_apart()
        for passage, (first, stop) in zip(passages, pairwise(of_passages.tolist()), strict=True)
    ]
    return [(head, text if sure else None) for head, text, sure in zip(both[::2], both[1::2], alike, strict=True)]


MODEL = Path(__file__).parents[1] / "model" / "reader.safetensors"
KEPT = 4096
"""Texts whose tokens are kept: the passages that questions keep finding."""
MOST_ABOVE = 24
"""Tokens of title and heading that are read."""
MOST_ASKED = 48
"""Tokens of a question that are read."""


class Reader:
    """Finds answers in passages. Immutable but for its memory of tokens; safe to share among threads."""

    def __init__(self, weights: Weights, encoder: StaticEncoder) -> None:
        """`encoder`: the one that the weights were trained with."""
        self._weights = weights
        self._encoder = encoder
        self._tokens = lru_cache(maxsize=KEPT)(self._tokenise)

    def read(
        self, question: str, passages: Sequence[str], above: Sequence[str] = (), *, long: float = 0.5
    ) -> list[Reading]:
        """Read passages.

        Args:
            question: As asked, in Chinese or English.
            passages: Texts.
            above: What stands above each, title and heading; empty where nothing does.
            long: 0 for answers as short as can be, 1 for phrases and clauses (why, how), 0.5 where it is not known.

        Returns:
            What was found in each passage, in their order.
        """
        asked = self._tokens(question).part(0, MOST_ASKED)
        heads = above or [""] * len(passages)
        parts = [
            (self._tokens(head).part(0, MOST_ABOVE), self._tokens(text))
            for head, text in zip(heads, passages, strict=True)
        ]
        return self.read_tokens(asked, parts, long=long)

    def read_stored(
        self, question: str, passages: Sequence[Passage], above: Sequence[str], index: Index, *, long: float = 0.5
    ) -> list[Reading]:
        """Read passages of an index by the tokens that it keeps: what `read` finds, without tokenising them.

        Args:
            question: As for `read`.
            passages: Of the index.
            above: What stands above each, title and heading.
            index: Where its tokens are of another vocabulary than the reader's, the texts are tokenised.
            long: As for `read`.
        """
        if not index.token_encoder.tokenises_as(self._encoder):
            return self.read(question, [passage.text for passage in passages], above, long=long)
        stored = stored_tokens(passages, above, index)
        parts = [
            (head.part(0, MOST_ABOVE), self._tokens(passage.text) if text is None else text)
            for passage, (head, text) in zip(passages, stored, strict=True)
        ]
        return self.read_tokens(self._tokens(question).part(0, MOST_ASKED), parts, long=long)

    def read_tokens(self, asked: Tokens, parts: Sequence[tuple[Tokens, Tokens]], *, long: float = 0.5) -> list[Reading]:
        """Read passages that are tokenised already.

        Args:
            asked: The question's tokens.
            parts: Of each passage what stands above it, and its text.
            long: As for `read`.
        """
        rows = [row for row, (_, text) in enumerate(parts) if len(text.ids)]
        found = [Reading(np.zeros((0, 1), np.float32), np.zeros((0, 2), np.int32), NOTHING) for _ in parts]
        if rows and len(asked.ids):
            read = self._read(asked, [parts[row] for row in rows], long)
            for row, reading in zip(rows, read, strict=True):
                found[row] = reading
        return found

    def _read(self, asked: Tokens, parts: Sequence[tuple[Tokens, Tokens]], long: float) -> list[Reading]:
        tokens = joined([each for part in parts for each in part])
        lay = _layout(tokens, parts)
        known, which = np.unique(tokens.ids, return_inverse=True)
        vectors, lengths = self._units(known)
        question_vectors, question_lengths = self._units(asked.ids)
        weights = question_lengths * self._weights.discount(asked.ids)
        weights /= max(float(weights.sum()), 1e-6)
        compared = Asked(np.tile(asked.ids, (len(parts), 1)), np.tile(weights, (len(parts), 1)))
        cosines = (vectors @ question_vectors.T)[which]
        seen = features(tokens, lengths[which], cosines, compared, lay)
        question = self._question(asked, question_vectors, question_lengths, long)
        rows = self._weights.rows(known, vectors)
        read = read_passages(self._weights, question, rows, which, tokens.tags.astype(np.int64), seen, lay)
        return [Reading(each.spans, text.spans, each.answered) for each, (_, text) in zip(read, parts, strict=True)]

    def _question(self, asked: Tokens, vectors: FloatArray, lengths: FloatArray, long: float) -> QuestionRead:
        rows = self._weights.rows(asked.ids, vectors) + self._weights.deltas(asked.ids)
        return read_question(self._weights, rows, asked.tags.astype(np.int64), lengths, long=long)

    def _units(self, tokens: npt.NDArray[np.integer]) -> tuple[FloatArray, FloatArray]:
        """The encoder's vectors of tokens, each of length 1 or 0, and their lengths before."""
        vectors = self._encoder.vectors_of(tokens)
        lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
        return np.divide(vectors, lengths[:, None], out=vectors, where=lengths[:, None] > 0), lengths

    def _tokenise(self, text: str) -> Tokens:
        return tokenise([text], self._encoder)[0]


def _layout(tokens: Tokens, parts: Sequence[tuple[Tokens, Tokens]]) -> Layout:
    counts = np.array([[len(each.ids) for each in part] for part in parts])
    passage = np.repeat(np.arange(len(parts)), counts.sum(axis=1))
    above = np.repeat(np.tile([True, False], len(parts)), counts.ravel())
    return layout(tokens, passage, above)


@cache
def load_reader() -> Reader:
    """The reader beside this package, with the shipped encoder, whatever encoder an index was built with."""
    encoder = shipped_encoder()
    return Reader(Weights.load(MODEL, encoder), encoder)
