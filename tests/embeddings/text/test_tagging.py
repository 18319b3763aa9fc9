from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.text import segment_batch as tagging
from embeddings.text.segment import words
from embeddings.text.segment_batch import TAGS, tagged_words

TEXT = "有所落後，2023年江蘇“元宇宙”達3,500億元。O'Neill à 6G"


def expected(text: str) -> list[list[int]]:
    tags, begins, stops = ([0] * (len(text) + 1) for _ in range(3))
    for word in words(text):
        number = TAGS.index(word.tag) if word.tag in TAGS else 0
        tags[word.start : word.end] = [number] * (word.end - word.start)
        begins[word.start] = stops[word.end] = 1
    return [tags, begins, stops]


@pytest.mark.parametrize("text", [TEXT, "", "。", "南京", "a"])
def test_words_are_those_of_the_segmenter(text: str) -> None:
    assert [found.tolist() for found in tagged_words(text)] == expected(text)


LIKELY = st.text(alphabet="有所落后元宇宙龘南京江蘇二〇二三1.5,%aé'’。 \n", max_size=24)


@given(LIKELY)
def test_any_text_has_the_segmenters_words(text: str) -> None:
    assert [found.tolist() for found in tagged_words(text)] == expected(text)


def test_tags_that_were_forgotten_are_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tagging, "MOST_KNOWN", 0)
    for text in (TEXT, "上海迪士尼", TEXT):
        assert [found.tolist() for found in tagged_words(text)] == expected(text)
