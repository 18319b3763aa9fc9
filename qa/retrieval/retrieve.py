"""A question to ranked passages: ask both indexes, rank the candidates by weighted features, drop copies.

The ranker has one row of features for each candidate. They are standardised by the best candidates of the question,
multiplied by fitted weights (qa.training) and added up; one set of weights serves articles in the question's language,
another those in other languages, where words can't be compared and late interaction decides.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import zip_longest
from math import inf
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from pydantic import Field

from embeddings.encoders.static import StaticEncoder
from embeddings.index.snapshot import Candidates, Index
from embeddings.index.tokens import PassageTokens
from embeddings.schema import Frozen, Hit, ScoreParts, Source, Span
from embeddings.text.normalize import fold
from embeddings.text.segment import Terms, question_terms, words
from qa.config import Settings
from qa.question import facets
from qa.question.understand import FUNCTION_WORDS, Question
from qa.retrieval.late_interaction import late_interaction, likeness, nothing_alike, question_coverage
from qa.schema import Mode, Understood, Where

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]
NAMES: tuple[str, ...] = (
    "lexical",  # BM25 of words and pairs, over the best of the index
    "words",  # BM25 of words, over the idf of the question's
    "pairs",  # the same of character pairs
    "article",  # BM25 in the whole article, over the best of the index
    "dense",  # cosine of the passage
    "sentence",  # cosine of its best sentence
    "late",  # MaxSim in the passage and what stands above it
    "late_sentence",  # MaxSim in the best sentence
    "late_window",  # MaxSim in the best two neighbouring sentences
    "late_root",  # as late, of the roots of the cosines: many weak likenesses count for more
    "late_square",  # as late, of their squares: a few strong ones do
    "subject",  # how far the question holds what the article opens with: its title, or its first words
)
"""The ranker's features, in order."""
NAMES_ACROSS: tuple[str, ...] = (
    *NAMES,
    "translated",  # BM25 of what the question's words may be in the other language, over the best of the index
    "translated_article",  # the same in the whole article
    "spelt",  # names of an English question that Chinese characters spell
)
"""Those of articles in another language than the question."""
OPENING = 2
"""Tokens that an article opens with: with three or five of them, fewer right articles came first."""
MODEL = Path(__file__).parents[1] / "model" / "ranker.json"
RIVALS = 10
"""Candidates whose mean and deviation a feature is standardised by: the best of the first ranking."""
LEAST_DEVIATION = 0.01
"""Added to a deviation, so that a feature in which the candidates hardly differ does not decide."""
MOST = 6.0
"""Standardised values are cut at this many deviations."""
DENSE_SHARE = 0.5
"""Of the cosine, beside BM25 over its best, in the first ranking; of the article's BM25 likewise."""
LEXICAL_SHARE_ACROSS = 0.1
"""Of BM25 beside the cosine where the languages differ: shared numbers and names."""
TRANSLATED_SHARE = 0.5
"""Of BM25 of the translated words over its best, beside both."""
DOUBLE = 0.8
"""Share of a passage's characters, in whole clauses, that make it a copy of another."""
_CLAUSE = re.compile(r"[^\W_]+(?: [^\W_]+)*")
BoolArray = npt.NDArray[np.bool_]
MORE_ACROSS = 3
"""Times as many candidates are read where the languages differ: only the cosine has chosen them."""
LOOKED_AT = 5
"""Candidates nearest by cosine whose language decides whether a question asks across languages."""
PERIOD_WEIGHT = 1.0
"""Nats that an article gains whose day lies in a period of the question: its chances grow by e, and no more."""
PUBLISHER_WEIGHT = 2.0
"""Nats that an article gains whose publisher the question names as its source."""
LOOKED_AHEAD = 2
"""Hits looked up beyond those wanted: one tells that nothing more repeats the last, one may be a copy."""
NOTHING_MEANT = Understood()


class RankerQuery(NamedTuple):
    """A question as the ranker sees it."""

    tokens: npt.NDArray[np.int32]
    words_idf: float
    """Sum of the idf of its words."""
    pairs_idf: float


class Features(NamedTuple):
    """What is known of each candidate."""

    values: FloatArray
    """(candidates, len(NAMES)), not yet standardised."""
    sentences: IntArray
    """(candidates, 2): span of the sentence that matches best, in characters of the passage."""


