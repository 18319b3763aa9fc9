"""In a real Chromium: an answer that is stopped, a server that is gone, a link that is copied."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from qa.schema import Event, Where
from tests.qa.web.scripted import ANYWHERE, ScriptedDesk
from tests.qa.web.sites import site

pytestmark = [
    pytest.mark.browser,
    # gradio's own use of pandas, which runs in the tests' process here
    pytest.mark.filterwarnings("ignore:.*no_silent_downcasting", "ignore:The copy keyword"),
]

QUESTION = "一季度吞吐量为多少？"
WAITING_SECONDS = 60


class SlowDesk(ScriptedDesk):
    """Says the first words of an answer and goes on when it is told to."""

    def __init__(self, tmp_path: Path) -> None:
        super().__init__(tmp_path)
        self.going_on = threading.Event()

    def stream(self, question: str, *, history: Sequence[str] = (), where: Where = ANYWHERE) -> Iterator[Event]:
        events = super().stream(question, history=history, where=where)
        yield from islice(events, 2)  # hits and the first piece of text
        self.going_on.wait(WAITING_SECONDS)
        yield from events


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[SlowDesk]:
    desk = SlowDesk(tmp_path)
    yield desk
    desk.going_on.set()


def opened(browser: Browser, url: str) -> Page:
    context = browser.new_context(locale="zh-CN", permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(url)
    expect(page.locator(".wj-welcome")).to_be_visible()
    return page


def begin(page: Page) -> None:
    """Ask, and wait for the first text."""
    page.fill("textarea", QUESTION)
    page.press("textarea", "Enter")
    expect(page.locator(".wj-growing")).to_have_text("港口今年一季")


def test_an_answer_is_stopped_while_it_streams_and_asked_again(browser: Browser, slow: SlowDesk) -> None:
    with site(slow) as running:
        page = opened(browser, running.url)
        begin(page)
        page.click("#stop")
        expect(page.locator(".wj-halted")).to_be_visible()
        expect(page.locator("textarea")).to_have_value(QUESTION)
        expect(page.locator("#send")).to_be_visible()
        expect(page.locator("#stop")).to_be_hidden()
        slow.going_on.set()
        page.press("textarea", "Enter")
        expect(page.locator(".wj-short")).to_have_text("820万箱")
        assert page.locator(".wj-halted").count() == 1
        assert page.locator(".wj-question").all_inner_texts() == [QUESTION, QUESTION]
        assert slow.histories == [[], []]  # what was stopped is no earlier question
        page.context.close()


def test_a_copied_link_asks_its_question_again(browser: Browser, desk: ScriptedDesk) -> None:
    with site(desk) as running:
        page = opened(browser, running.url)
        page.fill("textarea", QUESTION)
        page.press("textarea", "Enter")
        page.click('a[href^="#link-"]')
        expect(page.locator('a[href^="#link-"]')).to_have_text("已复制")
        link = page.evaluate("navigator.clipboard.readText()")
        assert link.startswith(f"{running.url}?q=")
        assert link.endswith("&v=g1")
        page.context.close()
        again = browser.new_page(locale="zh-CN")
        again.goto(link)
        expect(again.locator(".wj-question")).to_have_text(QUESTION)
        expect(again.locator(".wj-short")).to_have_text("820万箱")
        assert again.locator("#filter-place .wj-notice").count() == 0  # the version is the same
        again.close()


def test_a_server_that_goes_while_it_answers_is_said_and_the_question_is_kept(
    browser: Browser, slow: SlowDesk, tmp_path: Path
) -> None:
    with site(slow) as running:
        page = opened(browser, running.url)
        begin(page)
        running.go()
        expect(page.locator("#offline")).to_contain_text("服务器没有回应")
        expect(page.locator("#offline")).to_contain_text("问题还在下面的输入框里")
        expect(page.locator("textarea")).to_have_value(QUESTION)
        expect(page.locator("#send")).to_be_visible()
        expect(page.locator("#stop")).to_be_hidden()
        expect(page.locator(".toast-wrap")).to_be_hidden()
    slow.going_on.set()
    with site(ScriptedDesk(tmp_path), port=running.port):
        expect(page.locator(".wj-welcome")).to_be_visible()  # the page has loaded itself anew
        expect(page.locator("textarea")).to_have_value(QUESTION)
        expect(page.locator("#offline")).to_have_count(0)
        page.press("textarea", "Enter")
        expect(page.locator(".wj-short")).to_have_text("820万箱")
        page.context.close()


def test_a_server_that_is_gone_before_a_question_leaves_the_question_in_the_box(
    browser: Browser, desk: ScriptedDesk
) -> None:
    with site(desk) as running:
        page = opened(browser, running.url)
        running.go()
        page.fill("textarea", QUESTION)
        page.press("textarea", "Enter")
        expect(page.locator("#offline")).to_contain_text("服务器没有回应")
        expect(page.locator("textarea")).to_have_value(QUESTION)
        page.locator(".wj-list a").first.click()
        expect(page.locator("#reader .wj-notice")).to_contain_text("服务器没有回应")
        page.context.close()
