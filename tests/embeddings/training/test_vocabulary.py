import pytest

from embeddings.training.vocabulary import choose, count, make_tokenizer, parts

TEXTS = [
    "南京市的元宇宙產業。",
    "南京市發布計劃！",
    "The news: governments govern, and the government governs 2025 2025",
] * 50


@pytest.fixture(scope="module")
def tokens() -> list[tuple[str, float]]:
    return choose(count(TEXTS), 200)


def test_counts_are_of_folded_text() -> None:
    counts = count(TEXTS)
    assert (counts.words["产业"], counts.characters["产"], counts.numbers["2025"]) == (50, 50, 100)
    assert (counts.latin["the"], counts.latin["governments"], counts.alone["的"]) == (100, 50, 50)


def test_inflected_words_are_left_to_their_parts_and_news_is_not(tokens: list[tuple[str, float]]) -> None:
    names = {token for token, _ in tokens}
    assert {"government", "govern", "news", "s", "南京", "产业", "2025", "z", "9"} <= names
    assert not {"governments", "governs", "產業"} & names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("南京，產業２０２５！", ["南京", "产业", "2025"]),
        ("GOVERNMENTS news", ["government", "s", "news"]),
        ("🎈…", []),
    ],
)
def test_tokenizer_folds_and_drops_what_is_between(
    tokens: list[tuple[str, float]], text: str, expected: list[str]
) -> None:
    assert make_tokenizer(tokens).encode(text).tokens == expected


def test_words_are_made_of_characters_and_stems() -> None:
    names = ["[UNK]", "南", "京", "南京", "南方", "govern", "governing", "news", "s", "12"]
    composed, rows = parts(names)
    assert composed == [[], [], [], [1, 2], [1], [10], [10], [11], [], []]
    assert rows == 12
