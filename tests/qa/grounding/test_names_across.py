from __future__ import annotations

import pytest

from qa.grounding.names import ClaimedName, chinese_covered, english_covered, names_in


def test_names_are_runs_of_capitals_without_titles_days_and_money() -> None:
    text = "The U.S. president met Mr. Erdogan in San Diego on Tuesday, and paid RMB 350 billion to Sainsbury's."
    assert names_in(text) == [
        ClaimedName(("u.s",), False),
        ClaimedName(("erdogan",), False),
        ClaimedName(("san", "diego"), False),
        ClaimedName(("sainsbury",), False),
    ]


def test_the_capital_of_an_opening_word_says_nothing() -> None:
    assert names_in("Voters went to Ankara.") == [ClaimedName(("voters",), True), ClaimedName(("ankara",), False)]


def test_chinese_names_are_tagged_ones_and_latin_words() -> None:
    assert names_in("特朗普在德国用iPhone") == [ClaimedName((word,), False) for word in ("特朗普", "德国", "iphone")]


@pytest.mark.parametrize(
    ("word", "chinese"),
    [
        ("germany", "他昨天访问德国。"),
        ("trump", "特朗普说不会。"),
        ("erdogan", "埃尔多安昨天离开。"),
        ("hengqin", "横琴粤澳深度合作区"),
        ("lidl", "折扣店Lidl开业"),
        ("u.s", "美国同意了。"),
        ("labour", "劳工党同意了。"),
        ("lee", "李开复说，还不够。"),
    ],
)
def test_an_english_name_is_held_by_its_translation_its_sound_or_as_it_is(word: str, chinese: str) -> None:
    assert english_covered([word, "merkel"], chinese) == [True, False]


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("德国", "He left for Germany."),
        ("卡瓦", "Kavanaugh denied it."),
        ("美国", "The U.S. agreed."),
        ("lidl", "It was Lidl again."),
        ("李开复", "It is not enough, Lee said."),
    ],
)
def test_a_chinese_name_is_held_likewise(name: str, english: str) -> None:
    text = {"卡瓦": "卡瓦诺否认了。"}.get(name, f"{name}说了。")
    assert chinese_covered([name, "默克尔"], f"{text}默克尔", english) == [True, False]
