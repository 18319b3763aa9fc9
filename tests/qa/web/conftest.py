"""Fixtures of the page's tests: a scripted Assistant for the unit tests, a real site and browser for the others."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from embeddings.build import build
from tests.qa.web.scripted import ScriptedDesk


@pytest.fixture
def desk(tmp_path: Path) -> ScriptedDesk:
    return ScriptedDesk(tmp_path)


ROOT = Path(__file__).parents[3]
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

NASTY_PAYLOAD = (
    "<script>document.title='ran'</script><img src=http://evil.example/a.png onerror=\"document.title='ran'\">"
    "[1] ![图](http://evil.example/b.png) [点这里](http://evil.example/) <b>粗</b> ${document.title='ran'} {{value}}"
)
# Written with character references, which cleaning turns into the characters: a page must bear them all the same.
NASTY_SOURCE = "".join(f"&#{ord(c)};" if c.isascii() and not c.isalnum() else c for c in NASTY_PAYLOAD)
NASTY = f"北湖灯塔于1931年建成，高42米。\n北湖灯塔的看守人说：{NASTY_SOURCE}\n灯塔今年重新开放。\n"


@dataclass
class Server:
    url: str
    seeds: Path
    index: Path
    process: subprocess.Popen[str]


def start(seeds: Path, index: Path) -> Server:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    own = {"WENJU_SEEDS": str(seeds), "WENJU_INDEX": str(index), "GRADIO_SERVER_PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "app.py")],
        cwd=ROOT,
        env={**os.environ, **own, "HF_HUB_OFFLINE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    url = f"http://127.0.0.1:{port}/"
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return Server(url, seeds, index, process)
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.2)
    process.kill()
    raise AssertionError(f"the server did not start: {process.communicate()[0]}")


@contextmanager
def serving(seeds: Path, index: Path) -> Generator[Server]:
    """A server that is ended as Ctrl-C does it: it must go without a traceback."""
    server = start(seeds, index)
    try:
        yield server
    finally:
        server.process.send_signal(signal.SIGINT)
        output, _ = server.process.communicate(timeout=20)
    assert server.process.returncode == 0, output
    assert "Traceback" not in output, output


def copied_seeds(folder: Path) -> Path:
    seeds = folder / "seeds"
    shutil.copytree(ROOT / "seeds", seeds)
    (seeds / "北湖<i>灯塔.txt").write_text(NASTY, encoding="utf-8")
    return seeds


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("site")
    seeds = copied_seeds(folder)
    build(seeds, folder / "index")
    with serving(seeds, folder / "index") as running:
        yield running


@pytest.fixture
def serve() -> Callable[[Path, Path], AbstractContextManager[Server]]:
    return serving


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A copy of the shipped seeds, and one article that attacks the page."""
    return copied_seeds(tmp_path)


@pytest.fixture
def payload() -> str:
    """What the attacking article says, as it must be shown."""
    return NASTY_PAYLOAD


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert CHROMIUM.exists(), f"browser tests need Chromium at {CHROMIUM}: run `make test`, which installs it"
    expect.set_options(timeout=20_000)  # on two busy cores an answer's first import took more than the usual 5 s
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


LEFT = re.compile(r"^AbortError|errored out\.\s*$")
"""What gradio's own stream says where the page is left, or loaded anew, while it opens."""


@dataclass
class Watch:
    """What a page must never do."""

    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def on(self, page: Page) -> None:
        page.on("request", lambda request: self._request(request.url))
        page.on("pageerror", lambda error: self._error(str(error)))
        page.on("console", lambda message: self._console(message.type, message.text))
        page.on("response", lambda response: self._response(response.status, response.url))

    def _error(self, error: str) -> None:
        if not LEFT.search(error):
            self.complaints.append(error)

    def _request(self, url: str) -> None:
        if not url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            self.foreign.append(url)

    def _console(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"} and not LEFT.search(text):
            self.complaints.append(text)

    def _response(self, status: int, url: str) -> None:
        if status >= 400:
            self.complaints.append(f"{status} {url}")


Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, server: Server) -> Iterator[Open]:
    """Opens the page; at the end no request may have left this machine and the console must be clean."""
    watch = Watch()
    contexts = []

    def opened(
        *, url: str = server.url, locale: str = "zh-CN", width: int = 1280, height: int = 800, dark: bool = False
    ) -> Page:
        context = browser.new_context(
            locale=locale, viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
        )
        contexts.append(context)
        page = context.new_page()
        watch.on(page)
        page.goto(url)
        expect(page.locator(".wj-welcome, .wj-question").first).to_be_visible()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert watch.foreign == []
    assert watch.complaints == []
