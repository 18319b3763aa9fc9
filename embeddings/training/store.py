"""All training texts as one flat array of tokens: tokenised once, drawn from in every step."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from embeddings.training.sources import KINDS, Kind, Pair

IntArray = npt.NDArray[np.int64]

_SENTENCE = re.compile(r"[^。！？；!?;\n]*?(?:[。！？；!?;\n]+|\.\s|$)")
_CHUNK = 50_000


class Group(NamedTuple):
    """The pairs of one kind: pair i is text `queries + i` and text `passages + i` of the store."""

    queries: int
    passages: int
    size: int


class Store(NamedTuple):
    """Tokens of all texts; text t has the sentences texts[t]:texts[t+1], sentence s the tokens sentences[s]:[s+1].

    All queries of a kind lie together and so do its passages, so that neighbouring sentences of parallel text are
    neighbours here as well. `keys` names each text's content: equal keys are equal passages.
    """

    tokens: npt.NDArray[np.int32]
    sentences: IntArray
    texts: IntArray
    keys: IntArray
    groups: dict[Kind, Group]


def build_store(pairs: list[Pair], tokenizer: Tokenizer) -> Store:
    """Tokenise every text, passages sentence by sentence."""
    texts: list[list[str]] = []
    groups: dict[Kind, Group] = {}
    for kind in KINDS:
        own = [pair for pair in pairs if pair.kind == kind]
        groups[kind] = Group(len(texts), len(texts) + len(own), len(own))
        texts += [[pair.query] for pair in own]
        texts += [split_sentences(pair.passage) for pair in own]
    tokens, lengths = _tokenise((sentence for text in texts for sentence in text), tokenizer)
    content: dict[str, int] = {}
    keys = [content.setdefault("".join(text), len(content)) for text in texts]
    return Store(
        tokens, _offsets(lengths), _offsets([len(text) for text in texts]), np.array(keys, dtype=np.int64), groups
    )


def split_sentences(text: str) -> list[str]:
    """Sentences of `text`, at least one; nothing is lost."""
    return [sentence for sentence in _SENTENCE.findall(text) if sentence] or [text]


def save_store(store: Store, path: Path) -> None:
    """Write a store as .npz."""
    kinds = sorted(store.groups)
    with path.open("wb") as file:
        np.savez(
            file,
            tokens=store.tokens,
            sentences=store.sentences,
            texts=store.texts,
            keys=store.keys,
            names=np.array(kinds),
            groups=np.array([store.groups[kind] for kind in kinds]),
        )


def load_store(path: Path) -> Store:
    """Read what `save_store` wrote."""
    with np.load(path, allow_pickle=False) as arrays:
        sizes: dict[str, Group] = {
            str(name): Group(*map(int, row)) for name, row in zip(arrays["names"], arrays["groups"], strict=True)
        }
        groups: dict[Kind, Group] = {kind: sizes[kind] for kind in KINDS if kind in sizes}
        return Store(arrays["tokens"], arrays["sentences"], arrays["texts"], arrays["keys"], groups)


def _tokenise(sentences: Iterator[str], tokenizer: Tokenizer) -> tuple[npt.NDArray[np.int32], list[int]]:
    parts: list[npt.NDArray[np.int32]] = [np.zeros(0, dtype=np.int32)]
    lengths: list[int] = []
    while chunk := list(islice(sentences, _CHUNK)):
        for encoding in tokenizer.encode_batch_fast(chunk, add_special_tokens=False):
            ids = np.array(encoding.ids, dtype=np.int32)
            parts.append(ids)
            lengths.append(len(ids))
    return np.concatenate(parts), lengths


def _offsets(lengths: list[int]) -> IntArray:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(np.array(lengths, dtype=np.int64))])
