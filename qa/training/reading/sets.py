"""Questions that the articles answer, and others made from them that they do not.

An unanswerable question is made in four ways: its article is taken out of the corpus; only the sentences that hold the
answer are taken out of the article (a near miss); a name of the question is exchanged for another; its year is.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

from embeddings.schema import Document
from embeddings.text.chunk import sentence_spans
from embeddings.text.normalize import fold
from embeddings.text.segment import words
from embeddings.training.articles import held_out_articles
from embeddings.training.sources import HELD_OUT_ARTICLES
from qa.evaluation.evaluate import holds
from qa.evaluation.golden import GoldenQuestion, as_document, read_golden
from qa.evidence.select import YEAR
from qa.question.names import NAME_TAGS, WIDE_NAMES
from qa.training.reader.questions import news_held_out
from qa.training.sets import QUESTIONS

Kind = Literal["answerable", "article_removed", "sentence_removed", "name_exchanged", "year_exchanged"]

CONTEXTS = 280
"""Articles of one corpus."""
SEED = 20260101


class Asked(NamedTuple):
    """A question, and what would be right."""

    question: str
    path: str
    """Of the article that answers; empty for an unanswerable question."""
    answers: tuple[str, ...]
    kind: Kind


class Corpus(NamedTuple):
    """Articles and what is asked of them."""

    name: str
    across: bool
    """Whether questions and articles are in different languages."""
    documents: list[Document]
    questions: list[Asked]


class _Read(NamedTuple):
    name: str
    across: bool
    whole: bool
    """Whether every question is used: there are few of these."""
    documents: list[Document]
    questions: list[GoldenQuestion]


def read_corpora(folder: Path, *, every: int = 1) -> Iterator[Corpus]:
    """Corpora of the sets that the reader of the cross-fitting did not learn from.

    Args:
        folder: The data folder, with train/.
        every: Use every n-th question only; all of the news and of those that were translated, which are few.
    """
    train = folder / "train"
    cmrc, drcd = (_whole(name, train / f"reading_{name}.json") for name in ("cmrc_dev", "drcd_dev"))
    wiki = _wiki(train / HELD_OUT_ARTICLES)
    across = [_translated(cmrc, "cmrc_dev_en"), _translated(wiki, "newwiki_train_zh")]
    for each in (cmrc, drcd, _news(folder), wiki, *across):
        for documents, questions in _dealt(each):
            asked = [question for question in questions if question.answers]
            yield from _with_unanswerable(each, documents, asked if each.whole else asked[::every])


def _whole(name: str, path: Path) -> _Read:
    golden = read_golden(path)
    return _Read(name, False, False, golden.documents or [], golden.questions)


def _news(folder: Path) -> _Read:
    """All articles of the machine-asked news questions; asked are those that the reader's recipe holds out."""
    whole = _whole("crud_news", folder / "train" / "reading_crud_news_zh.json")
    held_out = {each.context for each in news_held_out(folder)}
    paths = {document.source.path for document in whole.documents if document.text in held_out}
    return whole._replace(whole=True, questions=[each for each in whole.questions if paths.issuperset(each.docs)])


def _wiki(path: Path) -> _Read:
    """Paragraphs of the English articles that no recipe but the rankers' learns from."""
    articles: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["data"]
    aside = held_out_articles(article["title"] for article in articles).training
    documents: dict[str, Document] = {}
    questions: list[GoldenQuestion] = []
    for paragraph in (each for article in articles if article["title"] in aside for each in article["paragraphs"]):
        text: str = paragraph["context"]
        document = documents.setdefault(text, as_document(text, path=f"context-{len(documents) + 1:06}"))
        for asked in paragraph["qas"]:
            answers = tuple(dict.fromkeys(answer["text"] for answer in asked["answers"]))
            docs = (document.source.path,) if answers else ()
            questions.append(GoldenQuestion(id=asked["id"], question=asked["question"], docs=docs, answers=answers))
    return _Read("newwiki", False, False, list(documents.values()), questions)


def _translated(read: _Read, file: str) -> _Read:
    """The questions of a set that were translated by hand, in their translation."""
    lines = (QUESTIONS / f"{file}.jsonl").read_text(encoding="utf-8").splitlines()
    said = {row["id"]: row["question"] for row in map(json.loads, lines)}
    asked = [each.model_copy(update={"question": said[each.id]}) for each in read.questions if each.id in said]
    return _Read(file, True, True, read.documents, asked)


def _dealt(read: _Read) -> Iterator[tuple[list[Document], list[GoldenQuestion]]]:
    parts = max(1, round(len(read.documents) / CONTEXTS))
    for first in range(parts):
        documents = read.documents[first::parts]
        paths = {document.source.path for document in documents}
        yield documents, [each for each in read.questions if paths.issuperset(each.docs)]


def _with_unanswerable(
    of: _Read, documents: Sequence[Document], questions: Sequence[GoldenQuestion]
) -> Iterator[Corpus]:
    """The corpus whole, with every second article gone, and with the answers' sentences gone."""
    name, across = of.name, of.across
    chance = random.Random(SEED)
    asked = [Asked(each.question, each.docs[0], each.answers, "answerable") for each in questions]
    yield Corpus(name, across, list(documents), [*asked, *_exchanged(asked, documents, chance)])
    gone = {document.source.path for document in documents[::2]}
    kept = [document for document in documents if document.source.path not in gone]
    yield Corpus(name, across, kept, [_unanswerable(each, "article_removed") for each in asked if each.path in gone])
    yield Corpus(name, across, *_near_misses(documents, asked))


def _near_misses(documents: Sequence[Document], asked: Sequence[Asked]) -> tuple[list[Document], list[Asked]]:
    """The articles without the sentences that hold the answer of one question each."""
    one = {each.path: each for each in asked}
    left: list[Document] = []
    questions: list[Asked] = []
    for document in documents:
        question = one.get(document.source.path)
        text = _without(document, question.answers) if question else document.text
        if question and text.strip() and text != document.text:
            questions.append(_unanswerable(question, "sentence_removed"))
            left.append(as_document(text, path=document.source.path))
        else:
            left.append(document)
    return left, questions


def _without(document: Document, answers: Sequence[str]) -> str:
    text, end = "", 0
    for span in sentence_spans(document):
        text += document.text[end : span.start]
        end = span.end
        if not any(holds(span.of(document.text), answer) for answer in answers):
            text += span.of(document.text)
    return text + document.text[end:]


def _exchanged(asked: Sequence[Asked], documents: Sequence[Document], chance: random.Random) -> Iterator[Asked]:
    """Questions with another name or another year than the article has."""
    folded = {document.source.path: fold(document.text) for document in documents}
    named = {each: _names(each.question) for each in asked}
    pool = sorted({name for names in named.values() for name in names})
    for each, names in named.items():
        years = YEAR.findall(each.question)
        if years:
            other = str(int(years[0]) + chance.choice((-7, -4, 3, 6)))
            if other not in folded[each.path]:
                yield _unanswerable(each, "year_exchanged", each.question.replace(years[0], other))
        elif names and pool:
            other = chance.choice(pool)
            if other not in folded[each.path] and other not in names:
                yield _unanswerable(each, "name_exchanged", each.question.replace(names[0], other))


def _names(question: str) -> tuple[str, ...]:
    found = (word for word in words(fold(question)) if word.tag.startswith(NAME_TAGS) and len(word.text) > 1)
    return tuple(word.text for word in found if word.text not in WIDE_NAMES and word.text in question)


def _unanswerable(asked: Asked, kind: Kind, question: str | None = None) -> Asked:
    return Asked(question or asked.question, "", (), kind)
