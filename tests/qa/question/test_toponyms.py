from __future__ import annotations

from pathlib import Path

import pytest

from embeddings.text.segment import words
from qa.assistant.assistant import Assistant
from qa.question.names import NAME_TAGS, PLACES, is_place, names_of


def test_every_place_is_one_that_the_segmenter_tags_otherwise() -> None:
    known = {place for place in PLACES if words(f"{place}出台了几项政策")[0].tag.startswith(NAME_TAGS)}
    assert known == set()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("合肥共出台了几项政策？", ["合肥"]),
        ("大连和烟台的港口有多大？", ["大连", "烟台"]),
        ("银川市的人口是多少？", ["银川市"]),
        ("合肥高新区的目标是多少？", ["合肥高新区"]),
        ("寿光市有多少大棚？", ["寿光市"]),
        ("这座城市有多大？", []),
        ("全国有多少个直辖市？", []),
        ("省辖市有几个？", []),
    ],
)
def test_places_are_names(text: str, names: list[str]) -> None:
    assert [word.text for word in names_of(text)] == names
    assert all(word.tag == "ns" for word in names_of(text))


@pytest.mark.parametrize(
    "word", ["市", "城市", "大城市", "超市", "股市", "全县", "贫困县", "计划单列市", "日照", "合作"]
)
def test_what_only_looks_like_a_place_is_none(word: str) -> None:
    assert not is_place(word)


def test_what_is_said_of_another_city_does_not_answer(seeds_index: Path) -> None:
    assistant = Assistant.open(seeds_index)
    answer = assistant.ask("合肥共出台了几项元宇宙相关政策？")
    assert answer.status == "no_evidence"
    assert assistant.ask("上海市共出台了几项元宇宙相关政策？").short_answer == "7项"
