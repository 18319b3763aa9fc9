from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.encoders.load import SHIPPED_FOLDER
from embeddings.encoders.static import StaticEncoder
from embeddings.index.tokens import placed

LIKELY = st.text(alphabet="元宇宙龘鿿〇々２022aＢé́ゲカﾞ한국。…，“ \n　\x1c\u200d️①㎡½🏽", max_size=20)


@pytest.fixture(scope="module")
def shipped() -> StaticEncoder:
    return StaticEncoder(SHIPPED_FOLDER)


def test_tokens_stand_where_they_were_read(shipped: StaticEncoder) -> None:
    found = placed(["江蘇３５億元", "", "é … 南京"], shipped)
    assert found.counts.tolist() == [3, 0, 2]
    assert list(zip(found.starts.tolist(), found.sizes.tolist(), strict=True))[-2:] == [(0, 1), (4, 2)]


@given(st.lists(LIKELY | st.text(st.characters(exclude_categories=["Cs"]), max_size=8), max_size=6))
def test_places_are_those_that_the_tokenizer_tells(shipped: StaticEncoder, texts: list[str]) -> None:
    found = placed(texts, shipped)
    ends = np.cumsum(found.counts).tolist()
    for (ids, spans), tokens, count, end in zip(
        shipped.placed_tokens(texts), shipped.tokens(texts), found.counts.tolist(), ends, strict=True
    ):
        own = slice(end - count, end)
        assert found.ids[own].tolist() == tokens.tolist()
        there = found.sizes[own] > 0
        assert found.ids[own][there].tolist() == ids.tolist()
        starts, sizes = found.starts[own][there], found.sizes[own][there]
        assert np.stack([starts, starts + sizes], axis=1).tolist() == spans.tolist()


def test_an_encoder_of_another_tokenizer_is_asked_for_the_places(word_encoder: StaticEncoder) -> None:
    found = placed(["a  b", "x", "d"], word_encoder)
    assert (found.ids.tolist(), found.counts.tolist()) == ([1, 2, 4], [2, 0, 1])
    assert (found.starts.tolist(), found.sizes.tolist()) == ([0, 3, 0], [1, 1, 1])
