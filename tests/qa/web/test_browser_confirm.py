"""A rebuild that would lose articles, in a real Chromium: the page says which, and goes on only by the button."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from embeddings.build import build
from embeddings.store.generations import current_id

if TYPE_CHECKING:
    from tests.qa.web.conftest import Open, Server

pytestmark = pytest.mark.browser

HEADING = {
    "zh-CN": "重建没有开始：请先看看会少了什么",
    "zh-TW": "重建沒有開始：請先看看會少了什麼",
    "en": "Nothing was rebuilt: look at what would be replaced",
}


def show(page: Page, name: str) -> None:
    page.click(f'#top a[href="#/{name}"]')
    expect(page.locator(f"#view-{name} h1")).to_be_visible()


def test_what_would_be_lost_is_shown_and_confirmed(
    open_page: Open, serve: Callable[[Path, Path], AbstractContextManager[Server]], tmp_path: Path
) -> None:
    built, other, index = tmp_path / "built", tmp_path / "<b>other", tmp_path / "index"
    built.mkdir()
    other.mkdir()
    for number in range(1, 6):
        text = f"江城的第{number}座桥今天通车，全长{number}公里。"
        (built / f"{number}.txt").write_text(text, encoding="utf-8")
    (other / "6.txt").write_text("北湖灯塔于1931年建成，高42米。", encoding="utf-8")
    before = build(built, index).generation
    with serve(other, index) as running:
        for locale, heading in HEADING.items():
            page = open_page(url=running.url, locale=locale)
            show(page, "feed")
            page.click("#feed-start")
            refused = page.locator("#feed-built .wj-failed")
            expect(refused).to_contain_text(heading)
            if locale != "en":
                page.close()  # an open page complains when its server ends
        expect(refused).to_contain_text(str(built))
        expect(refused).to_contain_text(str(other))
        expect(refused.locator("li")).to_have_count(5)
        expect(refused.locator("summary")).to_have_text("Articles that would be gone from the answers: 5 of 5")
        assert current_id(index) == before
        refused.locator('a[href="#confirm-build"]').click()
        expect(page.locator("#feed-built")).to_contain_text("Index updated. Articles: 1, passages: 1")
        assert current_id(index) != before
        page.close()