def features(
    asked: RankerQuery,
    candidates: Candidates,
    tokens: PassageTokens,
    openings: npt.NDArray[np.int32],
    *,
    encoder: StaticEncoder,
) -> Features:
    """The features of candidates.

    Args:
        asked: The question.
        candidates: n passages.
        tokens: Of the same passages, in the same order.
        openings: The first tokens of their articles, (n, OPENING), -1 where there are fewer.
        encoder: Whose tokens they are.
    """
    late, subject = nothing_alike(tokens), np.zeros(len(openings), dtype=np.float32)
    if len(asked.tokens):
        like = likeness(asked.tokens, tokens.ids, openings, encoder=encoder)
        late = late_interaction(like, tokens) if len(tokens.ids) else late
        subject = question_coverage(like, openings)
    values = np.stack(
        [
            candidates.lexical / (candidates.best_lexical or 1.0),
            candidates.words / (asked.words_idf or 1.0),
            candidates.pairs / (asked.pairs_idf or 1.0),
            candidates.article / (candidates.best_article or 1.0),
            candidates.dense,
            late.dense,
            late.passage,
            late.sentence,
            late.window,
            late.root,
            late.square,
            subject,
        ],
        axis=1,
    )
    return Features(values.astype(np.float32), late.spans)


class RankerWeights(Frozen):
    """What each feature counts, per deviation."""

    same: dict[str, float] = Field(description="articles in the question's language")
    across: dict[str, float] = Field(description="articles in another language")

    def of(self, *, across: bool) -> FloatArray:
        """In the order of NAMES, or of NAMES_ACROSS, float32."""
        chosen, names = (self.across, NAMES_ACROSS) if across else (self.same, NAMES)
        return np.array([chosen[name] for name in names], dtype=np.float32)


@cache
def shipped_weights() -> RankerWeights:
    """The weights beside this module."""
    return RankerWeights.model_validate_json(MODEL.read_bytes())


def first_scores(candidates: Candidates, *, across: bool) -> FloatArray:
    """Scores that choose whom the ranker looks at, (n,)."""
    lexical: FloatArray = np.divide(candidates.lexical, candidates.best_lexical or 1.0)
    if across:
        share: FloatArray = lexical * LEXICAL_SHARE_ACROSS
        says = candidates.translated
        if says is not None:
            share += says.passages * np.float32(TRANSLATED_SHARE / (says.best_passage or 1.0))
        return candidates.dense + share
    article: FloatArray = np.divide(candidates.article, candidates.best_article or 1.0)
    shares: FloatArray = (candidates.dense + article) * DENSE_SHARE
    return lexical + shares


def standardised(values: FloatArray) -> FloatArray:
    """Features in deviations from the mean of the first RIVALS candidates, which come best first."""
    rivals = values[:RIVALS]
    deviations: FloatArray = (values - rivals.mean(axis=0)) / (rivals.std(axis=0) + np.float32(LEAST_DEVIATION))
    return np.clip(deviations, np.float32(-MOST), np.float32(MOST))


def dedupe(hits: Iterable[Hit], *, most: int | None = None) -> list[Hit]:
    """Hits without those that say what an earlier one says: texts that it holds whole, and near copies.

    A near copy shares DOUBLE of the characters of its clauses with the earlier hit: an agency's report as two papers
    print it. The earlier hit names the articles of the copies left out. Ranks are counted anew.

    Args:
        hits: Best first; no more are asked for than it takes.
        most: Number of hits after which to stop; None for all.
    """
    kept: list[Hit] = []
    said: list[frozenset[str]] = []
    copies: dict[int, list[str]] = {}
    for hit in hits:
        clauses = frozenset(_CLAUSE.findall(fold(hit.passage.text)))
        of = next((at for at in range(len(kept)) if _repeats(hit, clauses, kept[at], said[at])), None)
        if of is not None:
            if hit.passage.doc_id != kept[of].passage.doc_id:
                copies.setdefault(of, []).append(hit.source.path)
        elif most is not None and len(kept) == most:
            break
        else:
            kept.append(hit)
            said.append(clauses)
    return [
        hit.model_copy(update={"rank": at + 1, "copies": tuple(dict.fromkeys(copies.get(at, ())))})
        for at, hit in enumerate(kept)
    ]


def _repeats(hit: Hit, clauses: frozenset[str], earlier: Hit, earlier_clauses: frozenset[str]) -> bool:
    if hit.passage.text in earlier.passage.text:
        return True
    shared = sum(map(len, clauses & earlier_clauses))
    return shared > 0 and shared >= DOUBLE * sum(map(len, clauses))


