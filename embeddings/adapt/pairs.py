"""Training pairs for an adaptation, drawn from the user's own articles without labels.

A pair is a title and a part of its article, a heading and a part of its section, a sentence (whole, or as a cloze with
some words left out) and its neighbours, or a part of an article and the part that follows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from embeddings.encoders.static import StaticEncoder
from embeddings.schema import Document
from embeddings.text.chunk import sentence_spans

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_SHORTEST = 5
"""Fewest tokens of a sentence that may be a query."""
_LEAST_BELOW = 10
"""Fewest tokens below a title or heading, or around a sentence."""


@dataclass(frozen=True)
class Mix:
    """How pairs are drawn; the shares are of a batch and add up to 1."""

    cloze: float = 0.5  # a sentence without half of its words → its neighbours
    neighbours: float = 0.25  # a whole sentence → its neighbours
    headings: float = 0.2  # a title, heading or first sentence → a stretch of what stands below it
    following: float = 0.05  # a stretch → the one that follows it in the article
    drop: float = 0.5  # chance of a cloze's token to be left out
    keeps: float = 0.7  # share of the clozes whose own sentence stays among its neighbours
    reach: int = 120  # tokens on either side of a sentence; 240 are about a passage of 350 characters
    query_tokens: int = 64


class ArticleTokens(NamedTuple):
    """Tokens of all articles, concatenated: title, then headings and sentences in order.

    A token's number is its index in `used`.
    """

    used: IntArray
    """The encoder's tokens that occur, ascending."""
    tokens: IntArray
    sentences: IntArray
    """(sentences, 4): first token and end of a sentence, first token and end of its article without the title."""
    headings: IntArray
    """(headings, 4): first token and end of a title, heading or first sentence, and of what stands below it."""
    article_of_sentence: IntArray
    article_of_heading: IntArray


class Batch(NamedTuple):
    """Texts as bags of tokens: query i is text i, its passage text n + i."""

    tokens: IntArray
    texts: IntArray
    """The text that each token belongs to."""
    articles: IntArray
    """(n,) The article that both texts of the pair come from."""


def read_pairs(documents: Sequence[Document], encoder: StaticEncoder) -> ArticleTokens:
    """Tokenise articles, and note where their sentences and headings stand.

    Args:
        documents: Cleaned articles.
        encoder: Its tokens are used; one without a vector is left out.
    """
    pieces: list[str] = []
    sentences: list[tuple[int, int, int, int]] = []  # piece, first piece of the body, its end, article
    headings: list[tuple[int, int, int, int]] = []  # piece, first piece below it, its end, article
    for article, document in enumerate(documents):
        outline = _outline(document)
        first = len(pieces)
        pieces += [text for text, _ in outline]
        body = first + (outline[0][1] == "title")
        ends = [at for at in range(body, len(pieces)) if outline[at - first][1] == "heading"] + [len(pieces)]
        sentences += [
            (at, body, len(pieces), article) for at in range(body, len(pieces)) if outline[at - first][1] == "sentence"
        ]
        headings.append((first, first + 1, len(pieces), article))  # the title, or the first line where there is none
        headings += [(at, at + 1, end, article) for at, end in pairwise(ends) if at > first]
    ids = encoder.tokens(pieces)
    used, tokens = np.unique(np.concatenate([np.zeros(0, np.int32), *ids]), return_inverse=True)
    starts = np.array([0, *accumulate(map(len, ids))], dtype=np.int64)
    asked, article_of_sentence = _ranges(sentences, starts)
    over, article_of_heading = _ranges(headings, starts)
    long = (asked[:, 1] - asked[:, 0] >= _SHORTEST) & (_length(asked, 2) - _length(asked, 0) >= _LEAST_BELOW)
    titled = (_length(over, 0) > 0) & (_length(over, 2) >= _LEAST_BELOW)
    return ArticleTokens(
        used.astype(np.int64),
        tokens.astype(np.int64),
        asked[long],
        over[titled],
        article_of_sentence[long],
        article_of_heading[titled],
    )


def _outline(document: Document) -> list[tuple[str, str]]:
    """Title (where the article states one), headings and sentences in order, each with which of them it is."""
    source = document.source
    spans = [(span, "sentence") for span in sentence_spans(document)]
    spans += [(section.heading_span, "heading") for section in document.sections if section.heading_span]
    spans.sort(key=lambda found: found[0].start)
    title = [] if source.title_derived or not source.title else [(source.title, "title")]
    return title + [(span.of(document.text), kind) for span, kind in spans]


