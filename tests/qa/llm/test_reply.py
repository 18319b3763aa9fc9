from __future__ import annotations

import json

import pytest

from qa.llm.reply import ReplySentences, WrittenSentence


def said(text: str, size: int, *, whole: bool = True) -> list[WrittenSentence]:
    written, found = ReplySentences(), list[WrittenSentence]()
    for at in range(0, len(text), size):
        found += written.feed(text[at : at + size])
    return found + written.finish(whole=whole)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("目标是3500亿元。[1] 南京是1350亿元[2][3]。", [("目标是3500亿元。", (1,)), ("南京是1350亿元。", (2, 3))]),
        ("It is 3.5 percent.[2, 3]\n- Third [^4]", [("It is 3.5 percent.", (2, 3)), ("Third", (4,))]),
        ("甲说好【1】。乙说不〔2、3〕！", [("甲说好。", (1,)), ("乙说不！", (2, 3))]),
        ("See [passage 2] **now**.", [("See now.", (2,))]),
        ("<think>先想想[9]。</think>好的。[1]", [("好的。", (1,))]),
        ("# 标题\n1. 第一。[1]\n2. 第二。[2]", [("标题", ()), ("第一。", (1,)), ("第二。", (2,))]),
        ("零\u200b宽\u202e字。[1]", [("零宽字。", (1,))]),
        ("NONE", []),
        (" 。 ", []),
        ("", []),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_sentences_come_with_what_they_cite_however_they_are_cut(
    text: str, expected: list[tuple[str, tuple[int, ...]]], size: int
) -> None:
    assert said(text, size) == [WrittenSentence(*each) for each in expected]


@pytest.mark.parametrize("size", [1, 5, 1000])
def test_json_by_the_schema_is_read_object_by_object(size: int) -> None:
    sentences = [
        {"text": "甲是3500亿元。乙也是。", "passages": [1]},
        {"text": "C [7]", "passages": [2, "x", True, -1, 2]},
        {"passages": [1]},
        "stray",
        {"text": 5, "passages": [1]},
        {"text": "没有引用。"},
    ]
    text = json.dumps({"sentences": sentences}, ensure_ascii=False)
    expected = [
        WrittenSentence("甲是3500亿元。", (1,)),
        WrittenSentence("乙也是。", (1,)),
        WrittenSentence("C", (2, 7)),
        WrittenSentence("没有引用。", ()),
    ]
    assert said(text, size) == expected
    assert said(f"```json\n{text}\n```", size) == expected


def test_a_sentence_is_given_out_as_soon_as_another_begins() -> None:
    written = ReplySentences()
    assert written.feed("甲。[1]") == []
    assert written.feed("[2]") == []
    assert written.feed("乙") == [WrittenSentence("甲。", (1, 2))]
    assert written.finish(whole=True) == [WrittenSentence("乙", ())]


def test_what_broke_off_inside_a_sentence_is_left_out() -> None:
    assert said("一句完了[1]。二句没", 4, whole=False) == [WrittenSentence("一句完了。", (1,))]
    assert said("一句完了。[1]", 4, whole=False) == [WrittenSentence("一句完了。", (1,))]
    assert said('{"sentences": [{"text": "甲。", "passages": [1]}, {"text": "乙', 4, whole=False) == [
        WrittenSentence("甲。", (1,))
    ]
    assert said("<think>还在想", 4, whole=False) == []


def test_no_marker_can_be_forged_inside_a_sentence() -> None:
    assert said('{"sentences": [{"text": "甲[[1]]乙。", "passages": []}]}', 1000) == [WrittenSentence("甲[]乙。", (1,))]
    assert said('{"sentences": [{"text": "甲[1234567]乙。", "passages": []}]}', 1000) == [
        WrittenSentence("甲［1234567］乙。", ())
    ]
