"""The words of a text and their parts of speech, character by character: `segment.words` at half of its time."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

from embeddings.arrays import ranges
from embeddings.cutting import code_points
from embeddings.normalize import fold
from embeddings.segment import HAN_RANGES, segmenter, word_runs

ByteArray = npt.NDArray[np.uint8]
CodeArray = npt.NDArray[np.uint32]
IntArray = npt.NDArray[np.int64]

TAGS = (
    "-", "n", "v", "m", "ns", "p", "nr", "uj", "d", "c", "eng", "f", "r", "a", "vn", "t", "nz", "nrt", "q", "zg", "b",
    "nt", "l", "u", "ul", "j", "ng", "s", "x", "i", "k", "ad", "g", "vg", "z", "uv", "nrfg", "ug", "ag", "tg", "mq",
    "an", "h", "uz", "ud", "y",
)  # fmt: skip
"""Parts of speech as jieba tags them, by frequency; what is not among them counts as the first, no part of speech."""
MOST_KNOWN = 1 << 16
"""Words whose tags are kept, before all are forgotten: some 12 MB."""
_END = "\n"
"""Of a Chinese run, among the segmenter's words."""
_KNOWN: list[dict[str, int]] = [{_END: 0}]
"""Places in TAGS of the words met up to now; a full one is replaced and never emptied, as others may be reading it."""
_NUMBERS = {tag: number for number, tag in enumerate(TAGS)}
_NUMBER, _ENGLISH, _FOREIGN = (_NUMBERS[tag] for tag in ("m", "eng", "x"))
_BREAK = ord(_END)


def tagged_words(text: str) -> tuple[ByteArray, ByteArray, ByteArray]:
    """The words of a text as `segment.words` has them.

    Returns:
        Of each character the tag of its word, a place in TAGS, whether a word begins there, and whether one ends
        before it; each (len(text) + 1,) of 0 and 1, or of tags.
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


def _chinese_words(codes: CodeArray) -> _Words:
    chinese = np.zeros(len(codes), dtype=np.bool_)
    for first, last in HAN_RANGES:
        chinese |= (codes >= first) & (codes <= last)
    kept = np.append(chinese, False)
    kept[1:] |= chinese
    places = np.flatnonzero(kept)
    if not len(places):
        return _none()
    runs = np.append(np.where(chinese, codes, np.uint32(_BREAK)), np.uint32(_BREAK))[places]
    found = segmenter().cut(runs.tobytes().decode("utf-32-le"))
    lengths = np.fromiter(map(len, found), dtype=np.int64, count=len(found))
    numbers = np.fromiter(map(_tags_of(found).__getitem__, found), dtype=np.uint8, count=len(found))
    starts = np.cumsum(lengths) - lengths
    are_words = runs[starts] != _BREAK
    return places[starts[are_words]], lengths[are_words], numbers[are_words]


def _tags_of(found: Sequence[str]) -> Mapping[str, int]:
    """The tags of at least these words of Chinese runs, each run ended by a line break.

    A word's tag is the same wherever it stands, so that it is asked for once; of one that would be cut if it stood
    alone, in a run that holds it.
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
    """The words of each Chinese run, with their places in TAGS."""
    tagged = iter([*segmenter().tag(_END.join(runs)), (_END, "x")])
    return [
        [(word, _NUMBERS.get(kind, 0)) for word, kind in iter(tagged.__next__, (_END, "x"))] for _ in range(len(runs))
    ]


def _other_words(codes: CodeArray, folded: str) -> _Words:
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
