"""Drawing a batch: which stretches of the store are its queries and passages. Numpy only, one generator a step."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from embeddings.training.recipe import CLOZE, MIX, Recipe
from embeddings.training.sources import Kind
from embeddings.training.store import Group, IntArray, Store

_KEEPS_SENTENCE = 0.7
_DROP = 0.5
_SHORTEST = 5  # tokens of a sentence that may stand as a query
_WINDOW = 2  # sentences on either side in a window of parallel text


class Bags(NamedTuple):
    """Texts as stretches of the store: bag i is the tokens first[i] (start, end), then second[i], some dropped."""

    first: IntArray  # (n, 2)
    second: IntArray  # (n, 2)
    drop: npt.NDArray[np.float64]  # (n,) chance of a token to be left out
    keys: IntArray  # (n,) equal keys are equal texts


class Batch(NamedTuple):
    """Query i belongs to passage i."""

    queries: Bags
    passages: Bags


class Sampler:
    """Draws batches from a store by the recipe's mix; a batch depends on the recipe's seed and the step alone."""

    def __init__(self, store: Store, recipe: Recipe) -> None:
        self._store = store
        self._recipe = recipe
        self._sentences = {kind: _sentences_with_neighbours(store, kind) for kind in ("zh", "en")}

    def draw(self, step: int) -> Batch:
        """The batch of step `step`."""
        generator = np.random.default_rng([self._recipe.seed, step])
        parts = [self._draw_kind(name, n, generator) for name, n in self._sizes().items() if n > 0]
        return Batch(join([part.queries for part in parts]), join([part.passages for part in parts]))

    def _sizes(self) -> dict[str, int]:
        sizes = {name: round(share * self._recipe.batch) for name, share in MIX.items()}
        sizes["parallel"] += self._recipe.batch - sum(sizes.values())
        return sizes

    def _draw_kind(self, name: str, n: int, generator: np.random.Generator) -> Batch:
        match name:
            case "neighbours_zh":
                return self._neighbours("zh", n, generator)
            case "neighbours_en":
                return self._neighbours("en", n, generator)
            case "window":
                return self._pairs("parallel", n, generator, window=_WINDOW)
            case "zh" | "question_zh" | "parallel" | "other" | "dictionary" | "en" | "question_en":
                return self._pairs(name, n, generator, window=0)
            case _:
                raise ValueError(f"expected a share of the mix, found {name!r}")

    def _pairs(self, kind: Kind, n: int, generator: np.random.Generator, *, window: int) -> Batch:
        group = self._store.groups[kind]
        i = generator.integers(group.size, size=n)
        swapped = (generator.random(n) < 0.5) & (kind in {"parallel", "other", "dictionary"})  # either language may ask
        query = np.where(swapped, group.passages, group.queries) + i
        passage = self._texts(np.where(swapped, group.queries, group.passages), i, group, window)
        queries = self._cut(self._texts(query, np.zeros_like(i), group, 0), self._recipe.query_tokens)
        passages = self._cut(passage, self._recipe.passage_tokens)
        keys = self._store.keys[np.where(swapped, group.queries, group.passages) + i]
        drop = np.where(generator.random(n) < CLOZE, _DROP, 0.0) if window else np.zeros(n)
        return Batch(_plain(queries, keys)._replace(drop=drop), _plain(passages, keys))

    def _texts(self, base: IntArray, i: IntArray, group: Group, window: int) -> IntArray:
        """Token ranges of the texts `base + i`, with `window` neighbouring texts of the group on either side."""
        low = base + np.maximum(i - window, 0)
        high = base + np.minimum(i + window, group.size - 1) + 1 if window else base + i + 1
        starts = self._store.sentences[self._store.texts[low]]
        return np.stack([starts, self._store.sentences[self._store.texts[high]]], axis=1)

    def _cut(self, ranges: IntArray, tokens: int) -> IntArray:
        return np.stack([ranges[:, 0], np.minimum(ranges[:, 1], ranges[:, 0] + tokens)], axis=1)

    def _neighbours(self, kind: Kind, n: int, generator: np.random.Generator) -> Batch:
        candidates = self._sentences[kind]
        choice, text_start, text_end = candidates[generator.integers(len(candidates), size=n)].T
        start, end = self._store.sentences[choice], self._store.sentences[choice + 1]
        reach = self._recipe.neighbours
        before = np.stack([np.maximum(text_start, start - reach), start], axis=1)
        after = np.stack([end, np.minimum(text_end, end + reach)], axis=1)
        cloze = generator.random(n) < CLOZE
        keeps = cloze & (generator.random(n) < _KEEPS_SENTENCE)
        before[keeps, 1] = end[keeps]
        queries = self._cut(np.stack([start, end], axis=1), self._recipe.query_tokens)
        keys = -1 - choice  # no other text's key
        nothing = np.zeros_like(queries)
        return Batch(Bags(queries, nothing, np.where(cloze, _DROP, 0.0), keys), Bags(before, after, np.zeros(n), keys))


def _sentences_with_neighbours(store: Store, kind: Kind) -> IntArray:
    """(sentence, first token of its text, end of its text) of each sentence that may be asked about its neighbours."""
    group = store.groups[kind]
    first, last = store.texts[group.passages], store.texts[group.passages + group.size]
    sentences: IntArray = np.arange(first, last, dtype=np.int64)
    text: IntArray = np.searchsorted(store.texts, sentences, side="right") - 1
    several = store.texts[text + 1] - store.texts[text] > 1
    long = store.sentences[sentences + 1] - store.sentences[sentences] >= _SHORTEST
    chosen = sentences[several & long]
    text = text[several & long]
    return np.stack([chosen, store.sentences[store.texts[text]], store.sentences[store.texts[text + 1]]], axis=1)


def _plain(ranges: IntArray, keys: IntArray) -> Bags:
    return Bags(ranges, np.zeros_like(ranges), np.zeros(len(ranges)), keys)


def join(bags: list[Bags]) -> Bags:
    """Several lists of bags as one."""
    return Bags(
        np.concatenate([each.first for each in bags]),
        np.concatenate([each.second for each in bags]),
        np.concatenate([each.drop for each in bags]),
        np.concatenate([each.keys for each in bags]),
    )