def diversify(hits: Sequence[Hit]) -> list[Hit]:
    """Hits in rounds over their articles, and each round in rounds over their publishers; ranks are counted anew.

    First the best passage of each article, then the second best of each; among the first ones first the best of each
    publisher. Nothing is left out, scores stay as they were, and what shares article and publisher keeps its order. An
    article without a publisher stands for itself.

    Args:
        hits: Best first.
    """
    of_article, of_publisher = Counter[str](), Counter[tuple[int, str]]()
    places: list[tuple[int, int, int]] = []
    for at, hit in enumerate(hits):
        article = hit.passage.doc_id
        article_round = of_article[article]
        turn = article_round, fold(hit.source.publisher or "").strip() or article
        places.append((article_round, of_publisher[turn], at))
        of_article[article] += 1
        of_publisher[turn] += 1
    return [hits[at].model_copy(update={"rank": rank}) for rank, (_, _, at) in enumerate(sorted(places), 1)]


def as_read(hits: Sequence[Hit], read: Mapping[str, float]) -> list[Hit]:
    """Hits by what was read in them, best first; scores stay as they were, ranks are counted anew.

    Args:
        hits: Best first.
        read: How well the best sentence of each passage answers, in nats, by passage_id; one that is missing comes
            behind all others.
    """
    found = [read.get(hit.passage.passage_id) for hit in hits]
    order = sorted(range(len(hits)), key=lambda at: -inf if (nats := found[at]) is None else nats, reverse=True)
    return [
        hits[at].model_copy(
            update={"rank": rank, "parts": hits[at].parts.model_copy(update={"read": found[at]})},
        )
        for rank, at in enumerate(order, 1)
    ]


def unite(by_part: Sequence[Sequence[Hit]]) -> list[Hit]:
    """The hits of several questions in one list, best first, each passage once with its best score; ranks are new."""
    best: dict[str, Hit] = {}
    for hit in (hit for hits in by_part for hit in hits):
        earlier = best.get(hit.passage.passage_id)
        if earlier is None or hit.score > earlier.score:
            best[hit.passage.passage_id] = hit
    ordered = sorted(best.values(), key=lambda hit: (-hit.score, hit.passage.passage_id))
    return [hit.model_copy(update={"rank": rank}) for rank, hit in enumerate(ordered, 1)]


class RankedCandidates(NamedTuple):
    """The candidates of a question, the best of the first ranking first, and what the ranker sees of those it reads."""

    candidates: Candidates
    first: FloatArray
    """Scores of the first ranking, falling."""
    read: Features
    """Of the first candidates."""
    across: bool
    """Whether the articles are in another language than the question."""


def retrieve(
    question: Question,
    index: Index,
    *,
    k: int,
    mode: Mode,
    where: Where,
    settings: Settings,
    meant: Understood = NOTHING_MEANT,
) -> list[Hit]:
    """The k best passages for a question.

    Args:
        question: The question as understood; its content is what both indexes are asked.
        index: The snapshot to search.
        k: Number of hits at most.
        mode: hybrid, or one index alone.
        where: Exact filters on articles.
        settings: Candidates and how many of them the ranker reads.
        meant: Periods and publishers that the question names; in hybrid mode they raise what fits them.

    Returns:
        Hits best first; in hybrid mode with everything that their scores are made of. Empty where no article passes
        the filters.

    Raises:
        UsageError: No article is the one that the filters name.
    """
    hits: Iterable[Hit]
    named = None if where.article is None else index.doc_ids(where.article)
    allowed = index.allowed(after=where.after, before=where.before, publisher=where.publisher, doc_ids=named)
    terms = question_terms(" ".join((question.content, *facets.as_terms(meant.periods))))
    if mode == "lexical":
        hits = index.lexical(terms, k, allowed=allowed)
    else:
        vector = index.encoder.encode_query(question.content)
        if mode == "dense":
            hits = index.dense(vector, k, allowed=allowed)
        else:
            depth = max(k, settings.candidates)
            field = gather(
                question, index, terms=terms, vector=vector, depth=depth, reranked=settings.reranked, allowed=allowed
            )
            hits = _ranked(field, index, k=k, most=max(2 * k, settings.hits), meant=meant)
    return _with_matches(dedupe(hits, most=k), question, index)


