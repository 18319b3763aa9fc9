"""The page for the benchmarks that look at it: app.py over an index, in a process of its own, and a Chromium."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 180
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Served:
    """A page that answers."""

    url: str
    pid: int
    start_seconds: float
    """From the start of the process to its first reply."""

    def cpu_seconds(self) -> float:
        """Processor time that the server has used, its threads' included (Linux: /proc)."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(index: Path, seeds: Path | None = None) -> Generator[Served]:
    """Serve the page over an index; `seeds` is what a rebuild reads.

    Raises:
        TimeoutError: It did not answer within START_SECONDS.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    own = {"WENJU_INDEX": str(index), "GRADIO_SERVER_PORT": str(port)}
    if seeds:
        own["WENJU_SEEDS"] = str(seeds)
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, str(ROOT / "app.py")], cwd=ROOT, env={**os.environ, **own})
    url = f"http://127.0.0.1:{port}/"
    try:
        wait_for(url)
        yield Served(url=url, pid=process.pid, start_seconds=time.perf_counter() - started)
    finally:
        process.terminate()
        process.wait()


def wait_for(url: str) -> None:
    """Wait until something answers there.

    Raises:
        TimeoutError: Nothing did within START_SECONDS.
    """
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.1)
    raise TimeoutError(f"{url} did not answer within {START_SECONDS} s")


@contextmanager
def chromium() -> Generator[Browser]:
    """Debian's Chromium without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def ask(page: Page, question: str) -> None:
    """Ask and wait for the finished reply."""
    before = page.locator(".wj-turn").count()
    page.fill("textarea", question)
    page.press("textarea", "Enter")
    page.locator(".wj-turn").nth(before).locator(".wj-sources, .wj-refusal, .wj-problem").wait_for()
