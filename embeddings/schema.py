"""The types used from a seed file to a ranked hit, the progress callback, and list entries of articles.

The types are frozen and refuse unknown fields. Offsets count code points and ranges are half-open; lengths are in
characters, never bytes or tokens.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable
from datetime import date
from typing import Any, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from embeddings.reasons import Cause

Language = Literal["zh", "zh-Hant", "en", "other"]
"""Script of an article or question: simplified Chinese, traditional Chinese, English, anything else."""


class Frozen(BaseModel):
    """Settings shared by every type: immutable, and an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(Frozen):
    """A half-open range of code points, `start <= i < end`."""

    start: int = Field(ge=0)
    end: int

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"expected start < end, found {self.start} and {self.end}")
        return self

    def of(self, text: str) -> str:
        """The characters of `text` that the span covers."""
        return text[self.start : self.end]

    def __len__(self) -> int:
        return self.end - self.start

    def contains(self, other: Span) -> bool:
        """Whether all of another span lies inside this one."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two have a character in common."""
        return self.start < other.end and other.start < self.end

    def moved(self, by: int) -> Span:
        """The same number of characters, `by` further on."""
        return Span(start=self.start + by, end=self.end + by)


class Seed(Frozen):
    """One article as it was found on disk, before cleaning."""

    seed_id: str = Field(
        description="SHA-256 (hex) of the file's bytes; of a line, item or row where a file holds several articles"
    )
    path: str = Field(
        description="name under the seeds folder, with /; of several in a file it ends in #LINE, #PLACE or #NAME (.zip)"
    )
    text: str = Field(description="decoded text without front matter; markup still in it")
    format: str = Field(description="what the text is, as pdf: a key of embeddings.clean.document.SPLITTERS")
    encoding: str = Field(description="the encoding the bytes were decoded with, such as utf-8 or gb18030")
    title: str | None = None
    published: str | None = Field(default=None, description="the date as the file declares it, unparsed")
    publisher: str | None = None
    url: str | None = None


class RefusedSeed(Frozen):
    """A file, or a part of one, that could not be taken, and why."""

    path: str
    line: int | None = Field(default=None, description="line number from 1 in a .jsonl or .csv file")
    reason: str
    cause: Cause | None = Field(default=None, description="the same for programs; None of an earlier version's report")

    @classmethod
    def because(cls, path: str, cause: Cause, *, line: int | None = None) -> Self:
        """A refusal whose English text is the cause's own."""
        return cls(path=path, line=line, reason=str(cause), cause=cause)


class Duplicate(Frozen):
    """An article whose cleaned text another article already has."""

    path: str = Field(description="the article left out")
    kept: str = Field(description="the article kept instead")


class Section(Frozen):
    """A part of an article under one heading; sections follow one another and do not overlap."""

    heading: str | None = Field(description="None for the part before the first heading")
    heading_span: Span | None = Field(default=None, description="where the heading stands in Document.text")
    span: Span = Field(description="the body below the heading, heading excluded")


class Source(Frozen):
    """Where a text comes from: what a reader needs to judge it."""

    title: str
    title_derived: bool = Field(default=False, description="True where the article states no title and one was derived")
    publisher: str | None = None
    published: date | None = None
    url: str | None = None
    path: str
    language: Language


class Document(Frozen):
    """A cleaned article. Its text is what citations quote, in the article's own script."""

    doc_id: str = Field(description="first 16 hex digits of the seed_id")
    source: Source
    text: str = Field(description="paragraphs and headings, one a line, joined by a single line feed")
    sections: tuple[Section, ...]
    agency_line: Span | None = Field(
        default=None,
        description="a news agency's opening such as 新民晚报讯(记者 宋宁华): kept in the text, never quoted",
    )
    reporters: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _spans_fit(self) -> Self:
        end = 0
        for section in self.sections:
            first = section.heading_span or section.span
            if first.start < end or section.span.start < first.start or section.span.end > len(self.text):
                raise ValueError(f"expected sections in order inside {len(self.text)} characters, found {section}")
            if section.heading_span and section.heading_span.of(self.text) != section.heading:
                raise ValueError(f"expected the heading {section.heading!r} at {section.heading_span}")
            end = section.span.end
        return self


