from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.errors import InputRefusedError
from qa.question.understand import accept, understand


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("到2025年产业规模将达到多少？", "number"),
        ("《实施方案》一共有多少条措施？", "number"),
        ("大会有几家企业签约？", "number"),
        ("How many companies signed?", "number"),
        ("他们哪一天签署协议？", "date"),
        ("這份規劃是什麼時候印發的？", "date"),
        ("When was the plan issued?", "date"),
        ("該法於何年頒布？", "date"),
        ("谁是集团董事长？", "person"),
        ("Who chairs the group?", "person"),
        ("高泽龙是谁？", "other"),
        ("应用中心落户在哪裡？", "place"),
        ("首批成员有哪些？", "list"),
        ("哪三张名片？", "list"),
        ("为什么选择这里？", "reason"),
        ("為甚麼選擇這裡？", "reason"),
        ("网易将在三亚设立什么？", "name"),
        ("Which company builds it?", "organisation"),
        ("介绍一下这个项目", "other"),
    ],
)
def test_kind(question: str, kind: str) -> None:
    assert understand(question).kind == kind


@pytest.mark.parametrize(
    ("question", "content"),
    [
        ("南京的元宇宙产业规模目标是多少？", "南京的元宇宙产业规模目标是 ?"),
        ("網易將在三亞設立什麼？", "网易将在三亚设立 ?"),
        ("Who chairs the group?", "chairs the group?"),
        ("多少？", "多少?"),
        ("合肥到2028年元宇宙产业", "合肥到 2028年 元宇宙产业"),
        ("請問有哪些城市發布了規劃？", "城市发布了规划?"),
        ("甚麼時候於何處簽約", "于 签约"),
        ("這是怎樣的計劃，為甚麼", "这是 的计划,"),
        ("哪一部电影和哪部门、哪一部分", "电影和 部门、 部分"),
        ("哪国的哪个台风，哪台机器", "国的 台风, 台机器"),
        ("几内亚第几届几何大会", "几内亚 几何大会"),
        ("What kind of houses are built and how often?", "houses are built and ?"),
    ],
)
def test_content_leaves_out_what_only_asks(question: str, content: str) -> None:
    assert understand(question).content == content


@pytest.mark.parametrize(
    ("question", "text", "fits"),
    [
        ("一共有多少条措施？", "30条", True),
        ("一共有多少条措施？", "30家", False),
        ("产业规模是多少？", "3500亿元", True),
        ("产业规模是多少？", "50家", False),
        ("占比是多少？", "13.0%", True),
        ("提供多大面积的空间？", "3000平米", True),
    ],
)
def test_unit(question: str, text: str, fits: bool) -> None:
    unit = understand(question).unit
    assert unit is not None
    assert bool(unit.search(text)) is fits


def test_accept_joins_lines() -> None:
    assert accept("  南京的\n目标\t是多少？ ", 100) == "南京的 目标 是多少？"


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("", "nothing"),
        (" \n\u3000", "nothing"),
        ("？！", "no word in it"),
        ("长" * 101, "101 characters"),
        ("南京\x00市", "U+0000"),
        ("南京\x1b[31m", "U+001B"),
        ("南京\ud800", "U+D800"),
    ],
)
def test_accept_refuses(question: str, found: str) -> None:
    with pytest.raises(InputRefusedError) as caught:
        accept(question, 100)
    assert caught.value.found == found
    assert caught.value.exit_code == 4
    assert "\n" not in str(caught.value)


@given(st.text(max_size=60))
def test_what_is_accepted_can_be_understood(text: str) -> None:
    try:
        accepted = accept(text, 50)
    except InputRefusedError:
        return
    question = understand(accepted)
    assert len(question.folded) == len(accepted)
    assert any(character.isalnum() for character in question.content)
