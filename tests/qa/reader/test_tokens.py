import numpy as np
import pytest

from embeddings.encoders.load import SHIPPED_FOLDER
from embeddings.encoders.static import StaticEncoder
from qa.reader.features import (
    CLOSE_BRACKET,
    CLOSE_QUOTE,
    DIGITS,
    END,
    HAN,
    LATIN,
    MARKS,
    OPEN_BRACKET,
    OPEN_QUOTE,
    TAGS,
    Tokens,
    joined,
    tokenise,
)

TEXT = "2023年江蘇“元宇宙”達500億元。《金陵杯》by Unity"
COMMA, LIST_COMMA = 1, 2


@pytest.fixture(scope="module")
def encoder() -> StaticEncoder:
    return StaticEncoder(SHIPPED_FOLDER)


@pytest.fixture(scope="module")
def tokens(encoder: StaticEncoder) -> Tokens:
    return tokenise([TEXT], encoder)[0]


def texts(tokens: Tokens, text: str) -> list[str]:
    return [text[start:end] for start, end in tokens.spans.tolist()]


def at(tokens: Tokens, piece: str) -> int:
    return texts(tokens, TEXT).index(piece)


def test_tokens_are_stretches_of_the_text_without_marks(tokens: Tokens) -> None:
    assert "".join(texts(tokens, TEXT)) == "2023年江蘇元宇宙達500億元金陵杯byUnity"
    assert {len(field) for field in tokens} == {len(tokens.ids)}


def test_marks_stand_before_and_behind(tokens: Tokens) -> None:
    quoted, amount, prize, name = (at(tokens, piece) for piece in ("元", "億元", "金陵", "Unity"))
    assert np.flatnonzero(tokens.before[quoted]).tolist() == [OPEN_QUOTE]
    assert np.flatnonzero(tokens.after[amount]).tolist() == [END, OPEN_BRACKET]
    assert np.flatnonzero(tokens.before[prize]).tolist() == [END, OPEN_BRACKET]
    assert np.flatnonzero(tokens.after[at(tokens, "杯")]).tolist() == [CLOSE_BRACKET]
    assert np.flatnonzero(tokens.before[name]).tolist() == [0]
    assert np.flatnonzero(tokens.after[at(tokens, "宇宙")]).tolist() == [CLOSE_QUOTE]
    assert not tokens.after[-1].any()


def test_depth_is_that_of_quotations_and_brackets(tokens: Tokens) -> None:
    pieces = texts(tokens, TEXT)
    assert [piece for piece, (quoted, _) in zip(pieces, tokens.depth.tolist(), strict=True) if quoted] == ["元", "宇宙"]
    assert [piece for piece, (_, deep) in zip(pieces, tokens.depth.tolist(), strict=True) if deep] == ["金陵", "杯"]


def test_scripts_and_parts_of_speech(tokens: Tokens) -> None:
    pieces = ("2023", "江蘇", "Unity")
    assert [tokens.script[at(tokens, piece)] for piece in pieces] == [DIGITS, HAN, LATIN]
    assert [TAGS[tokens.tags[at(tokens, piece)]] for piece in pieces] == ["m", "ns", "eng"]


def test_borders_are_those_of_words(tokens: Tokens) -> None:
    assert tokens.borders[at(tokens, "江蘇")].tolist() == [1, 1]
    assert tokens.borders[at(tokens, "元")].tolist() == [1, 1]  # 元 | 宇宙: two words of the segmenter's


def test_texts_are_joined_and_parted(encoder: StaticEncoder) -> None:
    first, second = tokenise(["南京、北京", "上海，"], encoder)
    both = joined([first, second])
    assert both.ids.tolist() == [*first.ids.tolist(), *second.ids.tolist()]
    assert both.part(1, 9).spans.tolist() == [[3, 5], [0, 2]]
    assert [both.after[0, LIST_COMMA], both.after[-1, COMMA]] == [1, 1]
    assert both.part(2, 2).before.shape == (0, len(MARKS))


@pytest.mark.parametrize("text", ["", "，。“”", " \n"])
def test_a_text_of_marks_has_no_tokens(text: str, encoder: StaticEncoder) -> None:
    assert [len(field) for field in tokenise([text], encoder)[0]] == [0] * len(Tokens._fields)


def test_characters_beyond_the_basic_plane_and_lone_surrogates_keep_places(encoder: StaticEncoder) -> None:
    text = "𠮷南京\ud800北京"
    found = tokenise([text.replace("\ud800", "😀")], encoder)[0]
    assert [text[start:end] for start, end in found.spans.tolist()][-1] == "北京"
