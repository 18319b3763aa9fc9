from hypothesis import given
from hypothesis import strategies as st

from embeddings.text.normalize import fold
from embeddings.training.further_languages import FURTHER_SHARES, count, is_hangul, is_kana


def test_japanese_is_runs_of_kana_and_their_characters_without_chinese_ones() -> None:
    counts = count([("ja", "データを収集する。データから")])
    twice = dict.fromkeys(["データ", "デ", "ー", "タ"], 2)
    assert counts == {"ja": twice | dict.fromkeys(["を", "する", "す", "る", "から", "か", "ら"], 1)}


def test_a_long_run_of_hiragana_is_grammar_and_leaves_its_characters_alone() -> None:
    assert count([("ja", "されません")])["ja"] == {"さ": 1, "れ": 1, "ま": 1, "せ": 1, "ん": 1}
    assert count([("ja", "ﾃﾞｰﾀ")])["ja"] == count([("ja", "テ゛ータ")])["ja"]  # half width; its mark is no kana


def test_korean_is_beginnings_endings_and_syllables() -> None:
    assert count([("ko", "데이터에서")])["ko"] == {
        "데": 1, "이": 1, "터": 1, "에": 1, "서": 1,
        "데이": 1, "데이터": 1, "데이터에": 1,
        "에서": 1,
    }  # fmt: skip
    assert count([("ko", "서울")])["ko"] == {"서": 1, "울": 1, "서울": 1}  # an ending leaves something before it
    assert count([("ko", "값")])["ko"] == {"값": 1}


def test_words_in_letters_stand_whole_with_their_accents() -> None:
    counts = count([("fr", "L’Économie française"), ("ru", "Новая Ёлка"), ("de", "Straße")])
    words = {language: {piece for piece in own if len(piece) > 1} for language, own in counts.items()}
    assert words == {"fr": {"économie", "française"}, "ru": {"новая", "ёлка"}, "de": {"straße"}}
    assert (counts["fr"]["é"], counts["fr"]["ç"], counts["fr"]["l"]) == (1, 1, 1)


def test_chinese_characters_digits_and_signs_are_counted_elsewhere() -> None:
    assert count([("ja", "東京、2024年！"), ("ko", "大韓民國 3·1")]) == {"ja": {}, "ko": {}}


def test_languages_are_counted_apart_and_share_less_than_an_eighth_of_the_vocabulary() -> None:
    counts = count([("es", "para"), ("pt", "para"), ("es", "para")])
    assert (counts["es"]["para"], counts["pt"]["para"]) == (2, 1)
    assert 0.1 < sum(FURTHER_SHARES.values()) < 0.125


@given(st.text(alphabet="データ東서울é aя1、", max_size=20))
def test_every_piece_stands_in_the_folded_text(text: str) -> None:
    pieces = count([("ja", text)])["ja"]
    assert all(piece in fold(text) for piece in pieces)
    assert all(n <= sum(fold(text).startswith(piece, i) for i in range(len(text))) for piece, n in pieces.items())


def test_scripts() -> None:
    assert [is_hangul(c) for c in "가힣ㄱ한漢a"] == [True, True, False, True, False, False]
    assert [is_kana(c) for c in "ぁアーん漢한"] == [True, True, True, True, False, False]
