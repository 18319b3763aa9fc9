import pytest

from embeddings.text.normalize import is_han
from embeddings.training import further_languages
from embeddings.training.vocabulary import choose, count, make_tokenizer, parts

TEXTS = [
    "南京市的元宇宙產業。",
    "南京市發布計劃！",
    "The news: governments govern, and the government governs 2025 2025",
] * 50


@pytest.fixture(scope="module")
def tokens() -> list[tuple[str, float]]:
    return choose(count(TEXTS), {}, 200)


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


def test_further_languages_have_their_shares_and_chinese_words_the_rest() -> None:
    texts = {"ja": "トヨタとトヨタのホンダ", "ko": "서울에서 서울은", "ru": "новый город", "fr": "économie de marché"}
    further = further_languages.count(texts.items())
    size = 200  # 4 tokens for Japanese, 7 for Korean, 1 for Russian, 3 for French; 200 × .005 = 1
    names = [token for token, _ in choose(count(TEXTS), further, size)]
    added = [name for name in names if not name.isascii() and not is_han(name[0])]
    assert " ".join(added) == "タ ト トヨタ ヨ 서 서울 울 서울에 서울에서 서울은 에 é marché о"
    assert {"南京", "产业"} <= set(names)


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("東京トヨタは、データセンターを。", ["东京", "トヨタは", "データセンターを"]),
        ("ﾄﾖﾀの2022年", ["トヨタの", "2022", "年"]),
        ("서울에서 OpenAI가 2024년", ["서울에서", "openai", "가", "2024", "년"]),
        ("Москва — Ёлка, 2024 год", ["москва", "ёлка", "2024", "год"]),
        ("São Tomé: l’Élysée, Straße", ["são", "tomé", "l", "élysée", "straße"]),
    ],
)
def test_scripts_are_kept_and_cut_apart(text: str, runs: list[str]) -> None:
    made = make_tokenizer([("[UNK]", 0.0)])
    assert made.normalizer is not None
    assert made.pre_tokenizer is not None
    folded = made.normalizer.normalize_str(text)
    assert [run for run, _ in made.pre_tokenizer.pre_tokenize_str(folded)] == runs


def test_korean_words_are_made_of_syllables_and_words_with_accents_of_stems() -> None:
    names = ["[UNK]", "서", "울", "서울", "サン", "市场", "мир", "président", "présidents", "de"]
    composed, rows = parts(names)
    # the stems мир and président stand behind the ten tokens; of 市场 no character is a token
    assert composed == [[], [], [], [1, 2], [], [], [10], [11], [11], []]
    assert rows == 12
