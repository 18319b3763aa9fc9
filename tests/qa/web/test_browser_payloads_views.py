"""All payloads as titles, texts, publishers, addresses and file names of articles, in the views beside the chat."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from playwright.sync_api import Page, expect

from embeddings.build import build
from embeddings.index.snapshot import Index
from embeddings.schema import Entry
from qa.evaluation.golden import GoldenQuestion
from tests.qa.web.payloads import PAYLOADS

if TYPE_CHECKING:
    from tests.qa.web.conftest import Open, Server

pytestmark = pytest.mark.browser

NAME_BYTES = 200
LONG = 60_000


def flat(text: str) -> str:
    """As a browser shows it: blanks and line breaks are one blank."""
    return " ".join(text.split())


def referred(text: str) -> str:
    """In character references, which cleaning turns into the characters."""
    return "".join(f"&#{ord(c)};" if c.isascii() and not c.isalnum() and c != " " else c for c in text)


def file_name(number: int) -> str:
    """A payload as a file name, without what parts folders."""
    payload = PAYLOADS[number].replace("/", "∕").replace("\\", "＼").replace("\0", "")
    return f"{number:02} {payload.encode()[:NAME_BYTES].decode(errors='replace').replace(chr(0xFFFD), '')}.json"


def written(number: int) -> str:
    payload = PAYLOADS[number]
    article = {
        "title": referred(payload),
        "text": f"第{number + 1}项为{number + 1}万元。{referred(payload)}\n港口今年一季度吞吐量为{820 + number}万箱。",
        "publisher": referred(payload),
        "url": f"https://news.example/{payload}",
        "date": f"{2020 + number % 5}-01-{1 + number % 28:02}",
    }
    return json.dumps(article, ensure_ascii=False)


@pytest.fixture(scope="module")
def nasty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of seeds whose every article is a payload, and the index of them."""
    folder = tmp_path_factory.mktemp("nasty")
    (folder / "seeds").mkdir()
    for number in range(len(PAYLOADS)):
        (folder / "seeds" / file_name(number)).write_text(written(number), encoding="utf-8")
    assert build(folder / "seeds", folder / "index").documents == 75
    return folder


@pytest.fixture
def server(nasty: Path, serve: Callable[[Path, Path], AbstractContextManager[Server]]) -> Iterator[Server]:
    with serve(nasty / "seeds", nasty / "index") as running:
        yield running


CHECK = """(name) => {
  const place = document.getElementById(`view-${name}`);
  const barred = "script,img,iframe,object,embed,style,link,base,meta,video,audio,picture,template,marquee," +
    "math,input[autofocus],[popover],[background],[srcdoc],[id=evil],.evil";
  const inside = [...place.querySelectorAll("*")];
  return {
    ran: window.ran ?? document.title,
    barred: [...place.querySelectorAll(barred)].map((it) => it.outerHTML),
    handlers: inside.filter((it) => [...it.attributes].some((each) => each.name.startsWith("on"))).length,
    links: [...place.querySelectorAll("a[href]")].map((link) => link.getAttribute("href")).filter(
      (href) => !/^(#|\\/\\?q=|\\/wenju\\/)/.test(href)),
    over: inside.filter((it) => getComputedStyle(it).position === "fixed" && !it.closest("dialog")).map(
      (it) => it.outerHTML.slice(0, 200)),
  };
}"""
HARMLESS = {"ran": "问据 Wenju", "barred": [], "handlers": 0, "links": [], "over": []}


def show(page: Page, name: str) -> None:
    page.click(f'#top a[href="#/{name}"]')
    expect(page.locator(f"#view-{name} h1")).to_be_visible()


def check(page: Page, name: str) -> None:
    assert page.evaluate(CHECK, name) == HARMLESS


def titles(entries: tuple[Entry, ...]) -> list[str]:
    return sorted(flat(entry.title) for entry in entries)


