"""Make the pictures of the page in docs/images: `python benchmarks/screenshots.py` (needs Chromium).

Builds an index of seeds/ in a temporary folder, serves it with app.py and photographs the page as a browser shows it.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from embeddings.build import build

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
MAX_BYTES = 300_000
START_SECONDS = 90


@dataclass(frozen=True, kw_only=True, slots=True)
class Shot:
    """One picture: how the browser is set, what is asked, and whether the last citation is opened."""

    name: str
    questions: tuple[str, ...]
    locale: str = "zh-CN"
    scheme: Literal["light", "dark"] = "light"
    width: int = 1280
    height: int = 800
    scale: float = 1
    open_citation: bool = True


SHOTS = (
    Shot(name="start-zh", questions=(), open_citation=False),
    Shot(name="answer-zh", questions=("上海元宇宙产业规模到2025年要达到多少？",)),
    Shot(name="answer-dark", questions=("上海元宇宙产业规模的目标是多少？", "那南京呢？"), scheme="dark"),
    Shot(
        name="answer-en",
        questions=("When did NetEase sign the agreement with the Sanya government?",),
        locale="en-GB",
    ),
    Shot(name="refusal-zh-tw", questions=("火星殖民地的飲用水價格是多少？",), locale="zh-TW", open_citation=False),
    Shot(
        name="phone-zh",
        questions=("网易在三亚设立的是什么总部？",),
        width=390,
        height=844,
        scale=2,
        open_citation=False,
    ),
    Shot(name="phone-article-zh", questions=("网易在三亚设立的是什么总部？",), width=390, height=844, scale=1.5),
)


@contextmanager
def served(index: Path) -> Generator[str]:
    """The page over an index, as its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    own = {"WENJU_INDEX": str(index), "GRADIO_SERVER_PORT": str(port)}
    process = subprocess.Popen([sys.executable, str(ROOT / "app.py")], cwd=ROOT, env={**os.environ, **own})
    url = f"http://127.0.0.1:{port}/"
    try:
        wait_for(url)
        yield url
    finally:
        process.terminate()
        process.wait()


def wait_for(url: str) -> None:
    """Wait until the address answers.

    Raises:
        TimeoutError: It did not within START_SECONDS.
    """
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.2)
    raise TimeoutError(f"{url} did not answer within {START_SECONDS} s")


def ask(page: Page, question: str, number: int) -> None:
    """Ask and wait for the finished reply, the number-th of the page."""
    page.fill("textarea", question)
    page.press("textarea", "Enter")
    turn = page.locator(".wj-turn").nth(number)
    turn.locator(".wj-sources, .wj-refusal, .wj-problem").wait_for()


def photograph(browser: Browser, url: str, shot: Shot) -> Path:
    """Take one picture.

    Raises:
        ValueError: The picture is larger than a README should carry.
    """
    context = browser.new_context(
        locale=shot.locale,
        color_scheme=shot.scheme,
        viewport={"width": shot.width, "height": shot.height},
        device_scale_factor=shot.scale,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(url)
    page.locator("#chat button.example").first.wait_for()
    for number, question in enumerate(shot.questions):
        ask(page, question, number)
    if shot.open_citation:
        page.locator("a.wj-cite").last.click()
        page.locator("#reader mark").first.wait_for()
    page.wait_for_timeout(400)
    path = IMAGES / f"{shot.name}.png"
    page.screenshot(path=path, animations="disabled")
    context.close()
    if path.stat().st_size > MAX_BYTES:
        raise ValueError(f"expected {path.name} of at most {MAX_BYTES} bytes, found {path.stat().st_size}")
    return path


def main() -> None:
    """Build, serve, photograph."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        build(ROOT / "seeds", index)
        with served(index) as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path="/usr/bin/chromium", args=["--headless=new", "--no-sandbox", "--disable-gpu"]
            )
            for shot in SHOTS:
                path = photograph(browser, url, shot)
                print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1000} kB")
            browser.close()


if __name__ == "__main__":
    main()
