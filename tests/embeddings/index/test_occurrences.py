from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.config import IndexConfig
from embeddings.index.bm25 import Fields, Occurrences, count_terms, heads, of_articles, weigh
from embeddings.text.segment import terms

PASSAGES = [Fields("海", "", "山 网易 山"), Fields("海", "高新区", "网易"), Fields("", "", "")]


def held(occurrences: Occurrences) -> Counter[tuple[str, int]]:
    """How often each term stands in which slot."""
    ends = np.asarray(occurrences.vocabulary["term_starts"]).tolist()
    letters = np.asarray(occurrences.vocabulary["term_bytes"]).tobytes()
    names = [letters[start:end].decode() for start, end in pairwise(ends)]
    assert names == sorted(names)
    assert (
        np.asarray(occurrences.vocabulary["term_heads"]).tolist() == heads([each.encode() for each in names]).tolist()
    )
    return Counter(zip((names[number] for number in occurrences.numbers), occurrences.slots.tolist(), strict=True))


def test_every_term_is_counted_where_it_stands() -> None:
    words, pairs = count_terms(PASSAGES)
    assert held(words) == {("海", 0): 1, ("山", 2): 2, ("网易", 2): 1, ("海", 3): 1, ("高新区", 4): 1, ("网易", 5): 1}
    assert words.lengths.tolist() == [[1, 0, 3], [1, 1, 1], [0, 0, 0]]
    assert held(pairs) == {("网易", 2): 1, ("高新", 4): 1, ("新区", 4): 1, ("网易", 5): 1}
    assert pairs.lengths.tolist() == [[0, 0, 1], [0, 2, 1], [0, 0, 0]]


@given(st.lists(st.text(max_size=20) | st.text(alphabet="元宇宙产12年ab ,𠀀", max_size=20), max_size=6))
def test_counts_are_those_of_the_terms(texts: list[str]) -> None:
    words, pairs = count_terms([Fields("", "", text) for text in texts])
    found = [terms(text) for text in texts]
    for occurrences, lists in ((words, [each.words for each in found]), (pairs, [each.pairs for each in found])):
        assert held(occurrences) == Counter((term, 3 * row + 2) for row, each in enumerate(lists) for term in each)


def test_an_article_is_its_passages_and_its_title_once() -> None:
    words, _ = count_terms(PASSAGES)
    whole = of_articles(words, np.array([0, 0, 1]))
    assert held(whole) == {("海", 0): 1, ("山", 2): 2, ("网易", 2): 2, ("高新区", 1): 1}
    assert whole.lengths.tolist() == [[1, 1, 4], [0, 0, 0]]


def test_what_a_term_is_worth() -> None:
    config = IndexConfig(bm25_k1=1.0, bm25_b=0.5, bm25_title_weight=2.0)
    words, _ = count_terms(PASSAGES)
    arrays = weigh(words, config)
    assert np.asarray(arrays["starts"]).tolist() == [0, 1, 3, 5, 6]  # 山 海 网易 高新区
    assert np.asarray(arrays["rows"]).tolist() == [0, 0, 1, 0, 1, 1]
    lengths = [2 + 3, 2 + 1 + 1]
    mountain = np.log(1 + 2.5 / 1.5) * 2 / (2 + 0.5 + 0.5 * lengths[0] / 3)
    sea = np.log(1 + 1.5 / 2.5) * 2 / (2 + 0.5 + 0.5 * lengths[1] / 3)
    values = np.asarray(arrays["values"], dtype=np.float32)
    assert values[[0, 2]].tolist() == pytest.approx([mountain, sea], rel=1e-6)


def test_heads_stand_in_the_order_of_the_terms() -> None:
    names = sorted(term.encode() for term in ("", "a", "ab", "abcdefgh", "abcdefghi", "元", "元宇宙", "𠀀"))
    found = heads(names)
    assert found.dtype == np.uint64
    assert found.tolist() == sorted(found.tolist())
    assert heads([b"abcdefgh"]).tolist() == heads([b"abcdefghi"]).tolist() == [0x6162636465666768]
