"""Sentences written for these tests, in the manner of the seeds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.schema import Span
from embeddings.text.normalize import Text, fold
from embeddings.text.segment import words
from qa.evidence.spans import candidate_spans, cut_to_year, short_answer, uncut
from qa.question.understand import understand


def answer_of(asked: str, sentence: str) -> Span | None:
    question = understand(asked)
    anchors = [word.text for word in words(question.content) if word.text in fold(sentence)]
    return short_answer(question, Text.of(sentence), anchors=anchors)


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("到2025年杭州的产业规模将达到多少？", "到2025年，培育20家企业，产业规模达2000亿元，覆盖10个区。", "2000亿元"),
        ("苏州的核心产业规模目标是多少？", "建设 2-3 家载体，核心产业规模突破 500 億元。", "500 億元"),
        ("《办法》一共有多少条措施？", "《办法》共30条措施，被称为“稳企30条”，涵盖5个方面。", "30条"),
        ("政策包括几个方面？", "内容六个方面22条政策措施。", "六个方面"),
        ("一共收录了多少篇论文？", "论文集收录22篇论文，来自7个国家。", "22篇"),
        ("占全市比重是多少？", "2021年增加值2580.6亿元，占全市比重为13.0%。", "13.0%"),
        ("集团将提供多大面积的空间？", "集团2022年将提供不少于 3000 平米的空间。", "3000 平米"),
        ("规划是什么时候印发的？", "4月15日，规划正式印发，共18页。", "4月15日"),
        ("公司哪一年成立？", "自2008年在苏州注册以来，公司已有300名员工。", "2008年"),
        ("谁是集团董事长？", "会上，集团董事长王建国介绍了情况。", "王建国"),
        ("小学的校长是谁？", "校长周明远介绍，新楼可以容纳1080名学生。", "周明远"),
        ("哪位总统批准了计划？", "昨天，总统拜登批准了计划。", "拜登"),
        ("谁发现了这个规律？", "后来威廉·琼斯发现了这个规律，轰动英国。", "威廉·琼斯"),
        ("专班由几个部门组建？", "会上，由经济局等5部门共同组建的专班揭牌。", "5部门"),
        ("研讨会在哪里召开？", "7月26日，研讨会在苏州国际会议中心召开。", "苏州国际会议中心"),
        ("公司将在苏州设立什么？", "公司将在苏州设立华东研发总部，建设产业基地。", "华东研发总部"),
        ("当地将打造全国首个什么试验区？", "当地要打造全国首个数字开放试验区及配套园区。", "数字开放试验区"),
        ("研发总部落户在苏州的哪里？", "研发总部落户苏州金鸡湖畔，占地20亩。", "金鸡湖畔"),
        ("本届论坛的主题是什么？", "以“连接·共生”为主题的论坛昨天开幕。", "连接·共生"),
        ("應用中心落戶在哪裡？", "應用中心項目落戶崑山高新區，雙方簽署協議。", "崑山高新區"),
    ],
)
def test_short_answer(question: str, sentence: str, answer: str) -> None:
    span = answer_of(question, sentence)
    assert span is not None
    assert span.of(sentence) == answer


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("产业规模是多少？", "到2025年培育20家企业。"),
        ("规划是什么时候印发的？", "规划正式印发，共18页。"),
        ("谁是董事长？", "会上介绍了情况。"),
        ("论坛由谁主办？", "本次论坛由上海张江(集团)有限公司主办。"),
        ("谁是董事长？", "高新区的新楼可以容纳1080名学生。"),
        ("为什么选择苏州？", "因为2008年以来这里有300家企业。"),
    ],
)
def test_no_short_answer_where_the_kind_is_missing(question: str, sentence: str) -> None:
    assert answer_of(question, sentence) is None


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("展馆是哪一年的3月5日落成的？", "2006年"),
        ("展館是哪年落成的？", "2006年"),
        ("In which year did the hall open?", "2006年"),
        ("展馆是什么时候落成的？", "2006年3月5日"),
    ],
)
def test_a_year_is_enough_where_a_year_is_asked_for(question: str, answer: str) -> None:
    sentence = "展馆于2006年3月5日落成。"
    found = cut_to_year(understand(question), Text.of(sentence), Span(start=3, end=12))
    assert found.of(sentence) == answer


def test_a_year_is_no_quantity() -> None:
    spans = candidate_spans(understand("有多少？"), Text.of("2025年3月有7人参加。"))
    assert [span.of("2025年3月有7人参加。") for span in spans] == ["7人"]


@given(st.text(alphabet="在2025年3月，王建国的公司设立“新品秀”展厅为500 亿元%。 abc", max_size=40))
def test_spans_lie_in_the_sentence(sentence: str) -> None:
    for asked in ("公司设立什么展厅？", "规模是多少？", "什么时候？", "谁是经理？", "在哪里？"):
        span = answer_of(asked, sentence)
        if span is not None:
            assert span.of(sentence)
            assert span.end <= len(sentence)


@pytest.mark.parametrize(
    ("part", "measured", "whole"),
    [
        ("7项元", True, "7项"),
        ("7项", True, "7项"),
        ("元", True, None),
        ("宇宙相关政策", False, "元宇宙相关政策"),
        ("7项元", False, "7项元宇宙"),
        ("元宇宙", True, "元宇宙"),
    ],
)
def test_no_span_holds_a_part_of_a_word_that_the_segmenter_cuts(part: str, measured: bool, whole: str | None) -> None:
    sentence = "上海市共出台了7项元宇宙相关政策。"
    start = sentence.index(part)
    found = uncut(Span(start=start, end=start + len(part)), Text.of(sentence), measured=measured)
    assert (found and found.of(sentence)) == whole


@pytest.mark.parametrize(
    ("sentence", "part", "whole"),
    [
        ("发布了3项元数据标准。", "3项元", "3项"),
        ("三个单元测试和2个单元楼。", "2个单元", "2个单元"),
        ("募集5000元红包。", "5000元", "5000元"),
        ("投入3亿美元现金。", "3亿美元", "3亿美元"),
    ],
)
def test_the_yuan_behind_no_number_begins_a_word(sentence: str, part: str, whole: str) -> None:
    start = sentence.index(part)
    found = uncut(Span(start=start, end=start + len(part)), Text.of(sentence), measured=True)
    assert found
    assert found.of(sentence) == whole
