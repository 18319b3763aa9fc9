"""Read questions with known answers: golden lines about an index, SQuAD files with contexts, or the shipped ones."""

from __future__ import annotations

import hashlib
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple, Self

from pydantic import BaseModel, Field, ValidationError, model_validator

from embeddings.clean.metadata import language_of
from embeddings.errors import InputRefusedError
from embeddings.schema import Document, Frozen, Section, Source, Span
from embeddings.store.catalogue import Catalogue
from qa.reasons import AnswerReason

_DOC_ID_CHARS = 16


class GoldenQuestion(Frozen):
    """A question, the articles that answer it and its answers; one without answers should be refused."""

    id: str
    question: str
    docs: tuple[str, ...] = Field(description="what the paths of the articles that answer begin with")
    answers: tuple[str, ...] = Field(description="each is right; several of a list are each a part of it")
    lang: str | None = None
    type: str | None = None
    history: tuple[str, ...] = Field(default=(), description="earlier questions, oldest first")

    @model_validator(mode="after")
    def _answers_have_articles(self) -> Self:
        if bool(self.answers) != bool(self.docs):
            raise ValueError("expected both docs and answers, or neither of them")
        return self


class Golden(NamedTuple):
    """Questions, and the articles that they are about; None for the articles of an index."""

    questions: list[GoldenQuestion]
    documents: list[Document] | None


class _SquadAnswer(BaseModel):
    text: str


class _SquadQuestion(BaseModel):
    id: str | int
    question: str
    answers: list[_SquadAnswer] = []


class _SquadParagraph(BaseModel):
    context: str = Field(pattern=r"\S")
    qas: list[_SquadQuestion]


class _SquadArticle(BaseModel):
    paragraphs: list[_SquadParagraph]


class _Squad(BaseModel):
    data: list[_SquadArticle]


def read_golden(path: Path) -> Golden:
    """Read questions: golden lines from a .jsonl file, SQuAD format from any other.

    Raises:
        InputRefusedError: The file can't be read, has neither format or holds no question.
    """
    try:
        content = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        if isinstance(error, UnicodeDecodeError):
            raise InputRefusedError(AnswerReason.QUESTIONS_NOT_UTF8, {"path": str(path)}) from error
        values = {"error": error.strerror or str(error), "path": str(path)}
        raise InputRefusedError(AnswerReason.NO_QUESTIONS_FILE, values) from error
    golden = _read_lines(content, path) if path.suffix.lower() == ".jsonl" else _read_squad(content, path)
    if not golden.questions:
        raise InputRefusedError(AnswerReason.NO_QUESTIONS, {"path": str(path)})
    return golden


def _read_lines(content: str, path: Path) -> Golden:
    questions: list[GoldenQuestion] = []
    for number, line in enumerate(content.split("\n"), start=1):
        if line.strip():
            try:
                questions.append(GoldenQuestion.model_validate_json(line))
            except ValidationError as error:
                values = {"error": _first_fault(error), "path": str(path), "line": number}
                raise InputRefusedError(AnswerReason.BAD_GOLDEN_LINE, values) from error
    return Golden(questions, None)


def _read_squad(content: str, path: Path) -> Golden:
    # Each distinct context is an article; it has no title, because SQuAD's titles give the topic away.
    try:
        squad = _Squad.model_validate_json(content)
    except ValidationError as error:
        values = {"error": _first_fault(error), "path": str(path)}
        raise InputRefusedError(AnswerReason.BAD_SQUAD, values) from error
    documents: dict[str, Document] = {}
    questions: list[GoldenQuestion] = []
    for paragraph in (paragraph for article in squad.data for paragraph in article.paragraphs):
        context = paragraph.context
        document = documents.setdefault(context, as_document(context, path=f"context-{len(documents) + 1:06}"))
        questions.extend(_question(asked, document.source.path) for asked in paragraph.qas)
    return Golden(questions, list(documents.values()))


def _question(asked: _SquadQuestion, path: str) -> GoldenQuestion:
    answers = tuple(dict.fromkeys(answer.text for answer in asked.answers))
    return GoldenQuestion(id=str(asked.id), question=asked.question, docs=(path,) if answers else (), answers=answers)


def as_document(text: str, *, path: str) -> Document:
    """Make a context an article, without title or date."""
    whole = Span(start=0, end=len(text))
    return Document(
        doc_id=hashlib.sha256(text.encode()).hexdigest()[:_DOC_ID_CHARS],
        source=Source(title="", title_derived=True, path=path, language=language_of(text)),
        text=text,
        sections=(Section(heading=None, heading_span=None, span=whole),),
    )


def _first_fault(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    place = ".".join(map(str, first["loc"]))
    return f"{place}: {first['msg']}" if place else first["msg"]


SEEDS = files("qa").joinpath("web", "golden", "seeds.jsonl")
"""Our own questions about the shipped seeds."""


def golden_lines(content: bytes) -> list[GoldenQuestion]:
    """Parse golden lines; raises InputRefusedError if they are none."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "questions.jsonl"
        path.write_bytes(content)
        return read_golden(path).questions


def shipped(catalogue: Catalogue) -> list[GoldenQuestion]:
    """The questions about the shipped seeds if the index holds all of these, else none."""
    questions = golden_lines(SEEDS.read_bytes())
    paths = [each.path for each in catalogue.entries]
    wanted = {doc for question in questions for doc in question.docs}
    return questions if all(any(path.startswith(doc) for path in paths) for doc in wanted) else []
