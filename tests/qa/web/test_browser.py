"""The page in a real Chromium, over a real server, index and Assistant."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, expect

from qa.assistant.assistant import Assistant

if TYPE_CHECKING:
    from tests.qa.web.conftest import Open, Server

    Serve = Callable[[Path, Path], AbstractContextManager[Server]]

pytestmark = pytest.mark.browser

SHANGHAI = "到2025年上海元宇宙相关产业规模将达到多少？"
ABSENT = "火星殖民地的饮用水价格是多少？"

NEW_ARTICLE = (
    "青岚县建成高山观测站\n\n- 青岚日报\n- 2024-05-06 08:00:00\n\n"
    "青岚县高山观测站5月6日正式启用，总投资1.7亿元。观测站海拔3120米，由当地与三所高校共同建设。\n"
)


@pytest.fixture(scope="module")
def assistant(server: Server) -> Assistant:
    """The same index read directly: what the page must show."""
    return Assistant.open(server.index)


def ask(page: Page, question: str) -> None:
    before = page.locator(".wj-question").count()
    page.fill("textarea", question)
    page.press("textarea", "Enter")
    expect(page.locator(".wj-question")).to_have_count(before + 1)
    expect(page.locator(".wj-turn").last.locator(".wj-sources, .wj-refusal, .wj-problem")).to_be_visible()


def marked(page: Page) -> str:
    expect(page.locator("#reader mark").first).to_be_in_viewport()
    return "".join(page.locator("#reader mark").all_inner_texts())


RECORD_STATES = """() => {
  window.seen = [];
  new MutationObserver(() => {
    const turn = [...document.querySelectorAll(".wj-turn")].at(-1);
    const state = turn && turn.firstElementChild.className + "|" + turn.innerText;
    if (state && state !== window.seen.at(-1)) window.seen.push(state);
  }).observe(document.querySelector("#chat"), {childList: true, subtree: true, characterData: true});
}"""


def test_an_answer_streams_and_its_marker_opens_the_quote(open_page: Open, assistant: Assistant) -> None:
    page = open_page()
    page.evaluate(RECORD_STATES)
    ask(page, SHANGHAI)
    states = page.evaluate("window.seen")
    first_answer = next(n for n, state in enumerate(states) if state.startswith("wj-answer"))
    assert any(state.startswith("wj-state") and "正在阅读" in state for state in states[:first_answer])
    assert states[-1].startswith("wj-answer|")

    expected = assistant.ask(SHANGHAI)
    assert page.locator(".wj-short").inner_text() == expected.short_answer == "3500亿元"
    markers = page.locator('.wj-answer sup a[href^="#cite-"]')
    assert markers.all_inner_texts() == [f"[{citation.marker}]" for citation in expected.citations]
    for n, citation in enumerate(expected.citations):
        markers.nth(n).click()
        expect(page.locator("#reader h2")).to_contain_text(citation.title)
        expect(page.locator("#reader .wj-number")).to_have_text(f"[{citation.marker}]")
        assert marked(page) == citation.quote.replace("\n", "")
    markers.first.click()
    expect(page.locator("#reader mark strong")).to_have_text("3500亿元")
    expect(page.locator("#reader")).to_contain_text("新民晚报")
    expect(page.locator("#reader time")).to_have_text("2022-07-28")
    expect(page.locator("#reader h3").first).to_be_attached()
    expect(page.locator(".wj-source").first).to_contain_text("新民晚报 · 2022-07-28")


def test_what_the_articles_do_not_say_is_refused(open_page: Open) -> None:
    page = open_page()
    ask(page, ABSENT)
    expect(page.locator(".wj-refusal")).to_contain_text("这些文章里没有依据")
    assert page.locator('#chat a[href^="#cite-"]').count() == 0
    assert page.locator(".wj-answer").count() == 0


def test_a_follow_up_is_understood_and_said(open_page: Open, assistant: Assistant) -> None:
    page = open_page()
    ask(page, "上海元宇宙产业规模的目标是多少？")
    ask(page, "那南京呢？")
    expected = assistant.ask("那南京呢？", history=["上海元宇宙产业规模的目标是多少？"])
    assert expected.standalone_question != "那南京呢？"
    expect(page.locator(".wj-understood")).to_have_text(f"理解为：{expected.standalone_question}")
    expect(page.locator(".wj-question").last).to_be_in_viewport()


def test_a_period_that_is_named_is_shown_with_its_days(open_page: Open) -> None:
    page = open_page(locale="en-US")
    ask(page, "据新民晚报报道，2022年7月上海定了什么目标？")
    chips = page.locator(".wj-understood .wj-chip")
    expect(chips).to_contain_text(["2022年7月 2022-07-01…2022-07-31", "source 新民晚报"])
    expect(chips.first).to_be_visible()


def test_an_example_asks_itself(open_page: Open) -> None:
    page = open_page()
    chips = page.locator("#chat button.example")
    question = chips.first.inner_text()
    chips.first.click()
    expect(page.locator(".wj-question")).to_have_text(question)
    expect(page.locator(".wj-sources")).to_be_visible()


@pytest.mark.parametrize("locale", ["zh-CN", "zh-TW", "en-US"])
def test_every_example_is_answered(assistant: Assistant, open_page: Open, locale: str) -> None:
    page = open_page(locale=locale)
    questions = page.locator("#chat button.example").all_inner_texts()
    assert len(questions) == 4
    assert {question: assistant.ask(question).status for question in questions} == dict.fromkeys(questions, "answered")


def test_enter_sends_and_shift_enter_does_not(open_page: Open) -> None:
    page = open_page()
    assert page.locator("textarea").count() == 1
    page.fill("textarea", "上海")
    page.press("textarea", "Shift+Enter")
    page.keyboard.type("元宇宙产业规模")
    assert page.input_value("textarea") == "上海\n元宇宙产业规模"
    assert page.locator(".wj-question").count() == 0
    page.press("textarea", "Enter")
    expect(page.locator(".wj-question")).to_have_count(1)
    expect(page.locator("textarea")).to_have_value("")


def test_a_refused_question_stays_in_the_box(open_page: Open) -> None:
    page = open_page()
    long = "长" * 10_000
    ask(page, long)
    expect(page.locator(".wj-problem")).to_contain_text("问题有 10000 个字，最多 1000 个字")
    expect(page.locator("textarea")).to_have_value(long)
    ask(page, "   ")
    expect(page.locator(".wj-problem").last).to_contain_text("问题是空的")
    expect(page.locator("textarea")).to_have_value("   ")
    ask(page, SHANGHAI)
    expect(page.locator(".wj-short")).to_have_text("3500亿元")


def test_an_article_cannot_run_load_or_forge_anything(open_page: Open, assistant: Assistant, payload: str) -> None:
    page = open_page()
    ask(page, "北湖灯塔的看守人说了什么？")
    answer = assistant.ask("北湖灯塔的看守人说了什么？")
    assert "evil.example" in answer.text
    expect(page.locator(".wj-answer")).to_contain_text("![图](http://evil.example/b.png)")
    markers = page.locator('.wj-answer sup a[href^="#cite-"]')
    assert markers.count() == len(answer.citations)
    assert page.locator("#chat a[href^='http'], #chat img[src^='http'], #chat .wj-answer script").count() == 0
    markers.first.click()
    expect(page.locator("#reader mark").first).to_be_visible()
    expect(page.locator("#reader")).to_contain_text(payload)
    assert page.locator("#reader a[href^='http'], #reader img, #reader script, #reader b").count() == 0
    assert page.title() == "问据 Wenju"


def test_a_marker_is_reached_and_left_by_keyboard(open_page: Open) -> None:
    page = open_page()
    ask(page, SHANGHAI)
    page.locator("a.wj-cite").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#reader mark").first).to_be_visible()
    expect(page.locator("#reader")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("a.wj-cite").first).to_be_focused()


def test_the_list_opens_articles_and_leads_back(open_page: Open, assistant: Assistant) -> None:
    page = open_page()
    expect(page.locator(".wj-list > li")).to_have_count(len(assistant.documents()))
    page.get_by_text("走在全国前列 横琴将打造全国首个元宇宙开放创新试验区").click()
    expect(page.locator("#reader h2")).to_have_text("走在全国前列 横琴将打造全国首个元宇宙开放创新试验区")
    assert page.locator("#reader mark").count() == 0
    page.get_by_text("全部文章").click()
    expect(page.locator(".wj-list-title")).to_be_visible()


@pytest.mark.parametrize(
    ("locale", "button", "placeholder", "refusal"),
    [
        ("en-GB", "Ask", "Ask about these articles", "No evidence in these articles"),
        ("zh-HK", "提問", "就這些文章提問，Enter 送出", "這些文章裡沒有依據"),
        ("zh-CN", "提问", "就这些文章提问，Enter 发送", "这些文章里没有依据"),
    ],
)
def test_the_page_speaks_the_browsers_language(
    open_page: Open, locale: str, button: str, placeholder: str, refusal: str
) -> None:
    page = open_page(locale=locale)
    expect(page.locator("#send")).to_have_text(button)
    expect(page.locator("textarea")).to_have_attribute("placeholder", placeholder)
    ask(page, ABSENT)
    expect(page.locator(".wj-refusal b")).to_have_text(refusal)


def test_a_chosen_language_stays(open_page: Open) -> None:
    page = open_page(locale="en-GB")
    expect(page.locator("#send")).to_have_text("Ask")
    page.select_option("#wj-language", "zh-TW")
    expect(page.locator("#send")).to_have_text("提問")
    expect(page.locator("textarea")).to_have_attribute("placeholder", "就這些文章提問，Enter 送出")
    expect(page.locator(".wj-welcome b")).to_have_text("想從這些文章裡知道什麼？")
    expect(page.locator(".wj-list-title")).to_have_text("文章")
    assert page.evaluate("document.documentElement.lang") == "zh-Hant"
    page.reload()
    expect(page.locator("#wj-theme option").first).to_have_text("跟隨系統")


def test_a_chosen_theme_stays_and_auto_follows_the_system(open_page: Open) -> None:
    page = open_page()
    dark, light = "rgb(22, 21, 19)", "rgb(250, 248, 244)"
    page.select_option("#wj-theme", "dark")
    expect(page.locator("body")).to_have_css("background-color", dark)
    page.reload()
    expect(page.locator(".wj-welcome")).to_be_visible()
    expect(page.locator("body")).to_have_css("background-color", dark)
    expect(page.locator("body")).to_have_class(re.compile(r"\bdark\b"))
    page.select_option("#wj-theme", "auto")
    expect(page.locator("body")).to_have_css("background-color", light)
    page.emulate_media(color_scheme="dark")
    expect(page.locator("body")).to_have_css("background-color", dark)


@pytest.mark.parametrize("width", [390, 768, 1280, 1920])
def test_nothing_goes_sideways_at_any_width(open_page: Open, width: int) -> None:
    page = open_page(width=width, height=900)
    ask(page, SHANGHAI)
    page.locator("a.wj-cite").first.click()
    assert "3500亿元" in marked(page)
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") == 0


@pytest.mark.parametrize("dark", [False, True])
def test_a_phone_shows_the_article_below_and_nothing_sideways(open_page: Open, dark: bool) -> None:
    page = open_page(width=390, height=844, dark=dark)
    sideways = "document.documentElement.scrollWidth - window.innerWidth"
    assert page.evaluate(sideways) == 0
    ask(page, SHANGHAI)
    assert page.evaluate(sideways) == 0
    page.locator("a.wj-cite").first.click()
    assert "3500亿元" in marked(page)
    assert page.evaluate(sideways) == 0
    page.locator("a.wj-back").click()
    expect(page.locator("a.wj-cite").first).to_be_in_viewport()
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(22, 21, 19)" if dark else "rgb(250, 248, 244)")


def test_a_new_article_is_answered_after_a_rebuild(open_page: Open, server: Server) -> None:
    page = open_page()
    question = "青岚县高山观测站总投资多少？"
    ask(page, question)
    expect(page.locator(".wj-refusal")).to_be_visible()
    (server.seeds / "900_青岚.txt").write_bytes(NEW_ARTICLE.encode("gb18030"))
    (server.seeds / "901_坏.json").write_bytes(b"{not json")
    page.click("#rebuild")
    expect(page.locator(".wj-build").first).to_be_visible()
    expect(page.locator(".wj-done")).to_contain_text("索引已更新：7 篇文章", timeout=60_000)
    expect(page.locator(".wj-done")).to_contain_text("901_坏.json")
    expect(page.locator("#stock")).to_have_text("7 篇文章")
    expect(page.locator(".wj-list > li")).to_have_count(7)
    expect(page.locator("#rebuild")).to_be_enabled()
    page.locator(".wj-close").click()
    expect(page.locator(".wj-done")).to_be_hidden()
    ask(page, question)
    expect(page.locator(".wj-short")).to_have_text("1.7亿元")
    page.locator("a.wj-cite").first.click()
    assert "总投资1.7亿元" in marked(page)


def test_without_an_index_the_page_offers_to_build_one(
    open_page: Open, serve: Serve, seeds: Path, tmp_path: Path
) -> None:
    with serve(seeds, tmp_path / "index") as running:
        page = open_page(url=running.url)
        expect(page.locator(".wj-welcome")).to_contain_text("还没有可用的索引")
        ask(page, SHANGHAI)
        expect(page.locator(".wj-problem")).to_be_visible()
        page.click("#rebuild")
        expect(page.locator(".wj-done")).to_contain_text("6 篇文章", timeout=60_000)
        ask(page, SHANGHAI)
        expect(page.locator(".wj-short")).to_have_text("3500亿元")
        page.context.close()


def test_ctrl_c_ends_at_once_under_an_open_page(browser: Browser, serve: Serve, server: Server) -> None:
    with serve(server.seeds, server.index) as running:
        page = browser.new_page()
        page.goto(running.url)
        page.locator(".wj-welcome").wait_for()
        began = time.monotonic()
    assert time.monotonic() - began < 5
    page.close()
