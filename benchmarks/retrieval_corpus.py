"""Articles, passages and questions for benchmarks/retrieval.py: the same for everyone, as files that everyone can read.

The articles of `eval/news_qa_dev.json` come first, so that its questions have their answers; the rest are news of
`corpus/crud_news.jsonl.xz` in an order drawn once and for all, until there are as many passages as asked for.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import random
import time
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import numpy as np

from embeddings.clean.document import clean
from embeddings.config import IndexConfig
from embeddings.encoders.load import Encoder
from embeddings.errors import InputRefusedError
from embeddings.index.snapshot import Index
from embeddings.schema import Document, Passage, Seed
from embeddings.text.chunk import chunk
from embeddings.text.normalize import fold
from embeddings.text.segment import Terms, question_terms, terms
from embeddings.text.sentences import sentences
from qa.evaluation.golden import read_golden
from qa.question.understand import accept, understand

DEV = Path("eval") / "news_qa_dev.json"
NEWS = Path("corpus") / "crud_news.jsonl.xz"
SEEDS = "news.jsonl"
LONGEST_QUESTION = 1000
"""Characters; what Settings takes by default."""
SHORTEST_SENTENCE = 8
"""Characters that a sentence needs to be a question."""


class Asked(NamedTuple):
    """A question of the benchmark."""

    text: str
    right: frozenset[str]
    """Paths of the right articles; empty for a sentence that serves for its time only."""


def choose_articles(sets: Path, passages: int) -> list[str]:
    """Texts of articles, those of the development set first, that make at least so many passages once built."""
    chosen: list[str] = []
    seen: set[str] = set()
    found = 0
    development = _contexts(sets / DEV)
    for place, text in enumerate((*development, *_news(sets / NEWS))):
        if place >= len(development) and found >= passages:
            break
        document = _cleaned(text)
        content = "" if document is None else "".join(fold(document.text).split())
        if document is not None and content not in seen:
            seen.add(content)
            chosen.append(text)
            found += len(chunk(document, IndexConfig()))
    return chosen


def write_seeds(articles: Sequence[str], folder: Path) -> None:
    """One .jsonl file of all articles; the n-th is named SEEDS#n by a build."""
    folder.mkdir(parents=True)
    lines = (json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in articles)
    (folder / SEEDS).write_text("".join(lines), encoding="utf-8")


def development_questions(sets: Path, articles: Sequence[str]) -> list[Asked]:
    """The questions of the development set with the paths of their articles."""
    golden = read_golden(sets / DEV)
    contexts = {document.source.path: document.text for document in golden.documents or ()}
    paths = {text: f"{SEEDS}#{number}" for number, text in enumerate(articles, 1)}
    asked: list[Asked] = []
    for question in golden.questions:
        right = frozenset(paths[contexts[name]] for name in question.docs if contexts[name] in paths)
        if right:
            asked.append(Asked(question.question, right))
    return asked


def sentence_questions(passages: Sequence[Passage], count: int) -> list[Asked]:
    """First sentences of random passages, as questions of which nothing is known but the time they take."""
    found: dict[str, Asked] = {}
    for passage in random.Random(0).sample(passages, len(passages)):
        if len(found) >= count:
            break
        start, end = sentences(passage.text, 0, len(passage.text))[0]
        try:
            text = accept(passage.text[start:end], LONGEST_QUESTION)
        except InputRefusedError:
            continue
        if len(text) >= SHORTEST_SENTENCE:
            found.setdefault(text, Asked(text, frozenset()))
    return list(found.values())


class Shared(NamedTuple):
    """What is worked out once for everybody, and the seconds it took on one thread."""

    passages: list[Passage]
    articles: list[str]
    """Path of each passage's article."""
    term_seconds: float
    encode_seconds: float


def write_passages(index: Index, encoder: Encoder, folder: Path) -> Shared:
    """Write the passages of a built index, their terms and their vectors, in the order of its rows."""
    documents = index.documents()
    passages = [(document, passage) for document in documents for passage in chunk(document, index.config)]
    contexts = [passage.in_context(document.source.title) for document, passage in passages]
    started = time.perf_counter()
    held = [flat(terms(context)) for context in contexts]
    cut = time.perf_counter()
    vectors = encoder.encode_documents(contexts)
    encoded = time.perf_counter()
    _write_lines(folder / "passages.jsonl", contexts)
    vocabulary = {term: number for number, term in enumerate(sorted({term for each in held for term in each}))}
    (folder / "vocabulary.json").write_text(json.dumps(list(vocabulary), ensure_ascii=False), encoding="utf-8")
    np.save(folder / "terms.npy", np.array([vocabulary[term] for each in held for term in each], dtype=np.int32))
    np.save(folder / "term_starts.npy", np.array([0, *accumulate(map(len, held))], dtype=np.int64))
    np.save(folder / "vectors.npy", vectors)
    return Shared(
        [passage for _, passage in passages],
        [document.source.path for document, _ in passages],
        cut - started,
        encoded - cut,
    )


def write_questions(asked: Sequence[Asked], timed: int, encoder: Encoder, folder: Path) -> list[float]:
    """Write the questions with their terms and vectors, as our own retrieval makes them.

    Args:
        asked: All questions; each text once.
        timed: How many of them have their time counted, half of them sentences if there are enough.
        encoder: Makes the vectors.
        folder: Where the files go.

    Returns:
        Milliseconds that understanding, terms and vector of each timed question took.
    """
    scored, others = [each for each in asked if each.right], [each for each in asked if not each.right]
    counted = {*_spread(scored, timed - min(timed // 2, len(others))), *others[: timed // 2]}
    lines: list[object] = []
    vectors: list[np.ndarray] = []
    milliseconds: list[float] = []
    encoder.encode_query("预热 warm-up")
    for each in asked:
        started = time.perf_counter()
        content = understand(each.text).content
        held, vector = flat(question_terms(content)), encoder.encode_query(content)
        took = 1000 * (time.perf_counter() - started)
        if each in counted:
            milliseconds.append(took)
        vectors.append(vector)
        lines.append({"text": each.text, "terms": held, "timed": each in counted, "scored": bool(each.right)})
    _write_lines(folder / "questions.jsonl", lines)
    np.save(folder / "question_vectors.npy", np.stack(vectors))
    return milliseconds


def flat(held: Terms) -> list[str]:
    """Our index terms as the one list that the others take: words, then character pairs."""
    return [term for kind in held for term in kind]


def _spread(asked: Sequence[Asked], count: int) -> list[Asked]:
    """So many of them, evenly from the whole list."""
    return [asked[place * len(asked) // count] for place in range(min(count, len(asked)))]


def _contexts(path: Path) -> list[str]:
    return [document.text for document in read_golden(path).documents or ()]


def _news(path: Path) -> Iterator[str]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        rows = lines.readlines()
    random.Random(0).shuffle(rows)
    for row in rows:
        yield json.loads(row)["text"]


def _cleaned(text: str) -> Document | None:
    seed_id = hashlib.sha256(text.encode()).hexdigest()
    try:
        document, _ = clean(Seed(seed_id=seed_id, path=SEEDS, text=text, format="json", encoding="utf-8"))
    except InputRefusedError:
        return None
    return document


def _write_lines(path: Path, values: Sequence[object]) -> None:
    lines = (json.dumps(value, ensure_ascii=False) + "\n" for value in values)
    path.write_text("".join(lines), encoding="utf-8")
