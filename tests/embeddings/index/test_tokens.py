from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.encoders.load import SHIPPED_FOLDER
from embeddings.encoders.static import StaticEncoder
from embeddings.index import tokens
from embeddings.index.tokens import ARRAYS, PassageTokens, Sentences, TokenStore

PASSAGES = [
    Sentences("a b", "c d. x", [(0, 4), (5, 6)]),  # x is not known
    Sentences("", "b", [(0, 1)]),
    Sentences("d", "", []),
]


@pytest.fixture(scope="module")
def shipped() -> StaticEncoder:
    return StaticEncoder(SHIPPED_FOLDER)


def listed(held: PassageTokens) -> dict[str, list[object]]:
    return {name: array.tolist() for name, array in zip(PassageTokens._fields, held, strict=True)}


def test_tokens_stand_sentence_by_sentence_behind_what_stands_above(word_encoder: StaticEncoder) -> None:
    found = listed(TokenStore.build(PASSAGES, word_encoder).of(np.arange(3)))
    lengths = found.pop("lengths")
    assert found == {
        "ids": [1, 2, 3, 4, 2, 4],
        "sentences": [0, 2, 4, 4, 4, 5, 6],
        "passages": [0, 3, 5, 6],
        "spans": [[0, 0], [0, 4], [5, 6], [0, 0], [0, 1], [0, 0]],
    }
    # a + b is (3, 4, 0), c + d is (1, 1, 2)
    assert lengths == pytest.approx([5, 6**0.5, 0, 0, 4, 2])


def test_rows_are_given_in_the_order_asked_for_and_as_often(word_encoder: StaticEncoder) -> None:
    store = TokenStore.build(PASSAGES, word_encoder)
    expected = TokenStore.build([PASSAGES[row] for row in (2, 0, 2)], word_encoder).of(np.arange(3))
    assert listed(store.of(np.array([2, 0, 2]))) == listed(expected)
    assert listed(store.of(np.array([], dtype=np.int64))) == {
        "ids": [],
        "sentences": [0],
        "passages": [0],
        "spans": [],
        "lengths": [],
    }


def test_openings_are_the_first_tokens_of_passages(word_encoder: StaticEncoder) -> None:
    store = TokenStore.build([*PASSAGES, Sentences("", "", [])], word_encoder)
    assert store.openings(np.array([3, 0, 1, 2, 0]), 3).tolist() == [
        [-1, -1, -1],
        [1, 2, 3],
        [2, -1, -1],
        [4, -1, -1],
        [1, 2, 3],
    ]
    assert store.openings(np.array([0]), 1).tolist() == [[1]]
    assert store.openings(np.array([], dtype=np.int64), 2).shape == (0, 2)


@pytest.mark.parametrize("passages", [PASSAGES, []], ids=["three", "none"])
def test_saved_and_loaded_it_is_the_same(
    passages: list[Sentences], word_encoder: StaticEncoder, tmp_path: Path
) -> None:
    store = TokenStore.build(passages, word_encoder)
    store.save(tmp_path / "a")
    loaded = TokenStore.load(tmp_path / "a")
    rows = np.arange(len(passages))[::-1]
    assert listed(loaded.of(rows)) == listed(store.of(rows))
    assert [array.dtype for array in loaded.of(rows)] == [array.dtype for array in store.of(rows)]
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == sorted(f"{name}.npy" for name in ARRAYS)
    loaded.save(tmp_path / "b")
    for name in ARRAYS:
        assert (tmp_path / "a" / f"{name}.npy").read_bytes() == (tmp_path / "b" / f"{name}.npy").read_bytes()


def test_whole_passages_are_their_sentences_one_behind_the_other(word_encoder: StaticEncoder) -> None:
    store = TokenStore.build([*PASSAGES, Sentences("", "", [])], word_encoder)
    ids, starts = store.whole(np.array([1, 3, 0]))
    assert (ids.tolist(), starts.tolist()) == ([2, 1, 2, 3, 4], [0, 1, 1, 5])


