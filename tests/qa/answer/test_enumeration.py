"""Sentences written for these tests, in the manner of the seeds."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.text.normalize import Text
from qa.answer.enumeration import items_of, numbered
from qa.question.understand import understand


@pytest.mark.parametrize(
    ("question", "sentence", "items"),
    [
        ("联盟的首批成员有哪些？", "首批成员包括甲科技、乙软件、丙大学等20余家机构、企业。",
         ("甲科技", "乙软件", "丙大学")),
        ("专班由哪些部门组建？", "会上，由经济局、法务局、商务局3部门单位组建的专班成立。",
         ("经济局", "法务局", "商务局")),
        ("聯盟的成員有哪些？", "聯盟成員包括甲科技、乙軟件和丙大學。",
         ("甲科技", "乙軟件", "丙大學")),
        ("当地要打造哪三张名片？", "打造“甲看海”“乙在海边”“丙来海边”三张名片，注入新动力。",
         ("甲看海", "乙在海边", "丙来海边")),
        ("有哪四大基地？", "打造“产业集聚、内容创作、人才培养、应用示范”四大基地，",
         ("产业集聚", "内容创作", "人才培养", "应用示范")),
        ("规划涉及哪些领域？", "平台面向教育、医疗、文旅等领域征集需求。",
         ("教育", "医疗", "文旅")),
        ("有哪些不足？", "当地也有不足之处，比如缺少甲、乙这样的企业，人才较少，资金不够。",
         ("缺少甲、乙这样的企业", "人才较少", "资金不够")),
        ("三项任务分别是什么？", "三项任务分别是：一是建平台；二是引人才；三是拓场景。",
         ("建平台", "引人才", "拓场景")),
        ("发布了哪些办法？", "会上发布的办法有《甲办法》《乙办法》和《丙办法》。",
         ("《甲办法》", "《乙办法》", "《丙办法》")),
        ("What are the members of the alliance?", "The members include Alpha Labs, Beta Bank and Gamma University.",
         ("Alpha Labs", "Beta Bank", "Gamma University")),
    ],
)  # fmt: skip
def test_items(question: str, sentence: str, items: tuple[str, ...]) -> None:
    assert tuple(span.of(sentence) for span in items_of(understand(question), Text.of(sentence))) == items


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("联盟的首批成员有哪些？", "和北京、上海、深圳等相比，联盟起步较晚。"),
        ("要打造哪三张名片？", "打造“甲看海”“乙在海边”两张名片。"),
        ("首批成员有哪些？", "联盟昨天成立。"),
    ],
)
def test_no_items_where_another_thing_is_enumerated(question: str, sentence: str) -> None:
    assert items_of(understand(question), Text.of(sentence)) == ()


@pytest.mark.parametrize(
    ("sentence", "number", "item"),
    [
        ("二是引人才；", 2, "引人才"),
        ("第三，拓展场景。", 3, "拓展场景"),
        ("10.实施标准化。", 10, "实施标准化"),
        ("（四）完善服务。", 4, "完善服务"),
        ("内容22条措施：1.支持招引。", 1, "支持招引"),
    ],
)
def test_numbered(sentence: str, number: int, item: str) -> None:
    found = numbered(Text.of(sentence))
    assert found is not None
    assert (found.number, found.span.of(sentence)) == (number, item)


@pytest.mark.parametrize("sentence", ["2.5亿元到账。", "增长了10.5%。", "一是甲；二是乙。", "没有编号。"])
def test_not_numbered(sentence: str) -> None:
    assert numbered(Text.of(sentence)) is None


@given(st.text(alphabet="包括甲、乙和“丙”《丁》，。：一是二1.等有 abc", max_size=40))
def test_items_lie_in_the_sentence_in_order(sentence: str) -> None:
    spans = items_of(understand("成员包括哪些？"), Text.of(sentence))
    assert all(span.end <= len(sentence) for span in spans)
    assert all(one.start < other.start for one, other in pairwise(spans))
