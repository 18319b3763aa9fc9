from collections.abc import Callable

import numpy as np
import pytest
from tokenizers import Regex, Tokenizer, models, pre_tokenizers

from embeddings.adapt.pairs import ArticleTokens, Mix, draw, read_pairs
from embeddings.encoders.static import StaticEncoder, write_model
from embeddings.schema import Document

LETTERS = "abcdefghijklmnopqrstuvwxyz"
ONLY = {"cloze": 0.0, "neighbours": 0.0, "headings": 0.0, "following": 0.0}


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> StaticEncoder:
    """A token for each letter, a is 1; everything else is unknown."""
    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0} | {c: i + 1 for i, c in enumerate(LETTERS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    folder = tmp_path_factory.mktemp("letters")
    rows = np.eye(27, dtype=np.float32)
    rows[0] = 0
    write_model(folder, tokenizer=tokenizer, rows=rows, card="")
    return StaticEncoder(folder)


def spelled(articles: ArticleTokens, first: int, last: int) -> str:
    return "".join(LETTERS[token - 1] for token in articles.used[articles.tokens[first:last]])


def pairs(articles: ArticleTokens, n: int = 200, **mix: float) -> list[tuple[str, str]]:
    """Query and passage of a draw, letter by letter."""
    batch = draw(articles, n, np.random.default_rng(0), mix=Mix(**(ONLY | mix)))
    texts = [
        "".join(LETTERS[token - 1] for token in articles.used[batch.tokens[batch.texts == text]])
        for text in range(2 * len(batch.articles))
    ]
    return list(zip(texts[: len(texts) // 2], texts[len(texts) // 2 :], strict=True))


@pytest.fixture
def articles(letters: StaticEncoder, make_document: Callable[..., Document]) -> ArticleTokens:
    titled = make_document((None, "abcdef。ghijk。"), ("lm", "nopqrstuvwxy。z。"), title="zy")
    derived = make_document((None, "fghijk。lmnopqr。stuvwxyz。"), title="fghijk")
    derived = derived.model_copy(update={"source": derived.source.model_copy(update={"title_derived": True})})
    return read_pairs([titled, derived], letters)


def test_sentences_and_headings_are_ranges_of_tokens(articles: ArticleTokens) -> None:
    asked = [(spelled(articles, *row[:2]), spelled(articles, *row[2:])) for row in articles.sentences.tolist()]
    body, lines = "abcdefghijklmnopqrstuvwxyz", "fghijklmnopqrstuvwxyz"
    assert asked == [
        ("abcdef", body),
        ("ghijk", body),
        ("nopqrstuvwxy", body),  # z alone is too short to ask with
        ("fghijk", lines),
        ("lmnopqr", lines),
        ("stuvwxyz", lines),
    ]
    over = [(spelled(articles, *row[:2]), spelled(articles, *row[2:])) for row in articles.headings.tolist()]
    assert over == [("zy", body), ("lm", "nopqrstuvwxyz"), ("fghijk", "lmnopqrstuvwxyz")]
    assert articles.article_of_sentence.tolist() == [0, 0, 0, 1, 1, 1]
    assert articles.article_of_heading.tolist() == [0, 0, 1]


def test_a_sentence_is_asked_of_its_neighbours(articles: ArticleTokens) -> None:
    drawn = set(pairs(articles, neighbours=1.0, reach=5))
    assert drawn == {("ghijk", "bcdeflmnop"), ("lmnopqr", "ghijkstuvw")}  # of the others fewer than ten are near


def test_half_of_a_clozes_words_go_and_its_sentence_may_stay(articles: ArticleTokens) -> None:
    whole = {spelled(articles, *row[:2]) for row in articles.sentences.tolist()}
    kept = pairs(articles, cloze=1.0, keeps=1.0)
    assert all(any(set(query) <= set(sentence) for sentence in whole) for query, _ in kept)
    assert all(set(query) <= set(passage) for query, passage in kept)
    share = sum(len(query) for query, _ in kept) / len(kept) / np.mean([len(sentence) for sentence in whole])
    assert share == pytest.approx(0.5, abs=0.1)
    assert all(not set(query) & set(passage) for query, passage in pairs(articles, cloze=1.0, keeps=0.0))


def test_a_heading_is_asked_of_a_stretch_below_it(articles: ArticleTokens) -> None:
    drawn = pairs(articles, headings=1.0, reach=5)
    assert {query for query, _ in drawn} == {"zy", "lm", "fghijk"}
    assert all(len(passage) == 10 for _, passage in drawn)
    assert {passage for query, passage in drawn if query == "lm"} == {
        "nopqrstuvw",
        "opqrstuvwx",
        "pqrstuvwxy",
        "qrstuvwxyz",
    }


def test_a_stretch_is_asked_of_the_one_that_follows(articles: ArticleTokens) -> None:
    drawn = set(pairs(articles, following=1.0, reach=5, query_tokens=3))
    assert ("def", "ghijklmnop") in drawn
    assert ("ijk", "lmnopqrstu") in drawn
    assert all(LETTERS.index(query[-1]) + 1 == LETTERS.index(passage[0]) for query, passage in drawn)


def test_the_same_draw_gives_the_same_batch(articles: ArticleTokens) -> None:
    first, again = (draw(articles, 50, np.random.default_rng(3), mix=Mix()) for _ in range(2))
    assert first.tokens.tolist() == again.tokens.tolist()
    assert draw(articles, 50, np.random.default_rng(4), mix=Mix()).tokens.tolist() != first.tokens.tolist()
    assert set(first.articles.tolist()) == {0, 1}


def test_articles_without_known_tokens_have_no_pairs(
    letters: StaticEncoder, make_document: Callable[..., Document]
) -> None:
    found = read_pairs([make_document((None, "没有。"), title="无")], letters)
    assert (len(found.used), len(found.sentences), len(found.headings)) == (0, 0, 0)


def test_shares_add_up_to_one() -> None:
    mix = Mix()
    assert mix.cloze + mix.neighbours + mix.headings + mix.following == pytest.approx(1.0)
