"""From the data folder to what a run trains on: pairs without the evaluation sets, tokens, one store."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from embeddings.training import further_languages, vocabulary
from embeddings.training.holdout import clauses_of, drop_held_out, evaluation_clauses
from embeddings.training.recipe import Recipe
from embeddings.training.sources import HELD_OUT_ARTICLES, RANKING, Pair, read_articles, read_pairs
from embeddings.training.store import Store, build_store, load_store, save_store

log = logging.getLogger(__name__)


class Prepared(NamedTuple):
    """What training needs beside the recipe."""

    tokenizer: Tokenizer
    tokens: list[str]
    store: Store
    probabilities: npt.NDArray[np.float64]


def prepare(folder: Path, work: Path, recipe: Recipe, *, reuse: bool = False, limit: int | None = None) -> Prepared:
    """Read, hold out, choose tokens, tokenise.

    Args:
        folder: The data folder, with train/, eval/ and seeds/.
        work: Where the tokenizer and the store are kept.
        recipe: The recipe; its vocabulary and seed count here.
        reuse: Read back from `work` what an earlier run left there, if it did.
        limit: At most so many pairs of each file, for a dry run.

    Raises:
        ValueError: What is in `work` was made with another size of vocabulary.
    """
    tokenizer_path, store_path = work / "tokenizer.json", work / "store.npz"
    if reuse and store_path.exists():
        tokenizer, store = Tokenizer.from_file(str(tokenizer_path)), load_store(store_path)
        log.info("texts and tokens of %s are used again", work)
    else:
        pairs = _pairs(folder, recipe, limit)
        counts = vocabulary.count(_texts(pair for pair in pairs if pair.kind != "other"))
        further = further_languages.count((pair.language, pair.passage) for pair in pairs if pair.kind == "other")
        tokenizer = vocabulary.make_tokenizer(vocabulary.choose(counts, further, recipe.vocabulary))
        store = build_store(pairs, tokenizer)
        tokenizer.save(str(tokenizer_path), pretty=False)
        save_store(store, store_path)
    tokens = [token for token, _ in json.loads(tokenizer.to_str())["model"]["vocab"]]
    if reuse and len(tokens) > recipe.vocabulary:
        raise ValueError(f"expected {recipe.vocabulary} tokens in {work}, found {len(tokens)}: start without --resume")
    frequency = np.bincount(store.tokens, minlength=len(tokens)) + 1.0
    log.info("%d tokens, %d texts, %d tokens of text", len(tokens), len(store.texts) - 1, len(store.tokens))
    return Prepared(tokenizer, tokens, store, frequency / frequency.sum())


def _pairs(folder: Path, recipe: Recipe, limit: int | None) -> list[Pair]:
    pairs = read_pairs(folder, seed=recipe.seed, limit=limit)
    held = evaluation_clauses(folder, also=[folder / "train" / name for name in RANKING])
    held |= clauses_of(read_articles(folder / "train" / HELD_OUT_ARTICLES, held_out=True))
    kept, dropped = drop_held_out(pairs, held)
    log.info("%d pairs; dropped for sharing a clause with an evaluation set: %s", len(kept), dict(dropped) or "none")
    return kept


def _texts(pairs: Iterable[Pair]) -> Iterator[str]:
    for pair in pairs:
        yield pair.query
        yield pair.passage
