"""Make the pictures of the page: `python -m benchmarks.screenshots [NAME …] [--all FOLDER]` (needs Chromium).

Those in docs/images, or those named: builds an index of seeds/, one of three short articles written for the table and
one of made-up news for the map, serves each with app.py, photographs the page as a browser shows it, and keeps the
pictures small: WebP, or PNG of 256 colours. With --all, every view at two widths in both themes and three languages
into a folder, to be looked at.
"""

from __future__ import annotations

import argparse
import io
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from PIL import Image
from playwright.sync_api import Browser, Page

from benchmarks.page_corpus import write_corpus
from benchmarks.serving import ROOT, ask, chromium, served
from embeddings.build import build

IMAGES = ROOT / "docs" / "images"
MAX_BYTES = 300_000
SETTLE_MILLISECONDS = 500

Step = Literal["citation", "bars", "conversations", "corpus", "offer", "added", "map", "evaluation"]
Over = Literal["seeds", "cities", "news", "fed"]
NEWS_ARTICLES = 1500
LONG_MILLISECONDS = 60_000

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
OFFERED = (
    "青岚县建成高山观测站\n\n- 青岚日报\n- 2024-05-06 08:00:00\n\n青岚县高山观测站5月6日正式启用，总投资1.7亿元。"
    "观测站海拔3120米，由当地与三所高校共同建设。\n责任编辑：李小雨\n分享到：微博 微信\n"
)
ABOUT_OFFERED = "青岚县高山观测站总投资多少？"
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
    over: Over = "seeds"
    """cities: the articles written for the table; news: made-up news, for the map; fed: a copy of the seeds."""


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
    Shot(name="table-zh.webp", questions=(COMPARED,), steps=("bars",), over="cities"),
    Shot(name="table-dark.webp", questions=(COMPARED,), steps=("bars",), over="cities", scheme="dark"),
    Shot(name="conversations-zh.webp", questions=(SHANGHAI, NETEASE), steps=("conversations",)),
    Shot(name="corpus-zh.webp", steps=("corpus",)),
    Shot(name="feed-zh.webp", steps=("offer",)),
    Shot(name="added-zh.webp", steps=("added",), over="fed"),
    Shot(name="map-en-dark.webp", steps=("map",), locale="en-GB", scheme="dark", over="news"),
    Shot(name="evaluate-en.webp", steps=("evaluation",), locale="en-GB"),
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
        over="cities",
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
        case "corpus":
            page.click('#top a[href="#/corpus"]')
            page.locator(".wj-list-of-articles tbody tr").first.wait_for()
        case "offer":
            offer(page)
        case "added":
            add(page)
        case "map":
            page.click('#top a[href="#/map"]')
            page.locator(".wj-map[data-drawn]").wait_for()
            page.locator("#map-canvas").focus()
            page.keyboard.press("ArrowRight")
            page.locator("#map-card a").wait_for()
        case "evaluation":
            page.click('#top a[href="#/evaluate"]')
            page.click("#evaluate-seeds")
            page.locator("#evaluate-result h2").first.wait_for(timeout=LONG_MILLISECONDS)


def offer(page: Page) -> None:
    """Two files given to the page, of which one can't be taken; what cleaning made of the other unfolded."""
    page.click('#top a[href="#/feed"]')
    page.set_input_files(
        "#feed-files",
        [
            {"name": "青岚.txt", "mimeType": "text/plain", "buffer": OFFERED.encode()},
            {"name": "扫描件.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n1 0 obj"},
        ],
    )
    page.locator(".wj-offer.wj-bad").wait_for()
    page.locator(".wj-offer.wj-good details > summary").first.click()
    page.locator(".wj-kept").wait_for()


def add(page: Page) -> None:
    """The files given to the page added, and a question about the new article asked."""
    offer(page)
    page.click("#feed-add")
    page.locator("#feed-built .wj-done").wait_for(timeout=LONG_MILLISECONDS)
    page.click('#top a[href="#/ask"]')
    ask(page, ABOUT_OFFERED)
    do(page, "citation")


def photograph(browser: Browser, url: str, shot: Shot, folder: Path) -> Path:
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
    path = folder / shot.name
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


def every_view() -> list[Shot]:
    """Each view at two widths, in both themes and three languages."""
    views: dict[str, tuple[tuple[str, ...], tuple[Step, ...]]] = {
        "start": ((), ()),
        "answer": ((SHANGHAI,), ("citation",)),
        "refusal": (("火星殖民地的饮用水价格是多少？",), ()),
        "corpus": ((), ("corpus",)),
        "feed": ((), ("offer",)),
        "map": ((), ("map",)),
        "evaluate": ((), ("evaluation",)),
    }
    sizes = ((PHONE_WIDTH, PHONE_HEIGHT), (1280, 800))
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    return [
        Shot(
            name=f"{name}-{width}-{locale}-{scheme}.webp",
            questions=questions,
            steps=steps,
            locale=locale,
            scheme=scheme,
            width=width,
            height=height,
            scale=1,
        )
        for name, (questions, steps) in views.items()
        for width, height in sizes
        for scheme in schemes
        for locale in ("zh-CN", "zh-TW", "en-GB")
    ]


def seeds_of(over: Over, folder: Path) -> Path:
    """The articles that a picture is taken over."""
    if over == "seeds":
        return ROOT / "seeds"
    seeds = folder / over
    if over == "fed":
        return Path(shutil.copytree(ROOT / "seeds", seeds))
    if over == "news":
        write_corpus(seeds, NEWS_ARTICLES)
        return seeds
    seeds.mkdir()
    for number, text in enumerate(CITIES):
        (seeds / f"{number}.txt").write_text(text, encoding="utf-8")
    return seeds


def take(over: Over, shots: Sequence[Shot], images: Path) -> None:
    """Build, serve, photograph."""
    if not shots:
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seeds = seeds_of(over, folder)
        build(seeds, folder / "index")
        with served(folder / "index", seeds) as server, chromium() as browser:
            for shot in shots:
                path = photograph(browser, server.url, shot, images)
                print(f"{path}  {path.stat().st_size // 1000} kB", flush=True)


def main() -> None:
    """Take the pictures that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="of files in docs/images; all without any")
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="every view, into this folder instead")
    given = parser.parse_args()
    shots = every_view() if given.all else [shot for shot in SHOTS if not given.names or shot.name in given.names]
    images: Path = given.all or IMAGES
    images.mkdir(parents=True, exist_ok=True)
    for over in get_args(Over):
        take(over, [shot for shot in shots if shot.over == over], images)


if __name__ == "__main__":
    main()
