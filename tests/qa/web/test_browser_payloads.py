"""All payloads in everything foreign that the page shows: in a real Chromium each is text and nothing else."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from playwright.sync_api import Browser, Page, expect

from embeddings.schema import (
    BuildReport,
    Change,
    CleaningReport,
    Document,
    Progress,
    RefusedSeed,
    Section,
    Source,
    Span,
)
from qa.answer.answer import text_of
from qa.schema import Answer, AnswerEvent, Citation, Event, HitsEvent, Row, Table, TextEvent, Where
from qa.web import events
from qa.web.conversation import KeptTurn, Session, Sessions
from tests.qa.web.payloads import PAYLOADS
from tests.qa.web.scripted import ANYWHERE, ScriptedDesk, hit, report
from tests.qa.web.sites import Site, site

if TYPE_CHECKING:
    from tests.qa.web.conftest import Open

pytestmark = [
    pytest.mark.browser,
    # gradio's own use of pandas, which runs in the tests' process here
    pytest.mark.filterwarnings("ignore:.*no_silent_downcasting", "ignore:The copy keyword"),
]

BATCH = 15
BATCHES = [PAYLOADS[start : start + BATCH] for start in range(0, len(PAYLOADS), BATCH)]
NAME_CHARS = 60


def flat(text: str) -> str:
    """As a browser shows it: blanks and line breaks are one blank."""
    return " ".join(text.split())


def question(number: int) -> str:
    return f"第{number}组： " + " ".join(BATCHES[number])


def article(number: int) -> Document:
    """An article that is its payload in every field."""
    payload = PAYLOADS[number]
    heading = flat(payload)
    text = f"{heading}\n第{number + 1}项为{number + 1}万元。{payload}\n完。"
    return Document(
        doc_id=f"{number:016x}",
        source=Source(
            title=heading,
            publisher=heading,
            published=date(2024, 1, 1 + number % 28),
            url=payload if number % 2 else f"https://news.example/{payload}",
            path=f"{payload}.txt",
            language="zh",
        ),
        text=text,
        sections=(
            Section(
                heading=heading,
                heading_span=Span(start=0, end=len(heading)),
                span=Span(start=len(heading) + 1, end=len(text)),
            ),
        ),
    )


def cited(document: Document, number: int, marker: int) -> Citation:
    start = document.text.index(f"第{number + 1}项")
    end = document.text.rindex("\n")
    source = document.source
    return Citation(
        marker=marker,
        doc_id=document.doc_id,
        span=Span(start=start, end=end),
        quote=document.text[start:end],
        heading=document.sections[0].heading,
        title=source.title,
        publisher=source.publisher,
        published=source.published,
        url=source.url,
        path=source.path,
    )


class NastyDesk(ScriptedDesk):
    """Answers a batch's question with a quote and a figure of each of its articles."""

    def __init__(self, tmp_path: Path) -> None:
        super().__init__(tmp_path)
        self.settings = self.settings.model_copy(update={"max_question_chars": 5000})
        self.held = [article(number) for number in range(len(PAYLOADS))]

    def stream(self, question: str, *, history: Sequence[str] = (), where: Where = ANYWHERE) -> Iterator[Event]:
        number = int(question[1])
        documents = self.documents()[number * BATCH :][:BATCH]
        citations = tuple(cited(each, number * BATCH + n, n + 1) for n, each in enumerate(documents))
        rows = tuple(
            Row(
                marker=each.marker,
                entity=each.title,
                entity_from="title",
                value=(value := f"{number * BATCH + each.marker}万元"),
                span=Span(start=each.quote.index(value), end=each.quote.index(value) + len(value)),
                number=Decimal(number * BATCH + each.marker) * 10_000,
                unit="元",
                published=each.published,
            )
            for each in citations
        )
        hits = tuple(hit(each) for each in documents)
        yield HitsEvent(standalone_question=question, hits=hits)
        text = text_of(citations)
        yield TextEvent(text=text)
        yield AnswerEvent(
            answer=Answer(
                question=question,
                standalone_question=question,
                status="answered",
                text=text,
                table=Table(kind="comparison", measure=flat(BATCHES[number][0]), rows=rows),
                citations=citations,
                hits=hits,
                generation="g1",
            )
        )

    def suggest(self, answer: Answer, *, count: int = 3) -> tuple[str, ...]:
        return tuple(BATCHES[int(answer.question[1])])

    def openers(self, *, count: int = 4) -> tuple[str, ...]:
        return PAYLOADS[:count]

    def report(self, doc_id: str) -> CleaningReport:
        payload = PAYLOADS[int(doc_id, 16)]
        return CleaningReport(
            doc_id=doc_id,
            path=f"{payload}.txt",
            encoding="utf-8",
            source_chars=200,
            kept_chars=100,
            removed=(Change(kind="advert", text=payload[:200], reason=payload),),
            warnings=(payload,),
        )

    def rebuild(
        self, *, progress: Progress | None = None, cancel: threading.Event | None = None, confirm: bool = False
    ) -> BuildReport:
        refused = tuple(RefusedSeed(path=payload, line=None, reason=payload) for payload in PAYLOADS)
        return report().model_copy(update={"refused": refused, "duplicates": ()})


