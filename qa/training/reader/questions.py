"""The questions that the reader learns from, and those that only measure it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from embeddings.training.articles import held_out_articles
from embeddings.training.holdout import clauses, evaluation_clauses
from embeddings.training.sources import HELD_OUT_ARTICLES

NEWS_HELD_OUT = 0.1
"""Of the contexts of the machine-asked news questions, the last ones: kept aside to measure."""


class Question(NamedTuple):
    """A question over one text."""

    question: str
    context: str
    title: str
    """Of the article; empty where the set has none."""
    answers: tuple[tuple[int, int], ...]
    """Acceptable spans, in characters of the context; none where the file says a wrong place."""
    texts: tuple[str, ...]
    """Acceptable answers."""


class Share(NamedTuple):
    """How a set takes part in training."""

    share: float
    """Of the positive examples, relative to the others' shares."""
    long: bool
    """Whether its answers are phrases and clauses (True), or names and numbers as short as can be."""


SHARES = {
    "cmrc2018_train": Share(0.40, long=True),
    "cmrc_dev": Share(0.11, long=True),
    "drcd_train_1q_zht": Share(0.13, long=False),
    "drcd_dev": Share(0.12, long=False),
    "crud_news_zh": Share(0.10, long=False),
    "squad11_du_en": Share(0.09, long=False),
    "squad_flan_en": Share(0.03, long=False),
    "squadshifts_newwiki_en": Share(0.05, long=True),
    "tydiqa_goldp_en": Share(0.025, long=False),
    "qed_nq_en": Share(0.01, long=False),
    "doc2dial_gov_en": Share(0.008, long=True),
}
CROSS_FITTED = ("cmrc_dev", "drcd_dev")
"""Sets that the shipped reader learns from, measured by weights that did not."""

MEASURES = ("cmrc_trial", "news_qa_dev")
"""Sets of the data folder's eval/ that the reader never learns from."""
LONG = {
    "cmrc_trial": 1.0,
    "news_qa_dev": 0.0,
    "cmrc_dev": 1.0,
    "drcd_dev": 0.0,
    "crud_news_held_out": 0.0,
    "newwiki_held_out_en": 1.0,
}
"""How long the answers of each set that measures are, as the reader is told."""


def training_sets(folder: Path, *, held_out: bool) -> dict[str, list[Question]]:
    """The questions of each training set, less those whose text shares a clause with what measures.

    Args:
        folder: The data folder.
        held_out: Whether to leave the sets CROSS_FITTED out too, and every text that shares a clause with them.
    """
    left_out = [_path(folder, name) for name in CROSS_FITTED] if held_out else []
    held = evaluation_clauses(folder, also=left_out)
    held |= {clause for each in news_held_out(folder) for clause in clauses(each.context)}
    found: dict[str, list[Question]] = {}
    for name in SHARES:
        if held_out and name in CROSS_FITTED:
            continue
        rows = _news(folder)[0] if name == "crud_news_zh" else read_questions(_path(folder, name))
        if _path(folder, name).name == HELD_OUT_ARTICLES:
            aside = held_out_articles(each.title for each in rows)
            rows = [each for each in rows if each.title not in aside.measure | aside.training]
        clean = {text for text in {each.context for each in rows} if held.isdisjoint(clauses(text))}
        found[name] = [each for each in rows if each.context in clean and each.answers]
    return found


def measures(folder: Path) -> dict[str, list[Question]]:
    """The questions of each set that measures."""
    found = {name: read_questions(folder / "eval" / f"{name}.json") for name in MEASURES}
    found |= {name: read_questions(_path(folder, name)) for name in CROSS_FITTED}
    found["crud_news_held_out"] = news_held_out(folder)
    wiki = read_questions(folder / "train" / HELD_OUT_ARTICLES)
    aside = held_out_articles(each.title for each in wiki)
    found["newwiki_held_out_en"] = [each for each in wiki if each.title in aside.measure]
    return found


def news_held_out(folder: Path) -> list[Question]:
    """The machine-asked news questions that are kept aside."""
    return _news(folder)[1]


def read_questions(path: Path) -> list[Question]:
    """The questions of a file in SQuAD's format that have an answer."""
    articles: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["data"]
    return [each for article in articles for each in _of_article(article)]


def _of_article(article: dict[str, Any]) -> Iterator[Question]:
    title = str(article.get("title", "")).replace("_", " ")
    title = "" if title == "news" else title
    for paragraph in article["paragraphs"]:
        context: str = paragraph["context"]
        for qa in paragraph["qas"]:
            texts = dict.fromkeys(str(answer["text"]) for answer in qa["answers"])
            if texts and any(character.isalnum() for character in qa["question"]):
                spans = dict.fromkeys(_spans(context, qa["answers"]))
                yield Question(qa["question"], context, title, tuple(spans), tuple(texts))


def _spans(context: str, answers: Iterable[dict[str, Any]]) -> Iterator[tuple[int, int]]:
    for answer in answers:
        start, text = int(answer["answer_start"]), str(answer["text"])
        if text.strip() and context[start : start + len(text)] == text:
            yield start, start + len(text)


def _path(folder: Path, name: str) -> Path:
    return folder / "train" / f"reading_{name}.json"


def _news(folder: Path) -> tuple[list[Question], list[Question]]:
    rows = read_questions(_path(folder, "crud_news_zh"))
    contexts = list(dict.fromkeys(each.context for each in rows))
    aside = set(contexts[len(contexts) - round(NEWS_HELD_OUT * len(contexts)) :])
    return [each for each in rows if each.context not in aside], [each for each in rows if each.context in aside]
