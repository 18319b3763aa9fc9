"""The tokens of passages as an index keeps them, with what their texts say of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from embeddings.index import Index
from embeddings.schema import Passage
from embeddings.tokens import Sentences
from qa.reader.tokens import Tokens, tokens_around


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
