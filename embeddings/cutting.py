"""The terms of many texts at once, as numbers: what `segment.terms` gives for each, for a build's millions of them.

Texts are cut a block at a time, as one text with a line break behind each: no run, number or date reaches over a line
break. Where Chinese characters stand, and which stand beside one another, is worked out in arrays; only what is no
Chinese run is looked at piece by piece.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from itertools import pairwise
from threading import Event
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from embeddings.normalize import fold
from embeddings.numerals import numerals
from embeddings.segment import HAN_RANGES, other_runs, segmenter

CodeArray = npt.NDArray[np.uint64]
IntArray = npt.NDArray[np.int64]

BLOCK_CHARACTERS = 1 << 16
"""Texts of so many characters are cut in one go; a longer text alone."""
SHORT = 3
"""Characters that a term may have to be one number: a code point takes 21 bits of 64."""
_BITS = 21
_BREAK = ord("\n")


class Found(NamedTuple):
    """Every occurrence of a term of one kind, text after text."""

    short: CodeArray
    """Terms of up to SHORT characters as `packed` has them."""
    short_texts: IntArray
    """The text that each of them stands in, by its place."""
    long: list[str]
    """Longer terms."""
    long_texts: IntArray


class _Special(NamedTuple):
    """A piece of a text that is no Chinese run: a number, a date, a word of another script."""

    start: int
    end: int
    terms: tuple[str, ...]
    counts: bool
    """Whether it makes pairs with what touches it."""


class _Block(NamedTuple):
    """Texts joined, each ended by a line break."""

    codes: npt.NDArray[np.uint32]
    """Their code points; line breaks in the place of all that is no Chinese run."""
    ends: IntArray
    """Behind each text's line break."""
    specials: list[_Special]
    places: IntArray
    """Of each character given to the segmenter its place in the block."""


def cut_all(texts: Iterable[str], *, stop: Event | None = None) -> tuple[Found, Found]:
    """Words and pairs of all texts. The segmenter works in a thread of its own on the block that comes next.

    Args:
        texts: Any texts.
        stop: Set by another thread when nobody waits for them any more.

    Raises:
        CancelledError: `stop` was set meanwhile.
    """
    words, pairs = _Gathered(), _Gathered()
    with ThreadPoolExecutor(1) as pool:
        waiting: list[tuple[_Block, Future[IntArray]]] = []
        for block, chinese in map(_prepared, _blocks(texts)):
            if stop is not None and stop.is_set():
                raise CancelledError
            waiting.append((block, pool.submit(_lengths, chinese)))
            if len(waiting) > 1:
                _finish(*waiting.pop(0), words, pairs)
        for each in waiting:
            _finish(*each, words, pairs)
    return words.found(), pairs.found()


def packed(codes: npt.NDArray[np.integer]) -> CodeArray:
    """Terms as numbers whose order is theirs.

    Args:
        codes: Code points, (terms, at most SHORT); 0 behind the end of a shorter one.
    """
    numbers = np.zeros(len(codes), dtype=np.uint64)
    for at in range(codes.shape[1]):
        numbers |= codes[:, at].astype(np.uint64) << np.uint64(_BITS * (SHORT - 1 - at))
    return numbers


def unpacked(numbers: CodeArray) -> npt.NDArray[np.uint32]:
    """The code points of `packed` terms, (terms, SHORT)."""
    shifts = np.arange(SHORT - 1, -1, -1, dtype=np.uint64) * np.uint64(_BITS)
    return (numbers[:, None] >> shifts & np.uint64((1 << _BITS) - 1)).astype(np.uint32)


