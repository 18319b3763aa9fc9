"""Whole articles through `clean`: pages of many kinds, bad input, and that nothing disappears unreported."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from embeddings.clean.document import clean
from embeddings.errors import InputRefusedError
from embeddings.schema import CleaningReport, Document, Seed

PAGES = Path(__file__).parent / "pages"
EXPECTED: dict[str, dict[str, Any]] = json.loads((PAGES / "expected.json").read_text(encoding="utf-8"))
BODY = "江城市发展和改革委员会18日发布行动方案，提出到2027年低空经济产业规模突破300亿元，带动就业2万人。"
MORE = "方案明确，三年内建成3个垂直起降场和1座试飞指挥中心，首批签约企业21家，总投资46亿元。"


def seed(text: str, kind: str = "text", **stated: str) -> Seed:
    identity = hashlib.sha256(text.encode()).hexdigest()
    return Seed.model_validate(
        {"seed_id": identity, "path": "a", "text": text, "format": kind, "encoding": "utf-8"} | stated
    )


def cleaned(text: str, kind: str = "text", **stated: str) -> tuple[Document, CleaningReport]:
    return clean(seed(text, kind, **stated))


@pytest.mark.parametrize("name", EXPECTED)
def test_page(name: str) -> None:
    expected = EXPECTED[name]
    document, report = cleaned((PAGES / f"{name}.html").read_text(encoding="utf-8"), "html")
    source = document.source
    assert source.title == expected["title"]
    if expected["publisher"]:
        assert source.publisher == expected["publisher"]
    if expected["published"]:
        assert str(source.published) == expected["published"]
    assert source.url == expected["url"]
    assert [text for text in expected["keep"] if text not in document.text] == []
    assert [section.heading for section in document.sections if section.heading] == expected["headings"]
    assert [text for text in expected["gone"] if text in document.text] == []
    assert report.kept_chars == len(document.text)


def test_text_with_credits_captions_and_related_articles() -> None:
    text = f"""原标题：江城发布低空经济方案
江城发布低空经济行动方案
2024年6月18日 10:21　来源：江城日报　责任编辑：李小雨
本报讯（记者 王晓、陈立）{BODY}
图为江城低空经济示范区。王晓 摄
{MORE}
（完）
【免责声明】本文仅代表作者观点，与本网无关。
相关阅读
青屏山隧道贯通 年内通车
江城地铁5号线试运行
返回顶部"""
    document, report = cleaned(text)
    assert document.text == f"本报讯（记者 王晓、陈立）{BODY}\n{MORE}"
    assert (document.source.title, document.source.publisher) == ("江城发布低空经济行动方案", "江城日报")
    assert str(document.source.published) == "2024-06-18"
    assert document.reporters == ("王晓", "陈立")
    assert Counter(change.kind for change in report.removed) == {
        "credit_line": 2,
        "caption": 1,
        "end_mark": 1,
        "disclaimer": 1,
        "unrelated_headlines": 3,
        "navigation": 1,
    }


def test_an_address_is_taken_only_as_a_line_of_its_own() -> None:
    document, report = cleaned(f"{BODY}\n报名网址 https://a.example/run\n原文链接：https://a.example/1")
    assert document.text == f"{BODY}\n报名网址 https://a.example/run"
    assert document.source.url == "https://a.example/1"
    assert [change.kind for change in report.removed] == ["link"]


def test_markdown() -> None:
    text = f"""# 江城发布行动方案

**来源：江城日报**

{BODY[:20]}
{BODY[20:]}

## 目标

- 建成**3个**起降场
1. 引进企业21家

