"""Feeding through the page in a real Chromium: a hundred files, twenty of them bad; versions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from embeddings.ingest.intake import Offered, propose
from qa.assistant.assistant import Assistant
from qa.words.program import refusal_text

if TYPE_CHECKING:
    from tests.qa.web.conftest import Open, Server

pytestmark = pytest.mark.browser

SHANGHAI = "到2025年上海元宇宙相关产业规模将达到多少？"
LONG = 240_000
"""Milliseconds that a hundred files may take on a machine that does other work."""


def ask(page: Page, question: str) -> None:
    before = page.locator(".wj-question").count()
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    expect(page.locator(".wj-question")).to_have_count(before + 1)
    expect(page.locator(".wj-turn").last.locator(".wj-sources, .wj-refusal, .wj-problem")).to_be_visible()


def show(page: Page, name: str) -> None:
    page.click(f'#top a[href="#/{name}"]')
    expect(page.locator(f"#view-{name} h1")).to_be_visible()


def test_a_hundred_files_twenty_of_them_bad(
    open_page: Open,
    server: Server,
    tmp_path: Path,
    good_files: dict[str, bytes],
    bad_files: dict[str, tuple[bytes | Path, str]],
    story: Callable[[int], str],
) -> None:
    folder = tmp_path / "offered"
    folder.mkdir()
    for name, content in good_files.items():
        (folder / name).write_bytes(content)
    for name, (content, _) in bad_files.items():
        if isinstance(content, bytes):
            (folder / name).write_bytes(content)
        else:
            content.rename(folder / name)
    before = Assistant.open(server.index).generation
    asking, page = open_page(), open_page()
    show(page, "corpus")
    show(page, "feed")
    page.set_input_files("#feed-files", sorted(folder.iterdir()))
    expect(page.locator("#feed-count")).to_contain_text("正在")
    ask(asking, SHANGHAI)
    expect(asking.locator(".wj-short").last).to_have_text("3500亿元")
    expect(page.locator("#feed-count")).to_have_text("100 个文件：新文章 80 篇，不能收录 20 个文件", timeout=LONG)
    offered = [Offered(each.name, each) for each in folder.iterdir() if each.name in bad_files]
    refused = {each.name: each.refused[0] for each in propose(offered)}
    for name, (_, reason) in bad_files.items():
        row = page.locator(".wj-offer.wj-bad").filter(has=page.get_by_text(name, exact=True))
        expect(row).to_have_count(1)
        assert reason in refused[name].reason
        expect(row).to_contain_text(refusal_text(refused[name], "zh-CN"))
    expect(page.locator(".wj-offer input:checked")).to_have_count(80)
    first = page.locator(".wj-offer.wj-good details").first
    first.locator("summary").click()
    expect(first.locator(".wj-kept")).to_contain_text("号仓库去年建成")
    left_out = page.locator(".wj-offer.wj-good input").first
    left_out.uncheck()

    page.click("#feed-add")
    expect(page.locator("#feed-build progress")).to_be_visible()
    ask(asking, SHANGHAI)  # asked while the new version is made
    expect(asking.locator(".wj-short").last).to_have_text("3500亿元")
    expect(page.locator("#feed-built")).to_contain_text("索引已更新：85 篇文章", timeout=LONG)
    expect(page.locator("#feed-done")).to_contain_text("已加入 79 个文件")
    expect(page.locator("#stock")).to_have_text("85 篇文章")
    assert Assistant.open(server.index).generation != before
    texts = {"".join(document.text.split()) for document in Assistant.open(server.index).documents()}
    assert sum(any(story(number) in text for text in texts) for number in range(80)) == 79

    show(page, "corpus")
    expect(page.locator("#view-corpus")).to_contain_text("85 篇文章")
    page.click('#top a[href="#/feed"]')
    page.click("#feed-compare button")
    expect(page.locator("#feed-differences")).to_contain_text("新增 79 篇")
    page.click(f'#feed-versions [data-generation="{before}"]')
    page.click("#feed-sure [value=yes]")
    expect(page.locator("#feed-back")).to_contain_text(f"现在使用版本 {before}")
    expect(page.locator("#stock")).to_have_text("6 篇文章")
    assert Assistant.open(server.index).generation == before
    ask(asking, SHANGHAI)
    expect(asking.locator(".wj-short").last).to_have_text("3500亿元")


def test_a_pasted_text_is_seen_cleaned_added_and_a_rebuild_cancelled(open_page: Open, server: Server) -> None:
    page = open_page()
    show(page, "feed")
    page.click(".wj-paste summary")
    page.fill("#feed-paste [name=title]", "青岚<b>县</b>观测站")
    page.fill("#feed-paste [name=publisher]", "青岚日报")
    page.fill("#feed-paste [name=published]", "2024-05-06")
    page.fill("#feed-paste [name=text]", "青岚县高山观测站5月6日启用，总投资1.7亿元，海拔3120米。\n责任编辑：李小雨")
    page.click("#feed-paste button")
    expect(page.locator("#feed-count")).to_have_text("1 个文件：新文章 1 篇，不能收录 0 个文件")
    page.click(".wj-offer details summary")
    expect(page.locator(".wj-cleaned .wj-changes").first).to_contain_text("责任编辑：李小雨")
    expect(page.locator(".wj-offer")).to_contain_text("青岚<b>县</b>观测站")
    page.click("#feed-forget")
    expect(page.locator("#feed-offered")).to_be_hidden()
    page.click("#feed-start")
    page.click("#feed-cancel")
    expect(page.locator("#feed-built")).to_contain_text("重建已取消", timeout=LONG)
    assert not list(server.seeds.glob("*青岚*"))


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_goes_sideways(open_page: Open, width: int) -> None:
    page = open_page(width=width, height=900)
    show(page, "feed")
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") == 0
