from pathlib import Path

import pytest

from embeddings.index.snapshot import Index
from qa.grounding.passages import claimed_words, coverages, is_across

TEXT = "上海“元宇宙”相关产业规模将达3500亿元"


@pytest.fixture(scope="module")
def index(seeds_index: Path) -> Index:
    return Index.open(seeds_index)


def test_numbers_and_words_of_saying_claim_nothing(index: Index) -> None:
    words = claimed_words("据报道，南京八月二十二日发布了规划，规模3500亿元", index)
    assert [word.text for word in words if not word.named] == ["发布", "规划", "规模"]
    assert [word.text for word in words if word.named] == ["南京"]


def test_coverage_is_a_share_of_weight(index: Index) -> None:
    words = claimed_words("上海产业规模", index)
    assert coverages(words, [TEXT, "月亮"], index, across=False) == [1.0, 0.0]
    assert coverages([], [TEXT], index, across=False) == [0.0]
    half = coverages(claimed_words("上海月亮", index), [TEXT], index, across=False)[0]
    assert 0.2 < half < 0.8


def test_across_languages_words_are_translated(index: Index) -> None:
    near, far = coverages(claimed_words("Shanghai industry scale", index), [TEXT, "月亮和猫"], index, across=True)
    assert near > 0.8
    assert far < 0.4
    assert is_across("Shanghai", TEXT)
    assert not is_across("上海", TEXT)
