"""Make the pictures of the page in docs/images: `python -m benchmarks.screenshots [NAME …]` (needs Chromium).

Builds an index of seeds/, and one of three short articles written for the table, serves each with app.py, photographs
the page as a browser shows it, and keeps the pictures small: WebP, or PNG of 256 colours.
"""

from __future__ import annotations

import argparse
import io
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page

from benchmarks.serving import ROOT, ask, chromium, served
from embeddings.build import build

IMAGES = ROOT / "docs" / "images"
MAX_BYTES = 300_000
SETTLE_MILLISECONDS = 500

Step = Literal["citation", "bars", "conversations"]

CITIES = (
    (
        "云岭新能源产业规划公布\n\n- 云岭日报\n- 2024-04-03 08:00:00\n\n"
        "云岭市政府4月3日公布新能源产业规划。到2027年，云岭市新能源产业规模将达到3200亿元。\n"
        "规划说，今年先建成两座储能电站和一条试验线，首批项目总投资46亿元，4月12日动工。\n"
    ),
    (
        "青川发布新能源产业行动方案\n\n- 青川晚报\n- 2024-04-08 08:00:00\n\n"
        "青川市4月8日发布行动方案。到2027年，青川市新能源产业规模将达到2100亿元。\n"
        "方案提出，新建公共充电桩1.8万个，老旧小区优先安装。\n"
    ),
    (
        "白沙新能源产业三年计划出台\n\n- 白沙新闻\n- 2024-04-15 08:00:00\n\n"
        "白沙市4月15日出台三年计划。到2027年，白沙市新能源产业规模将达到1250亿元。\n"
        "计划还说，港区的装卸车辆将全部换成电动车辆。\n"
    ),
)
COMPARED = "云岭、青川和白沙的新能源产业规模分别是多少？"
SHANGHAI = "上海元宇宙产业规模到2025年要达到多少？"
NETEASE = "网易在三亚设立的是什么总部？"


@dataclass(frozen=True, kw_only=True, slots=True)
class Shot:
    """One picture: how the browser is set, what is asked, and what is done then."""

    name: str
    """The file's, with its ending."""
    questions: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    locale: str = "zh-CN"
    scheme: Literal["light", "dark"] = "light"
    width: int = 1280
    height: int = 800
    scale: float = 1.5
    cities: bool = False
    """Over the articles written for the table instead of the seeds."""


PHONE_WIDTH, PHONE_HEIGHT = 390, 844

SHOTS = (
    Shot(name="start-zh.webp"),
    Shot(name="start-en-dark.webp", locale="en-GB", scheme="dark"),
    Shot(name="answer-zh.png", questions=(SHANGHAI,), steps=("citation",)),
    Shot(
        name="answer-dark.webp",
        questions=("上海元宇宙产业规模的目标是多少？", "那南京呢？"),
        steps=("citation",),
        scheme="dark",
    ),
    Shot(
        name="answer-en.webp",
        questions=("When did NetEase sign the agreement with the Sanya government?",),
        steps=("citation",),
        locale="en-GB",
    ),
    Shot(name="answer-zh-tw.webp", questions=("橫琴的措施共有多少條？",), steps=("citation",), locale="zh-TW"),
    Shot(name="refusal-zh-tw.webp", questions=("火星殖民地的飲用水價格是多少？",), locale="zh-TW"),
    Shot(name="table-zh.webp", questions=(COMPARED,), steps=("bars",), cities=True),
    Shot(name="table-dark.webp", questions=(COMPARED,), steps=("bars",), cities=True, scheme="dark"),
    Shot(name="conversations-zh.webp", questions=(SHANGHAI, NETEASE), steps=("conversations",)),
    Shot(name="phone-start-zh-tw.webp", locale="zh-TW", scheme="dark", width=PHONE_WIDTH, height=PHONE_HEIGHT, scale=2),
    Shot(name="phone-zh.webp", questions=(NETEASE,), width=PHONE_WIDTH, height=PHONE_HEIGHT, scale=2),
    Shot(
        name="phone-article-zh.webp",
        questions=(NETEASE,),
        steps=("citation",),
        width=PHONE_WIDTH,
        height=PHONE_HEIGHT,
        scale=2,
    ),
    Shot(
        name="phone-refusal-en.webp",
        questions=("What does drinking water cost in the Mars colony?",),
        locale="en-GB",
        width=PHONE_WIDTH,
        height=PHONE_HEIGHT,
        scale=2,
    ),
    Shot(
        name="phone-table-dark.webp",
        questions=(COMPARED,),
        steps=("bars",),
        cities=True,
        scheme="dark",
        width=PHONE_WIDTH,
        height=PHONE_HEIGHT,
        scale=2,
    ),
)


def do(page: Page, step: Step) -> None:
    """What a reader does after the answer."""
    match step:
        case "citation":
            page.locator("a.wj-cite").last.click()
            page.locator("#reader mark").first.wait_for()
        case "bars":
            page.locator(".wj-look .wj-bar").first.wait_for()
            page.locator(".wj-question").last.scroll_into_view_if_needed()
        case "conversations":
            page.locator(".wj-sessions summary").click()
            page.locator(".wj-drawer").wait_for()


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
    page.locator(".wj-list").wait_for()
    for question in shot.questions:
        with page.expect_response(lambda reply: reply.url.endswith("/next")):  # what to ask next comes last
            ask(page, question)
    for step in shot.steps:
        do(page, step)
    page.wait_for_timeout(SETTLE_MILLISECONDS)
    path = IMAGES / shot.name
    keep(page.screenshot(animations="disabled"), path)
    context.close()
    if path.stat().st_size > MAX_BYTES:
        raise ValueError(f"expected {path.name} of at most {MAX_BYTES} bytes, found {path.stat().st_size}")
    return path


def keep(png: bytes, path: Path) -> None:
    """Write a picture in the form that its name says."""
    with Image.open(io.BytesIO(png)) as picture:
        flat = picture.convert("RGB")
    if path.suffix == ".webp":
        flat.save(path, quality=88, method=6)
    else:
        flat.quantize(colors=256, dither=Image.Dither.NONE).save(path, optimize=True)


def written(folder: Path) -> Path:
    """The articles of the table, as seeds."""
    folder.mkdir()
    for number, text in enumerate(CITIES):
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    return folder


def take(seeds: Path, index: Path, shots: Sequence[Shot]) -> None:
    """Build, serve, photograph."""
    if not shots:
        return
    build(seeds, index)
    with served(index) as server, chromium() as browser:
        for shot in shots:
            path = photograph(browser, server.url, shot)
            print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1000} kB", flush=True)


def main() -> None:
    """Take the pictures that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="of files in docs/images; all without any")
    wanted: list[str] = parser.parse_args().names
    shots = [shot for shot in SHOTS if not wanted or shot.name in wanted]
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        take(ROOT / "seeds", folder / "index", [shot for shot in shots if not shot.cities])
        take(written(folder / "cities"), folder / "cities_index", [shot for shot in shots if shot.cities])


if __name__ == "__main__":
    main()
