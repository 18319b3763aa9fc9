"""What can be done around an answer, in a real Chromium: filters, asking again, keeping, looking, reading."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, cast
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from tests.qa.web.conftest import Open, Server

pytestmark = pytest.mark.browser

SHANGHAI = "到2025年上海元宇宙相关产业规模将达到多少？"
NANJING = "南京元宇宙产业规模的目标是多少？"
TARGETS = "上海和南京的元宇宙产业规模目标分别是多少？"
ABSENT = "火星殖民地的饮用水价格是多少？"

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def ask(page: Page, question: str) -> None:
    before = page.locator(".wj-question").count()
    page.fill("textarea", question)
    page.press("textarea", "Enter")
    expect(page.locator(".wj-question")).to_have_count(before + 1)
    answered(page)


def answered(page: Page) -> None:
    expect(page.locator(".wj-turn").last.locator(".wj-sources, .wj-refusal, .wj-problem")).to_be_visible()


def complaints(page: Page) -> list[str]:
    """Serious and critical findings of axe-core on the page as it stands."""
    page.evaluate(AXE)
    found = cast(
        "list[dict[str, object]]",
        page.evaluate("tags => axe.run(document, {runOnly: tags}).then(result => result.violations)", WCAG),
    )
    return [str((each["id"], each["nodes"])) for each in found if each["impact"] in {"serious", "critical"}]


@pytest.mark.parametrize(
    ("dark", "width", "locale"), [(False, 1280, "zh-CN"), (True, 390, "en-GB"), (True, 1280, "zh-TW")]
)
def test_axe_finds_nothing_serious(open_page: Open, dark: bool, width: int, locale: str) -> None:
    page = open_page(dark=dark, width=width, locale=locale)
    expect(page.locator("#filter-box")).to_be_visible()
    expect(page.locator(".wj-list")).to_be_visible()
    assert complaints(page) == []
    ask(page, TARGETS)
    expect(page.locator(".wj-look .wj-sort").first).to_be_visible()
    page.locator("a.wj-cite").first.click()
    expect(page.locator("#reader mark").first).to_be_visible()
    page.click('a[href^="#cleaning-"]')
    ask(page, ABSENT)
    expect(page.locator(".wj-next a").first).to_be_visible()
    page.locator('a[href^="#failed-"]').last.click()
    expect(page.locator(".wj-form")).to_be_visible()
    page.click("#filter-box summary")
    page.click(".wj-sessions summary")
    assert complaints(page) == []


def test_a_question_is_edited_and_asked_again_in_its_place(open_page: Open) -> None:
    page = open_page()
    ask(page, SHANGHAI)
    page.click('a[href^="#edit-"]')
    expect(page.locator("textarea")).to_have_value(SHANGHAI)
    expect(page.locator("#editing")).to_contain_text("正在修改")
    page.fill("textarea", NANJING)
    page.press("textarea", "Enter")
    expect(page.locator(".wj-question")).to_have_text(NANJING)
    expect(page.locator(".wj-short")).to_have_text("1350億元")
    expect(page.locator("#editing")).to_be_hidden()
    page.click('a[href^="#retry-"]')
    expect(page.locator(".wj-state").or_(page.locator(".wj-short"))).to_be_visible()
    answered(page)
    expect(page.locator(".wj-question")).to_have_text(NANJING)


def test_a_suggestion_asks_itself(open_page: Open) -> None:
    page = open_page()
    ask(page, SHANGHAI)
    chip = page.locator(".wj-suggestion").first
    question = chip.inner_text()
    chip.click()
    expect(page.locator(".wj-question").last).to_have_text(question)
    answered(page)
    expect(page.locator(".wj-sources")).to_have_count(2)


def test_filters_narrow_and_are_removed(open_page: Open) -> None:
    page = open_page()
    page.click("#filter-box summary")
    page.select_option("#filter-form select", "新民晚报")
    page.fill("#filter-form input[name=after]", "2022-07-01")
    expect(page.locator("#filter-list .wj-limit")).to_have_text(["2022-07-01… ✕", "新民晚报 ✕"])
    ask(page, "元宇宙产业规模的目标是多少？")
    expect(page.locator(".wj-turn .wj-limit")).to_have_text(["2022-07-01…", "新民晚报"])
    assert set(page.locator(".wj-source time").all_inner_texts()) == {"2022-07-28"}
    page.click('a[href="#unfilter-publisher"]')
    expect(page.locator("#filter-list .wj-limit")).to_have_count(1)
    page.click('a[href="#unfilter-"]')
    expect(page.locator("#filter-chips")).to_be_hidden()
    expect(page.locator("#filter-form input[name=after]")).to_have_value("")


def test_one_article_is_asked_about(open_page: Open) -> None:
    page = open_page()
    page.get_by_text("走在全国前列 横琴将打造全国首个元宇宙开放创新试验区").click()
    page.click('a[href^="#about-"]')
    expect(page.locator("#filter-list")).to_contain_text("走在全国前列")
    expect(page.locator("textarea")).to_be_focused()
    ask(page, "共有多少条措施？")
    assert all("横琴" in text for text in page.locator(".wj-hits li > a").all_text_contents())


def test_a_period_that_was_understood_becomes_a_filter_or_goes(open_page: Open) -> None:
    page = open_page()
    ask(page, "2022年7月上海元宇宙定了什么目标？")
    page.locator(".wj-chip-act").first.click()
    expect(page.locator(".wj-turn .wj-limit")).to_have_text("2022-07-01…2022-07-31")
    answered(page)
    page.locator(".wj-turn .wj-off").first.click()
    expect(page.locator(".wj-question")).to_have_text("上海元宇宙定了什么目标？")
    answered(page)


def test_conversations_survive_and_are_named_and_deleted(open_page: Open) -> None:
    page = open_page()
    ask(page, SHANGHAI)
    expect(page.locator(".wj-sessions summary")).to_contain_text("1")
    page.reload()
    expect(page.locator(".wj-question")).to_have_text(SHANGHAI)
    page.locator("a.wj-cite").first.click()
    expect(page.locator("#reader mark strong")).to_have_text("3500亿元")
    page.click('a[href="#session-new"]')
    expect(page.locator(".wj-welcome")).to_be_visible()
    page.click(".wj-sessions summary")
    page.click('a[href^="#session-rename-"]')
    page.fill(".wj-drawer li input", "上海的目标")
    page.press(".wj-drawer li input", "Enter")
    expect(page.locator(".wj-drawer li > a").first).to_have_text("上海的目标")
    page.evaluate("document.querySelector('.wj-sessions').open = true")
    page.locator(".wj-drawer li > a").first.click()
    expect(page.locator(".wj-question")).to_have_text(SHANGHAI)
    page.evaluate("document.querySelector('.wj-sessions').open = true")
    page.click('a[href^="#session-delete-"]')
    expect(page.locator('a[href^="#session-delete-"]')).to_have_text("确定删除？")
    page.click('a[href^="#session-delete-"]')
    expect(page.locator(".wj-drawer li")).to_have_count(0)
    expect(page.locator(".wj-welcome")).to_be_visible()


def test_an_answer_is_copied_saved_and_judged(open_page: Open, server: Server) -> None:
    page = open_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, SHANGHAI)
    page.click('a[href^="#copy-"]')
    expect(page.locator('a[href^="#copy-"]')).to_have_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "3500亿元" in copied
    assert "[1] 上海在元宇宙赛道率先起跑" in copied
    with page.expect_download() as saving:
        page.locator('a[href^="#save-"]', has_text="HTML").click()
    assert saving.value.suggested_filename == "wenju.html"
    assert "<mark>" in saving.value.path().read_text("utf-8")
    page.click('a[href^="#failed-"]')
    page.check(".wj-form input[value=incomplete]")
    page.fill(".wj-form input[name=note]", "少了南京")
    page.click(".wj-form button")
    expect(page.locator('a[href^="#failed-"]')).to_have_text("已记下")
    kept = json.loads((server.index / "opinions.jsonl").read_text("utf-8").splitlines()[-1])
    assert (kept["reason"], kept["note"], kept["question"]) == ("incomplete", "少了南京", SHANGHAI)


def test_a_link_asks_its_question_and_says_that_the_version_differs(open_page: Open, server: Server) -> None:
    page = open_page(url=f"{server.url}?q={quote(SHANGHAI)}&v=0123456789ab")
    expect(page.locator(".wj-short")).to_have_text("3500亿元")
    expect(page.locator("#filter-place")).to_contain_text("0123456789ab")
    assert "?" not in page.url


def test_the_reader_goes_from_citation_to_citation(open_page: Open) -> None:
    page = open_page()
    ask(page, "元宇宙产业规模的目标是多少？")
    if page.locator(".wj-source").count() > 1:
        page.locator("a.wj-source").first.click()
        expect(page.locator(".wj-step-count")).to_have_text(f"1 / {page.locator('.wj-source').count()}")
        page.click('a[href="#step-next"]')
        expect(page.locator("#reader .wj-number")).to_have_text("[2]")
    else:
        page.locator("a.wj-source").click()
        expect(page.locator(".wj-steps")).to_be_hidden()
    page.click('a[href^="#cleaning-"]')
    expect(page.locator("#cleaning")).to_contain_text("保留")


def test_a_refusal_offers_passages_that_are_no_citations(open_page: Open) -> None:
    page = open_page()
    ask(page, ABSENT)
    passages = page.locator('.wj-turn a[href^="#near-"]')
    expect(passages.first).to_be_visible()
    passages.first.click()
    expect(page.locator("#reader mark").first).to_be_visible()
    assert page.locator("#reader .wj-number").count() == 0
