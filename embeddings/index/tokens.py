"""The stored tokens of passages, sentence by sentence, with their positions, for late interaction and the reader.

Tokenising twenty passages for a question would take 3 ms; reading their stored tokens takes 0.1.

A build computes token positions for many texts together, because the tokenizer takes half as long again to report them.
If folding maps each character of a text to one character, the tokens cover the runs of letters, digits and Chinese
without gaps, so that their lengths give their positions. Other texts are tokenised once more with positions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from embeddings.arrays import load_arrays, ranges, save_arrays
from embeddings.encoders.static import StaticEncoder
from embeddings.text.normalize import fold
from embeddings.text.segment_batch import code_points

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
"""Folded characters that the shipped tokenizer's tokens cover, and those between tokens; others are uncertain."""


class Placed(NamedTuple):
    """Tokens of some texts, concatenated, with their positions."""

    ids: TokenArray
    """Tokens that the encoder knows, (tokens,)."""
    counts: IntArray
    """Number of tokens of each text, (texts,)."""
    starts: IntArray
    """First character of each token in its text, (tokens,)."""
    sizes: IntArray
    """Length of each token in characters; 0 for one that the tokenizer inserted, (tokens,)."""


def placed(texts: Sequence[str], encoder: StaticEncoder) -> Placed:
    """The known tokens of texts, as `StaticEncoder.tokens` returns them, and their positions."""
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
    """First character of every token in all texts joined, and its length; unknown tokens included."""
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
    """Whether tokens cover each code point of the basic plane, as far as that is certain."""
    table = np.full(0x10000, _UNSURE, dtype=np.uint8)
    for kind, stretches in _CHARACTERS.items():
        for first, last in stretches:
            table[first : last + 1] = kind
    return table


FloatArray = npt.NDArray[np.float32]
PlaceArray = npt.NDArray[np.integer[Any]]

_BLOCK_TEXTS = 4096
_ENDS = frozenset("。｡！？!?…⋯.．；;”’」』）)]】》〉\"'")
_SPACES = frozenset("\n \u3000")
_BEGINS = re.compile(r"[\n -~\u2010-\u2027\u3000-\u301f\u3400-\u9fff\uff01-\uff5e]")
"""Characters that a sentence may begin with: none that combines with the one before, such as an accent."""
ARRAYS = ("ids", "sentences", "passages", "spans", "lengths", "starts", "sizes")
"""Files of a saved store: ARRAY.npy for each."""


class Sentences(NamedTuple):
    """A passage to be tokenised."""

    above: str
    """Title and heading above the passage; may be empty."""
    text: str
    spans: Sequence[tuple[int, int]]
    """Spans of its sentences, half-open, in characters of the text."""

    def texts(self) -> list[str]:
        """The sentences themselves."""
        return [self.text[start:end] for start, end in self.spans]

    def are_apart(self) -> bool:
        """Whether punctuation or whitespace separates title, heading and sentences: see `parts_at_marks`."""
        ends = [(self.text[end - 1], self.text[end], start) for (_, end), (start, _) in pairwise(self.spans)]
        return (not self.above or not self.spans or _BEGINS.match(self.text, self.spans[0][0]) is not None) and all(
            (last in _ENDS or between in _SPACES) and _BEGINS.match(self.text, start) for last, between, start in ends
        )


class PassageTokens(NamedTuple):
    """Tokens of some passages, concatenated."""

    ids: TokenArray
    """Tokens that the encoder knows, (tokens,)."""
    sentences: IntArray
    """Sentence s has the tokens sentences[s]:sentences[s + 1]; a sentence may have none."""
    passages: IntArray
    """Passage i has the sentences passages[i]:passages[i + 1]; the first of them holds title and heading, and may have
    no token."""
    spans: TokenArray
    """Span of each sentence in its passage's text, in characters, (sentences, 2); 0, 0 for title and heading."""
    lengths: FloatArray
    """Length of the sum of each sentence's token vectors, (sentences,): stored, because computing the sums takes longer
    than the rest of late interaction."""


class PlacedTokens(NamedTuple):
    """Tokens of some passages with their positions."""

    tokens: PassageTokens
    starts: PlaceArray
    """First character of each token in its sentence, or in title and heading, (tokens,)."""
    sizes: PlaceArray
    """Its characters, in number; 0 where the tokenizer put it in where nothing stands, (tokens,)."""


