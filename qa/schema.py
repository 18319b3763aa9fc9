"""The types of an answer, which validate its citations, and the check of article addresses before they become links."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from embeddings.schema import Document, Frozen, Hit, Span

MARKER = re.compile(r"\[(\d+)\]")
"""A citation marker in an answer's text."""

Mode = Literal["hybrid", "dense", "lexical"]
DocumentOf = Callable[[str], Document]
"""The stored document of a doc_id."""
GeneratorName = Literal["extractive", "llm"]
Status = Literal["answered", "no_evidence"]
PeriodKind = Literal["absolute", "relative"]
EntityFrom = Literal["quote", "heading", "title", "question"]
TableKind = Literal["aggregate", "comparison", "differing"]
"""differing: figures of several articles for the same thing, newest first."""
Verdict = Literal["yes", "no"]
LackKind = Literal["name", "year", "ordinal", "day", "answer"]
"""answer: the form of answer that the question asks for, such as a date."""
Failure = Literal["unreachable", "timeout", "busy", "refused", "failed", "broken"]
"""Of an LLM's endpoint: no answer at its address; none in time; 429; another 4xx; 5xx; a reply that broke off or is
not what the protocol says."""
Instead = Literal["no_evidence", "no_room", "unsupported"] | Failure
"""Why an LLM was not asked, or why quotes are given in the place of what it wrote."""
LackedBy = Literal["articles", "found", "nearest"]
"""No article of the index; none of the passages that were found for the question; none of the sentences shown."""
Use = Literal["boost", "filter", "goal", "none"]
"""How something that the question names was used: to prefer articles, to leave others out, or not to rank by."""


class Where(Frozen):
    """Exact filters on articles; None means no filter. An article without a date fails every date filter."""

    after: date | None = Field(default=None, description="published on this day or later")
    before: date | None = Field(default=None, description="published on this day or earlier")
    publisher: str | None = Field(default=None, description="the publisher's name, compared after folding")
    article: str | None = Field(
        default=None, min_length=1, description="the id of an article, or what the path of one or several begins with"
    )


class Period(Frozen):
    """Days that a question names, and how they were used."""

    text: str = Field(description="as typed")
    span: Span = Field(description="where it stands in the standalone question")
    start: date | None = Field(description="first day; None where the period is open at its start")
    end: date | None = Field(description="last day; None where it is open at its end")
    kind: PeriodKind = Field(description="relative where it depends on the day of asking")
    used: Use = Field(description="goal: no time of publication, as 到2025年; never a filter by itself")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start and self.end and self.end < self.start:
            raise ValueError(f"expected start <= end, found {self.start} and {self.end}")
        if self.start is None and self.end is None:
            raise ValueError("expected a start or an end, found neither")
        return self


class NamedPublisher(Frozen):
    """A publisher or site of the index that a question names, and how it was used."""

    text: str = Field(description="as typed")
    span: Span = Field(description="where it stands in the standalone question")
    names: tuple[str, ...] = Field(min_length=1, description="as the index writes it; several for an alias")
    used: Use = Field(description="none where nothing says that its articles are meant")


class Correction(Frozen):
    """A word of a question that no article holds, and the word of the articles that was searched for instead."""

    typed: str
    used: str = Field(description="as the articles write it")


class MeantArticle(Frozen):
    """The article that a follow-up asks about, as 这篇文章 does: only it is searched."""

    doc_id: str
    span: Span = Field(description="where it is named in the standalone question")


class Understood(Frozen):
    """What a question was taken to mean beside its words."""

    periods: tuple[Period, ...] = ()
    publishers: tuple[NamedPublisher, ...] = ()
    corrections: tuple[Correction, ...] = Field(default=(), description="in the order of the question")
    article: MeantArticle | None = None


class Rendering(Frozen):
    """A figure or date of a quote as the question's language says it, to the last digit."""

    span: Span = Field(description="where it stands in the quote")
    text: str