def gather(
    question: Question,
    index: Index,
    *,
    terms: Terms,
    vector: FloatArray,
    depth: int,
    reranked: int,
    allowed: BoolArray | None = None,
) -> RankedCandidates:
    """Candidates of both indexes in the order of the first ranking, and the features of the best of them.

    Args:
        question: As understood.
        index: The snapshot to search.
        terms: Of the question's content.
        vector: Of the question's content, (dim,).
        depth: Passages taken from each index.
        reranked: Passages that the ranker reads; MORE_ACROSS times as many where the languages differ.
        allowed: One truth value a passage; None means all.
    """
    found = index.candidates(terms, vector, depth, allowed=allowed)
    nearest = np.argsort(-found.dense, kind="stable")[:LOOKED_AT]
    across = bool(np.count_nonzero(found.chinese[nearest] != question.chinese) * 2 > len(nearest))
    if across:
        from qa.crosslingual.lexicon import shipped_lexicon  # noqa: PLC0415  (only a question across languages is translated)

        asked_words = shipped_lexicon().translations(terms.words)
        found = index.translated_candidates(found, asked_words, vector, depth=depth, allowed=allowed)
    first = first_scores(found, across=across)
    order = np.argsort(-first, kind="stable")
    best = found.take(order[: reranked * MORE_ACROSS if across else reranked])
    encoder = index.token_encoder
    asked = RankerQuery(
        tokens=encoder.tokens([question.content])[0],
        words_idf=sum(index.idfs(terms.words)),
        pairs_idf=sum(index.idfs(terms.pairs, kind="pairs")),
    )
    openings = index.openings(best.rows, OPENING)
    read = features(asked, best, index.tokens(best.rows), openings, encoder=encoder)
    if across:
        read = _read_across(read, best, question, index)
    return RankedCandidates(found.take(order), first[order], read, across)


def _read_across(read: Features, best: Candidates, question: Question, index: Index) -> Features:
    """The features of candidates, and those that only articles in another language have."""
    from qa.crosslingual.lexicon import features_across, names_in  # noqa: PLC0415  (as for the lexicon)

    names = names_in(question)
    added = features_across(best, names, index.texts(best.rows) if names else [])
    return read._replace(values=np.concatenate([read.values, added], axis=1))


def _ranked(field: RankedCandidates, index: Index, *, k: int, most: int, meant: Understood) -> Iterator[Hit]:
    """The best candidates as hits, at most `most`: those that the ranker read by its probabilities, then the others.

    Texts are looked up for little more than `k` of them first: seldom is one of these a copy of another.
    """
    candidates, read = field.candidates, field.read
    n = len(read.values)
    if not n:
        return
    names = NAMES_ACROSS if field.across else NAMES
    shares = standardised(read.values) * shipped_weights().of(across=field.across)
    gains = np.zeros(n, dtype=np.float32)
    if meant.periods or meant.publishers:
        gains[:] = [_gain(source, meant) for source in index.sources(candidates.rows[:n])]
    scores = shares.sum(axis=1) + gains
    order = np.argsort(-scores, kind="stable")
    chances = np.exp(scores[order] - scores[order[0]])
    chances /= chances.sum()
    rest = np.clip(field.first[n:] / (field.first[n - 1] or 1.0), 0.0, 1.0) * chances[-1]
    all_chances = np.concatenate([chances, rest])
    places = np.concatenate([order, np.arange(n, len(candidates.rows))])[:most]
    for block in np.split(places, [k + LOOKED_AHEAD]):
        chosen, own, spans = candidates.take(block), shares[block[block < n]], read.sentences[block[block < n]]
        parts = [
            ScoreParts(lexical=lexical, dense=dense, ranker=ranker, meant=gain or 0.0)
            for lexical, dense, ranker, gain in zip_longest(
                chosen.lexical.tolist(),
                chosen.dense.tolist(),
                [dict(zip(names, each, strict=True)) for each in own.tolist()],
                gains[block[block < n]].tolist(),
            )
        ]
        hits = index.hits(chosen.rows, all_chances[: len(block)], parts)
        all_chances = all_chances[len(block) :]
        yield from map(_with_sentence, hits, [*spans.tolist(), *[(0, 0)] * (len(block) - len(spans))])


def _with_sentence(hit: Hit, span: tuple[int, int]) -> Hit:
    start, end = span
    return hit.model_copy(update={"sentence": Span(start=start, end=end)}) if start < end else hit


def _gain(source: Source, meant: Understood) -> float:
    """What an article gains because the question names its time or its publisher, in nats."""
    in_time = facets.period_boost(source.published, meant.periods)
    return PERIOD_WEIGHT * in_time + PUBLISHER_WEIGHT * facets.publisher_boost(source, meant.publishers)


def _with_matches(hits: Sequence[Hit], question: Question, index: Index) -> list[Hit]:
    """Hits with the words of the question that their passages hold, in the question's order."""
    asked = dict.fromkeys(word.text for word in words(question.content) if word.text not in FUNCTION_WORDS)
    of_word = {word: own.words for word in asked if (own := question_terms(word)).words}
    terms = [term for own in of_word.values() for term in own]
    held = index.holding(terms, [hit.passage for hit in hits])
    found: list[Hit] = []
    for at, hit in enumerate(hits):
        there = {term for term, holds in zip(terms, held[:, at].tolist(), strict=True) if holds}
        matched = tuple(word for word, own in of_word.items() if there.issuperset(own))
        found.append(hit.model_copy(update={"matched": matched}))
    return found