def _ranges(pieces: list[tuple[int, int, int, int]], starts: IntArray) -> tuple[IntArray, IntArray]:
    """Token ranges for rows of (piece, first piece, end, article), and the articles."""
    at, first, end, article = np.array(pieces, dtype=np.int64).reshape(-1, 4).T
    return np.stack([starts[at], starts[at + 1], starts[first], starts[end]], axis=1), article


def _length(ranges: IntArray, column: int) -> IntArray:
    return ranges[:, column + 1] - ranges[:, column]


def draw(articles: ArticleTokens, n: int, generator: np.random.Generator, *, mix: Mix) -> Batch:
    """Draw about `n` pairs; pairs that lose all their tokens are dropped and not replaced.

    Args:
        articles: With at least one sentence.
        n: Number of pairs.
        generator: Of this batch.
        mix: Shares and sizes.
    """
    shares = np.array([mix.cloze, mix.neighbours, mix.headings if len(articles.headings) else 0.0, mix.following])
    cloze, neighbours, headings, following = generator.multinomial(n, shares / shares.sum())
    drawn = [
        _neighbours(articles, cloze, generator, mix=mix, drop=mix.drop),
        _neighbours(articles, neighbours, generator, mix=mix, drop=0.0),
        _headings(articles, headings, generator, mix=mix),
        _following(articles, following, generator, mix=mix),
    ]
    queries, before, after, drop, article = (np.concatenate(parts) for parts in zip(*drawn, strict=True))
    queries = np.stack([queries[:, 0], np.minimum(queries[:, 1], queries[:, 0] + mix.query_tokens)], axis=1)
    whole = (_length(before, 0) + _length(after, 0) >= _LEAST_BELOW) & (_length(queries, 0) > 0)
    queries, before, after, drop, article = (part[whole] for part in (queries, before, after, drop, article))
    query_places, query_texts = _expand(queries, np.arange(len(queries)))
    kept = generator.random(len(query_places)) >= drop[query_texts]
    both = np.concatenate([before, after])
    passage_places, passage_texts = _expand(both, len(queries) + np.tile(np.arange(len(queries)), 2))
    return Batch(
        articles.tokens[np.concatenate([query_places[kept], passage_places])],
        np.concatenate([query_texts[kept], passage_texts]),
        article,
    )


_Drawn = tuple[IntArray, IntArray, IntArray, npt.NDArray[np.float64], IntArray]
"""Ranges of queries, of the parts of their passages before and after, chance of a query's token to go, articles."""


def _neighbours(articles: ArticleTokens, n: int, generator: np.random.Generator, *, mix: Mix, drop: float) -> _Drawn:
    chosen = generator.integers(len(articles.sentences), size=n)
    start, end, first, last = articles.sentences[chosen].T
    keeps = generator.random(n) < (mix.keeps if drop else 0.0)
    before = np.stack([np.maximum(first, start - mix.reach), start + keeps * (end - start)], axis=1)
    after = np.stack([end, np.minimum(last, end + mix.reach)], axis=1)
    queries = np.stack([start, end], axis=1)
    return queries, before, after, np.full(n, drop), articles.article_of_sentence[chosen]


def _headings(articles: ArticleTokens, n: int, generator: np.random.Generator, *, mix: Mix) -> _Drawn:
    chosen = generator.integers(max(len(articles.headings), 1), size=n)
    start, end, first, last = articles.headings[chosen].T
    room = np.maximum(last - first - 2 * mix.reach, 0)
    begin = first + (generator.random(n) * (room + 1)).astype(np.int64)
    after = np.stack([begin, np.minimum(last, begin + 2 * mix.reach)], axis=1)
    queries = np.stack([start, end], axis=1)
    return queries, np.zeros_like(after), after, np.zeros(n), articles.article_of_heading[chosen]


def _following(articles: ArticleTokens, n: int, generator: np.random.Generator, *, mix: Mix) -> _Drawn:
    chosen = generator.integers(len(articles.sentences), size=n)
    start, _, first, last = articles.sentences[chosen].T
    queries = np.stack([np.maximum(first, start - mix.query_tokens), start], axis=1)
    after = np.stack([start, np.minimum(last, start + 2 * mix.reach)], axis=1)
    return queries, np.zeros_like(after), after, np.zeros(n), articles.article_of_sentence[chosen]


def _expand(ranges: IntArray, texts: IntArray) -> tuple[IntArray, IntArray]:
    """All numbers of the ranges (n, 2), concatenated, and the text that each belongs to."""
    lengths = _length(ranges, 0)
    ends = np.cumsum(lengths)
    places = np.arange(int(lengths.sum())) + np.repeat(ranges[:, 0] - (ends - lengths), lengths)
    return places, np.repeat(texts, lengths)
