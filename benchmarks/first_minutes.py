"""A new user's path, by the clock: `python -m benchmarks.first_minutes` (needs Chromium).

Opens the page over the seeds, asks one of its examples, checks a citation against the article, adds an article, and
asks about it; prints what each step took. A step that leads nowhere ends the script with its error.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from benchmarks.serving import ROOT, ask, chromium, served
from embeddings.build import build

ARTICLE = (
    "青岚县建成高山观测站\n\n- 青岚日报\n- 2024-05-06 08:00:00\n\n"
    "青岚县高山观测站5月6日正式启用，总投资1.7亿元。观测站海拔3120米，由当地与三所高校共同建设。\n"
)
QUESTION, ANSWER = "青岚县高山观测站总投资多少？", "1.7亿元"
REBUILD_MILLISECONDS = 120_000


def open_page(page: Page, url: str) -> None:
    """Until an example can be clicked."""
    page.goto(url)
    page.locator("#chat button.example").first.wait_for()


def ask_example(page: Page) -> None:
    """Until its whole answer is there."""
    page.locator("#chat button.example").first.click()
    page.locator(".wj-answer .wj-sources").wait_for()


def check_citation(page: Page) -> None:
    """Open the first citation: the article, with the answer marked in it."""
    page.locator("a.wj-cite").first.click()
    page.locator("#reader mark").first.wait_for()


def offer_article(page: Page, folder: Path) -> None:
    """A file given to the page, until it shows what cleaning made of it."""
    file = folder / "青岚.txt"
    file.write_text(ARTICLE, encoding="utf-8")
    page.click('#top a[href="#/feed"]')
    page.set_input_files("#feed-files", file)
    page.locator(".wj-offer.wj-good details > summary").click()
    page.locator(".wj-kept").wait_for()


def add_article(page: Page) -> None:
    """Until the index holds it."""
    page.click("#feed-add")
    page.locator("#feed-built .wj-done").wait_for(timeout=REBUILD_MILLISECONDS)


def ask_about_it(page: Page) -> None:
    """Go back to the chat and ask about the new article.

    Raises:
        ValueError: Its figure is not the short answer.
    """
    page.click('#top a[href="#/ask"]')
    ask(page, QUESTION)
    found = page.locator(".wj-turn").last.inner_text()
    if ANSWER not in found:
        raise ValueError(f"expected {ANSWER}, found {found}")


def main() -> None:
    """Print the table."""
    before = os.times()
    with tempfile.TemporaryDirectory() as folder:
        seeds, index = Path(folder) / "seeds", Path(folder) / "index"
        shutil.copytree(ROOT / "seeds", seeds)
        began = time.perf_counter()
        build(seeds, index)
        took = {"`wenju build`": time.perf_counter() - began}
        with served(index, seeds) as server, chromium() as browser:
            took["server started"] = server.start_seconds
            page = browser.new_context(locale="zh-CN").new_page()
            steps: dict[str, Callable[[], None]] = {
                "page opened": lambda: open_page(page, server.url),
                "example answered": lambda: ask_example(page),
                "citation checked": lambda: check_citation(page),
                "article offered, cleaning looked at": lambda: offer_article(page, Path(folder)),
                "article added, index rebuilt": lambda: add_article(page),
                "asked about it": lambda: ask_about_it(page),
            }
            for name, step in steps.items():
                began = time.perf_counter()
                step()
                took[name] = time.perf_counter() - began
    rows = [f"| {name} | {seconds:.2f} |" for name, seconds in [*took.items(), ("all", sum(took.values()))]]
    after = os.times()
    cpu = sum(after[:4]) - sum(before[:4])
    rows.append(f"| processor time of the build and the server, with this script | {cpu:.2f} |")
    print("\n".join(["| step | s |", "|---|---|", *rows]))


if __name__ == "__main__":
    main()
