from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.text.sentences import LONG_SENTENCE, sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, 0, len(text))]


@pytest.mark.parametrize(
    "expected",
    [
        ["会议开幕。", "代表出席！", "效果如何？！", "大家都说好"],
        ["《你好！世界》发布。", "（完。）"],
        ["他说：“好。我去。”", "李四说：“我也去！”", "然后走了。"],
        ["以“上海，准备好了吗？”为主题的大会开幕。", "人很多。"],
        ["他没有回答……后来才说。", "就这样……"],
        ["“大力支持。”腾讯集团高级副总裁郭凯天表示，希望找到增长点。", "新的一年。"],
        ["“既是积累，又是延续。”峰会上，董事长袁涛为大家介绍了情况。", "下一步，聚焦研发。"],
        ["“今天很好。”", "与此同时，雨停了。"],
        ["「你來。」", "他走了。"],
        ["推進規?；?，形成100家。", "以元宇宙領域??字人為方向。"],
        ["1.支持关键项目招引。", "2.科学谋划。"],
        ["增长3.5%。", "到2025年,规模达3,500亿元。"],
    ],
    ids=str,
)
def test_chinese(expected: list[str]) -> None:
    assert split("".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["Mr. Smith of the U.S. Army paid $3.5 million.", "He left at 5 p.m.", "The deal is No. 5.", "Is it?", "Yes!"],
        ["J. K. Rowling wrote it...", '"Why not?" he asked.', '"It is good. Very good."', "Then he left."],
        ["1. First item.", "2. Second item."],
        ["See e.g. the U.K. office of Acme Inc. in London.", "It closed in Dec. 2024.", "Visit example.com/a?b=1 now."],
        ["It belongs to Acme Inc.", "The firm denies it."],
        ["Yahoo! is a company.", "Version 1.2.3 is out."],
    ],
    ids=str,
)
def test_english(expected: list[str]) -> None:
    assert split(" ".join(expected)) == expected


def test_line_breaks_always_end_a_sentence_and_whitespace_is_trimmed() -> None:
    assert split("没有句号\n　　第二行。 \n\n“引文\n还没完。”") == ["没有句号", "第二行。", "“引文", "还没完。”"]


def test_semicolons_end_sentences_only_in_long_ones() -> None:
    short = "规模突破800亿元；建成5个平台。"
    long = ["一" * LONG_SENTENCE + "；", "建成《甲；乙》平台；", "完。"]
    assert split(short) == [short]
    assert split("".join(long)) == long


def test_a_quotation_of_many_sentences_is_split_at_its_inner_ends() -> None:
    inner = "甲" * 99 + "。"
    text = f"“{inner}{inner}”他说。完。"
    assert split(text) == [f"“{inner}", f"{inner}”他说。", "完。"]


def test_only_the_given_range_is_split() -> None:
    text = "甲。乙。丙。"
    assert sentences(text, 2, 4) == [(2, 4)]


@given(st.text(alphabet='甲乙ab1 \n\t。！？；….?!"“”‘’《》（）()「」,，%', max_size=200))
def test_every_visible_character_is_in_exactly_one_sentence(text: str) -> None:
    spans = sentences(text, 0, len(text))
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    assert not any("\n" in text[start:end] for start, end in spans)
