"""The recipe behind the word table: `python -m qa.training.lexicon --data ../shared --out qa/model/lexicon.npz`.

Which words stand for each other is learnt from sentence pairs and CC-CEDICT by IBM's Model 1 (Brown and others 1993),
both ways round; what is kept of a pair is the geometric mean of its two probabilities. Terms are those of the index:
English stems, Chinese words folded to simplified script.
"""

from __future__ import annotations

import argparse
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from embeddings.text.normalize import fold, is_han
from embeddings.text.segment import STOP_WORDS, stem, terms
from embeddings.training.sources import read_lines
from qa.crosslingual.lexicon import LEAST, save_lexicon
from qa.question.understand import FUNCTION_WORDS

log = logging.getLogger(__name__)

Doubles = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

SHARES = {"par_lctt": 0.35, "par_pythondocs": 0.5, "bible": 0.5}
"""Of a source's lines: technical prose and scripture would outweigh the rest."""
MOST_TERMS = 25
"""Different terms of a sentence; longer sentences say little of which word stands for which."""
MOST_GLOSSES, MOST_GLOSS_WORDS, LONGEST_HEADWORD = 6, 6, 8
ROUNDS = 6
NULL = 1e-4
"""Chance that a word stands for no word at all."""
DAMPING = 0.3
"""Added to the count of every word, so that one chance meeting is no certain translation."""
_PRONOUNS = (
    "you your we our us he him his she her i me my you'll you're it's don't not if when then also here what which"
)
_MORE = "who how where why no yes do done but because while"
UNSAID = frozenset(map(stem, {*STOP_WORDS, *_PRONOUNS.split(), *_MORE.split()}))
"""English stems that take no part."""
_NO_GLOSS = ("CL:", "variant of", "old variant", "see ")
_ASIDE = re.compile(r"\([^)]*\)|\[[^]]*\]")


class Pair(NamedTuple):
    """A text in both languages; its terms, each once."""

    english: list[str]
    chinese: list[str]


class _Cells(NamedTuple):
    """Every English term of a pair beside every Chinese one."""

    places: IntArray
    """Of each cell its place among the different pairs of terms; a pair's cells are English terms × Chinese terms."""
    english_counts: IntArray
    chinese_counts: IntArray
    english: IntArray
    """Of each different pair of terms the English one."""
    chinese: IntArray


def read_pairs(folder: Path) -> Iterator[Pair]:
    """Terms of the sentence pairs and of the dictionary's entries.

    Args:
        folder: The data folder, with train/.
    """
    sentences = list(_sentences(folder / "train/parallel_en_zh.jsonl.xz"))
    for pair in _cut(sentences):
        if len(pair.english) <= MOST_TERMS and len(pair.chinese) <= MOST_TERMS:
            yield pair
    entries = list(_entries(folder / "train/cedict.jsonl.xz"))
    for pair, (_, headword) in zip(_cut(entries), entries, strict=True):
        yield pair
        if len(pair.chinese) > 1 and len(headword) <= LONGEST_HEADWORD:
            yield Pair(pair.english, [fold(headword)])


def _sentences(path: Path) -> Iterator[tuple[str, str]]:
    read = Counter[str]()
    for row in read_lines(path):
        source: str = row["src"]
        share = SHARES.get(source, 1.0)
        read[source] += 1
        if int(read[source] * share) > int((read[source] - 1) * share):
            yield row["en"], row["zh"]


def _entries(path: Path) -> Iterator[tuple[str, str]]:
    """A gloss and its headword; surnames are their pinyin, asides are left out."""
    for row in read_lines(path):
        if any(map(is_han, row["simp"])):
            whole = [gloss.removeprefix("surname ") for gloss in row["en"] if not gloss.startswith(_NO_GLOSS)]
            parts = [part.strip() for gloss in whole for part in re.split(r"[;/]", _ASIDE.sub(" ", gloss))]
            kept = [part for part in parts if part and len(part.split()) <= MOST_GLOSS_WORDS]
            for gloss in kept[:MOST_GLOSSES]:
                yield gloss, row["simp"]