def test_progress_is_told_as_a_share(word_encoder: StaticEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "_BLOCK_TEXTS", 4)
    told: list[float] = []
    TokenStore.build(PASSAGES, word_encoder, progress=told.append)
    assert told == [4 / 6, 1.0]  # a b, c d., x, nothing, b and d: the second b is the first


@pytest.mark.parametrize(
    ("text", "spans", "apart"),
    [
        ("海。山。", [(0, 2), (2, 4)], True),
        ("海\n山", [(0, 1), (2, 3)], True),
        ("海山", [(0, 1), (1, 2)], False),  # a sentence longer than a passage is cut anywhere
        ("海。\u0301山", [(0, 2), (2, 4)], False),  # an accent belongs to the mark before it
        ("海\x1c山", [(0, 1), (2, 3)], False),  # the shipped tokenizer drops control characters
        ("\u0301山", [(0, 2)], False),
        ("", [], True),
    ],
)
def test_sentences_are_apart_where_marks_or_spaces_part_them(
    text: str, spans: list[tuple[int, int]], *, apart: bool
) -> None:
    assert Sentences("a", text, spans).are_apart() is apart


@pytest.mark.parametrize("mark", sorted(tokens._ENDS | tokens._SPACES))
def test_the_shipped_tokenizer_parts_runs_at_every_mark(mark: str, shipped: StaticEncoder) -> None:
    whole, first, second = shipped.tokens([f"中华人民共和国{mark}中央人民政府", "中华人民共和国", "中央人民政府"])
    assert whole.tolist() == [*first.tolist(), *second.tolist()]
    whole, first, second = shipped.tokens([f"2022{mark}2023", f"2022{mark}", "2023"])
    assert whole.tolist() == [*first.tolist(), *second.tolist()]


LIKELY = st.text(alphabet="元宇宙产业２022aｂé́が゙カﾞ한국。！？…”’」)）；;. \n　\x1c\u200d️①㎡🏽", max_size=12)


@given(st.lists(LIKELY | st.text(max_size=8), max_size=5))
def test_tokens_of_sentences_apart_are_those_of_the_whole(shipped: StaticEncoder, pieces: list[str]) -> None:
    ends = np.cumsum([len(piece) for piece in pieces]).tolist()
    spans = [(end - len(piece), end) for end, piece in zip(ends, pieces, strict=True) if piece]
    passage = Sentences("标题", "".join(pieces), spans)
    if passage.are_apart():
        ids, _ = TokenStore.build([passage], shipped).whole(np.arange(1))
        assert ids.tolist() == shipped.tokens([f"标题\n{passage.text}"])[0].tolist()


WORD = st.sampled_from(["a", "b", "c", "d", "x", "。"])
TEXT = st.lists(WORD, max_size=4).map(" ".join)


@given(st.lists(st.tuples(TEXT, st.lists(TEXT, max_size=4)), max_size=5), st.data())
def test_any_rows_are_those_passages_alone(
    word_encoder: StaticEncoder, drawn: list[tuple[str, list[str]]], data: st.DataObject
) -> None:
    passages: list[Sentences] = []
    for above, sentences in drawn:
        ends = np.cumsum([len(sentence) + 1 for sentence in sentences]).tolist()
        spans = [(end - len(sentence) - 1, end - 1) for end, sentence in zip(ends, sentences, strict=True)]
        passages.append(Sentences(above, "|".join(sentences), spans))
        assert passages[-1].texts() == sentences
    rows = data.draw(st.lists(st.integers(0, len(passages) - 1), max_size=6) if passages else st.just([]))
    found = TokenStore.build(passages, word_encoder).of(np.array(rows, dtype=np.int64))
    alone = TokenStore.build([passages[row] for row in rows], word_encoder).of(np.arange(len(rows)))
    assert listed(found) == listed(alone)
    assert len(found.sentences) == 1 + sum(1 + len(passages[row].spans) for row in rows)
