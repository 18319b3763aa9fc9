"""Segment many texts at once, with terms as numbers: the results of `segment.terms`, fast enough for a build.

Texts are cut in blocks, joined with a line break after each: no run, number or date crosses a line break. Chinese words
and pairs are computed in arrays; only the rest is processed piece by piece.

`tagged_words` gives the words and parts of speech of a text per character, in half the time of `segment.words`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from itertools import chain, pairwise
from threading import Event
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from embeddings.arrays import ranges
from embeddings.text.normalize import fold
from embeddings.text.numerals import numerals
from embeddings.text.segment import HAN_RANGES, other_runs, segmenter, word_runs

CodeArray = npt.NDArray[np.uint64]
IntArray = npt.NDArray[np.int64]

BLOCK_CHARACTERS = 1 << 16
"""Size of a block of texts in characters; a longer text is a block of its own."""
SHORT = 3
"""Most characters of a term that is packed into one number: a code point takes 21 of 64 bits."""
_BITS = 21
_BREAK = ord("\n")


class TermPlaces(NamedTuple):
    """Every occurrence of a term of one kind, text after text."""

    short: CodeArray
    """Terms of up to SHORT characters, as `packed` returns them."""
    short_texts: IntArray
    """The index of the text that each short term is in."""
    long: list[str]
    """Longer terms."""
    long_texts: IntArray


class _Special(NamedTuple):
    """A piece of a text other than a Chinese run: a number, a date, a word of another script."""

    start: int
    end: int
    terms: tuple[str, ...]
    counts: bool
    """Whether it makes pairs with its neighbours."""


class _Block(NamedTuple):
    """Texts joined, each ended by a line break."""

    codes: npt.NDArray[np.uint32]
    """Code points of the block, with line breaks in place of everything but Chinese runs."""
    ends: IntArray
    """Index after each text's line break."""
    specials: list[_Special]
    places: IntArray
    """Position in the block of each character passed to the segmenter."""


def cut_all(texts: Iterable[str], *, stop: Event | None = None) -> tuple[TermPlaces, TermPlaces]:
    """Words and pairs of all texts. The segmenter works ahead on the next block in a thread of its own.

    Args:
        texts: Any texts.
        stop: Set by another thread to cancel the work.

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
    """Pack terms into numbers that sort as the terms do.

    Args:
        codes: Code points, (terms, at most SHORT), padded with 0.
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
    """The terms of one kind collected so far."""

    def __init__(self) -> None:
        self._texts = 0
        self._short: list[CodeArray] = []
        self._short_texts: list[IntArray] = []
        self._long: list[str] = []
        self._long_texts: list[IntArray] = []

    def add(self, block: _Block, chinese: tuple[CodeArray, IntArray], others: Sequence[tuple[str, int]]) -> None:
        """Add the terms of a block.

        Args:
            block: The block.
            chinese: Packed terms, and the position of each in the block.
            others: Terms of any length with their positions.
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

    def found(self) -> TermPlaces:
        """All terms collected."""
        none = np.zeros(0, dtype=np.int64)
        return TermPlaces(
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
    """A block, and its Chinese runs for the segmenter, each run ended by a line break."""
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
    """All pieces other than Chinese runs, in order."""
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
    """Collect the terms of a block after the segmenter has finished it."""
    chinese, long = _words(block, lengths.result())
    words.add(block, chinese, [*long, *((term, each.start) for each in block.specials for term in each.terms)])
    first, second = block.codes[:-1], block.codes[1:]
    starts = np.flatnonzero((first != _BREAK) & (second != _BREAK))
    pairs.add(block, (packed(np.stack([first[starts], second[starts]], axis=1)), starts), _special_pairs(block))


def _words(block: _Block, lengths: IntArray) -> tuple[tuple[CodeArray, IntArray], list[tuple[str, int]]]:
    """Chinese words with their positions: those of up to SHORT characters packed, and longer ones."""
    codes = block.codes[block.places]
    starts = np.cumsum(lengths) - lengths
    starts, lengths = (array[codes[starts] != _BREAK] for array in (starts, lengths))
    short, long = (np.flatnonzero((lengths <= SHORT) == is_short) for is_short in (True, False))
    at = starts[short, None] + np.arange(SHORT)  # may point past the last word: a line break ends the block
    found = np.where(np.arange(SHORT) < lengths[short, None], codes[np.minimum(at, len(codes) - 1)], 0)
    ranges = zip(starts[long].tolist(), (starts + lengths)[long].tolist(), strict=True)
    others = zip((_spelt(codes[start:end]) for start, end in ranges), block.places[starts[long]].tolist(), strict=True)
    return (packed(found), block.places[starts[short]]), list(others)


def _special_pairs(block: _Block) -> list[tuple[str, int]]:
    """Pairs of numbers and their neighbours, with positions."""
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


ByteArray = npt.NDArray[np.uint8]
CodePointArray = npt.NDArray[np.uint32]

TAGS = (
    "-", "n", "v", "m", "ns", "p", "nr", "uj", "d", "c", "eng", "f", "r", "a", "vn", "t", "nz", "nrt", "q", "zg", "b",
    "nt", "l", "u", "ul", "j", "ng", "s", "x", "i", "k", "ad", "g", "vg", "z", "uv", "nrfg", "ug", "ag", "tg", "mq",
    "an", "h", "uz", "ud", "y",
)  # fmt: skip
"""jieba's parts of speech by frequency; any other counts as the first, which means none."""
MOST_KNOWN = 1 << 16
"""Size at which the cache of tags is discarded: some 12 MB."""
_END = "\n"
"""End of a Chinese run among the segmenter's words."""
_KNOWN: list[dict[str, int]] = [{_END: 0}]
"""Index in TAGS of each word met so far; a full cache is replaced, never cleared, as other threads may read it."""
_NUMBERS = {tag: number for number, tag in enumerate(TAGS)}
_NUMBER, _ENGLISH, _FOREIGN = (_NUMBERS[tag] for tag in ("m", "eng", "x"))
_TAG_BREAK = ord(_END)


