from __future__ import annotations

from pathlib import Path

import pytest

from qa.crosslingual.lexicon import LEAST, POWER, Lexicon, save_lexicon, shipped_lexicon

TABLE = {
    ("compani", "公司"): 0.8,
    ("compani", "企业"): 0.08,
    ("compani", "连队"): 0.01,
    ("connecticut", "康涅狄格"): 0.5,
    ("state", "州"): 0.4,
    ("enterpris", "企业"): 0.8,
}


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    path = tmp_path_factory.mktemp("lexicon") / "new" / "lexicon.npz"
    save_lexicon(TABLE, path)
    return Lexicon(path)


def test_a_word_is_itself_and_its_translations_by_how_sure_they_are(lexicon: Lexicon) -> None:
    (found,) = lexicon.translations(["compani"])
    assert list(found) == ["公司", "企业", "compani"]  # 连队 is an eightieth as sure as the best
    assert found == pytest.approx({"公司": 1.0, "企业": 0.1**POWER, "compani": 1.0}, rel=0.02)


def test_the_same_pairs_serve_both_directions(lexicon: Lexicon) -> None:
    (found,) = lexicon.translations(["企业"])
    assert found == pytest.approx({"enterpris": 1.0, "compani": 0.1**POWER, "企业": 1.0}, rel=0.02)
    (weak,) = lexicon.translations(["连队"])
    assert weak == {"compani": 1.0, "连队": 1.0}  # strengths are told by the best of each word


def test_an_unknown_chinese_word_adds_the_parts_that_are_known(lexicon: Lexicon) -> None:
    found = lexicon.translations(["康涅狄格州", "某公司"])
    assert found == [
        {"connecticut": 1.0},
        {"康涅狄格州": 1.0},
        {"compani": 1.0},
        {"某公司": 1.0},
    ]


def test_function_words_are_left_out_and_names_and_numbers_stay(lexicon: Lexicon) -> None:
    assert lexicon.translations(["的", "2025", "gpt4", "2025"]) == [{"2025": 1.0}, {"gpt4": 1.0}]
    assert lexicon.translations([]) == []


def test_a_table_is_the_same_bytes_whatever_the_order(tmp_path: Path) -> None:
    save_lexicon(TABLE, tmp_path / "a.npz")
    save_lexicon(dict(reversed(TABLE.items())), tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_the_shipped_table_knows_everyday_words() -> None:
    english, chinese = shipped_lexicon().translations(["railway"]), shipped_lexicon().translations(["铁路"])
    assert max(english[0], key=lambda term: english[0][term] * (term != "railway")) == "铁路"
    assert chinese[0]["railway"] == 1.0
    assert all(LEAST <= surely <= 1.0 for found in (*english, *chinese) for surely in found.values())