class Citation(Frozen):
    """A verbatim quote of one stored document."""

    marker: int = Field(ge=1)
    doc_id: str
    span: Span = Field(description="where the quote stands in Document.text")
    quote: str = Field(description="exactly Document.text[span]")
    answer: Span | None = Field(default=None, description="the short answer's place inside the quote")
    heading: str | None = Field(default=None, description="of the section that the quote stands in")
    title: str
    publisher: str | None = None
    published: date | None = None
    url: str | None = None
    path: str = Field(description="the seed file's name under the seeds folder")
    text_sha256: str | None = Field(
        default=None, description="SHA-256 (hex, of UTF-8) of Document.text, by which a later check knows the same text"
    )

    renderings: tuple[Rendering, ...] = Field(
        default=(), description="figures and dates in the question's language, where the quote is in another"
    )

    @model_validator(mode="after")
    def _lengths_fit(self) -> Self:
        length = self.span.end - self.span.start
        if len(self.quote) != length:
            raise ValueError(f"expected a quote of {length} characters, found {len(self.quote)}")
        if self.answer and self.answer.end > len(self.quote):
            raise ValueError(f"expected the answer inside {len(self.quote)} characters, found {self.answer}")
        if any(each.span.end > len(self.quote) for each in self.renderings):
            raise ValueError(f"expected every rendering inside {len(self.quote)} characters")
        return self


class Item(Frozen):
    """One of the things that an answer lists: a stretch of a quote."""

    marker: int = Field(ge=1, description="of the citation whose quote holds it")
    span: Span = Field(description="where it stands in the quote")
    text: str = Field(description="exactly quote[span]")


class Row(Frozen):
    """A figure in a table: what it is of, as the quote writes it, and what puts it in order."""

    marker: int = Field(ge=1, description="of the citation whose quote holds the value")
    entity: str = Field(description="what the figure is of, as written where entity_from says")
    entity_from: EntityFrom = Field(description="the quote itself, or what stands above it, or only the question")
    value: str = Field(description="exactly quote[span]")
    span: Span = Field(description="where the value stands in the quote")
    number: Decimal | None = Field(default=None, description="the value in units, for sorting; None: not read")
    unit: str = Field(default="", description="what is counted, folded, without its scale, as 元; empty: not read")
    when: str | None = Field(default=None, description="the date that the quote gives for the value, as written")
    published: date | None = Field(default=None, description="of the article")


class Table(Frozen):
    """Figures side by side, never merged."""

    kind: TableKind
    measure: str = Field(description="the noun asked for, folded; empty where the question names none")
    rows: tuple[Row, ...] = Field(min_length=1)


class Lack(Frozen):
    """Something that a question asks for and that is missing, where there is no answer."""

    kind: LackKind
    text: str = Field(description="a name as typed, a year, 第三季度, 8月15日; of an answer its kind, as number")
    by: LackedBy


class Evidence(Frozen):
    """A span of a stored document that a reader or generator wants to quote."""

    doc_id: str
    span: Span
    answer: Span | None = Field(default=None, description="the short answer's place inside the span")


class Draft(Frozen):
    """What a reader found, before it is cited; no evidence means that the articles do not say."""

    evidence: tuple[Evidence, ...] = ()
    missing: tuple[Lack, ...] = Field(default=(), description="as Answer has it")
    nearest: tuple[Evidence, ...] = Field(default=(), description="sentences to show where there is no evidence")
    read: dict[str, float] = Field(
        default_factory=dict, description="how well the best sentence of each passage answers, in nats, by passage_id"
    )
    items: tuple[Item, ...] = Field(default=(), description="markers count the evidence from 1")
    table: Table | None = Field(default=None, description="markers count the evidence from 1")
    verdict: Verdict | None = None
    unanswered: tuple[str, ...] = ()
    confidence: float | None = Field(default=None, ge=0, le=1, description="as Answer has it")


