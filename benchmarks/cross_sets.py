"""Sets that are put together from a file under --data and questions translated by hand (benchmarks/cross, its README).

Each is a file in SQuAD format: every paragraph of its source, so that paragraphs without a question distract, and the
translated questions with the answers of the source, in the paragraphs' language. The bytes depend on nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from embeddings.errors import InputRefusedError
from embeddings.reasons import Reason
from embeddings.training.articles import held_out_articles

TRANSLATED = Path(__file__).with_name("cross")
NEWWIKI = "train/reading_squadshifts_newwiki_en.json"


class TranslationReason(Reason):
    """Why translations can't be taken."""

    ODD_TRANSLATION = "translations of the source's questions, one each", "{id}", "correct the file"


class Part(BaseModel):
    """A part of a file in SQuAD format; what else such a file holds is left out."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Answer(Part):
    """A span of the paragraph."""

    text: str
    answer_start: int


class Question(Part):
    """A question of a paragraph."""

    id: str
    question: str
    answers: tuple[Answer, ...]


class Paragraph(Part):
    """What is retrieved."""

    context: str
    qas: tuple[Question, ...]


class Article(Part):
    """Paragraphs under one title."""

    title: str
    paragraphs: tuple[Paragraph, ...]


class Translation(Part):
    """A question of the source in the other language."""

    id: str
    question: str


Articles = list[Article]
Build = Callable[[Path], Articles]
"""From the folder of the sets to the articles of one set."""


def translated(articles: Articles, questions: list[Translation]) -> Articles:
    """The articles with the translated questions in place of their own.

    Raises:
        InputRefusedError: A translation's id is no question of the source, or stands twice.
    """
    wording = {row.id: row.question for row in questions}
    asked = {asked.id for article in articles for part in article.paragraphs for asked in part.qas}
    if len(wording) != len(questions) or not asked.issuperset(wording):
        odd = sorted(wording.keys() - asked) or ["an id that stands twice"]
        raise InputRefusedError(TranslationReason.ODD_TRANSLATION, {"id": odd[0]})
    return [
        article.model_copy(update={"paragraphs": tuple(_reworded(part, wording) for part in article.paragraphs)})
        for article in articles
    ]


def _reworded(part: Paragraph, wording: dict[str, str]) -> Paragraph:
    kept = (asked for asked in part.qas if asked.id in wording)
    qas = tuple(asked.model_copy(update={"question": wording[asked.id]}) for asked in kept)
    return part.model_copy(update={"qas": qas})


def measured_articles(articles: Articles) -> Articles:
    """The articles kept out of all training, in the order of their titles."""
    held = held_out_articles(article.title for article in articles).measure
    return sorted((article for article in articles if article.title in held), key=lambda article: article.title)


def _cmrc_trial_en(folder: Path) -> Articles:
    return translated(_read(folder / "eval/cmrc_trial.json"), _translations("cmrc_trial_en"))


def _newwiki_zh(folder: Path) -> Articles:
    return translated(_newwiki(folder), _translations("newwiki_measure_zh"))


def _newwiki(folder: Path) -> Articles:
    return measured_articles(_read(folder / NEWWIKI))


SETS: dict[str, Build] = {
    "cross/cmrc_trial_en": _cmrc_trial_en,
    "cross/newwiki_measure_zh": _newwiki_zh,
    "cross/newwiki_measure": _newwiki,
}
"""English over Chinese, Chinese over English, and English over English on the same paragraphs, all questions."""


def as_bytes(articles: Articles) -> bytes:
    """A file in SQuAD format: the same articles give the same bytes."""
    rows = [article.model_dump(mode="json") for article in articles]
    return (json.dumps({"data": rows}, ensure_ascii=False) + "\n").encode()


def place(name: str, folder: Path, *, into: Path) -> Path:
    """The file of a set: one of SETS is written to the folder `into`, any other name is a path under `folder`."""
    if name not in SETS:
        return folder / name
    file = into / (name.replace("/", "_") + ".json")
    file.write_bytes(as_bytes(SETS[name](folder)))
    return file


def _read(file: Path) -> Articles:
    return TypeAdapter(Articles).validate_python(json.loads(file.read_bytes())["data"])


def _translations(name: str) -> list[Translation]:
    lines = (TRANSLATED / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [Translation.model_validate_json(line) for line in lines]
