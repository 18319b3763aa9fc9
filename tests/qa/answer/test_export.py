from __future__ import annotations

import json
import re
from datetime import date

import pytest

from embeddings.schema import Span
from qa.answer.export import FORMS, as_text, export
from qa.schema import Answer, Citation, Row, Table

QUOTE = "<script>x</script> *达3500亿元*。"
FIGURE = "3500亿元"


def answer(url: str | None = "https://news.example/a?b=1", question: str = "# 目标<b>是多少？") -> Answer:
    start = QUOTE.index(FIGURE)
    span = Span(start=start, end=start + len(FIGURE))
    cited = Citation(
        marker=1,
        doc_id="d",
        span=Span(start=0, end=len(QUOTE)),
        quote=QUOTE,
        answer=span,
        title="[题](http://evil.example)",
        publisher="报|社",
        published=date(2024, 5, 6),
        url=url,
        path="a.txt",
    )
    shown = Row(marker=1, entity="目标", entity_from="question", value=FIGURE, span=span, published=date(2024, 5, 6))
    return Answer(
        question=question,
        standalone_question=question,
        status="answered",
        text=f"{QUOTE}[1]",
        short_answer=FIGURE,
        table=Table(kind="aggregate", measure="目标", rows=(shown,)),
        citations=(cited,),
        generation="g1",
    )


def test_text_to_paste_has_markers_and_what_they_stand_for() -> None:
    assert as_text(answer()).splitlines() == [
        "# 目标<b>是多少？",
        "",
        QUOTE + "[1]",
        "",
        "[1] [题](http://evil.example), 报|社, 2024-05-06 https://news.example/a?b=1",
    ]
    assert "javascript" not in as_text(answer("javascript:alert(1)"))


def test_what_an_llm_did_is_kept_in_every_form() -> None:
    noted = answer().model_copy(update={"notes": ("去掉了语言模型写的 2 句没有依据的话。",)})
    for form in FORMS:
        assert "去掉了语言模型写的 2 句没有依据的话" in export([noted], form), form


def test_markdown_has_footnotes_and_takes_no_sign_from_an_article() -> None:
    made = export([answer()], "md")
    assert made.splitlines()[0] == r"## \# 目标\<b\>是多少？"
    assert r"\<script\>x\</script\> \*达3500亿元\*。[^1-1]" in made
    assert r"[^1-1]: \<script\>" in made
    assert r"\[题\](http\://evil.example), 报\|社, 2024-05-06) <https://news.example/a?b=1>" in made
    assert "| 目标 | 3500亿元[^1-1] |  | 2024-05-06 |" in made
    assert "<https:" not in export([answer("https://a.example/>x")], "md")


def test_json_is_the_answer_without_what_was_only_looked_at() -> None:
    made = json.loads(export([answer()], "json", title="我的"))
    assert made["title"] == "我的"
    assert made["answers"][0]["citations"][0]["quote"] == QUOTE
    assert "hits" not in made["answers"][0]


def test_html_stands_alone_and_runs_nothing() -> None:
    made = export([answer(), answer(question="目标呢？")], "html")
    assert "<script" not in made
    assert "default-src 'none'" in made
    assert made.count("<h1>") == 1
    links = set(re.findall(r'href="([^"]*)"', made))
    assert {link for link in links if not link.startswith("#")} == {"https://news.example/a?b=1"}
    anchors = set(re.findall(r'id="([^"]*)"', made))
    assert {link[1:] for link in links if link.startswith("#")} <= anchors
    assert "<mark><bdi>3500亿元</bdi></mark>" in made


def test_a_refusal_is_exported_with_what_is_nearest() -> None:
    near = answer().citations[0].model_copy(update={"answer": None})
    refused = Answer(
        question="火星？",
        standalone_question="火星？",
        status="no_evidence",
        text="文章里没有找到答案。",
        nearest=(near,),
        generation="g1",
    )
    made = {form: export([refused], form) for form in FORMS}
    assert all("文章里没有找到答案。" in text for text in made.values())
    assert "达3500亿元" in made["md"]
    assert "[^" not in made["md"]
    assert "#n1" not in made["html"]


@pytest.mark.parametrize("form", FORMS)
def test_characters_that_cannot_be_shown_do_no_harm(form: str) -> None:
    odd = answer(question="目标a\x00b\u202e？")
    assert "\x00" not in export([odd], form) or form == "txt"