class Wording(Frozen):
    """What an LLM had to do with an answer."""

    model: str
    instead: Instead | None = Field(default=None, description="why the answer is not the LLM's; None: it is")
    failure: Failure | None = Field(
        default=None, description="of the endpoint, also where a part of its reply was used"
    )
    cut: bool = Field(default=False, description="whether the reply ended at the longest allowed")
    form: Literal["json", "text"] | None = Field(default=None, description="of the reply; None: there was none")
    rewritten: bool = Field(default=False, description="whether the LLM rewrote the question")
    sentences: int = Field(default=0, ge=0, description="that the LLM wrote, in number")
    removed: int = Field(default=0, ge=0, description="of them, those that no cited passage bears out, left out")
    marked: int = Field(default=0, ge=0, description="of them, those that are shown and marked as not borne out")
    faults: dict[str, int] = Field(default_factory=dict, description="what was wrong with them, in number by kind")
    invented: int = Field(default=0, ge=0, description="citations of passages that were not given, left out")
    passages: int = Field(default=0, ge=0, description="that the LLM was given, in number")
    passages_left_out: int = Field(default=0, ge=0, description="found, but beyond the budget of the prompt")
    tokens_estimated: int = Field(default=0, ge=0, description="of the prompt, from above, before it is sent")
    prompt_tokens: int | None = Field(default=None, ge=0, description="as the endpoint counted; None: it did not")
    reply_tokens: int | None = Field(default=None, ge=0, description="as the endpoint counted; None: it did not")


class Answer(Frozen):
    """What was answered, from what, by what. Refuses to exist with an uncited or unknown marker."""

    question: str
    standalone_question: str = Field(description="the question with what a follow-up leaves out filled in")
    status: Status
    text: str = Field(description="verbatim sentences, each followed by its marker; or why there is no evidence")
    short_answer: str | None = None
    items: tuple[Item, ...] = Field(default=(), description="what a list asks for, in the order of the text")
    table: Table | None = Field(default=None, description="figures of several things, or figures that differ")
    verdict: Verdict | None = Field(
        default=None,
        description="of a yes or no question, where a quote says it in the question's words, else None",
    )
    unanswered: tuple[str, ...] = Field(
        default=(), description="things that a comparison names and the articles do not answer for"
    )
    citations: tuple[Citation, ...] = ()
    missing: tuple[Lack, ...] = Field(default=(), description="what the question asks for and is missing, of a refusal")
    nearest: tuple[Citation, ...] = Field(
        default=(),
        description="of a refusal, what the articles do say that comes nearest: verified as citations are, and no "
        "answer; the markers count them and stand nowhere in the text",
    )
    hits: tuple[Hit, ...] = ()
    understood: Understood = Field(default=Understood(), description="what the question was taken to mean")
    confidence: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="probability that the articles hold the answer, calibrated; None: not known",
    )
    generator: GeneratorName = Field(default="extractive", description="what worded the text")
    wording: Wording | None = Field(default=None, description="the LLM's part; None where no LLM was wanted")
    notes: tuple[str, ...] = Field(
        default=(),
        description="what a reader should know: that the text may be no answer, and an LLM's part in it; in the "
        "question's script",
    )
    generation: str = Field(description="the generation of the index that answered")
    timings: dict[str, float] = Field(default_factory=dict, description="milliseconds by stage")

    @model_validator(mode="after")
    def _markers_fit(self) -> Self:
        used = {int(n) for n in MARKER.findall(self.text)}
        held = [citation.marker for citation in self.citations]
        if len(set(held)) != len(held) or used != set(held):
            raise ValueError(f"expected the markers {sorted(held)} in the text once each, found {sorted(used)}")
        if self.status == "no_evidence" and (held or self.short_answer):
            raise ValueError("expected no citation and no short answer without evidence")
        if self.short_answer is not None and self.short_answer not in {
            c.answer.of(c.quote) for c in self.citations if c.answer
        }:
            raise ValueError(f"expected the short answer inside a quote, found {self.short_answer!r}")
        if self.status == "answered" and not held:
            raise ValueError("expected at least one citation in an answer")
        return self

    @model_validator(mode="after")
    def _nearest_is_of_a_refusal(self) -> Self:
        if self.status == "answered" and (self.missing or self.nearest):
            raise ValueError("expected nothing missing and nothing nearest beside an answer")
        if [each.marker for each in self.nearest] != list(range(1, len(self.nearest) + 1)):
            raise ValueError("expected the nearest sentences numbered from 1")
        if any(each.answer for each in self.nearest):
            raise ValueError("expected no short answer in a sentence that is none")
        return self

    @model_validator(mode="after")
    def _parts_stand_in_quotes(self) -> Self:
        cited = {citation.marker: citation for citation in self.citations}
        rows = self.table.rows if self.table else ()
        for marker, span, text in [(each.marker, each.span, each.text) for each in self.items] + [
            (row.marker, row.span, row.value) for row in rows
        ]:
            if marker not in cited or span.of(cited[marker].quote) != text:
                raise ValueError(f"expected {text!r} at {span.start}-{span.end} of the quote [{marker}]")
        for row in rows:
            self._check_row(row, cited[row.marker])
        if self.verdict and self.status == "no_evidence":
            raise ValueError("expected no verdict without evidence")
        return self

    def _check_row(self, row: Row, citation: Citation) -> None:
        above = {"heading": citation.heading or "", "title": citation.title, "quote": citation.quote}
        asked = f"{self.question}\n{self.standalone_question}"
        if row.entity not in above.get(row.entity_from, asked):
            raise ValueError(f"expected the entity {row.entity!r} in the {row.entity_from} of [{row.marker}]")
        if row.when is not None and row.when not in citation.quote:
            raise ValueError(f"expected the date {row.when!r} in the quote [{row.marker}]")
        if row.published != citation.published:
            raise ValueError(f"expected the date of [{row.marker}], found {row.published}")