def tagged_words(text: str) -> tuple[ByteArray, ByteArray, ByteArray]:
    """The words of a text as in `segment.words`, as arrays over its characters.

    Returns:
        For each character the tag of its word (an index in TAGS), whether a word begins there, and whether one ends
        before it (0 or 1); each of shape (len(text) + 1,).
    """
    folded = fold(text)
    codes = code_points(folded)
    tags, begins, stops = (np.zeros(len(codes) + 1, dtype=np.uint8) for _ in range(3))
    starts, lengths, numbers = _chinese_words(codes)
    for first, count, number in ((starts, lengths, numbers), _other_words(codes, folded)):
        tags[ranges(first, count)] = np.repeat(number, count)
        begins[first] = stops[first + count] = 1
    return tags, begins, stops


_Words = tuple[IntArray, IntArray, ByteArray]
"""Starts, lengths and tags of words."""


def _chinese_words(codes: CodePointArray) -> _Words:
    chinese = np.zeros(len(codes), dtype=np.bool_)
    for first, last in HAN_RANGES:
        chinese |= (codes >= first) & (codes <= last)
    kept = np.append(chinese, False)
    kept[1:] |= chinese
    places = np.flatnonzero(kept)
    if not len(places):
        return _none()
    runs = np.append(np.where(chinese, codes, np.uint32(_TAG_BREAK)), np.uint32(_TAG_BREAK))[places]
    found = segmenter().cut(runs.tobytes().decode("utf-32-le"))
    lengths = np.fromiter(map(len, found), dtype=np.int64, count=len(found))
    numbers = np.fromiter(map(_tags_of(found).__getitem__, found), dtype=np.uint8, count=len(found))
    starts = np.cumsum(lengths) - lengths
    are_words = runs[starts] != _TAG_BREAK
    return places[starts[are_words]], lengths[are_words], numbers[are_words]


def _tags_of(found: Sequence[str]) -> Mapping[str, int]:
    """The tags of at least these words of Chinese runs, each run ended by a line break.

    A word's tag is the same everywhere, so it is looked up once. A word that would be cut when alone is looked up in a
    run that holds it.
    """
    known = _KNOWN[0]
    if len(known) > MOST_KNOWN:
        known = _KNOWN[0] = {_END: 0}
    new = sorted(set(found).difference(known))
    if new:
        alone = _tagged(new)
        known.update(parts[0] for parts in alone if len(parts) == 1)
        cut = {word for word, parts in zip(new, alone, strict=True) if len(parts) > 1}
        if cut:
            places = sorted({word: place for place, word in enumerate(found) if word in cut}.values())
            ends = [place for place, word in enumerate(found) if word == _END]
            holding = {bisect_left(ends, place) for place in places}
            runs = ["".join(found[ends[run - 1] + 1 if run else 0 : ends[run]]) for run in sorted(holding)]
            known.update((word, tag) for parts in _tagged(runs) for word, tag in parts if word in cut)
    return known


def _tagged(runs: Sequence[str]) -> list[list[tuple[str, int]]]:
    """The words of each Chinese run, with their indices in TAGS."""
    tagged = iter([*segmenter().tag(_END.join(runs)), (_END, "x")])
    return [
        [(word, _NUMBERS.get(kind, 0)) for word, kind in iter(tagged.__next__, (_END, "x"))] for _ in range(len(runs))
    ]


def _other_words(codes: CodePointArray, folded: str) -> _Words:
    found = list(word_runs(folded))
    if not found:
        return _none()
    spans = np.fromiter(chain.from_iterable([run.span() for run in found]), dtype=np.int64).reshape(-1, 2)
    starts, lengths = spans[:, 0], spans[:, 1] - spans[:, 0]
    foreign = np.add.reduceat(codes[ranges(starts, lengths)] > 0x7F, np.cumsum(lengths) - lengths) > 0
    numbers = np.where(foreign, _FOREIGN, _ENGLISH).astype(np.uint8)
    numbers[[run.lastgroup == "number" for run in found]] = _NUMBER
    return starts, lengths, numbers


def _none() -> _Words:
    return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint8)
