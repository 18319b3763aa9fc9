"""Questions to begin with. Data for the shipped seeds; for other articles their titles, which always find something."""

from __future__ import annotations

from collections.abc import Sequence

from embeddings.schema import Document
from qa.web.texts import Tongue

SEED_QUESTIONS: tuple[tuple[str, dict[Tongue, str]], ...] = (
    (
        "002_",
        {
            "zh-CN": "上海元宇宙产业规模到2025年要达到多少？",
            "zh-TW": "上海元宇宙產業規模到2025年要達到多少？",
            "en": "How large should Shanghai's metaverse industry be by 2025?",
        },
    ),
    (
        "000_",
        {
            "zh-CN": "网易在三亚设立的是什么总部？",
            "zh-TW": "網易在三亞設立的是什麼總部？",
            "en": "What will NetEase set up in Sanya?",
        },
    ),
    (
        "001_",
        {
            "zh-CN": "“稳经济30条”共有多少条措施？",
            "zh-TW": "橫琴《實施方案》共有多少條措施？",
            "en": "How many measures does the Hengqin plan have?",
        },
    ),
    (
        "004_",
        {
            "zh-CN": "腾讯未来中心项目落地在哪里？",
            "zh-TW": "騰訊未來中心專案落地在哪裡？",
            "en": "Where will the Tencent future center be built?",
        },
    ),
)
"""The beginning of a seed file's name and a question that the article answers, in each language of the page."""

SHOWN = 4
TITLE_CHARS = 60


def examples(documents: Sequence[Document], tongue: Tongue) -> list[str]:
    """At most SHOWN questions that these articles answer, in the page's language where they are known seeds."""
    paths = [document.source.path for document in documents]
    known = [asked[tongue] for start, asked in SEED_QUESTIONS if any(path.startswith(start) for path in paths)]
    if known:
        return known[:SHOWN]
    titles = [d.source.title for d in documents if not d.source.title_derived and len(d.source.title) <= TITLE_CHARS]
    return titles[:SHOWN]
