from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.index.snapshot import Index
from embeddings.text.normalize import Text
from qa.evidence.coverage import NOTHING, Matcher, query_words, share
from qa.question.understand import understand


@pytest.fixture(scope="module")
def index(seeds_index: Path) -> Index:
    return Index.open(seeds_index)


@pytest.mark.parametrize(
    ("word", "folded", "expected"),
    [
        ("南京", "南京市发布", 1.0),
        ("三亚市", "网易与三亚签约", 1.0),
        ("工业元", "首个工业元宇宙", 1.0),
        ("工业园", "首个工业元宇宙", 0.5),
        ("无锡", "南京", 0.0),
        ("2025", "到2025年", 1.0),
        ("20", "到2025年", 0.0),
        ("3500", "达3,500亿元", 1.0),
        ("ai", "said", 0.0),
        ("ai", "用ai作答", 1.0),
        ("南京", "", 0.0),
    ],
)
def test_share(word: str, folded: str, expected: float) -> None:
    assert share(word, folded) == expected


@given(st.text(alphabet="南京市无锡2025ai 的", max_size=8), st.text(alphabet="南京市无锡2025ai 的", max_size=20))
def test_share_lies_between_nothing_and_all(word: str, folded: str) -> None:
    if word:
        assert 0.0 <= share(word, folded) <= 1.0


def names(question: str, index: Index) -> list[str]:
    return [word.name for word in query_words(understand(question), index) if word.name]


def test_names(index: Index) -> None:
    assert names("深圳的元宇宙产业规模目标是多少？", index) == ["深圳"]
    assert names("哪些城市提出了目标？", index) == []
    assert names("Who is the chairman of Zhangjiang Group?", index) == ["Zhangjiang Group", "Zhangjiang Group"]


def test_the_kind_of_thing_asked_for_weighs_less(index: Index) -> None:
    asked = {word.text: word.weight for word in query_words(understand("哪些城市提出了目标？"), index)}
    assert asked["城市"] == pytest.approx(index.idf("城市") * 0.25)
    assert asked["目标"] == pytest.approx(index.idf("目标"))


def test_a_year_taken_over_from_an_earlier_question_weighs_less(index: Index) -> None:
    question = understand("南京到2028年的规模是多少？", typed="那南京呢？")
    asked = {word.text: word.weight for word in query_words(question, index)}
    assert asked["2028"] == pytest.approx(index.idf("2028") * 0.25)


def matcher(question: str, texts: list[str], index: Index) -> Matcher:
    return Matcher(query_words(understand(question), index), [Text.of(text) for text in texts], index)


def test_a_heading_that_names_another_place_is_no_match(index: Index) -> None:
    texts = ["到2025年,規模達到500億元;", "上海松江區", "上海"]
    match = matcher("上海的规模是多少？", texts, index)
    sentence, narrow, exact = map(Text.of, texts)
    assert match.missing([sentence], heading=narrow) == ["上海"]
    assert match.missing([sentence], heading=exact) == []
    assert match.coverage(sentence, passage=sentence, heading=exact, title=NOTHING) > match.coverage(
        sentence, passage=sentence, heading=narrow, title=NOTHING
    )


def test_coverage_of_everything_and_of_nothing(index: Index) -> None:
    match = matcher("南京的规模", ["南京的规模", "无关"], index)
    assert match.coverage(
        Text.of("南京的规模"), passage=Text.of("南京的规模"), heading=NOTHING, title=NOTHING
    ) == pytest.approx(1.0)
    assert match.coverage(Text.of("无关"), passage=Text.of("无关"), heading=NOTHING, title=NOTHING) == 0.0