class HitsEvent(Frozen):
    """First event of a stream: what was found."""

    event: Literal["hits"] = "hits"
    standalone_question: str
    understood: Understood = Understood()
    hits: tuple[Hit, ...]


class TextEvent(Frozen):
    """A further piece of the answer's text; the pieces joined are the answer's text."""

    event: Literal["text"] = "text"
    text: str


class AnswerEvent(Frozen):
    """Last event of a stream: the whole, verified answer."""

    event: Literal["answer"] = "answer"
    answer: Answer


Event = Annotated[HitsEvent | TextEvent | AnswerEvent, Field(discriminator="event")]


UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
"""Characters that HTML or JSON can't represent."""

_SCHEMES = {"http", "https"}

_LINK = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,15}:/|\b(?:javascript|data|mailto|tel|file):|\bwww\.|\]\s?\(|<[/!a-z]|&(?:#|lt;)"
    r"|(?<![\w.])(?:[a-z0-9-]+\.)+(?:com|cn|net|org|gov|edu|io|co|info|biz|top|xyz|cc|me|tv|app|dev|link|site|online"
    r"|example|invalid|test|onion|ru|uk|hk|tw)(?![a-z])"
)
"""What makes a link in a text: an address, Markdown, HTML, the name of a host."""


def has_link(text: str) -> bool:
    """Whether a text holds an address, Markdown or HTML that leads elsewhere, or the name of a host, in any width."""
    return _LINK.search(unicodedata.normalize("NFKC", text).lower()) is not None


def host_of(url: str | None) -> str | None:
    """The host of an article's link in ASCII form, or None if the link must not be offered.

    Only http and https links are offered, and none with a user name (http://bank.example@evil.example shows the first
    host and opens the second), blanks or control characters.
    """
    if not url or re.search(r"[\s\\]", url) or UNPRINTABLE.search(url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
        if parts.scheme not in _SCHEMES or not host or parts.username is not None:
            return None
        return host.encode("idna").decode("ascii")
    except ValueError:  # a malformed IPv6 address, or a host without an ASCII form (UnicodeError is a ValueError)
        return None
