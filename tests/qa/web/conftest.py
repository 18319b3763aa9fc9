"""Fixtures of the page's tests: a scripted Assistant for the unit tests, a real site and browser for the others."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from embeddings.build import build
from embeddings.differences import Differences
from embeddings.errors import IndexMissingError, InputRefusedError, UsageError
from embeddings.generations import GenerationSummary
from embeddings.progress import Progress
from embeddings.schema import (
    BuildReport,
    Change,
    CleaningReport,
    CleaningSummary,
    Document,
    Duplicate,
    Hit,
    Passage,
    RefusedSeed,
    ScoreParts,
    Section,
    Source,
    Span,
)
from qa.config import Settings
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

    def documents(self) -> list[Document]:
        if self.held is None:
            raise IndexMissingError("an index", "none", "run `wenju build`")
        return self.held

    def document(self, doc_id: str) -> Document:
        for document in self.documents():
            if document.doc_id == doc_id:
                return document
        raise UsageError("an article of this index", doc_id, "choose one of `documents()`")

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
        if not question.strip() or len(question) > self.settings.max_question_chars:
            raise InputRefusedError("a question of 1 to 50 characters", f"{len(question)}", "shorten it")
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

    def rebuild(self, *, progress: Progress | None = None, cancel: threading.Event | None = None) -> BuildReport:
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
        raise UsageError("a generation", f"{old} {new}", "build one")

    def rollback(self, generation: str | None = None) -> str:
        raise UsageError("a generation", str(generation), "build one")


@pytest.fixture
def desk(tmp_path: Path) -> ScriptedDesk:
    return ScriptedDesk(tmp_path)


ROOT = Path(__file__).parents[3]
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

NASTY_PAYLOAD = (
    "<script>document.title='ran'</script><img src=http://evil.example/a.png onerror=\"document.title='ran'\">"
    "[1] ![图](http://evil.example/b.png) [点这里](http://evil.example/) <b>粗</b> ${document.title='ran'} {{value}}"
)
# Written with character references, which cleaning turns into the characters: a page must bear them all the same.
NASTY_SOURCE = "".join(f"&#{ord(c)};" if c.isascii() and not c.isalnum() else c for c in NASTY_PAYLOAD)
NASTY = f"北湖灯塔于1931年建成，高42米。\n北湖灯塔的看守人说：{NASTY_SOURCE}\n灯塔今年重新开放。\n"


@dataclass
class Server:
    url: str
    seeds: Path
    index: Path
    process: subprocess.Popen[str]


def start(seeds: Path, index: Path) -> Server:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    own = {"WENJU_SEEDS": str(seeds), "WENJU_INDEX": str(index), "GRADIO_SERVER_PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "app.py")],
        cwd=ROOT,
        env={**os.environ, **own, "HF_HUB_OFFLINE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    url = f"http://127.0.0.1:{port}/"
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return Server(url, seeds, index, process)
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.2)
    process.kill()
    raise AssertionError(f"the server did not start: {process.communicate()[0]}")


@contextmanager
def serving(seeds: Path, index: Path) -> Generator[Server]:
    """A server that is ended as Ctrl-C does it: it must go without a traceback."""
    server = start(seeds, index)
    try:
        yield server
    finally:
        server.process.send_signal(signal.SIGINT)
        output, _ = server.process.communicate(timeout=20)
    assert server.process.returncode == 0, output
    assert "Traceback" not in output, output


def copied_seeds(folder: Path) -> Path:
    seeds = folder / "seeds"
    shutil.copytree(ROOT / "seeds", seeds)
    (seeds / "北湖<i>灯塔.txt").write_text(NASTY, encoding="utf-8")
    return seeds


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("site")
    seeds = copied_seeds(folder)
    build(seeds, folder / "index")
    with serving(seeds, folder / "index") as running:
        yield running


@pytest.fixture
def serve() -> Callable[[Path, Path], AbstractContextManager[Server]]:
    return serving


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A copy of the shipped seeds, and one article that attacks the page."""
    return copied_seeds(tmp_path)


@pytest.fixture
def payload() -> str:
    """What the attacking article says, as it must be shown."""
    return NASTY_PAYLOAD


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert CHROMIUM.exists(), f"browser tests need Chromium at {CHROMIUM}: run `make test`, which installs it"
    expect.set_options(timeout=20_000)  # on two busy cores an answer's first import took more than the usual 5 s
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


LEFT = re.compile(r"^AbortError|errored out\.\s*$")
"""What gradio's own stream says where the page is left, or loaded anew, while it opens."""


@dataclass
class Watch:
    """What a page must never do."""

    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def on(self, page: Page) -> None:
        page.on("request", lambda request: self._request(request.url))
        page.on("pageerror", lambda error: self._error(str(error)))
        page.on("console", lambda message: self._console(message.type, message.text))
        page.on("response", lambda response: self._response(response.status, response.url))

    def _error(self, error: str) -> None:
        if not LEFT.search(error):
            self.complaints.append(error)

    def _request(self, url: str) -> None:
        if not url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            self.foreign.append(url)

    def _console(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"} and not LEFT.search(text):
            self.complaints.append(text)

    def _response(self, status: int, url: str) -> None:
        if status >= 400:
            self.complaints.append(f"{status} {url}")


Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, server: Server) -> Iterator[Open]:
    """Opens the page; at the end no request may have left this machine and the console must be clean."""
    watch = Watch()
    contexts = []

    def opened(
        *, url: str = server.url, locale: str = "zh-CN", width: int = 1280, height: int = 800, dark: bool = False
    ) -> Page:
        context = browser.new_context(
            locale=locale, viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
        )
        contexts.append(context)
        page = context.new_page()
        watch.on(page)
        page.goto(url)
        expect(page.locator(".wj-welcome, .wj-question").first).to_be_visible()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert watch.foreign == []
    assert watch.complaints == []
