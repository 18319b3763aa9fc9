"""Where the tokens of texts stand, worked out for many texts together.

A token's place need not be asked of the tokenizer, which tells it at half again the time: where every character of a
text is folded to one, the tokens of a text cover its runs of letters, digits and Chinese without a gap, so that their
lengths say where they stand. Texts of which that is not certain are given to the tokenizer once more.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from embeddings.cutting import code_points
from embeddings.normalize import fold
from embeddings.static import StaticEncoder

ByteArray = npt.NDArray[np.uint8]
CodeArray = npt.NDArray[np.uint32]
IntArray = npt.NDArray[np.int64]
TokenArray = npt.NDArray[np.int32]

_UNSURE, _APART, _COVERED = 0, 1, 2
_CHARACTERS = {
    _COVERED: ((0x30, 0x39), (0x61, 0x7A), (0x3400, 0x4DB5), (0x4E00, 0x9FEF)),
    _APART: ((0x0A, 0x0A), (0x20, 0x2F), (0x3A, 0x60), (0x7B, 0x7E), (0xB7, 0xB7), (0x2010, 0x2027), (0x3001, 0x3003),
             (0x3008, 0x3011), (0x3013, 0x301B)),
}  # fmt: skip
"""Folded characters that the shipped tokenizer's tokens cover, and those between them; of others it is not certain."""


class Placed(NamedTuple):
    """Tokens of some texts, one behind the other."""

    ids: TokenArray
    """Tokens that the encoder knows, (tokens,)."""
    counts: IntArray
    """Of each text the number of its tokens, (texts,)."""
    starts: IntArray
    """First character of each token in its text, (tokens,)."""
    sizes: IntArray
    """Its characters, in number; 0 where the tokenizer put it in where nothing stands, (tokens,)."""


def placed(texts: Sequence[str], encoder: StaticEncoder) -> Placed:
    """The known tokens of texts as `StaticEncoder.tokens` gives them, and their places."""
    codes = code_points(fold("".join([f"{text}\n" for text in texts])))
    lengths = np.array([len(text) + 1 for text in texts], dtype=np.int64)
    every = encoder.every_token(texts)
    ids = np.concatenate([np.zeros(0, np.int32), *every])
    counts = np.array([len(each) for each in every], dtype=np.int64)
    starts, sizes = _places(texts, codes, lengths, ids=ids, counts=counts, encoder=encoder)
    known = encoder.knows(ids)
    of_text = np.repeat(np.arange(len(texts)), counts)[known]
    ids, starts, sizes = ids[known], starts[known], sizes[known]
    return Placed(
        ids=ids,
        counts=np.bincount(of_text, minlength=len(texts)),
        starts=starts - (np.cumsum(lengths) - lengths)[of_text],
        sizes=sizes,
    )


def _places(
    texts: Sequence[str],
    codes: CodeArray,
    lengths: IntArray,
    *,
    ids: TokenArray,
    counts: IntArray,
    encoder: StaticEncoder,
) -> tuple[IntArray, IntArray]:
    """First character of every token in all texts joined, and its size; the unknown tokens among them."""
    sizes = encoder.sizes(ids)
    starts = np.zeros(len(ids), dtype=np.int64)
    of_token = np.repeat(np.arange(len(texts)), counts)
    kinds = _kinds()[np.minimum(codes, 0xFFFF)]
    sure = np.full(len(texts), encoder.parts_at_marks)
    firsts = np.cumsum(lengths) - lengths
    if len(texts) and encoder.parts_at_marks:
        sure &= np.add.reduceat(kinds == _UNSURE, firsts, dtype=np.int64) == 0
        sure &= np.add.reduceat(kinds == _COVERED, firsts, dtype=np.int64) == np.bincount(of_token, sizes, len(texts))
        sure &= np.bincount(of_token, sizes == 0, len(texts)) == 0
        covered = np.flatnonzero((kinds == _COVERED) & np.repeat(sure, lengths))
        tokens = np.flatnonzero(sure[of_token])
        ends = np.cumsum(sizes[tokens])
        starts[tokens] = covered[ends - sizes[tokens]]
        apart = covered[ends - 1] + 1 - starts[tokens] != sizes[tokens]
        sure[of_token[tokens[apart]]] = False
    asked: list[int] = np.flatnonzero(~sure).tolist()
    at = np.flatnonzero(~sure[of_token])
    spans = np.concatenate([np.zeros((0, 2), np.int64), *encoder.every_span([texts[text] for text in asked])])
    starts[at] = spans[:, 0] + firsts[of_token[at]]
    sizes[at] = spans[:, 1] - spans[:, 0]
    return starts, sizes


@cache
def _kinds() -> ByteArray:
    """What is certain of each code point of the basic plane."""
    table = np.full(0x10000, _UNSURE, dtype=np.uint8)
    for kind, stretches in _CHARACTERS.items():
        for first, last in stretches:
            table[first : last + 1] = kind
    return table
