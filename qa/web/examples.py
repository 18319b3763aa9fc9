"""Questions to begin with. Data for the shipped seeds; for other articles their titles, which always find something."""

from __future__ import annotations

from collections.abc import Sequence

from embeddings.entries import Entry
from qa.web.tongue import Tongue

SEED_QUESTIONS: dict[Tongue, tuple[tuple[str, str], ...]] = {
    "zh-CN": (
        ("002_", "上海元宇宙产业规模到2025年要达到多少？"),
        ("000_", "网易在三亚设立的是什么总部？"),
        ("004_", "腾讯拟在成都高新区落地什么项目？"),
        ("001_", "“稳经济30条”共有多少条措施？"),
    ),
    "zh-TW": (
        ("002_", "上海元宇宙產業規模到2025年要達到多少？"),
        ("000_", "網易在三亞設立的是什麼總部？"),
        ("004_", "騰訊擬在成都高新區落地什麼項目？"),
        ("003_", "南京元宇宙產業規模的目標是多少？"),
    ),
    "en": (
        ("002_", "How large will the metaverse industry in Shanghai be by 2025?"),
        ("000_", "When did NetEase sign the agreement with the Sanya government?"),
        ("001_", "How many measures does the Hengqin plan have?"),
        ("003_", "What is the metaverse target of Nanjing?"),
    ),
}
"""For each language the beginning of a seed file's name and a question that this article answers."""

SHOWN = 4
TITLE_CHARS = 60


def known(entries: Sequence[Entry], tongue: Tongue) -> list[str]:
    """The questions of the shipped seeds among these articles, in the page's language."""
    paths = [entry.path for entry in entries]
    asked = [asked for start, asked in SEED_QUESTIONS[tongue] if any(path.startswith(start) for path in paths)]
    return asked[:SHOWN]


def examples(entries: Sequence[Entry], tongue: Tongue) -> list[str]:
    """At most SHOWN questions that these articles answer; titles where they are no known seeds."""
    titles = [entry.title for entry in entries if not entry.title_derived and len(entry.title) <= TITLE_CHARS]
    return known(entries, tongue) or titles[:SHOWN]
