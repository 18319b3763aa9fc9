from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.schema import Source
from embeddings.text.normalize import Text, fold
from qa.question.facets import named_publishers, publisher_boost

KNOWN = ("新华社", "澎湃新闻", "證券時報", "新民晚报", "无锡日报", "无锡", "China Daily", "thepaper.cn", "科", "VR")
"""As an index may hold them; a name of one character counts for nothing."""


def found(question: str) -> list[tuple[str, tuple[str, ...], str]]:
    return [(each.text, each.names, each.used) for each in named_publishers(Text.of(question), KNOWN)]


@pytest.mark.parametrize(
    ("question", "text", "name"),
    [
        ("新华社报道了哪些城市？", "新华社", "新华社"),
        ("新華社報導了哪些城市？", "新華社", "新华社"),
        ("据澎湃新闻报道，上海有多少企业？", "澎湃新闻", "澎湃新闻"),
        ("據澎湃新聞，上海有多少企業？", "澎湃新聞", "澎湃新闻"),
        ("澎湃报道说了什么？", "澎湃", "澎湃新闻"),
        ("证券时报的文章怎么说？", "证券时报", "證券時報"),
        ("《无锡日报》报道的目标是多少？", "无锡日报", "无锡日报"),
        ("来源：新民晚报 元宇宙", "新民晚报", "新民晚报"),
        ("thepaper.cn 上有什么消息？", "thepaper.cn", "thepaper.cn"),
        ("According to Xinhua, how large is it?", "Xinhua", "新华社"),
        ("What did the China Daily report?", "China Daily", "China Daily"),
        ("What do articles from CHINA DAILY say?", "CHINA DAILY", "China Daily"),
    ],
)
def test_a_publisher_named_as_the_source_is_used(question: str, text: str, name: str) -> None:
    assert found(question) == [(text, (name,), "boost")]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("新华社有多少记者？", "新华社"),
        ("无锡的产业规模是多少？", "无锡"),
        ("How many people does China Daily employ?", "China Daily"),
    ],
)
def test_a_publisher_that_the_question_is_about_is_named_and_not_used(question: str, text: str) -> None:
    assert [(typed, used) for typed, _, used in found(question)] == [(text, "none")]


@pytest.mark.parametrize(
    "question",
    [
        "科技报道",
        "WVR said",
        "VR5 report",
        "notthepaper.cn",
        "财联社报道了什么？",
        "According to Caixin, what happened?",
        "",
    ],
)
def test_what_the_index_does_not_hold_whole_is_not_named(question: str) -> None:
    assert found(question) == []


def test_the_longest_name_is_taken_and_each_has_its_place() -> None:
    named = named_publishers(Text.of("无锡日报报道，新华社消息"), KNOWN)
    assert [(each.text, each.span.start, each.span.end) for each in named] == [("无锡日报", 0, 4), ("新华社", 7, 10)]


def test_an_article_of_a_named_publisher_or_site_is_preferred() -> None:
    def source(publisher: str | None, url: str | None) -> Source:
        return Source(title="", publisher=publisher, url=url, path="a.txt", language="zh")

    named = named_publishers(Text.of("据证券时报和thepaper.cn"), KNOWN)
    assert [each.used for each in named] == ["boost", "boost"]
    assert publisher_boost(source("证券时报", None), named) == 1.0
    assert publisher_boost(source(None, "https://www.thepaper.cn/1"), named) == 1.0
    assert publisher_boost(source("新华社", "https://news.cn/1"), named) == 0.0
    assert publisher_boost(source(None, None), named) == 0.0
    assert publisher_boost(source("新华社", None), named_publishers(Text.of("新华社有多少记者？"), KNOWN)) == 0.0


WORDS = st.sampled_from([*KNOWN, *map(fold, KNOWN), "据", "报道", "的", "xinhua", " ", "from ", "，", "x", "無錫"])
QUESTIONS = st.one_of(st.text(max_size=30), st.lists(WORDS, max_size=10).map("".join))


@given(QUESTIONS, st.lists(st.one_of(st.text(max_size=6), st.sampled_from(KNOWN)), max_size=8, unique=True))
def test_names_lie_in_the_question_in_order_and_apart(question: str, known: list[str]) -> None:
    end = 0
    for named in named_publishers(Text.of(question), known):
        assert named.span.start >= end
        assert named.text == named.span.of(question)
        assert set(named.names) <= set(known)
        end = named.span.end