def code_points(text: str) -> npt.NDArray[np.uint32]:
    """The code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


class _Gathered:
    """What was found up to now."""

    def __init__(self) -> None:
        self._texts = 0
        self._short: list[CodeArray] = []
        self._short_texts: list[IntArray] = []
        self._long: list[str] = []
        self._long_texts: list[IntArray] = []

    def add(self, block: _Block, chinese: tuple[CodeArray, IntArray], others: Sequence[tuple[str, int]]) -> None:
        """Take the terms of a block.

        Args:
            block: Where they stand.
            chinese: Packed terms, and the place of each in the block.
            others: Terms of any length with their places.
        """
        short, long = ([each for each in others if (len(each[0]) <= SHORT) is is_short] for is_short in (True, False))
        padded = code_points("".join([term.ljust(SHORT, "\0") for term, _ in short])).reshape(-1, SHORT)
        numbers = np.concatenate([chinese[0], packed(padded)])
        places = np.concatenate([chinese[1], np.array([at for _, at in short], dtype=np.int64)])
        order = np.argsort(places, kind="stable")
        self._short.append(numbers[order])
        self._short_texts.append(self._texts + np.searchsorted(block.ends, places[order], side="right"))
        long.sort(key=lambda each: each[1])
        self._long += [term for term, _ in long]
        ends = np.searchsorted(block.ends, np.array([at for _, at in long], dtype=np.int64), side="right")
        self._long_texts.append(self._texts + ends)
        self._texts += len(block.ends)

    def found(self) -> Found:
        """All of it."""
        none = np.zeros(0, dtype=np.int64)
        return Found(
            np.concatenate([none.astype(np.uint64), *self._short]),
            np.concatenate([none, *self._short_texts]),
            self._long,
            np.concatenate([none, *self._long_texts]),
        )


def _blocks(texts: Iterable[str]) -> Iterator[list[str]]:
    block, size = list[str](), 0
    for text in texts:
        block.append(text)
        size += len(text) + 1
        if size >= BLOCK_CHARACTERS:
            yield block
            block, size = [], 0
    if block:
        yield block


def _prepared(texts: Sequence[str]) -> tuple[_Block, str]:
    """A block, and its Chinese runs for the segmenter, each ended by a line break."""
    folded = fold("".join([f"{text}\n" for text in texts]))
    specials = _specials(folded)
    codes = code_points(folded).copy()
    for each in specials:
        codes[each.start : each.end] = _BREAK
    chinese = np.zeros(len(codes), dtype=np.bool_)
    for first, last in HAN_RANGES:
        chinese |= (codes >= first) & (codes <= last)
    codes[~chinese] = _BREAK
    kept = chinese.copy()
    kept[1:] |= chinese[:-1]
    places = np.flatnonzero(kept)
    block = _Block(codes, np.cumsum([len(text) + 1 for text in texts]), specials, places)
    return block, _spelt(codes[places])


def _specials(folded: str) -> list[_Special]:
    """All that is no Chinese run, in order."""
    found: list[_Special] = []
    end = 0
    for numeral in numerals(folded):
        found += _others(folded, end, numeral.start)
        found.append(_Special(*numeral))
        end = numeral.end
    return found + _others(folded, end, len(folded))


def _others(folded: str, start: int, end: int) -> list[_Special]:
    return [_Special(*run.span(), (term,), run.lastgroup == "number") for run, term in other_runs(folded, start, end)]


def _lengths(chinese: str) -> IntArray:
    """Lengths of the words of Chinese runs, in characters, line breaks among them."""
    return np.fromiter(map(len, segmenter().cut(chinese)), dtype=np.int64)


def _finish(block: _Block, lengths: Future[IntArray], words: _Gathered, pairs: _Gathered) -> None:
    """Take the terms of a block for which the segmenter is done."""
    chinese, long = _words(block, lengths.result())
    words.add(block, chinese, [*long, *((term, each.start) for each in block.specials for term in each.terms)])
    first, second = block.codes[:-1], block.codes[1:]
    starts = np.flatnonzero((first != _BREAK) & (second != _BREAK))
    pairs.add(block, (packed(np.stack([first[starts], second[starts]], axis=1)), starts), _special_pairs(block))


def _words(block: _Block, lengths: IntArray) -> tuple[tuple[CodeArray, IntArray], list[tuple[str, int]]]:
    """Chinese words: those of up to SHORT characters packed, and the others; each with its place."""
    codes = block.codes[block.places]
    starts = np.cumsum(lengths) - lengths
    starts, lengths = (array[codes[starts] != _BREAK] for array in (starts, lengths))
    short, long = (np.flatnonzero((lengths <= SHORT) == is_short) for is_short in (True, False))
    at = starts[short, None] + np.arange(SHORT)  # may point behind the last word: a line break ends the block
    found = np.where(np.arange(SHORT) < lengths[short, None], codes[np.minimum(at, len(codes) - 1)], 0)
    ranges = zip(starts[long].tolist(), (starts + lengths)[long].tolist(), strict=True)
    others = zip((_spelt(codes[start:end]) for start, end in ranges), block.places[starts[long]].tolist(), strict=True)
    return (packed(found), block.places[starts[short]]), list(others)


def _special_pairs(block: _Block) -> list[tuple[str, int]]:
    """Pairs of numbers and of what touches them, with their places."""
    found: list[tuple[str, int]] = []
    text = _spelt(block.codes)
    end, last = 0, ""
    for each in block.specials:
        units = each.terms if each.counts else ("",)
        before = text[each.start - 1] if each.start else ""
        before = last if end == each.start else "" if before == "\n" else before
        after = text[each.end]
        row = (before, *units, "" if after == "\n" else after)
        found += [(first + second, each.start) for first, second in pairwise(row) if first and second]
        end, last = each.end, units[-1]
    return found


def _spelt(codes: npt.NDArray[np.uint32]) -> str:
    return codes.tobytes().decode("utf-32-le", "surrogatepass")