CHECK = """() => {
  const places = ".wj-turn, .wj-question, #reader, #sessions, #filters, #filter-place, #build, .examples";
  const barred = "script,img,iframe,object,embed,style,link,base,meta,video,audio,picture,dialog,template,marquee," +
    "math,svg,input[autofocus],[popover],[background],[srcdoc],[id=evil],.evil";
  const held = [...document.querySelectorAll(places)];
  const inside = held.flatMap((place) => [...place.querySelectorAll("*")]);
  const own = (link) => /^(#|\\/wenju\\/)/.test(link.getAttribute("href")) ||
    (link.className === "wj-original" && link.host === "news.example" && link.rel.includes("noopener"));
  return {
    ran: window.ran ?? document.title,
    barred: held.flatMap((place) => [...place.querySelectorAll(barred)]).map((it) => it.outerHTML),
    handlers: inside.filter((it) => [...it.attributes].some((each) => each.name.startsWith("on"))).length,
    styled: inside.filter((it) => it.dataset.testid !== "status-tracker" && // gradio's own
      (it.style.position || it.style.background || it.style.fontSize)).map((it) => it.outerHTML),
    links: [...document.querySelectorAll("a[href]")].filter((link) => !own(link)).map((link) => link.outerHTML),
    over: [...document.querySelectorAll("*")].filter((it) => getComputedStyle(it).position === "fixed" &&
      it.getBoundingClientRect().width > 300 && !it.closest(".toast-wrap") && !/^wj-|^top$/.test(it.id)).map(
      (it) => it.outerHTML.slice(0, 200)),
  };
}"""
HARMLESS = {"ran": "问据 Wenju", "barred": [], "handlers": 0, "styled": [], "links": [], "over": []}

