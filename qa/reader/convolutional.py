"""The convolutional reader: passages are tokenised, compared with the question and read by the network, all at once.

`features` is what it sees of a text, `network` what it makes of that. The tokens of passages are those that their index
keeps, with what the texts say of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings.encoders.static import StaticEncoder
from embeddings.index.snapshot import Index
from embeddings.index.tokens import Sentences
from embeddings.schema import Passage
from qa.reader.features import Layout, ReaderQuestion, Tokens, features, joined, layout, tokenise, tokens_around
from qa.reader.network import QuestionRead, ReaderWeights, read_passages, read_question
from qa.reader.reader import NOTHING, Reading, StoredPassages

FloatArray = npt.NDArray[np.float32]

MODEL = Path(__file__).parents[1] / "model" / "reader.safetensors"
KEPT = 4096
"""Texts whose tokens are kept: the passages that questions keep finding."""
MOST_ABOVE = 24
"""Tokens of title and heading that are read."""
MOST_QUESTION_TOKENS = 48
"""Tokens of a question that are read."""


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


class ConvolutionalReader:
    """A `Reader` in numpy. Immutable but for its memory of tokens; safe to share among threads."""

    def __init__(self, weights: ReaderWeights, encoder: StaticEncoder) -> None:
        """`encoder`: the one that the weights were trained with."""
        self._weights = weights
        self._encoder = encoder
        self._tokens = lru_cache(maxsize=KEPT)(self._tokenise)

    def read(
        self,
        question: str,
        passages: Sequence[str],
        above: Sequence[str] = (),
        *,
        long: float = 0.5,
        stored: StoredPassages | None = None,
    ) -> list[Reading]:
        """Read passages, as `Reader` has it.

        The tokens of `stored` are taken, except where its index has another vocabulary: then texts are tokenised.
        """
        asked = self._tokens(question).part(0, MOST_QUESTION_TOKENS)
        heads = above or [""] * len(passages)
        if stored is not None and stored.snapshot.token_encoder.tokenises_as(self._encoder):
            kept = stored_tokens(stored.passages, heads, stored.snapshot)
        else:
            kept = [(self._tokens(head), None) for head in heads]
        parts = [
            (head.part(0, MOST_ABOVE), self._tokens(text) if tokens is None else tokens)
            for text, (head, tokens) in zip(passages, kept, strict=True)
        ]
        return self.read_tokens(asked, parts, long=long)

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
        compared = ReaderQuestion(np.tile(asked.ids, (len(parts), 1)), np.tile(weights, (len(parts), 1)))
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
