"""A scripted Assistant for the page's unit tests, and the one article that it holds."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from embeddings.errors import IndexMissingError, InputRefusedError, UsageError
from embeddings.reasons import IndexReason
from embeddings.schema import (
    BuildReport,
    Change,
    CleaningReport,
    CleaningSummary,
    Document,
    Duplicate,
    Entry,
    Hit,
    Passage,
    Progress,
    RefusedSeed,
    ScoreParts,
    Section,
    Source,
    Span,
)
from embeddings.store.catalogue import Differences
from embeddings.store.generations import GenerationSummary
from qa.assistant.rebuild import Building
from qa.config import Settings
from qa.reasons import AnswerReason
from qa.schema import Answer, AnswerEvent, Citation, Event, HitsEvent, TextEvent, Where

ANYWHERE = Where()

TEXT = (
    "港口今年一季度吞吐量为820万箱。\n新航线\n"
    "四月起增开三条航线，首班船4月12日离港。\n据负责人介绍，全年目标为3400万箱。"
)


def harbour() -> Document:
    """An article of two sections with a heading, written for these tests."""
    heading = TEXT.index("新航线")
    return Document(
        doc_id="0123456789abcdef",
        source=Source(
            title="东港一季度吞吐量增长",
            publisher="港口日报",
            published=date(2024, 4, 2),
            url="https://news.example/port?id=1&x=2",
            path="港口.txt",
            language="zh",
        ),
        text=TEXT,
        sections=(
            Section(heading=None, span=Span(start=0, end=heading - 1)),
            Section(
                heading="新航线",
                heading_span=Span(start=heading, end=heading + 3),
                span=Span(start=heading + 4, end=len(TEXT)),
            ),
        ),
    )


def entry(document: Document) -> Entry:
    source, length = document.source, len(document.text)
    return Entry(
        doc_id=document.doc_id,
        path=source.path,
        title=source.title,
        title_derived=source.title_derived,
        publisher=source.publisher,
        published=str(source.published) if source.published else None,
        language=source.language,
        chars=length,
        passages=1,
        kept=1.0,
        damaged=0,
    )


def hit(document: Document) -> Hit:
    end = document.text.index("\n")
    return Hit(
        passage=Passage(
            passage_id=f"{document.doc_id}:0-{end}",
            doc_id=document.doc_id,
            span=Span(start=0, end=end),
            text=document.text[:end],
        ),
        source=document.source,
        score=1.0,
        rank=1,
        parts=ScoreParts(lexical=3.0, dense=0.5),
    )


def citation(document: Document, quote: str, *, marker: int = 1, answer: str | None = None) -> Citation:
    start = document.text.index(quote)
    place = quote.index(answer) if answer else 0
    return Citation(
        marker=marker,
        doc_id=document.doc_id,
        span=Span(start=start, end=start + len(quote)),
        quote=quote,
        answer=Span(start=place, end=place + len(answer)) if answer else None,
        title=document.source.title,
        publisher=document.source.publisher,
        published=document.source.published,
        url=document.source.url,
        path=document.source.path,
    )


def report() -> BuildReport:
    return BuildReport(
        generation="g2",
        unchanged=False,
        documents=1,
        passages=2,
        reused_vectors=0,
        encoder="wenju",
        cleaning=CleaningSummary(source_chars=100, kept_chars=90, removed={}, repaired={}, damaged={}),
        refused=(RefusedSeed(path="坏<b>.jsonl", line=3, reason="not JSON"),),
        duplicates=(Duplicate(path="副本.txt", kept="港口.txt"),),
        seconds=0.25,
    )


class ScriptedDesk:
    """Answers what it was told to: questions with 吞吐量 from the article, all others with no evidence."""

    def __init__(self, tmp_path: Path) -> None:
        self.settings = Settings(index=tmp_path / "index", seeds=tmp_path / "seeds", max_question_chars=50)
        self.held: list[Document] | None = [harbour()]
        self.histories: list[list[str]] = []
        self.wheres: list[Where] = []
        self.rebuild_error: Exception | None = None
        self.building = Building(self.rebuild)

    def documents(self) -> list[Document]:
        if self.held is None:
            raise IndexMissingError(IndexReason.NO_INDEX, {"folder": "index"})
        return self.held

    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry(document) for document in self.documents())

    def document(self, doc_id: str) -> Document:
        for document in self.documents():
            if document.doc_id == doc_id:
                return document
        raise UsageError(IndexReason.NO_DOCUMENT, {"id": doc_id})

    @property
    def generation(self) -> str:
        self.documents()
        return "g1"

    def report(self, doc_id: str) -> CleaningReport:
        document = self.document(doc_id)
        return CleaningReport(
            doc_id=doc_id,
            path=document.source.path,
            encoding="utf-8",
            source_chars=200,
            kept_chars=100,
            removed=(Change(kind="advert", text="<i>广告</i>", reason="an <advert>"),),
            warnings=("a date in the future",),
        )

    def suggest(self, answer: Answer, *, count: int = 3) -> tuple[str, ...]:
        return ("<b>目标</b>是多少？", "何时离港？")[:count] if answer.citations else ()

    def openers(self, *, count: int = 4) -> tuple[str, ...]:
        return ("一季度吞吐量为多少？",)[:count]

    def stream(self, question: str, *, history: Sequence[str] = (), where: Where = ANYWHERE) -> Iterator[Event]:
        self.histories.append(list(history))
        self.wheres.append(where)
        limit = self.settings.max_question_chars
        if not question.strip():
            raise InputRefusedError(AnswerReason.EMPTY_QUESTION)
        if len(question) > limit:
            raise InputRefusedError(AnswerReason.QUESTION_TOO_LONG, {"limit": limit, "length": len(question)})
        document = self.documents()[0]
        yield HitsEvent(standalone_question=question, hits=(hit(document),))
        if "吞吐量" not in question:
            text = "文章没有提到这个问题。"
            yield TextEvent(text=text)
            yield AnswerEvent(
                answer=Answer(
                    question=question, standalone_question=question, status="no_evidence", text=text, generation="g1"
                )
            )
            return
        cited = citation(document, "港口今年一季度吞吐量为820万箱。", answer="820万箱")
        text = f"{cited.quote}[1]"
        for piece in (text[:6], text[6:]):
            yield TextEvent(text=piece)
        yield AnswerEvent(
            answer=Answer(
                question=question,
                standalone_question=f"东港{question}" if history else question,
                status="answered",
                text=text,
                short_answer="820万箱",
                citations=(cited,),
                hits=(hit(document),),
                generation="g1",
            )
        )

    def rebuild(
        self, *, progress: Progress | None = None, cancel: threading.Event | None = None, confirm: bool = False
    ) -> BuildReport:
        if self.rebuild_error is not None:
            raise self.rebuild_error
        for done in (1, 2):
            if progress:
                progress("encode", done, 2)
        self.held = [harbour()]
        return report()

    def generations(self) -> tuple[GenerationSummary, ...]:
        return ()

    def differences(self, old: str | None = None, new: str | None = None) -> Differences:
        raise UsageError(IndexReason.NO_GENERATION_ID, {"generation": f"{old} {new}"})

    def rollback(self, generation: str | None = None) -> str:
        raise UsageError(IndexReason.NO_GENERATION_ID, {"generation": str(generation)})
