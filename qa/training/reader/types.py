"""What sort of word each token is: vectors of its neighbours. The encoder's own vectors are about topics.

Positive pointwise mutual information (PPMI) of a token with the token at each of four places beside it, factored by a
truncated singular value decomposition (SVD; Levy and Goldberg 2014). Chinese and English are counted apart; English is
rotated on to Chinese (orthogonal Procrustes) through pairs of tokens that are each other's nearest by the encoder.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from embeddings.encoders.static import StaticEncoder
from embeddings.training.sources import read_lines

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

log = logging.getLogger(__name__)

DIMENSIONS = 64
PLACES = (-2, -1, 1, 2)
CONTEXTS = 2_000
"""Most frequent tokens, whose stand beside a token says something of its sort."""
LEAST = 12
"""Times that a token must have been seen to get a vector."""
SMOOTHING = 0.75  # power of the context counts, as in the paper
CHARACTERS = {"zh": 24_000_000, "en": 30_000_000}
NEWS = 14_000_000  # of the Chinese ones at most
BRIDGE = 12_000
"""Tokens of each language among which pairs are looked for, the most frequent ones."""
BRIDGE_COSINE = 0.5
_BATCH = 4_000


class Counts(NamedTuple):
    """What was counted in the texts of one language."""

    seen: IntArray
    """Times that each token was seen, (tokens,)."""
    beside: sparse.csr_matrix
    """(tokens, places × CONTEXTS)."""


def type_vectors(
    folder: Path, encoder: StaticEncoder, *, also: Sequence[str] = (), share: float = 1.0
) -> tuple[FloatArray, IntArray]:
    """The type vector of each token, each of length 1 or 0, and how often the token was seen in all.

    Args:
        folder: The data folder.
        encoder: Its tokens.
        also: Texts of both languages that are read first.
        share: Of CHARACTERS that are read: a dry run reads few.
    """
    counts: dict[str, Counts] = {}
    vectors: dict[str, FloatArray] = {}
    for language, texts in (("zh", _chinese(folder, share)), ("en", _english(folder))):
        own = [text for text in also if _is_english(text) == (language == "en")]
        tokens = _tokens(_some(chain(own, texts), round(share * CHARACTERS[language])), encoder)
        counts[language] = count(tokens, encoder.token_count)
        vectors[language] = factored(counts[language])
        log.info("%s: %d tokens, vectors for %d", language, len(tokens), int(vectors[language].any(axis=1).sum()))
    turn = rotation(encoder, counts, vectors)
    english = vectors["en"] @ turn
    use_english = counts["en"].seen > counts["zh"].seen
    use_english |= ~vectors["zh"].any(axis=1)
    found = np.where(use_english[:, None], english, vectors["zh"])
    return found, counts["zh"].seen + counts["en"].seen


def count(tokens: IntArray, vocabulary: int) -> Counts:
    """Count neighbours; -1 is none."""
    seen = np.bincount(tokens[tokens >= 0], minlength=vocabulary).astype(np.int64)
    frequent = np.argsort(-seen, kind="stable")[:CONTEXTS]
    column = np.full(vocabulary + 1, -1, dtype=np.int64)
    column[frequent] = np.arange(len(frequent))
    contexts = column[tokens]  # -1 takes the last, which has no column
    total = sparse.csr_matrix((vocabulary, len(PLACES) * CONTEXTS), dtype=np.float32)
    for number, place in enumerate(PLACES):
        own, other = (tokens[-place:], contexts[:place]) if place < 0 else (tokens[:-place], contexts[place:])
        kept = (own >= 0) & (other >= 0)
        ones = np.ones(int(kept.sum()), dtype=np.float32)
        columns = other[kept] + number * CONTEXTS
        total = total + sparse.coo_matrix((ones, (own[kept], columns)), shape=total.shape).tocsr()
    return Counts(seen, total)


def factored(counts: Counts) -> FloatArray:
    """Vectors of DIMENSIONS dimensions, of length 1, or 0 for tokens seen fewer than LEAST times."""
    table = counts.beside.tocoo()
    rows = np.asarray(counts.beside.sum(axis=1)).ravel()
    columns = np.asarray(counts.beside.sum(axis=0)).ravel() ** SMOOTHING
    expected = rows[table.row] * columns[table.col] / columns.sum()
    worth = np.log(np.maximum(table.data / np.maximum(expected, 1e-9), 1e-9)).astype(np.float32)
    kept = (worth > 0) & (counts.seen[table.row] >= LEAST)
    ppmi = sparse.coo_matrix((worth[kept], (table.row[kept], table.col[kept])), shape=table.shape).tocsr()
    left, values = _svd(ppmi)
    return _unit(left * np.sqrt(values))


def rotation(encoder: StaticEncoder, counts: dict[str, Counts], vectors: dict[str, FloatArray]) -> FloatArray:
    """The rotation of English type vectors on to Chinese ones, (DIMENSIONS, DIMENSIONS)."""
    chinese, english = (
        _commonest(counts[own].seen, counts[other].seen, vectors[own]) for own, other in (("zh", "en"), ("en", "zh"))
    )
    cosines = _unit(encoder.vectors_of(chinese)) @ _unit(encoder.vectors_of(english)).T
    best, back = cosines.argmax(axis=1), cosines.argmax(axis=0)
    places = np.arange(len(chinese))
    mutual = (back[best] == places) & (cosines[places, best] > BRIDGE_COSINE)
    log.info("%d pairs of tokens that are each other's nearest", int(mutual.sum()))
    left, _, right = np.linalg.svd(vectors["en"][english[best[mutual]]].T @ vectors["zh"][chinese[mutual]])
    turn: FloatArray = left @ right
    return turn


def _commonest(seen: IntArray, elsewhere: IntArray, vectors: FloatArray) -> IntArray:
    own = np.where((seen > 20 * elsewhere) & vectors.any(axis=1), seen, 0)
    order = np.argsort(-own, kind="stable")[:BRIDGE]
    return order[own[order] > 0]


def _svd(table: sparse.csr_matrix, *, rounds: int = 4, spare: int = 16) -> tuple[FloatArray, FloatArray]:
    """Left singular vectors and singular values by a random start and power iterations (Halko and others 2011)."""
    rng = np.random.default_rng(0)
    basis = rng.standard_normal((table.shape[1], DIMENSIONS + spare)).astype(np.float32)
    for _ in range(rounds):
        basis, _ = np.linalg.qr(table @ basis)
        basis, _ = np.linalg.qr(table.T @ basis)
    image = table @ basis
    left, values, _ = np.linalg.svd(image, full_matrices=False)
    return left[:, :DIMENSIONS].astype(np.float32), values[:DIMENSIONS].astype(np.float32)


def _unit(rows: FloatArray) -> FloatArray:
    lengths = np.sqrt(np.square(rows).sum(axis=1, keepdims=True))
    return np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 1e-9)


def _tokens(texts: Iterable[str], encoder: StaticEncoder) -> IntArray:
    """The tokens of all texts, each text ended by as many -1 as the farthest place."""
    end = np.full(max(PLACES), -1, dtype=np.int64)
    found: list[IntArray] = [end]
    remaining = iter(texts)
    while block := list(islice(remaining, _BATCH)):
        for ids in encoder.tokens(block):
            found += [ids.astype(np.int64), end]
    return np.concatenate(found)


def _some(texts: Iterable[str], characters: int) -> Iterator[str]:
    for text in texts:
        if characters <= 0:
            return
        characters -= len(text)
        yield text


def _chinese(folder: Path, share: float) -> Iterator[str]:
    news = (row["text"] for row in read_lines(folder / "corpus" / "crud_news.jsonl.xz"))
    yield from _some(news, round(share * NEWS))
    for row in read_lines(folder / "train" / "zh_pairs.jsonl.xz"):
        if row["src"] in {"xinwenlianbo", "zh_taiwanmd"}:
            yield _flat(row["p"])


def _english(folder: Path) -> Iterator[str]:
    for row in read_lines(folder / "train" / "en_pairs.jsonl.xz"):
        yield _flat(row["p"])
    for row in read_lines(folder / "train" / "parallel_en_zh.jsonl.xz"):
        yield _flat(row["en"])


def _is_english(text: str) -> bool:
    return sum(map(str.isascii, text)) > 0.8 * len(text)


def _flat(text: str | list[str]) -> str:
    return text if isinstance(text, str) else " ".join(text)