def _cut(texts: Sequence[tuple[str, str]]) -> Iterator[Pair]:
    english = (terms(text) for text, _ in texts)
    chinese = (terms(text) for _, text in texts)
    for one, other in zip(english, chinese, strict=True):
        yield Pair(
            [word for word in dict.fromkeys(one.words) if word not in UNSAID and _is_word(word)],
            [word for word in dict.fromkeys(other.words) if word not in FUNCTION_WORDS and any(map(is_han, word))],
        )


def _is_word(term: str) -> bool:
    return not term.isdigit() and not any(map(is_han, term))


def associations(pairs: Sequence[Pair]) -> dict[tuple[str, str], float]:
    """The words that stand for each other, and how likely each is the other's translation, LEAST to 1."""
    english, chinese = _vocabulary(pair.english for pair in pairs), _vocabulary(pair.chinese for pair in pairs)
    cells = _cells(pairs, english, chinese)
    to_chinese = _model(cells, cells.english, len(english), given_english=True)
    to_english = _model(cells, cells.chinese, len(chinese), given_english=False)
    strengths = np.sqrt(to_chinese * to_english)
    kept = np.flatnonzero(strengths >= LEAST)
    words, others = list(english), list(chinese)
    return {
        (words[one], others[other]): strength
        for one, other, strength in zip(
            cells.english[kept].tolist(), cells.chinese[kept].tolist(), strengths[kept].tolist(), strict=True
        )
    }


def _vocabulary(texts: Iterator[list[str]]) -> dict[str, int]:
    return {word: place for place, word in enumerate(dict.fromkeys(chain.from_iterable(texts)))}


def _cells(pairs: Sequence[Pair], english: dict[str, int], chinese: dict[str, int]) -> _Cells:
    keys: list[IntArray] = []
    for pair in pairs:
        rows = np.array([english[word] for word in pair.english], dtype=np.int64)
        columns = np.array([chinese[word] for word in pair.chinese], dtype=np.int64)
        keys.append((rows[:, None] * len(chinese) + columns).ravel())
    different, places = np.unique(np.concatenate(keys), return_inverse=True)
    return _Cells(
        places.astype(np.int64),
        np.array([len(pair.english) for pair in pairs], dtype=np.int64),
        np.array([len(pair.chinese) for pair in pairs], dtype=np.int64),
        different // len(chinese),
        different % len(chinese),
    )


def _model(cells: _Cells, given: IntArray, words: int, *, given_english: bool) -> Doubles:
    """Of each different pair of terms, the probability of the other term given the one in `given`."""
    chances: Doubles = np.ones(len(given)) / np.bincount(given, minlength=words)[given]
    for _ in range(ROUNDS):
        counts = np.zeros(len(given))
        _expect(cells.places, cells.english_counts, cells.chinese_counts, chances, counts, given_english)
        chances = counts / (np.bincount(given, weights=counts, minlength=words)[given] + DAMPING)
    return chances


@njit(cache=True)
def _expect(
    places: IntArray,
    english_counts: IntArray,
    chinese_counts: IntArray,
    chances: Doubles,
    counts: Doubles,
    given_english: bool,
) -> None:
    """Add to counts[p] how often the two terms of p are expected to stand for each other."""
    first = 0
    for pair in range(len(english_counts)):
        rows, columns = english_counts[pair], chinese_counts[pair]
        outer, inner = (columns, rows) if given_english else (rows, columns)
        outer_step, inner_step = (1, columns) if given_english else (columns, 1)
        for each in range(outer):
            start = first + each * outer_step
            total = NULL
            for other in range(inner):
                total += chances[places[start + other * inner_step]]
            for other in range(inner):
                place = places[start + other * inner_step]
                counts[place] += chances[place] / total
        first += rows * columns


def main(arguments: list[str] | None = None) -> None:
    """Run the recipe from the command line."""
    parser = argparse.ArgumentParser(prog="python -m qa.training.lexicon", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with train/")
    parser.add_argument("--out", type=Path, required=True, help="file to write the table to")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    pairs = [pair for pair in read_pairs(options.data) if pair.english and pair.chinese]
    log.info("%d pairs of texts", len(pairs))
    found = associations(pairs)
    save_lexicon(found, options.out)
    log.info("%d pairs of words, %d bytes", len(found), options.out.stat().st_size)


if __name__ == "__main__":
    main()
