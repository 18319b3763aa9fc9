"""The reader: passages are tokenised, compared with the question and read by the network, all at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings.encoder import shipped_encoder
from embeddings.index import Index
from embeddings.schema import Passage
from embeddings.static import StaticEncoder
from qa.reader.decoding import NOTHING, Reading
from qa.reader.features import Asked, Layout, features, layout
from qa.reader.network import QuestionRead, read_passages, read_question
from qa.reader.stored import stored_tokens
from qa.reader.tokens import Tokens, joined, tokenise
from qa.reader.weights import Weights

FloatArray = npt.NDArray[np.float32]

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
