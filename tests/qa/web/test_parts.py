from __future__ import annotations

from embeddings.schema import Span
from qa.schema import Answer, Citation, Item, Rendering, Row, Table
from qa.web.answer import answer as whole
from qa.web.answer import below, headline, nearest
from qa.words.page import AskWords

EN = AskWords("en")
ZH_CN = AskWords("zh-CN")
ZH_TW = AskWords("zh-TW")

QUOTE = "<b>东州</b>达3500亿元，成员有甲、乙。"
CITED = Citation(marker=1, doc_id="d", span=Span(start=0, end=len(QUOTE)), quote=QUOTE, title="见闻", path="a.txt")
ROW = Row(marker=1, entity="<b>东州", entity_from="quote", value="3500亿元", span=Span(start=10, end=16))
LINKS = {1: "<sup>L</sup>"}


def answer(**parts: object) -> Answer:
    return Answer.model_validate({
        "question": "问",
        "standalone_question": "问",
        "status": "answered",
        "text": f"{QUOTE}[1]",
        "citations": (CITED,),
        "generation": "memory",
        **parts,
    })


def test_a_table_is_escaped_and_its_figures_are_linked() -> None:
    found = answer(table=Table(kind="aggregate", measure="规模<", rows=(ROW,)), unanswered=("西州", "<南>"))
    markup = below(found, LINKS, ZH_CN)
    assert markup == (
        '<table class="wj-table"><thead><tr><th scope="col">对象</th><th scope="col"><bdi>规模&#60;</bdi></th>'
        '<th scope="col">时间</th><th scope="col">文章日期</th></tr></thead><tbody>'
        '<tr><th scope="row"><bdi>&#60;b&#62;东州</bdi></th><td><bdi>3500亿元</bdi><sup>L</sup></td><td></td><td></td>'
        '</tr></tbody></table><p class="wj-unanswered"><bdi>文章里没有找到：西州、&#60;南&#62;。</bdi></p>'
    )
    assert ">Figure</th>" in below(answer(table=Table(kind="aggregate", measure="", rows=(ROW,))), LINKS, EN)


def test_items_take_the_place_of_a_short_answer() -> None:
    cited = CITED.model_copy(update={"answer": Span(start=20, end=23)})
    items = (
        Item(marker=1, span=Span(start=20, end=21), text="甲"),
        Item(marker=1, span=Span(start=22, end=23), text="乙"),
    )
    found = answer(citations=(cited,), items=items, short_answer="甲、乙")
    assert below(found, LINKS, ZH_TW) == (
        '<ul class="wj-items"><li><bdi>甲</bdi><sup>L</sup></li><li><bdi>乙</bdi><sup>L</sup></li></ul>'
    )
    assert headline(found, ZH_TW) == ""
    assert '<ul class="wj-items"><li><bdi>甲</bdi><sup><a class="wj-cite" href="#cite-3-1-' in whole(found, 3, ZH_CN)


def test_a_verdict_leads() -> None:
    by = '<p class="wj-short-by"><span class="wj-by">來源不詳<span class="wj-dot"> · </span>日期不詳</span></p>'
    assert headline(answer(verdict="no"), ZH_TW) == f'<p class="wj-short">否</p>{by}'
    assert headline(answer(verdict="yes"), EN).startswith('<p class="wj-short">Yes</p><p class="wj-short-by">')
    assert headline(answer(), EN) == ""
    assert below(answer(), LINKS, EN) == ""


def test_what_is_nearest_is_escaped_and_links_to_its_article_as_no_citation() -> None:
    near = CITED.model_copy(update={"renderings": (Rendering(span=Span(start=10, end=16), text="RMB 350 billion"),)})
    said = {"status": "no_evidence", "text": "无", "citations": (), "nearest": (near,)}
    markup = nearest(answer(**said), 3, ZH_TW)
    assert markup == (
        '<div class="wj-nearest"><p>最接近的原文，不是答案：</p><ul class="wj-plain"><li>'
        "<p><bdi>&#60;b&#62;东州&#60;&#47;b&#62;达3500亿元，成员有甲、乙。</bdi></p>"
        '<p class="wj-beside"><bdi>3500亿元 &#61; RMB 350 billion</bdi></p>'
        f'<a href="#near-3-0-d-{CITED.span.start}-{CITED.span.end}"><bdi>见闻</bdi></a>'
        '<span class="wj-by">來源不詳<span class="wj-dot"> · </span>日期不詳</span>'
        "</li></ul></div>"
    )
    whole_page = whole(answer(**said), 3, ZH_TW)
    assert markup in whole_page
    assert "cite-" not in whole_page
    assert "no answer" in nearest(answer(**said, question="What?"), 3, ZH_CN)
    assert nearest(answer(status="no_evidence", text="无", citations=()), 3, EN) == ""
