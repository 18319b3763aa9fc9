"""What a run is given: examples, and what is known of tokens before the first step."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch

from embeddings.encoders.static import StaticEncoder
from qa.training.reader.examples import Library, Vocabulary, build_library, vocabulary
from qa.training.reader.network import Network
from qa.training.reader.questions import Question, training_sets
from qa.training.reader.recipe import Recipe
from qa.training.reader.types import type_vectors

FloatArray = npt.NDArray[np.float32]

log = logging.getLogger(__name__)

ASKING = 1_500
"""Most frequent tokens of questions: the only ones that learn a part of their own."""


class Known(NamedTuple):
    """What is known of tokens."""

    words: Vocabulary
    types: FloatArray
    """Type vectors, (tokens, types)."""
    seen: npt.NDArray[np.int64]
    """How often each was seen in the texts of the type vectors, (tokens,)."""
    asking: npt.NDArray[np.int64]
    """Of each the place of its delta from 1, or 0 for none, (tokens,)."""


def examples(folder: Path, encoder: StaticEncoder, recipe: Recipe, *, held_out: bool) -> Library:
    """The examples of a phase; `held_out`: whether the sets that are cross-fitted are left out."""
    sets = training_sets(folder, held_out=held_out)
    log.info("questions: %s", ", ".join(f"{name} {len(rows)}" for name, rows in sets.items()))
    return build_library({name: rows[: recipe.questions] for name, rows in sets.items()}, encoder)


def known(folder: Path, work: Path, encoder: StaticEncoder, library: Library, recipe: Recipe) -> Known:
    """What is known of tokens; the type vectors are kept in `work` and read from there the next time."""
    kept = work / "types.npz"
    if not kept.exists():
        types, seen = type_vectors(folder, encoder, also=_texts(folder), share=recipe.types)
        np.savez(kept, types=types, seen=seen)
    stored = np.load(kept)
    asking = asking_tokens(library, encoder.token_count)
    return Known(vocabulary(encoder, library), stored["types"], stored["seen"], asking)


def asking_tokens(library: Library, count: int) -> npt.NDArray[np.int64]:
    """Of each of `count` tokens the place of its delta from 1, or 0 for none, (count,)."""
    numbers = dict.fromkeys(each.question for own in library.sets.values() for each in own)
    seen = np.bincount(np.concatenate([library.texts[number].ids for number in numbers]), minlength=count)
    order = np.argsort(-seen, kind="stable")[:ASKING]
    order = order[seen[order] > 0]
    places = np.zeros(count, dtype=np.int64)
    places[order] = np.arange(1, len(order) + 1)
    return places


def new_network(tokens: Known, *, seed: int) -> Network:
    """An untrained network that knows the encoder's vectors and the type vectors of all tokens."""
    torch.manual_seed(seed)
    vectors = np.concatenate([tokens.words.units, tokens.types], axis=1)
    return Network(torch.from_numpy(vectors), torch.from_numpy(tokens.words.rarity), torch.from_numpy(tokens.asking))


def _texts(folder: Path) -> list[str]:
    """Texts and questions of the sets that no phase holds out, each once."""
    sets = training_sets(folder, held_out=True)
    rows: list[Question] = [row for own in sets.values() for row in own]
    return list(dict.fromkeys(text for row in rows for text in (row.context, row.question)))
