import random

from hypothesis import given
from hypothesis import strategies as st

from embeddings.text.normalize import is_han
from qa.crosslingual.lexicon import shipped_lexicon
from qa.training.reader.crossed import crossed, surfaces

FORMS = surfaces(["Prices of houses rose in Shanghai.", "The price of a house", "Prices fell."])


def test_a_stem_is_said_by_its_most_frequent_word() -> None:
    assert FORMS["price"] == "prices"
    assert FORMS["hous"] in {"house", "houses"}
    assert "zebra" not in FORMS


def test_a_chinese_question_becomes_english_words_that_begin_with_what_asks() -> None:
    said = [crossed("上海的价格是多少？", shipped_lexicon(), FORMS, random.Random(seed)) for seed in range(20)]
    assert not any(is_han(character) for each in said for character in each)
    assert sum(each.startswith("how many ") for each in said) > 10
    assert sum("shanghai" in each for each in said) > 10


def test_an_english_question_becomes_chinese_words() -> None:
    asked = "When did Shanghai open the museum?"
    said = [crossed(asked, shipped_lexicon(), FORMS, random.Random(seed)) for seed in range(20)]
    assert all("什么时候" in each for each in said)
    assert sum("上海" in each for each in said) > 10
    assert sum("博物馆" in each for each in said) > 10


def test_numbers_and_unknown_names_stay() -> None:
    assert "2025" in crossed("2025年的价格", shipped_lexicon(), FORMS, random.Random(0))
    assert "xyzzyqua" in crossed("Who is Xyzzyqua?", shipped_lexicon(), FORMS, random.Random(0))


@given(st.text(max_size=40), st.integers(0, 5))
def test_the_same_draws_say_the_same(question: str, seed: int) -> None:
    one, other = (crossed(question, shipped_lexicon(), FORMS, random.Random(seed)) for _ in range(2))
    assert one == other