class Change(Frozen):
    """One thing that cleaning took out, mended or found broken."""

    kind: str = Field(description="name of the rule, such as hidden_paragraph or pinyin")
    text: str = Field(description="what stood there before")
    replacement: str = Field(default="", description="what stands there now; empty where nothing does")
    reason: str


class CleaningReport(Frozen):
    """Everything that cleaning did to one article: nothing disappears unreported."""

    doc_id: str
    path: str
    encoding: str
    source_chars: int = Field(description="characters of the seed's text")
    kept_chars: int = Field(description="characters of the document's text")
    removed: tuple[Change, ...] = ()
    repaired: tuple[Change, ...] = ()
    damaged: tuple[Change, ...] = Field(default=(), description="damage that could not be mended with certainty")
    recognised: tuple[Change, ...] = Field(default=(), description="parts read as title, date, publisher, agency line")
    warnings: tuple[str, ...] = Field(default=(), description="such as a date in the future or one that can't be read")


class Passage(Frozen):
    """A piece of one section of a document: the unit of retrieval."""

    passage_id: str = Field(description="doc_id:start-end")
    doc_id: str
    span: Span
    text: str = Field(description="exactly Document.text[start:end]")
    heading: str | None = None

    @model_validator(mode="after")
    def _id_and_length_fit(self) -> Self:
        expected = f"{self.doc_id}:{self.span.start}-{self.span.end}"
        if self.passage_id != expected:
            raise ValueError(f"expected passage_id {expected}, found {self.passage_id}")
        if len(self.text) != self.span.end - self.span.start:
            raise ValueError(f"expected {self.span.end - self.span.start} characters, found {len(self.text)}")
        return self

    def above(self, title: str) -> str:
        """The text above the passage: the article's title and its heading, one per line; empty if there is neither."""
        return "\n".join(filter(None, (title, self.heading)))

    def in_context(self, title: str) -> str:
        """The text that is embedded and searched: the article's title, its heading and its own text, one per line."""
        return "\n".join(filter(None, (title, self.heading, self.text)))


class ScoreParts(Frozen):
    """What a hit's score is made of; None means that the part was not computed for this hit."""

    lexical: float | None = Field(default=None, ge=0, description="BM25, unbounded")
    dense: float | None = Field(default=None, ge=-1.0001, le=1.0001, description="cosine of query and passage")
    meant: float = Field(default=0.0, ge=0, description="gained for the period or publisher that the question names")
    ranker: dict[str, float] | None = Field(
        default=None, description="what each feature adds to the ranker's score, in nats; None for hits it did not read"
    )
    read: float | None = Field(
        default=None, description="how well its best sentence answers, in nats; None where no sentence was read"
    )


class Hit(Frozen):
    """A passage found for a question."""

    passage: Passage
    source: Source
    score: float = Field(description="higher is better; comparable within one list only")
    rank: int = Field(ge=1)
    parts: ScoreParts
    matched: tuple[str, ...] = Field(default=(), description="words of the question that the passage holds, folded")
    copies: tuple[str, ...] = Field(
        default=(), description="paths of articles left out because their passage says the same almost word for word"
    )
    sentence: Span | None = Field(
        default=None, description="of the passage's text, what matches best; None where none was looked for"
    )


class CleaningSummary(Frozen):
    """What cleaning did over all articles of a build."""

    source_chars: int
    kept_chars: int
    removed: dict[str, int] = Field(description="number of removals by kind")
    repaired: dict[str, int]
    damaged: dict[str, int]


