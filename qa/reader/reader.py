"""What evidence asks of a reader: which span of a passage answers a question, and whether any does.

A reader scores spans between tokens of its own; `Reading` makes of that the best spans, and how much of the chance
falls on each sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from embeddings.index.snapshot import Index
from embeddings.schema import Passage, Span

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int32]

NOTHING = -30.0
"""Logarithm of the chance of what holds no span."""


class SpanCandidate(NamedTuple):
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
        """What a reader made of a passage.

        Args:
            scores: Of the span from token i to i + k, logits in float32 (n, the longest span in tokens); -1000 or less
                where there is none.
            places: Characters of the reader's tokens, half-open and growing, int32 (n, 2).
            answered: Logit that the passage answers.
        """
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

    def best(self, count: int = 1, *, penalty: float, within: Span | None = None) -> list[SpanCandidate]:
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
        found: list[SpanCandidate] = []
        for _ in range(count):
            at, ahead = divmod(int(scores.argmax()), scores.shape[1])
            if mass[at, ahead] <= NOTHING:
                break
            start, end = int(self._places[first + at, 0]), int(self._places[first + at + ahead, 1])
            span = Span(start=start, end=end)
            found.append(SpanCandidate(span, float(mass[at, ahead]), float(scores[at, ahead])))
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
        width = min(self._mass.shape[1], stop - first)
        mass = self._mass[first:stop, :width].copy()
        mass[np.arange(first, stop)[:, None] + np.arange(width) >= stop] = -np.inf
        return mass


class StoredPassages(NamedTuple):
    """Passages as an index keeps them: a reader that knows the index's tokens need not make its own."""

    snapshot: Index
    passages: Sequence[Passage]


class Reader(Protocol):
    """Finds answers in passages; safe to share among threads."""

    def read(
        self,
        question: str,
        passages: Sequence[str],
        above: Sequence[str] = (),
        *,
        long: float = 0.5,
        stored: StoredPassages | None = None,
    ) -> list[Reading]:
        """Read passages.

        Args:
            question: As asked, in Chinese or English.
            passages: Texts.
            above: What stands above each, title and heading; empty where nothing does.
            long: 0 for answers as short as can be, 1 for phrases and clauses (why, how), 0.5 where it is not known.
            stored: The same passages in their index. A reader that has no use for it reads the texts; what is read must
                not depend on it.

        Returns:
            What each passage holds, in their order; one without a word, and each for a question without one, holds no
            span and has `answered` NOTHING.

        Raises:
            ValueError: There is something above some passages and not above others.
        """
        ...
