from __future__ import annotations

import math

import pytest

from qa.crosslingual.transliterate import LEAST, Sounds, letters, save_sounds, shipped_sounds

SHARES = dict.fromkeys("abcdefghijklmnopqrstuvwxyz", 1 / 26)


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> Sounds:
    path = tmp_path_factory.mktemp("sounds") / "new" / "sounds.npz"
    save_sounds({("te", "t"): 0.5, ("lang", "rum"): 0.1, ("pu", "p"): 0.5, ("pu", ""): LEAST}, SHARES, path)
    return Sounds(path)


def test_a_name_is_as_likely_as_its_pieces_after_the_syllables(sounds: Sounds) -> None:
    (found,) = sounds.found(["Trump"], "美国总统特朗普说")
    assert found == pytest.approx(math.log(0.5 * 0.1 * 0.5 * 26**5), abs=0.1)


def test_a_run_of_characters_is_broken_by_what_no_name_has(sounds: Sounds) -> None:
    whole, apart = (sounds.found(["Trump"], text)[0] for text in ("特朗普", "特，朗，普"))
    assert apart < whole / 2
    assert sounds.found(["Trump", "", "一"], "Trump") == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("name", "characters"),
    [
        ("Trump", "特朗普"),
        ("Erdogan", "埃尔多安"),
        ("Kavanaugh", "卡瓦诺"),
        ("Brighton", "布赖顿"),
        ("Pompeo", "蓬佩奥"),
    ],
)
def test_the_shipped_table_knows_names_by_their_sound(name: str, characters: str) -> None:
    found, other = shipped_sounds().found([name, "Washington"], f"昨天{characters}先生表示")
    assert found > 7
    assert other < 5


def test_letters_lose_marks_and_what_is_no_letter() -> None:
    assert letters("L’Oréal") == "loreal"
    assert letters("特朗普") == ""