class BuildReport(Frozen):
    """What a build made of a folder of seeds."""

    generation: str
    unchanged: bool = Field(description="True where the same generation was in use before")
    documents: int
    passages: int
    reused_vectors: int = Field(description="passages whose vectors came from the generation before")
    encoder: str
    cleaning: CleaningSummary
    refused: tuple[RefusedSeed, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    warnings: tuple[str, ...] = ()
    seconds: float


class MissingArticle(Frozen):
    """An article of the generation in use that a new one would not hold."""

    path: str
    title: str
    doc_id: str
    refused: str | None = Field(description="why its file can't be taken now; null where it is gone")


LISTED_MISSING = 100
"""Articles of a Replacement that are named; all are counted."""


class Replacement(Frozen):
    """What a build would replace without having been asked to: it needs a confirmation."""

    seeds: str = Field(description="the folder that was to be built from, absolute")
    recorded: str | None = Field(
        description="the other folder that the generation in use was built from; null where it is the same or unknown"
    )
    documents: int = Field(description="articles of the generation in use, in number")
    missing: int = Field(description="those of them that the new one would not hold, in number")
    articles: tuple[MissingArticle, ...] = Field(description=f"the first {LISTED_MISSING} of these, ordered by path")


Progress = Callable[[str, int, int], None]
"""Called with the stage (read, clean, chunk, encode, index, write), the units done and their total."""


def silent(stage: str, done: int, total: int) -> None:
    """A progress callback that does nothing."""


UNDATED = "undated"
"""The year of an article without a date."""

_ENTRIES = """
SELECT doc_id, json_extract(source, '$.path'), json_extract(source, '$.title'),
       json_extract(source, '$.title_derived'), json_extract(source, '$.publisher'), published,
       json_extract(source, '$.language'), length(text), passages, json_extract(report, '$.source_chars'),
       json_array_length(report, '$.damaged')
FROM documents ORDER BY row
"""


class Entry(NamedTuple):
    """An article in a list."""

    doc_id: str
    path: str
    title: str
    title_derived: bool
    """Whether the title was taken from the text."""
    publisher: str | None
    published: str | None
    """ISO date."""
    language: Language
    chars: int
    passages: int
    kept: float
    """Share of the seed's characters that cleaning kept, 0 to 1 (above 1 where it wrote some out)."""
    damaged: int

    @property
    def year(self) -> str:
        """The year it was published in, or UNDATED."""
        return self.published[:4] if self.published else UNDATED


def read_entries(connection: sqlite3.Connection) -> tuple[Entry, ...]:
    """All articles of a corpus file, in order of path (18,000 in 0.3 s)."""
    return tuple(
        Entry(doc_id, path, title, bool(derived), publisher, published, language, chars, passages,
              chars / source_chars if source_chars else 1.0, damaged or 0)
        for doc_id, path, title, derived, publisher, published, language, chars, passages, source_chars, damaged
        in connection.execute(_ENTRIES)
    )  # fmt: skip


class Listed(NamedTuple):
    """An article in short."""

    path: str
    title: str
    doc_id: str
    content: bytes
    """SHA-256 of its text and of everything a citation states about it, except its path."""

    @classmethod
    def of(cls, doc_id: str, source: dict[str, Any], text: str) -> Listed:
        """An article in short.

        Args:
            doc_id: Its id.
            source: Its Source as JSON has it.
            text: All of it.
        """
        rest = {name: value for name, value in source.items() if name != "path"}
        content = hashlib.sha256(json.dumps([rest, text], sort_keys=True).encode()).digest()
        return cls(source["path"], source["title"], doc_id, content)


def read_listed(connection: sqlite3.Connection) -> list[Listed]:
    """All articles of a corpus file with a hash of their content, in order of path; each text is read once."""
    rows = connection.execute("SELECT doc_id, source, text FROM documents ORDER BY row")
    return [Listed.of(doc_id, json.loads(source), text) for doc_id, source, text in rows]
