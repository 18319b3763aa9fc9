"""How fast the page is in a real browser: until it is painted and usable, and from Enter to the first text.

    python -m benchmarks.page_speed [--questions 40] [--passages 50000 --data ../shared] [--index DIR]

Serves the seeds, or an index of so many passages of news (built anew under build/, or taken where --index names it),
with app.py, opens it in Chromium and asks one question after another. Times are those of the browser's own clock, from
the key to the change of the page; the server's processor time stands beside them, which other work on the machine
changes less.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, cast

from playwright.sync_api import Browser, Page

from benchmarks.asking import built, spread
from benchmarks.retrieval import percentile
from benchmarks.retrieval_corpus import DEV
from benchmarks.serving import ROOT, Served, ask, chromium, served
from embeddings.build import build
from qa.evaluation.golden import read_golden

SEEDS_GOLDEN = ROOT / "qa" / "web" / "golden" / "seeds.jsonl"
WARM_UP = 5
"""Questions that are asked first and not counted."""
OPENINGS = 5
"""Times that the page is opened, each in a fresh profile."""

WATCH_OPENING = """
  new MutationObserver(() => {
    const box = document.querySelector("#question textarea");
    const shown = document.querySelector(".wj-welcome, .wj-question");
    if (box && !box.disabled && shown && shown.getBoundingClientRect().height) window.usable ??= performance.now();
  }).observe(document, {childList: true, subtree: true, attributes: true});
"""
WAIT_USABLE = """() => new Promise((done) => {
  const waiting = setInterval(() => window.usable && (clearInterval(waiting), done(window.usable)), 5);
})"""
WATCH_ASKING = """() => {
  window.asked = {};
  document.addEventListener("keydown", (event) => {
    const turns = document.querySelectorAll(".wj-turn").length;
    if (event.key === "Enter") window.asked = {at: performance.now(), turns};
  }, true);
  new MutationObserver(() => {
    const turn = document.querySelectorAll(".wj-turn")[window.asked.turns];
    if (!turn) return;
    const took = performance.now() - window.asked.at;
    const note = (name, where) => turn.querySelector(where) && (window.asked[name] ??= took);
    note("hits", ".wj-hits, .wj-answer, .wj-refusal");
    note("text", ".wj-answer, .wj-refusal");
    note("whole", ".wj-sources, .wj-refusal, .wj-problem");
  }).observe(document.body, {childList: true, subtree: true});
}"""


class Opened(NamedTuple):
    """Milliseconds from the start of a navigation."""

    painted: float
    usable: float


class Replied(NamedTuple):
    """Milliseconds from Enter until each is in the page; the last is processor time of the server."""

    hits: float
    text: float
    whole: float
    server_cpu: float


def opened(browser: Browser, url: str) -> tuple[Opened, Page]:
    """Open the page in a fresh profile."""
    page = browser.new_context(locale="zh-CN").new_page()
    page.add_init_script(WATCH_OPENING)
    page.goto(url)
    usable = page.evaluate(WAIT_USABLE)
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    return Opened(float(painted), float(usable)), page


def replied(page: Page, server: Served, question: str) -> Replied:
    """Ask one question as a reader does, with the Enter key; what to ask next is then there before the next one."""
    with page.expect_response(lambda reply: reply.url.endswith("/next")):
        before = server.cpu_seconds()
        ask(page, question)
        server_cpu = 1000 * (server.cpu_seconds() - before)
    seen = cast("dict[str, float]", page.evaluate("window.asked"))
    return Replied(seen["hits"], seen["text"], seen["whole"], server_cpu)


def table(openings: Sequence[Opened], replies: Sequence[Replied], server: Served) -> list[str]:
    """Lines of the table."""
    lines = [f"The server answers after {server.start_seconds:.1f} s.", ""]
    lines += ["| milliseconds | n | p50 | p95 |", "|---|---|---|---|"]
    rows = {
        "opened → first paint": [each.painted for each in openings],
        "opened → usable": [each.usable for each in openings],
        "Enter → passages": [each.hits for each in replies],
        "Enter → first text": [each.text for each in replies],
        "Enter → whole answer": [each.whole for each in replies],
        "server, processor time of a question": [each.server_cpu for each in replies],
    }
    return lines + [
        f"| {name} | {len(took)} | {percentile(took, 50):.0f} | {percentile(took, 95):.0f} |"
        for name, took in rows.items()
    ]


def measured(index: Path, questions: Sequence[str]) -> list[str]:
    """Serve, open, ask; the lines of the table."""
    with served(index) as server, chromium() as browser:
        openings: list[Opened] = []
        for _ in range(OPENINGS):
            times, page = opened(browser, server.url)
            openings.append(times)
            page.context.close()
        _, page = opened(browser, server.url)
        page.evaluate(WATCH_ASKING)
        replies = [replied(page, server, question) for question in questions][WARM_UP:]
        return table(openings, replies, server)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=30, help="whose time counts, in number; 35 turns fit a page")
    parser.add_argument("--passages", type=int, help="of news, in number, at least; the seeds without it")
    parser.add_argument("--data", type=Path, help="folder that holds eval/ and corpus/, for --passages")
    parser.add_argument("--index", type=Path, help="of the news, built before")
    options = parser.parse_args()
    if options.passages is None and options.index is None:
        texts = [each.question for each in read_golden(SEEDS_GOLDEN).questions]
    elif options.data is None:
        parser.error("--passages and --index need --data")
    else:
        texts = [each.question for each in read_golden(options.data / DEV).questions]
    with tempfile.TemporaryDirectory() as folder:
        index = options.index or Path(folder) / "index"
        if options.passages and not options.index:
            index = built(options.data, options.passages, ROOT / "build" / "page_speed")
        elif not options.index:
            build(ROOT / "seeds", index)
        print("\n".join(measured(index, spread(texts, options.questions + WARM_UP))))


if __name__ == "__main__":
    main()