![图](https://a.example/1.png)见[方案全文](https://a.example/plan)。

| 项目 | 金额 |
| --- | --- |
| 总投资 | 46亿元 |
"""
    document, report = cleaned(text, "markdown")
    assert document.text.split("\n") == [
        BODY,
        "目标",
        "建成3个起降场",
        "1. 引进企业21家",
        "见方案全文。",
        "项目 | 金额",
        "总投资 | 46亿元",
    ]
    assert document.source.title == "江城发布行动方案"
    assert document.source.publisher == "江城日报"
    assert [section.heading for section in document.sections] == [None, "目标"]
    assert [change.text for change in report.removed if change.kind in {"image", "link_target"}] == [
        "![图](https://a.example/1.png)",
        "[方案全文](https://a.example/plan)",
    ]


def test_hard_wrapped_text_is_joined() -> None:
    rows = [
        "The city of Jiangcheng broke ground on a low-altitude economy park on",
        "Tuesday, with a total investment of 4.6 billion yuan and three planned",
        "vertiports, the deputy mayor said at the opening ceremony in the new",
        "district.",
    ]
    document, _ = cleaned("\n".join(rows) + f"\n\n{BODY}")
    assert document.text == f"{' '.join(rows)}\n{BODY}"


def test_a_heading_with_nothing_below_is_kept_as_a_section_of_its_own() -> None:
    document, _ = cleaned(f"<h2>第一章 总则</h2><h3>第一节 目标</h3><p>{BODY}</p><h2>附则</h2>", "html", title="条例")
    assert document.text == f"第一章 总则\n第一节 目标\n{BODY}\n附则"
    shown = [(section.heading, section.span.of(document.text)) for section in document.sections]
    assert shown == [(None, "第一章 总则"), ("第一节 目标", BODY), (None, "附则")]


@pytest.mark.parametrize("line", ["每经记者 张韵 每经编辑 魏官红", "澎湃新闻记者 张韵", "本报首席记者 张韵"])
def test_a_reporter_line_of_its_own_is_no_heading(line: str) -> None:
    document, _ = cleaned(f"{line}\n{BODY}\n{MORE}")
    assert [section.heading for section in document.sections] == [None]
    assert document.agency_line is not None
    assert document.agency_line.of(document.text) == line
    assert document.reporters == ("张韵",)


def test_a_style_in_capitals_hides_too() -> None:
    document, report = cleaned(f'<p style="DISPLAY: NONE">占位</p><p>{BODY}</p><p>{MORE}</p>', "html")
    assert document.text == f"{BODY}\n{MORE}"
    assert [change.text for change in report.removed if change.kind == "hidden_paragraph"] == ["占位"]


def test_repeated_title_is_removed_and_reported() -> None:
    document, report = cleaned(f"江城：发布行动方案\n{BODY}", title="江城:发布行动方案")
    assert document.text == BODY
    assert [(change.kind, change.text) for change in report.removed] == [("repeated_title", "江城：发布行动方案")]


def test_control_characters_are_removed_and_named() -> None:
    document, report = cleaned(f"\ufeff{BODY[:5]}\u202e\u200b\x00{BODY[5:]}\u200b", title="\u202e标\x00题")
    assert (document.text, document.source.title) == (BODY, "标题")
    assert {(change.kind, change.text) for change in report.removed} == {
        ("control_character", "U+0000 × 1"),
        ("zero_width", "U+200B × 2"),
        ("zero_width", "U+FEFF × 1"),
        ("bidi_control", "U+202E × 1"),
    }


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "ftp://a/b", "https://", "http://a b", "//["]
)
def test_other_addresses_are_dropped_with_a_warning(url: str) -> None:
    document, report = cleaned(BODY, url=url)
    assert document.source.url is None
    assert report.warnings[0].startswith("expected an http or https address, found")


@pytest.mark.parametrize("published", ["昨天", "2022-02-30", "2022-13-01", "99999999999999"])
def test_unreadable_dates_are_a_warning(published: str) -> None:
    document, report = cleaned(BODY, published=published)
    assert document.source.published is None
    assert report.warnings[0].startswith("expected a date such as 2022-07-28, found")


@pytest.mark.parametrize(
    ("text", "kind"),
    [("\x00\x00", "text"), ("【资料图】", "text"), ("<p><br></p><script>1</script>", "html"), (" \u3000\n", "text")],
)
def test_nothing_left_is_refused(text: str, kind: str) -> None:
    with pytest.raises(InputRefusedError, match="no text of its own in a"):
        cleaned(text, kind)


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<div>" * 300 + BODY, "200 levels of nesting"),
        (f"<p {' '.join(f'a{number}=1' for number in range(600))}>{BODY}</p>", "500 attributes in one tag"),
        ("<i></i>" * 210_000 + BODY, "200,000 tags"),
        ("x" * 3_000_001, "3,000,000 characters"),
    ],
)
def test_html_out_of_bounds_is_refused(html: str, reason: str) -> None:
    with pytest.raises(InputRefusedError, match=reason):
        cleaned(html, "html")


def test_json_text_that_is_html() -> None:
    document, _ = cleaned(f"<p>{BODY}</p><p>{MORE}</p>", "json")
    assert document.text == f"{BODY}\n{MORE}"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (BODY, "zh"),
        ("江城市政府宣布，低空經濟示範區18日動工，總投資46億元。", "zh-Hant"),
        ("The park covers 12.6 square kilometres and will hold three vertiports.", "en"),
        ("El parque ocupa doce kilómetros cuadrados y tendrá tres vertipuertos.", "other"),
        ("新しい空港は来年の春に開業する予定だと市長が発表しました。", "other"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert cleaned(text)[0].source.language == language


SENTENCES = st.text(
    alphabet="春江城市经济发展報導學習abcABC123，。！？、：；“”《》（）()[]【】图来源编辑:/ -·\u3000", min_size=1
)


@given(st.lists(SENTENCES, min_size=1, max_size=8))
@example(["来源：江城日报", BODY, "编辑：图", "(江)"])
@example(["图：城市", "春" * 50 + "。", "- 江城", "相关阅读", "春来"])
def test_every_character_is_kept_or_reported(paragraphs: list[str]) -> None:
    text = "\n".join(paragraphs)
    try:
        document, report = cleaned(text)
    except InputRefusedError:
        return
    kept = document.text + "".join(change.text for change in (*report.removed, *report.repaired))
    kept += "".join(change.text for change in report.recognised if change.kind == "title")
    missing = Counter("".join(text.split())) - Counter("".join(kept.split()))
    assert missing == Counter()


@given(st.lists(SENTENCES, min_size=1, max_size=8))
def test_sections_cover_every_line(paragraphs: list[str]) -> None:
    try:
        document, _ = cleaned("\n".join(paragraphs))
    except InputRefusedError:
        return
    covered: list[str] = []
    for section in document.sections:
        if section.heading is not None:
            covered.append(section.heading)
        covered.append(section.span.of(document.text))
    assert "\n".join(covered) == document.text
    assert all(line and line == line.strip() for line in document.text.split("\n"))


@given(st.text(alphabet="<>/=\"' pdivabrtl!-[]&;#x1江城。", max_size=400))
def test_no_markup_makes_cleaning_fail(text: str) -> None:
    try:
        document, _ = cleaned(text, "html")
    except InputRefusedError:
        return
    assert document.text
