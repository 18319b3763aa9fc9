"""How fast the views open over a large corpus: at the server, and in a real Chromium.

    python -m benchmarks.page [--articles 10000] [--work build/page] [--repeat 7]

Builds made-up news once (`benchmarks/page_corpus.py`), then prints two tables: what each view costs at the server, the
first time of a generation and after that, in processor time and by the clock; and how long Chromium (at
/usr/bin/chromium) takes from the click to the view, each time with a page newly loaded. On a machine that does other
work only the processor time says something.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, sync_playwright
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from benchmarks.page_corpus import write_corpus
from benchmarks.serving import served
from embeddings.build import build
from embeddings.store.generations import current_id
from qa import Assistant
from qa.assistant.corpus import holdings_of
from qa.config import Settings
from qa.web import corpus, evaluate, feed, map_view

ROOT = Path(__file__).parents[1]
SHOWN = {
    "corpus": ".wj-list-of-articles tbody tr",
    "feed": "#feed-versions table",
    "map": ".wj-map[data-drawn]",
    "evaluate": "#evaluate-file",
}
"""What stands in each view once it can be used."""


class Cost(NamedTuple):
    """Milliseconds: the first time, then p50 and p95 of the others; bytes of the reply."""

    cpu: tuple[float, float, float]
    clock: tuple[float, float, float]
    size: int


def quantile(values: Sequence[float], share: float) -> float:
    """The value that this share of all does not exceed, of those measured."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def cost(call: Callable[[], bytes], repeat: int) -> Cost:
    """What a call costs, the first time by itself."""
    cpu: list[float] = []
    clock: list[float] = []
    size = 0
    for _ in range(repeat + 1):
        began, begun = time.perf_counter(), time.process_time()
        size = len(call())
        cpu.append(1000 * (time.process_time() - begun))
        clock.append(1000 * (time.perf_counter() - began))

    def three(taken: Sequence[float]) -> tuple[float, float, float]:
        return taken[0], quantile(taken[1:], 0.5), quantile(taken[1:], 0.95)

    return Cost(three(cpu), three(clock), size)


def at_the_server(assistant: Assistant, repeat: int) -> dict[str, Cost]:
    """The panels and replies of the views, in the order in which a page asks for them."""
    routes: list[Route] = [route for view in (corpus, feed, map_view, evaluate) for route in view.routes(assistant)]
    client = TestClient(Starlette(routes=routes))
    generation = assistant.generation
    replies = {
        "list, second page": "/wenju/corpus/list?page=2",
        "list, by kept": "/wenju/corpus/list?sort=kept&down=0",
        "list, search of texts": "/wenju/corpus/list?text=港口 集装箱",
        "map, points": f"/wenju/map/points?generation={generation}",
        "map, an article": f"/wenju/map/article?row=7&generation={generation}",
        "map, list": "/wenju/map/list?by=year&group=1",
        "versions": "/wenju/feed/versions",
    }

    def fetched(address: str) -> Callable[[], bytes]:
        return lambda: client.get(address).raise_for_status().content

    found = {"corpus": cost(lambda: corpus.panel(assistant, "zh-CN").encode(), repeat)}
    found["feed"] = cost(lambda: feed.panel(assistant, "zh-CN").encode(), repeat)
    found["map"] = cost(lambda: map_view.panel(assistant, "zh-CN").encode(), repeat)
    found["evaluate"] = cost(lambda: evaluate.panel(assistant, "zh-CN").encode(), repeat)
    return found | {name: cost(fetched(address), repeat) for name, address in replies.items()}


def in_a_browser(browser: Browser, url: str, view: str) -> float:
    """Milliseconds from the click on a view's name to its content, with the page newly loaded."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.goto(url)
    page.locator(".wj-welcome").wait_for()
    began = time.perf_counter()
    page.click(f'#top a[href="#/{view}"]')
    page.locator(SHOWN[view]).first.wait_for()
    took = 1000 * (time.perf_counter() - began)
    context.close()
    return took


def made(work: Path, articles: int) -> Settings:
    """The index over so many articles, built where it is not there yet."""
    settings = Settings(index=work / f"index_{articles}", seeds=work / f"seeds_{articles}")
    if current_id(settings.index) is None:
        write_corpus(settings.seeds, articles)
        report = build(settings.seeds, settings.index)
        print(f"built {report.documents:,} articles, {report.passages:,} passages in {report.seconds:.0f} s")
    return settings


def main() -> int:
    """Build, measure, print; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "page")
    parser.add_argument("--repeat", type=int, default=7)
    given = parser.parse_args()
    settings = made(given.work, given.articles)
    assistant = Assistant.open(settings=settings)
    print("| at the server | CPU first | p50 | p95 | clock first | p50 | p95 ms | bytes |")
    print("|---|---|---|---|---|---|---|---|")
    for name, took in at_the_server(assistant, given.repeat).items():
        print(f"| {name} | {' | '.join(f'{each:.0f}' for each in (*took.cpu, *took.clock))} | {took.size:,} |")
    holdings_of.cache_clear()
    print("\n| in Chromium | first | p50 | p95 ms |\n|---|---|---|---|")
    with served(settings.index) as page, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--headless=new", "--no-sandbox", "--disable-gpu"]
        )
        for view in SHOWN:
            took = [in_a_browser(browser, page.url, view) for _ in range(given.repeat + 1)]
            print(f"| {view} | {took[0]:.0f} | {quantile(took[1:], 0.5):.0f} | {quantile(took[1:], 0.95):.0f} |")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
