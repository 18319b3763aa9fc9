"""The recipe behind the table of sounds: `python -m qa.training.sounds --data ../shared --out qa/model/sounds.npz`.

Names in both scripts are taken from CC-CEDICT (特朗普, Trump) and from texts that give a name's letters in brackets
(埃德·亚德尼（Ed Yardeni）). Which letters each syllable stands for is learnt by expectation maximisation over all ways
to cut the letters into as many pieces as there are characters, as joint n-grams of pronunciations are (Deligne and
Bimbot 1995). Pairs that are translations and no sounds (汉堡王, Burger King) drop out between the rounds.
"""

from __future__ import annotations

import argparse
import logging
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from embeddings.text.normalize import fold, is_han
from embeddings.training.sources import read_lines
from qa.crosslingual.match import syllables
from qa.crosslingual.transliterate import LEAST, LONGEST_PIECE, letters, save_sounds

log = logging.getLogger(__name__)

Pair = tuple[tuple[str, ...], str]
Chances = dict[tuple[str, str], float]

ROUNDS = 10
KEPT_FROM = 3
"""The round from which pairs that sound unlike are left out."""
LEAST_LIKE = 0.35
"""Logarithm, for each letter, of how much likelier it is after the syllables: below, a pair is a translation."""
FEWEST = 0.003
"""Share of a syllable's consonants or of its rest below which letters are left out."""
BESIDE = 8.0
"""Names' worth of a syllable's parts beside what was counted of it."""
_HEADWORD = re.compile(r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2}(?=,| \(|$)")
_BRACKETED = re.compile(r"([一-鿿]{1,8}(?:[·•‧・][一-鿿]{1,8})+)[（(]\s*([A-Z][\w'’.-]+(?: [\w'’.-]+){1,3})\s*[）)]")
_TEXTS = (
    ("corpus/crud_news.jsonl.xz", "text"),
    ("train/parallel_en_zh.jsonl.xz", "zh"),
    ("train/zh_pairs.jsonl.xz", "p"),
)


def read_names(folder: Path) -> list[Pair]:
    """Syllables and letters of each name, each pair once, in order.

    Args:
        folder: The data folder, with corpus/ and train/.
    """
    found = {
        (syllables(characters), spelt)
        for characters, name in (*_entries(folder), *_bracketed(folder))
        if (spelt := letters(name)) and len(spelt) > 1
    }
    foreign = [(spoken, spelt) for spoken, spelt in found if "".join(spoken) != spelt and " " not in spoken]
    return sorted(foreign)


def _entries(folder: Path) -> Iterator[tuple[str, str]]:
    for row in read_lines(folder / "train/cedict.jsonl.xz"):
        parts = re.split("·", row["simp"])
        for gloss in row["en"]:
            name = _HEADWORD.match(gloss)
            words = name[0].split() if name else []
            if words and len(words) == len(parts) and all(part and all(map(is_han, part)) for part in parts):
                yield from zip(parts, words, strict=True)


def _bracketed(folder: Path) -> Iterator[tuple[str, str]]:
    """Of a name in several parts all but the first, which nothing tells from the text before it."""
    for name, field in _TEXTS:
        for row in read_lines(folder / name):
            for match in _BRACKETED.finditer(row[field]):
                parts, words = re.split("[·•‧・]", fold(match[1])), match[2].split()
                if len(parts) == len(words):
                    yield from zip(parts[1:], words[1:], strict=True)


def learn(pairs: Iterable[Pair]) -> tuple[Chances, dict[str, float]]:
    """Of syllable and letters how likely it stands for them, LEAST to 1; and the share of each letter in names."""
    pairs = list(pairs)
    counted = Counter(letter for _, spelt in pairs for letter in spelt)
    total = counted.total() + 26
    shares = {letter: (counted[letter] + 1) / total for letter in "abcdefghijklmnopqrstuvwxyz"}
    chances: Chances | None = None
    for step in range(ROUNDS):
        expected: defaultdict[tuple[str, str], float] = defaultdict(float)
        kept = 0
        for spoken, spelt in pairs:
            likelihood, counts = _expect(spoken, spelt, chances)
            by_itself = sum(math.log(shares[letter]) for letter in spelt)
            unlike = not likelihood or (math.log(likelihood) - by_itself) / len(spelt) < LEAST_LIKE
            if not likelihood or (step >= KEPT_FROM and unlike):
                continue
            kept += 1
            for cell, count in counts.items():
                expected[cell] += count / likelihood
        chances = _smoothed(expected)
        log.info("round %d: %d of %d pairs, %d chances", step, kept, len(pairs), len(chances))
    assert chances is not None
    return chances, shares


def _expect(spoken: tuple[str, ...], spelt: str, chances: Chances | None) -> tuple[float, dict[tuple[str, str], float]]:
    """The likelihood of letters after syllables, and of each step the likelihood of all ways that take it."""
    n, m = len(spoken), len(spelt)
    steps = [
        [
            (i, j, (syllable, spelt[i:j]), chance)
            for i in range(m + 1)
            for j in range(i, min(m, i + LONGEST_PIECE) + 1)
            if (chance := _first(i, j) if chances is None else chances.get((syllable, spelt[i:j]), 0.0))
        ]
        for syllable in spoken
    ]
    ahead = [[0.0] * (m + 1) for _ in range(n + 1)]
    ahead[0][0] = 1.0
    for at, row in enumerate(steps):
        for i, j, _, chance in row:
            ahead[at + 1][j] += ahead[at][i] * chance
    back = [[0.0] * (m + 1) for _ in range(n + 1)]
    back[n][m] = 1.0
    for at in reversed(range(n)):
        for i, j, _, chance in steps[at]:
            back[at][i] += back[at + 1][j] * chance
    counts: defaultdict[tuple[str, str], float] = defaultdict(float)
    for at, row in enumerate(steps):
        for i, j, cell, chance in row:
            counts[cell] += ahead[at][i] * chance * back[at + 1][j]
    return ahead[n][m], {cell: count for cell, count in counts.items() if count}


def _first(start: int, end: int) -> float:
    """Before anything is known two letters are likeliest, none least."""
    return (0.02, 0.2, 0.35, 0.25, 0.12, 0.06)[end - start]


def _smoothed(expected: dict[tuple[str, str], float]) -> Chances:
    """What was counted of a syllable, and beside it, as if counted BESIDE times, what its parts make likely.

    Those are its first consonant, for the consonants that letters begin with, and the rest, for the rest: 伦 is rom as
    罗 is ro and 伦 is lun.
    """
    counted: defaultdict[str, dict[str, float]] = defaultdict(dict)
    onsets: defaultdict[str, defaultdict[str, float]] = defaultdict(_counts)
    rests: defaultdict[str, defaultdict[str, float]] = defaultdict(_counts)
    for (syllable, piece), count in expected.items():
        (initial, final), (onset, rest) = _parted(syllable), _parted(piece)
        onsets[initial][onset] += count
        rests[final][rest] += count
        counted[syllable][piece] = count
    begun, ended = ({name: _shares(pieces) for name, pieces in counts.items()} for counts in (onsets, rests))
    chances: Chances = {}
    for syllable, pieces in counted.items():
        initial, final = _parted(syllable)
        likely = {
            onset + rest: one * other
            for onset, one in begun[initial].items()
            for rest, other in ended[final].items()
            if len(onset + rest) <= LONGEST_PIECE
        }
        total = sum(pieces.values()) + BESIDE
        for piece in sorted(likely.keys() | pieces.keys()):
            chance = (pieces.get(piece, 0.0) + BESIDE * likely.get(piece, 0.0)) / total
            if chance >= LEAST:
                chances[syllable, piece] = chance
    return chances


def _counts() -> defaultdict[str, float]:
    return defaultdict(float)


def _shares(counted: Mapping[str, float]) -> dict[str, float]:
    """The share of each piece among those that are not rare."""
    total = sum(counted.values())
    kept = {piece: count for piece, count in counted.items() if count >= FEWEST * total}
    return {piece: count / sum(kept.values()) for piece, count in kept.items()}


def _parted(spelt: str) -> tuple[str, str]:
    """The consonants that letters begin with, and the rest."""
    begun = re.match("[^aeiouü]*", spelt)
    end = begun.end() if begun else 0
    return spelt[:end], spelt[end:]


def main(arguments: list[str] | None = None) -> None:
    """Run the recipe from the command line."""
    parser = argparse.ArgumentParser(prog="python -m qa.training.sounds", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with corpus/ and train/")
    parser.add_argument("--out", type=Path, required=True, help="file to write the table to")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    pairs = read_names(options.data)
    log.info("%d names", len(pairs))
    chances, shares = learn(pairs)
    save_sounds(chances, shares, options.out)
    log.info("%d bytes", options.out.stat().st_size)


if __name__ == "__main__":
    main()
