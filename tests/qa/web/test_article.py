from __future__ import annotations

import html
import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.schema import Document, Section, Source, Span
from qa.web.article import LISTED, Reference, article, article_list, body
from qa.words.page import ReadWords
from tests.qa.web.scripted import entry

if TYPE_CHECKING:
    from tests.qa.web.scripted import ScriptedDesk

EN = ReadWords("en")
ZH_CN = ReadWords("zh-CN")


def document(text: str, *, doc_id: str = "0123456789abcdef", title: str = "标题") -> Document:
    return Document(
        doc_id=doc_id,
        source=Source(title=title, path="a.txt", language="zh", publisher="日报", published=date(2024, 4, 2)),
        text=text,
        sections=(Section(heading=None, span=Span(start=0, end=len(text))),),
    )


def shown(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def marks(markup: str) -> list[str]:
    return [shown(found) for found in re.findall(r"<mark>(.*?)</mark>", markup)]


def test_body_marks_the_quote_and_the_answer_inside_it() -> None:
    held = document("前文。上海规模3500亿元。后文。")
    markup = body(held, Span(start=3, end=14), Span(start=7, end=13))
    assert markup == "<p>前文。<mark>上海规模<strong>3500亿元</strong>。</mark>后文。</p>"


def test_body_shows_headings_as_headings(desk: ScriptedDesk) -> None:
    markup = body(desk.documents()[0])
    assert re.findall(r"<h3>(.*?)</h3>", markup) == ["新航线"]
    assert shown(markup) == desk.documents()[0].text.replace("\n", "")


def test_a_quote_over_two_lines_is_marked_in_both() -> None:
    assert marks(body(document("一二三\n四五六"), Span(start=1, end=5))) == ["二三", "四"]


@given(st.text(min_size=2, max_size=60), st.data())
def test_marks_joined_are_the_quote(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    first = data.draw(st.integers(start, end - 1))
    markup = body(document(text), Span(start=start, end=end), Span(start=first, end=end))
    found = re.sub(r"&#(\d+);", lambda m: chr(int(m[1])), "".join(re.findall(r"<mark>(.*?)</mark>", markup)))
    expected = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]", "\ufffd", text[start:end])
    assert re.sub(r"</?strong>", "", found) == expected.replace("\n", "")


def test_reference_survives_the_address_bar() -> None:
    reference = Reference(
        message=3, marker=2, doc_id="0123456789abcdef", span=Span(start=10, end=40), answer=Span(start=2, end=9)
    )
    assert reference.fragment() == "cite-3-2-0123456789abcdef-10-40-2-9"
    assert Reference.parse(reference.fragment()) == reference
    plain = Reference(message=1, marker=1, doc_id="0123456789abcdef", span=Span(start=0, end=4))
    assert Reference.parse(plain.fragment()) == plain


@pytest.mark.parametrize(
    "fragment",
    [
        "cite-1-1",
        "cite-1-1-0123456789abcdef-4-4",
        "cite-1-1-0123456789abcdef-0-4-2-9",
        "cite-1-1-0123456789abcdef-0-4-3-3",
        "cite-1-1-../../etc/passwd-0-4",
        "cite-1-1-0123456789abcdef-0-99999999999999999999",
        "cite-1-1-0123456789abcdef-0-4 ",
        "",
    ],
)
def test_a_fragment_that_is_not_ours_opens_nothing(fragment: str) -> None:
    assert Reference.parse(fragment) is None


def test_article_shows_where_it_comes_from(desk: ScriptedDesk) -> None:
    reference = Reference(message=1, marker=1, doc_id="0123456789abcdef", span=Span(start=0, end=17))
    markup = article(desk.documents()[0], reference, ZH_CN)
    assert '<h2><span class="wj-number">[1]</span> <bdi>东港一季度吞吐量增长</bdi></h2>' in markup
    assert "港口日报" in markup
    assert "<time>2024&#45;04&#45;02</time>" in markup
    assert 'target="_blank" rel="noopener noreferrer nofollow">查看原网页' in markup
    assert marks(markup) == ["港口今年一季度吞吐量为820万箱。"]
    assert 'href="#back"' in markup
    assert 'href="#back"' not in article(desk.documents()[0], None, ZH_CN)


def test_what_an_article_does_not_state_is_said() -> None:
    bare = document("正文。").model_copy(
        update={"source": Source(title="正文", title_derived=True, path="a.txt", language="zh")}
    )
    markup = article(bare, None, EN)
    assert "title taken from the text" in markup
    assert "publisher unknown" in markup
    assert "no date" in markup
    assert "wj-original" not in markup


def test_a_spoofed_marker_and_markup_in_an_article_stay_text() -> None:
    nasty = document('见[1]<script>alert(1)</script><a href="#cite-1-1">', title="<img src=x>")
    markup = article(nasty, None, EN)
    assert "<script" not in markup
    assert "<img" not in markup
    assert "#cite-" not in html.unescape(re.sub(r"&#\d+;", "", markup))
    assert "见[1]<script>alert(1)</script>" in html.unescape(re.sub(r"</?(p|div|bdi)[^>]*>", "", markup))


def test_list_is_newest_first_and_says_how_many_more() -> None:
    older = entry(document("乙。", doc_id="b" * 16, title="旧"))
    undated = older._replace(doc_id="a" * 16, published=None)
    newer = older._replace(doc_id="c" * 16, published="2025-01-01")
    markup = article_list([undated, older, newer], ZH_CN)
    assert re.findall(r'href="#doc-(\w)', markup) == ["c", "b", "a"]
    assert "wj-more" not in markup
    many = [older._replace(doc_id=f"{n:016x}") for n in range(LISTED + 3)]
    assert "另有 3 篇" in html.unescape(article_list(many, ZH_CN))