READ_ALL = """async () => {
  const seen = [];
  const pause = () => new Promise((done) => setTimeout(done, 10));
  const until = async (holds) => { for (let n = 0; n < 1500 && !holds(); n++) await pause(); };
  const reader = () => document.getElementById("reader");
  for (const link of document.querySelectorAll("a.wj-source")) {
    reader().replaceChildren();
    link.click();
    await until(() => reader().querySelector("mark"));
    reader().querySelector('a[href^="#cleaning-"]').click();
    await until(() => reader().querySelector("#cleaning del"));
    const read = (where) => reader().querySelector(where).innerText;
    const article = {title: read("h2 bdi"), by: read(".wj-by bdi"), body: read(".wj-body"), cleaned: read("#cleaning")};
    reader().querySelector('a[href^="#about-"]').click();
    seen.push({...article, filter: document.getElementById("filter-list").innerText});
  }
  return seen;
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(NastyDesk(tmp_path_factory.mktemp("nasty"))) as running:
        yield running


def keep_batch(sessions: Sessions, turns: Sequence[KeptTurn]) -> Sessions:
    """Fifteen conversations, named by the payloads of the batch that was asked for last."""
    number = int(turns[-1].question[1])
    named = [
        Session(session_id=f"{number:06x}{n:06x}", name=flat(payload)[:NAME_CHARS], turns=tuple(turns[-1:]))
        for n, payload in enumerate(BATCHES[number])
    ]
    return Sessions(open_id=named[0].session_id, sessions=tuple(named))


def ask_batch(page: Page, number: int) -> None:
    page.fill("textarea", question(number))
    page.press("textarea", "Enter")
    turn = page.locator(".wj-turn").nth(number)
    expect(turn.locator(".wj-sources li")).to_have_count(BATCH)
    expect(turn.locator(".wj-look .wj-bar")).to_have_count(BATCH)
    expect(turn.locator(".wj-next a")).to_have_count(BATCH)
    asked = flat(page.locator(".wj-question").nth(number).inner_text())
    shown = {
        "text": flat("".join(turn.locator(".wj-answer > p").all_inner_texts())),
        "table": flat(turn.locator(".wj-look .wj-table tbody").inner_text()),
        "bars": flat(turn.locator(".wj-look").inner_text()),
        "sources": flat(turn.locator(".wj-sources").inner_text()),
        "next": flat(turn.locator(".wj-next").inner_text()),
    }
    assert asked == flat(question(number))
    for payload in BATCHES[number]:
        # a line break in a quote parts two paragraphs, and what looks like a marker is disarmed in the text
        missing = [name for name, all_text in shown.items() if name != "text" and flat(payload) not in all_text]
        assert missing == [], payload
        assert "".join(flat(payload).split()).replace("[1]", "［1］").replace("[2]", "［2］").replace(
            "[99]", "［99］"
        ) in "".join(shown["text"].split())
    expect(page.locator(".wj-drawer li")).to_have_count(BATCH)
    listed = [flat(payload)[:NAME_CHARS] for payload in BATCHES[number]]
    expect(page.locator(".wj-drawer li > a:first-child")).to_have_text(listed)


def check_readers(page: Page) -> None:
    opened = cast("list[dict[str, str]]", page.evaluate(READ_ALL))
    assert len(opened) == len(PAYLOADS)
    for payload, seen in zip(PAYLOADS, opened, strict=True):
        wanted = flat(payload)
        assert (flat(seen["title"]), flat(seen["by"])) == (wanted, wanted)
        assert wanted in flat(seen["body"])
        assert wanted in flat(seen["filter"])
        assert flat(payload[:200]) in flat(seen["cleaned"])


def check_exports(page: Page, tmp_path: Path) -> None:
    """The HTML page that is saved, opened from the disk."""
    saved = []
    for number in range(len(BATCHES)):
        with page.expect_download() as saving:
            page.locator('a[href^="#save-"]', has_text="HTML").nth(number).click()
        saved.append(tmp_path / f"{number}.html")
        saving.value.save_as(saved[-1])
    context = cast("Browser", page.context.browser).new_context()
    reader = context.new_page()
    asked: list[str] = []
    reader.on("request", lambda request: asked.append(request.url))
    for number, file in enumerate(saved):
        reader.goto(file.as_uri())
        shown = flat(reader.inner_text("body"))
        assert [payload for payload in BATCHES[number] if flat(payload) not in shown] == []
        assert reader.evaluate("window.ran") is None
        assert flat(reader.title()) == flat(question(number))
        assert reader.locator("script, img, iframe, object, embed, svg, form, .evil, #evil, [onload]").count() == 0
        hrefs = cast("list[str]", reader.eval_on_selector_all("a", "all => all.map(a => a.getAttribute('href'))"))
        assert [href for href in hrefs if not href.startswith(("#", "https://news.example/"))] == []
    assert asked == [file.as_uri() for file in saved]
    context.close()


def test_no_payload_runs_loads_covers_or_hides(
    open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(PAYLOADS) == len(set(PAYLOADS)) == 75
    monkeypatch.setattr(events, "keeping", keep_batch)
    page = open_page()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    listed = page.locator(".wj-list li > a")
    expect(listed.first).to_be_visible()
    assert {flat(title) for title in listed.all_inner_texts()} <= {flat(payload) for payload in PAYLOADS}
    options = page.locator("#filter-form option").all_text_contents()
    assert {flat(name) for name in options[1:]} == {flat(payload) for payload in PAYLOADS}
    for number in range(len(BATCHES)):
        ask_batch(page, number)
    assert page.evaluate(CHECK) == HARMLESS
    check_readers(page)
    assert page.evaluate(CHECK) == HARMLESS
    page.click("#rebuild")
    expect(page.locator(".wj-done")).to_be_visible()
    refused = flat(page.locator(".wj-done").inner_text())
    assert [payload for payload in PAYLOADS[:50] if flat(payload) not in refused] == []
    assert page.evaluate(CHECK) == HARMLESS
    check_exports(page, tmp_path)
    assert dialogs == []
