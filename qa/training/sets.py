"""The question sets that the ranker learns from, each as corpora of a few hundred articles.

The encoder was trained without them (embeddings/training/sources.py, RANKING and HELD_OUT_ARTICLES): it must look to
the ranker as good as it is on new questions, and no better.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from embeddings.schema import Document
from embeddings.training.articles import held_out_articles
from embeddings.training.sources import HELD_OUT_ARTICLES
from qa.evaluation.golden import as_document

QUESTIONS = Path(__file__).parent / "questions"

CONTEXTS = 280
"""Articles of one corpus: a larger set is dealt out to several."""


class Asked(NamedTuple):
    """A question and the path of the article that answers it."""

    question: str
    path: str


class Corpus(NamedTuple):
    """Articles and what is asked of them."""

    name: str
    """Of the set; its corpora share it."""
    across: bool
    """Whether questions and articles are in different languages."""
    documents: list[Document]
    questions: list[Asked]


class _Paragraph(NamedTuple):
    context: str
    questions: list[str]


def read_sets(folder: Path) -> Iterator[Corpus]:
    """Every corpus of every set, in order.

    Args:
        folder: The data folder, with train/.
    """
    train = folder / "train"
    cmrc, drcd, news = (
        _paragraphs(_articles(train / f"reading_{name}.json")) for name in ("cmrc_dev", "drcd_dev", "crud_news_zh")
    )
    wiki = _articles(train / HELD_OUT_ARTICLES)
    held_out = held_out_articles(article["title"] for article in wiki).training
    wiki = [article for article in wiki if article["title"] in held_out]
    yield from _dealt("cmrc_dev", cmrc)
    yield from _dealt("drcd_dev", drcd)
    yield from _dealt("crud_news", news)
    yield from _dealt("newwiki", _paragraphs(wiki))
    asked = _translations("cmrc_dev_en.jsonl")
    yield from _dealt("cmrc_dev_en", _paragraphs(_articles(train / "reading_cmrc_dev.json"), asked), across=True)
    asked = _translations("newwiki_train_zh.jsonl")
    yield from _dealt("newwiki_zh", _paragraphs(wiki, asked), across=True)


def _articles(path: Path) -> list[dict[str, Any]]:
    articles: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["data"]
    return articles


def _paragraphs(articles: list[dict[str, Any]], translated: Mapping[str, str] | None = None) -> list[_Paragraph]:
    """Paragraphs with their questions, or with those of `translated` (by id) alone; equal contexts are one."""
    found: dict[str, list[str]] = {}
    for paragraph in (paragraph for article in articles for paragraph in article["paragraphs"]):
        asked = found.setdefault(paragraph["context"], [])
        for qa in paragraph["qas"]:
            question = qa["question"] if translated is None else translated.get(qa["id"], "")
            if any(character.isalnum() for character in question):
                asked.append(question)
    return [_Paragraph(context, asked) for context, asked in found.items()]


def _translations(file: str) -> dict[str, str]:
    lines = (QUESTIONS / file).read_text(encoding="utf-8").splitlines()
    return {row["id"]: row["question"] for row in map(json.loads, lines)}


def _dealt(name: str, paragraphs: list[_Paragraph], *, across: bool = False) -> Iterator[Corpus]:
    """Corpora of about CONTEXTS paragraphs: every n-th to the same one."""
    n = max(1, round(len(paragraphs) / CONTEXTS))
    for first in range(n):
        own = paragraphs[first::n]
        paths = [f"context-{number:06}" for number in range(1, len(own) + 1)]
        yield Corpus(
            name,
            across,
            [as_document(paragraph.context, path=path) for paragraph, path in zip(own, paths, strict=True)],
            [
                Asked(question, path)
                for paragraph, path in zip(own, paths, strict=True)
                for question in paragraph.questions
            ],
        )
