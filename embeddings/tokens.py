"""The tokens of passages, sentence by sentence: what late interaction and the reader work on.

Tokenising twenty passages at a question would take 3 ms; reading their stored tokens takes 0.1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from embeddings.arrays import load_arrays, ranges, save_arrays
from embeddings.placed import Placed, placed
from embeddings.static import StaticEncoder

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]
TokenArray = npt.NDArray[np.int32]
PlaceArray = npt.NDArray[np.integer[Any]]

_BLOCK_TEXTS = 4096
_ENDS = frozenset("。｡！？!?…⋯.．；;”’」』）)]】》〉\"'")
_SPACES = frozenset("\n \u3000")
_BEGINS = re.compile(r"[\n -~\u2010-\u2027\u3000-\u301f\u3400-\u9fff\uff01-\uff5e]")
"""What a sentence may begin with: nothing that joins the character before it, as accents and variation selectors do."""
ARRAYS = ("ids", "sentences", "passages", "spans", "lengths", "starts", "sizes")
"""Files of a saved store: ARRAY.npy for each."""


class Sentences(NamedTuple):
    """A passage to be tokenised."""

    above: str
    """Title and heading; may be empty."""
    text: str
    spans: Sequence[tuple[int, int]]
    """Of its sentences, half-open, in characters of the text."""

    def texts(self) -> list[str]:
        """The sentences themselves."""
        return [self.text[start:end] for start, end in self.spans]

    def are_apart(self) -> bool:
        """Whether punctuation or whitespace parts what stands above and all sentences: see `parts_at_marks`."""
        ends = [(self.text[end - 1], self.text[end], start) for (_, end), (start, _) in pairwise(self.spans)]
        return (not self.above or not self.spans or _BEGINS.match(self.text, self.spans[0][0]) is not None) and all(
            (last in _ENDS or between in _SPACES) and _BEGINS.match(self.text, start) for last, between, start in ends
        )


class PassageTokens(NamedTuple):
    """Tokens of some passages, one behind the other."""

    ids: TokenArray
    """Tokens that the encoder knows, (tokens,)."""
    sentences: IntArray
    """Sentence s has the tokens sentences[s]:sentences[s + 1]; a sentence may have none."""
    passages: IntArray
    """Passage i has the sentences passages[i]:passages[i + 1]; the first of them is what stands above the passage,
    title and heading, and may have no token."""
    spans: TokenArray
    """Where each sentence stands in its passage's text, in characters, (sentences, 2); 0, 0 for what stands above."""
    lengths: FloatArray
    """Length of the sum of each sentence's token vectors, (sentences,): stored, because the sum takes longer than all
    else of late interaction."""


class PlacedTokens(NamedTuple):
    """Where the tokens of some passages stand."""

    tokens: PassageTokens
    starts: PlaceArray
    """First character of each token in its sentence, or in what stands above, (tokens,)."""
    sizes: PlaceArray
    """Its characters, in number; 0 where the tokenizer put it in where nothing stands, (tokens,)."""


class TokenStore:
    """Row i is passage i. Immutable, memory-mapped, safe to share among threads."""

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
            progress: Told what share of the work is done.
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
        """The tokens of the passages at `rows`, in their order, with their places."""
        found, stored = self.of(rows), self._stored
        firsts = stored.sentences[stored.passages[rows]]
        tokens = ranges(firsts, stored.sentences[stored.passages[rows + 1]] - firsts)
        starts, sizes = (array[tokens].astype(np.int64) for array in (self._placed.starts, self._placed.sizes))
        return PlacedTokens(found, starts, sizes)

    def whole(self, rows: IntArray) -> tuple[TokenArray, IntArray]:
        """The tokens of the passages at `rows`, one behind the other, and where those of each begin, and the end."""
        found = self.of(rows)
        return found.ids, found.sentences[found.passages]

    def openings(self, rows: IntArray, count: int) -> TokenArray:
        """The first tokens of the passages at `rows`, what stands above included, (len(rows), count); -1 for none."""
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
    """In the narrowest type that holds them: places take two bytes where texts are short, sizes one."""
    return numbers.astype(np.min_scalar_type(int(numbers.max(initial=0))))


def _tokenised(texts: Sequence[str], encoder: StaticEncoder, progress: Callable[[float], None] | None) -> Placed:
    """The tokens of texts, one behind the other."""
    found = [placed([], encoder)]
    for start in range(0, len(texts), _BLOCK_TEXTS):
        found.append(placed(texts[start : start + _BLOCK_TEXTS], encoder))
        if progress is not None:
            progress(min(1.0, (start + _BLOCK_TEXTS) / len(texts)))
    return Placed(*map(np.concatenate, zip(*found, strict=True)))
