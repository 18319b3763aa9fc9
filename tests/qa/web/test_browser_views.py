"""The views beside the chat in a real Chromium: all articles, the map, the evaluation."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, expect

from qa.assistant.assistant import Assistant

if TYPE_CHECKING:
    from tests.qa.web.conftest import Open, Server

pytestmark = pytest.mark.browser

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def show(page: Page, name: str) -> None:
    page.click(f'#top a[href="#/{name}"]')
    expect(page.locator(f"#view-{name} h1")).to_be_visible()


@pytest.fixture(scope="module")
def assistant(server: Server) -> Assistant:
    return Assistant.open(server.index)


def test_all_articles_are_listed_searched_sorted_and_opened(
    open_page: Open, assistant: Assistant, payload: str
) -> None:
    page = open_page()
    show(page, "corpus")
    rows = page.locator(".wj-list-of-articles tbody tr")
    expect(rows).to_have_count(len(assistant.documents()))
    page.fill("#corpus-conditions [name=text]", "張江 聯盟")
    page.press("#corpus-conditions [name=text]", "Enter")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("张江元宇宙创新发展联盟")
    page.click("#corpus-conditions [type=reset]")
    expect(rows).to_have_count(len(assistant.documents()))
    page.click('[data-sort="chars"]')
    expect(page.locator("th.wj-col-chars")).to_have_attribute("aria-sort", "descending")
    longest = max(assistant.documents(), key=lambda document: len(document.text))
    expect(rows.first.locator("a")).to_have_text(longest.source.title)
    expect(page.locator('[data-sort="chars"]')).to_be_focused()
    rows.first.locator("a").click()
    expect(page.locator("#reader h2")).to_have_text(longest.source.title)
    expect(page.locator("#reader h2")).to_be_visible()
    page.go_back()
    expect(rows.first).to_be_visible()
    assert page.title() == "问据 Wenju"


def test_an_article_is_removed_by_keyboard_and_put_back(open_page: Open, server: Server) -> None:
    page = open_page()
    show(page, "corpus")
    page.fill("#corpus-conditions [name=text]", "北湖灯塔")
    page.press("#corpus-conditions [name=text]", "Enter")
    row = page.locator(".wj-list-of-articles tbody tr")
    expect(row).to_have_count(1)
    row.locator(".wj-remove").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#corpus-sure")).to_be_visible()
    page.keyboard.press("Escape")
    expect(row.locator(".wj-remove")).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("#corpus-sure [value=yes]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#corpus-done")).to_contain_text("已移出：北湖<i>灯塔.txt")
    expect(row).to_contain_text("已移除，重建后生效")
    assert not (server.seeds / "北湖<i>灯塔.txt").exists()
    page.click("#corpus-removed .wj-restore")
    expect(page.locator("#corpus-done")).to_contain_text("已放回：北湖<i>灯塔.txt")
    assert (server.seeds / "北湖<i>灯塔.txt").exists()


def test_the_map_shows_every_article_and_opens_one_by_keyboard(open_page: Open, assistant: Assistant) -> None:
    page = open_page()
    show(page, "map")
    expect(page.locator(".wj-map")).to_have_attribute("data-drawn", str(len(assistant.documents())))
    page.locator("#map-canvas").focus()
    page.keyboard.press("ArrowRight")
    card = page.locator("#map-card a")
    expect(card).to_be_visible()
    titles = {document.source.title for document in assistant.documents()}
    first = card.inner_text()
    assert first in titles
    for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
    expect(card).to_be_visible()
    page.keyboard.press("+")
    page.keyboard.press("0")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")  # at once: what is pointed at is opened, not what the card said before
    expect(page.locator("#reader h2")).not_to_have_text("文章")
    opened = page.locator("#reader h2").inner_text()
    assert opened in titles
    show(page, "map")
    expect(card).to_have_text(opened)
    show(page, "map")
    page.select_option("#map-by", "year")
    page.locator('.wj-legend[data-by="year"] button').filter(has_text="2022").click()
    in_2022 = [d for d in assistant.documents() if str(d.source.published).startswith("2022")]
    expect(page.locator("#map-list li")).to_have_count(len(in_2022))


def test_a_dot_of_the_map_is_found_under_the_pointer(open_page: Open, assistant: Assistant) -> None:
    page = open_page()
    show(page, "map")
    expect(page.locator(".wj-map")).to_have_attribute("data-drawn", str(len(assistant.documents())))
    page.locator("#map-canvas").scroll_into_view_if_needed()
    box = page.locator("#map-canvas").bounding_box()
    assert box is not None
    page.locator("#map-canvas").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#map-card")).to_be_visible()
    wanted = page.locator("#map-card a").inner_text()
    left, top = page.evaluate(
        "() => { const c = document.getElementById('map-card'); return [c.offsetLeft - 14, c.offsetTop - 14]; }"
    )
    page.keyboard.press("Escape")
    expect(page.locator("#map-card")).to_be_hidden()
    page.mouse.move(box["x"] + left, box["y"] + top)
    expect(page.locator("#map-card a")).to_have_text(wanted)


def test_golden_questions_give_figures_and_misses(open_page: Open, tmp_path: Path) -> None:
    page = open_page()
    show(page, "evaluate")
    expect(page.locator("#evaluate-seeds")).to_be_visible()
    lines = [
        {"id": "g1", "question": "网易在三亚设立的是什么总部？", "docs": ["000_"], "answers": ["网易海南总部"]},
        {"id": "g2", "question": "火星殖民地的饮用水价格是多少？", "docs": [], "answers": []},
        {"id": "g3", "question": "腾讯拟在成都高新区落地什么项目？", "docs": ["004_"], "answers": ["<b>海底</b>总部"]},
    ]
    file = tmp_path / "g.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    page.set_input_files("#evaluate-file", file)
    expect(page.locator("#evaluate-result")).to_contain_text("3 个问题，其中 1 个应当拒绝", timeout=120_000)
    miss = page.locator(".wj-misses li")
    expect(miss).to_have_count(1)
    expect(miss).to_contain_text("<b>海底</b>总部")
    assert miss.locator("a").get_attribute("href") is not None
    miss.locator("a").click()
    expect(page.locator(".wj-question").first).to_have_text("腾讯拟在成都高新区落地什么项目？")


@pytest.mark.parametrize("view", ["corpus", "map", "evaluate"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_goes_sideways(open_page: Open, view: str, width: int) -> None:
    page = open_page(width=width, height=900, locale="en-GB")
    show(page, view)
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") == 0


def serious(page: Page) -> list[str]:
    """Serious and critical findings of axe-core on the page as it stands."""
    page.evaluate(AXE)
    found = page.evaluate("tags => axe.run(document, {runOnly: tags}).then(result => result.violations)", WCAG)
    return [str((each["id"], each["nodes"])) for each in found if each["impact"] in {"serious", "critical"}]


@pytest.mark.parametrize(
    ("dark", "width", "locale"), [(False, 1280, "zh-CN"), (True, 390, "en-GB"), (True, 1280, "zh-TW")]
)
def test_axe_finds_nothing_serious(open_page: Open, dark: bool, width: int, locale: str) -> None:
    page = open_page(dark=dark, width=width, locale=locale)
    for view in ("corpus", "feed", "map", "evaluate"):
        show(page, view)
        if view == "feed":
            page.click(".wj-paste summary")
            page.fill("#feed-paste [name=text]", "青岚县高山观测站5月6日启用，总投资1.7亿元。\n责任编辑：李小雨")
            page.click("#feed-paste button")
            page.click(".wj-offer summary")
            expect(page.locator(".wj-kept")).to_be_visible()
        if view == "map":
            expect(page.locator(".wj-map")).to_have_attribute("data-drawn", re.compile(r"\d+"))
        if view == "corpus":
            page.locator(".wj-remove").first.click()
            expect(page.locator("#corpus-sure")).to_be_visible()
        assert serious(page) == [], view
        page.keyboard.press("Escape")


def test_a_view_says_that_the_server_is_away_and_comes_when_it_is_back(browser: Browser, server: Server) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(server.url)
    expect(page.locator(".wj-welcome")).to_be_visible()
    context.set_offline(True)
    page.click('#top a[href="#/map"]')
    expect(page.locator("#view-map")).to_contain_text("服务器没有回应")
    context.set_offline(False)
    page.click('#top a[href="#/ask"]')
    show(page, "map")
    context.close()