def check_corpus(page: Page, entries: tuple[Entry, ...]) -> None:
    show(page, "corpus")
    shown: list[str] = []
    rows = page.locator(".wj-list-of-articles tbody tr")
    for count in (50, 25):
        expect(rows).to_have_count(count)
        shown += rows.locator("a bdi").all_inner_texts()
        check(page, "corpus")
        if count == 50:
            page.locator("#view-corpus [data-page]").last.click()
    assert sorted(map(flat, shown)) == titles(entries)
    page.locator(".wj-remove").first.click()
    named = flat(page.locator("#corpus-sure .wj-which").inner_text())
    assert any(named in (flat(entry.title), flat(entry.path)) for entry in entries)
    page.click("#corpus-sure [value=yes]")
    expect(page.locator("#corpus-done")).to_contain_text("已移出")
    check(page, "corpus")
    page.click("#corpus-removed .wj-restore")
    expect(page.locator("#corpus-done")).to_contain_text("已放回")
    check(page, "corpus")


def check_map(page: Page, entries: tuple[Entry, ...]) -> None:
    show(page, "map")
    expect(page.locator(".wj-map")).to_have_attribute("data-drawn", "75")
    page.locator("#map-canvas").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#map-card a")).to_be_visible()
    assert flat(page.locator("#map-card a").inner_text()) in titles(entries)
    listed = page.locator("#map-list li a").all_inner_texts()
    assert len(listed) == 50
    assert {flat(each) for each in listed} <= set(titles(entries))
    check(page, "map")


def check_feed(page: Page, nasty: Path, tmp_path: Path) -> None:
    show(page, "feed")
    offered = tmp_path / "offered"
    offered.mkdir()
    for number in range(len(PAYLOADS)):
        changed = written(number).replace("一季度", "二季度")
        (offered / f"新 {file_name(number)}").write_text(changed, encoding="utf-8")
    (offered / "坏 <img src=x onerror=window.ran=1>.txt").write_bytes(b"")
    page.set_input_files("#feed-files", sorted(offered.iterdir()))
    expect(page.locator("#feed-count")).to_contain_text("76 个文件：新文章 75 篇", timeout=LONG)
    names = {flat(name) for name in page.locator(".wj-offer-head bdi").all_inner_texts()}
    assert names == {flat(file.name) for file in offered.iterdir()}
    for summary in page.locator(".wj-offer.wj-good details > summary").all()[::5]:
        summary.click()
    check(page, "feed")
    page.click("#feed-add")
    expect(page.locator("#feed-built")).to_contain_text("索引已更新：150 篇文章", timeout=LONG)
    check(page, "feed")
    page.click("#feed-compare button")
    expect(page.locator("#feed-differences")).to_contain_text("新增 75 篇")
    added = Index.open(nasty / "index").entries()
    shown = {flat(each) for each in page.locator("#feed-differences li a").all_inner_texts()}
    assert shown
    assert shown <= set(titles(added))
    check(page, "feed")


def check_evaluation(page: Page, tmp_path: Path) -> None:
    """Questions that are payloads, of which none is answered: each is a miss with its question and a link."""
    show(page, "evaluate")
    lines = [
        GoldenQuestion(
            id=f"q{number}", question=f"{flat(payload)} 第几？", docs=("00 ",), answers=(payload,)
        ).model_dump_json()
        for number, payload in enumerate(PAYLOADS)
    ]
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    page.set_input_files("#evaluate-file", file)
    expect(page.locator("#evaluate-result h2").first).to_be_visible(timeout=LONG)
    shown = cast("list[str]", page.locator(".wj-misses b").all_inner_texts())
    assert shown
    assert {flat(each) for each in shown} <= {f"{flat(payload)} 第几？" for payload in PAYLOADS}
    check(page, "evaluate")


def test_no_payload_runs_loads_covers_or_hides_in_any_view(
    open_page: Open, server: Server, nasty: Path, tmp_path: Path
) -> None:
    page = open_page(url=server.url)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    entries = Index.open(nasty / "index").entries()
    stored = {flat(payload) for payload in PAYLOADS} & set(titles(entries))
    assert len(stored) >= 70  # of the others cleaning takes out the marks that turn the direction of writing
    check_corpus(page, entries)
    check_map(page, entries)
    check_feed(page, nasty, tmp_path)
    check_evaluation(page, tmp_path)
    assert dialogs == []