class TokenStore:
    """The tokens of all passages; row i is passage i. Immutable, memory-mapped, safe to share among threads."""

    def __init__(self, placed_tokens: PlacedTokens) -> None:
        """Use `build` or `load`."""
        self._placed = placed_tokens
        self._stored = placed_tokens.tokens

    @classmethod
    def build(
        cls, passages: Sequence[Sentences], encoder: StaticEncoder, *, progress: Callable[[float], None] | None = None
    ) -> TokenStore:
        """Tokenise passages.

        Args:
            passages: Their sentences.
            encoder: Its tokens are stored.
            progress: Called with the share of the work done, 0 to 1.
        """
        places: dict[str, int] = {}  # all passages of an article repeat its title, and neighbours a sentence or two
        pieces = np.array(
            [places.setdefault(piece, len(places)) for each in passages for piece in (each.above, *each.texts())],
            dtype=np.int64,
        )
        found = _tokenised([*places], encoder, progress)
        starts = _offsets(found.counts)
        lengths, counts = encoder.lengths(found.ids, starts)[pieces], found.counts[pieces]
        tokens = ranges(starts[pieces], counts)
        stored = PassageTokens(
            ids=found.ids[tokens],
            sentences=_offsets(counts),
            passages=_offsets([1 + len(each.spans) for each in passages]),
            spans=np.array([span for each in passages for span in ((0, 0), *each.spans)], np.int32).reshape(-1, 2),
            lengths=lengths,
        )
        return cls(PlacedTokens(stored, found.starts[tokens], found.sizes[tokens]))

    @classmethod
    def load(cls, folder: Path) -> TokenStore:
        """Map a saved store into memory; its files are those that `save` wrote (generations check their hashes)."""
        arrays = load_arrays(folder, ARRAYS)
        stored = PassageTokens(
            arrays["ids"].view(np.int32),
            arrays["sentences"].view(np.int64),
            arrays["passages"].view(np.int64),
            arrays["spans"].view(np.int32),
            arrays["lengths"].view(np.float32),
        )
        starts, sizes = (cast("PlaceArray", arrays[name]) for name in ("starts", "sizes"))
        return cls(PlacedTokens(stored, starts, sizes))

    def save(self, folder: Path) -> None:
        """Write the arrays into `folder`, which is made if need be."""
        small = (_small(self._placed.starts), _small(self._placed.sizes))
        save_arrays(folder, dict(zip(ARRAYS, (*self._stored, *small), strict=True)))

    def of(self, rows: IntArray) -> PassageTokens:
        """The tokens of the passages at `rows`, in their order."""
        stored = self._stored
        counts = stored.passages[rows + 1] - stored.passages[rows]
        sentences = ranges(stored.passages[rows], counts)
        lengths = stored.sentences[sentences + 1] - stored.sentences[sentences]
        return PassageTokens(
            ids=stored.ids[ranges(stored.sentences[sentences], lengths)],
            sentences=_offsets(lengths),
            passages=_offsets(counts),
            spans=stored.spans[sentences],
            lengths=stored.lengths[sentences],
        )

    def placed(self, rows: IntArray) -> PlacedTokens:
        """The tokens of the passages at `rows`, in their order, with their positions."""
        found, stored = self.of(rows), self._stored
        firsts = stored.sentences[stored.passages[rows]]
        tokens = ranges(firsts, stored.sentences[stored.passages[rows + 1]] - firsts)
        starts, sizes = (array[tokens].astype(np.int64) for array in (self._placed.starts, self._placed.sizes))
        return PlacedTokens(found, starts, sizes)

    def whole(self, rows: IntArray) -> tuple[TokenArray, IntArray]:
        """The tokens of the passages at `rows`, concatenated; the start of each passage's tokens, and the end."""
        found = self.of(rows)
        return found.ids, found.sentences[found.passages]

    def openings(self, rows: IntArray, count: int) -> TokenArray:
        """The first tokens of the passages at `rows`, from the title on, (len(rows), count), padded with -1."""
        stored = self._stored
        starts, ends = (stored.sentences[stored.passages[rows + at]] for at in (0, 1))
        places = starts[:, None] + np.arange(count)
        there = places < ends[:, None]
        found = np.full(places.shape, -1, dtype=np.int32)
        found[there] = stored.ids[places[there]]
        return found


def _offsets(lengths: Sequence[int] | IntArray) -> IntArray:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(np.asarray(lengths, dtype=np.int64))])


def _small(numbers: PlaceArray) -> PlaceArray:
    """Convert to the narrowest type that holds them: for short texts starts take two bytes, sizes one."""
    return numbers.astype(np.min_scalar_type(int(numbers.max(initial=0))))


def _tokenised(texts: Sequence[str], encoder: StaticEncoder, progress: Callable[[float], None] | None) -> Placed:
    """The tokens of texts, concatenated."""
    found = [placed([], encoder)]
    for start in range(0, len(texts), _BLOCK_TEXTS):
        found.append(placed(texts[start : start + _BLOCK_TEXTS], encoder))
        if progress is not None:
            progress(min(1.0, (start + _BLOCK_TEXTS) / len(texts)))
    return Placed(*map(np.concatenate, zip(*found, strict=True)))
