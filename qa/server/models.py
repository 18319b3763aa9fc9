"""Request types of the REST interface, and those reply types that are used nowhere else."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from embeddings.ingest.intake import Prepared
from embeddings.schema import BuildReport, Entry, Frozen, Hit, Language, RefusedSeed, Replacement
from embeddings.store.catalogue import Catalogue, Column, Wanted
from embeddings.store.generations import GenerationSummary
from qa.evaluation.golden import GoldenQuestion
from qa.schema import GeneratorName, Mode, Where

Question = Annotated[str, Field(min_length=1, max_length=100_000, description="what is asked")]
PAGE = 50
LONGEST_PAGE = 500
HISTORY = 100
EXAMPLE = "南京到2025年元宇宙及关联产业规模目标是多少？"


class Filtered(Frozen):
    """Exact filters on articles; null means no filter."""

    after: date | None = Field(default=None, description="only articles published on this day or later")
    before: date | None = Field(default=None, description="only articles published on this day or earlier")
    publisher: str | None = Field(default=None, description="only articles of this publisher")
    article: str | None = Field(
        default=None, min_length=1, description="only the article of this id, or those whose paths begin so"
    )
    today: date | None = Field(default=None, description="what 去年 is counted from; null for the real day")

    @property
    def where(self) -> Where:
        """The filters as the Assistant takes them."""
        return Where(after=self.after, before=self.before, publisher=self.publisher, article=self.article)


class RetrieveRequest(Filtered):
    """A question whose passages are wanted."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"question": EXAMPLE, "k": 3}]})

    question: Question
    k: int = Field(default=8, ge=1, le=100, description="passages, in number")
    mode: Mode = Field(default="hybrid", description="both indexes, or one alone")
    diversify: bool = Field(default=False, description="whether articles and publishers take turns")


class AskRequest(Filtered):
    """A question whose answer is wanted."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"question": EXAMPLE}, {"question": "那上海呢？", "history": [EXAMPLE], "after": "2022-01-01"}]
        }
    )

    question: Question
    history: tuple[Question, ...] = Field(
        default=(), max_length=HISTORY, description="earlier questions of the conversation, oldest first"
    )
    generator: GeneratorName | None = Field(default=None, description="null for the default")


class HitList(Frozen):
    """The passages found for a question."""

    hits: tuple[Hit, ...] = Field(description="best first")


class DocumentEntry(Frozen):
    """An article in a list."""

    doc_id: str
    path: str
    title: str
    title_derived: bool = Field(description="whether the title was taken from the text")
    publisher: str | None
    published: date | None
    language: Language
    chars: int
    passages: int
    kept: float = Field(
        description="share of the seed's characters that cleaning kept; above 1 where it wrote some out"
    )
    damaged: int = Field(description="places where cleaning found damage")

    @classmethod
    def of(cls, entry: Entry) -> DocumentEntry:
        """An entry of the catalogue."""
        return cls.model_validate(entry._asdict())


class DocumentPage(Frozen):
    """A part of the list of articles."""

    generation: str
    total: int = Field(description="articles that pass the filters, in number")
    offset: int
    documents: tuple[DocumentEntry, ...]


class DocumentsWanted(Frozen):
    """Which articles, in which order, and which part of them."""

    text: str = Field(default="", max_length=200, description="words that title, publisher or text must all hold")
    publisher: str | None = Field(default=None, max_length=200)
    year: str | None = Field(default=None, max_length=20, description="as 2022; undated for those without a date")
    language: Language | None = None
    sort: Column = "published"
    descending: bool = True
    offset: int = Field(default=0, ge=0, le=10_000_000)
    limit: int = Field(default=PAGE, ge=1, le=LONGEST_PAGE)

    def page(self, catalogue: Catalogue) -> DocumentPage:
        """The requested part of a generation's list."""
        wanted = Wanted(self.text, self.publisher, self.year, self.language, self.sort, self.descending)
        found = catalogue.select(wanted)
        shown = found[self.offset : self.offset + self.limit]
        return DocumentPage(
            generation=catalogue.generation,
            total=len(found),
            offset=self.offset,
            documents=tuple(map(DocumentEntry.of, shown)),
        )


class NewDocument(Frozen):
    """An article given by hand."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"title": "北湖灯塔重新开放", "text": "北湖灯塔于1931年建成，高42米。", "published": "2026-03-01"}
            ]
        }
    )

    title: str | None = Field(default=None, max_length=1000)
    text: str = Field(min_length=1)
    published: date | None = None
    publisher: str | None = Field(default=None, max_length=200)
    url: str | None = Field(default=None, max_length=2000)


class Taken(Frozen):
    """What became of the files that were handed in; they are in the answers after the next build."""

    written: tuple[str, ...] = Field(description="names of the new files under the seeds folder")
    left: tuple[RefusedSeed, ...] = Field(description="files that were not written, and why")
    articles: tuple[Prepared, ...] = Field(description="what cleaning made of each article")
    refused: tuple[RefusedSeed, ...] = Field(description="parts of the files that can't be taken, and why")


class Restored(Frozen):
    """A file that was put back."""

    path: str = Field(description="name under the seeds folder")


class BuildRequest(Frozen):
    """What may be said with a build; nothing needs to be."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"confirm": True}]})

    confirm: bool = Field(
        default=False,
        description="whether to go on where the index was built from another folder, or where articles of it would be "
        "missing that were not taken out by DELETE /v1/documents/{doc_id}",
    )


class BuildState(Frozen):
    """How a build stands."""

    running: bool
    stage: str | None = None
    done: int = 0
    total: int = 0
    part: float = Field(default=0.0, ge=0, le=1, description="of the whole")
    seconds_left: float | None = Field(default=None, description="estimated; null while nothing can be said")
    cancelling: bool = False
    report: BuildReport | None = Field(default=None, description="of the last one, where it came to its end")
    error: str | None = Field(default=None, description="why the last one did not")
    replacement: Replacement | None = Field(
        default=None, description="what the last one would have replaced: it needs confirm; null where it does not"
    )


class Generations(Frozen):
    """The generations of the index."""

    generation: str | None = Field(description="the one in use")
    generations: tuple[GenerationSummary, ...] = Field(description="the last committed first")


class InUse(Frozen):
    """The generation in use."""

    generation: str


class EvalRequest(Frozen):
    """Questions with known answers; without any, ours about the shipped seeds."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"questions": [{"id": "1", "question": EXAMPLE, "docs": ["001"], "answers": ["1350亿元"]}]}]
        }
    )

    questions: tuple[GoldenQuestion, ...] | None = Field(default=None, min_length=1)


class Health(Frozen):
    """The server runs."""

    status: Literal["ok"] = "ok"


class CorpusStatus(Frozen):
    """What the index in use holds."""

    generation: str
    documents: int
    passages: int
    languages: dict[str, int] = Field(description="articles by language")
    oldest: date | None = Field(description="the first day that an article was published on")
    newest: date | None

    @classmethod
    def of(cls, catalogue: Catalogue) -> CorpusStatus:
        """Of a generation's list."""
        days = sorted(each.published for each in catalogue.entries if each.published)
        return cls(
            generation=catalogue.generation,
            documents=len(catalogue.entries),
            passages=sum(each.passages for each in catalogue.entries),
            languages=dict(catalogue.languages()),
            oldest=date.fromisoformat(days[0]) if days else None,
            newest=date.fromisoformat(days[-1]) if days else None,
        )
