import numpy as np
import pytest

from embeddings.encoders.static import StaticEncoder
from qa.reader.features import NAMES, Tokens, tokenise
from qa.training.reader import examples
from qa.training.reader.examples import (
    Drawn,
    Library,
    begins_sentence,
    build_library,
    collated,
    draw,
    exchanged,
    placed,
)
from qa.training.reader.loop import mix
from qa.training.reader.prepare import Known
from qa.training.reader.questions import Question


@pytest.fixture(scope="module")
def many(letters: Library) -> list[Drawn]:
    rng = np.random.default_rng(1)
    names, shares = mix(letters)
    return [draw(letters, rng, names, shares) for _ in range(400)]


def test_answers_are_placed_in_tokens(word_encoder: StaticEncoder) -> None:
    tokens = tokenise(["a b c . d"], word_encoder)[0]
    assert [placed(tokens, *span) for span in ((2, 3), (2, 5), (6, 7), (3, 4))] == [(1, 1), (1, 2), None, None]


def test_the_span_of_a_positive_is_its_answer(many: list[Drawn], letters: Library) -> None:
    positive = [each for each in many if each.span]
    for each in positive:
        first, last = each.span or (0, 0)
        asked = each.question.ids[0]
        assert first >= each.above
        assert each.passage.ids[first : last + 1].tolist() == [each.passage.ids[first]]
        assert first == each.above or each.passage.ids[first - 1] == asked
    assert 0.7 < len(positive) / len(many) < 0.95


def test_many_of_the_negatives_are_near_misses(many: list[Drawn]) -> None:
    negative = [set(each.passage.ids[each.above :].tolist()) for each in many if each.span is None]
    near = [tokens for tokens in negative if len(tokens) == 1]  # the sentence that is left repeats one letter
    assert 0.3 < len(near) / len(negative) < 0.8


def test_a_name_of_the_question_is_exchanged_for_one_that_the_text_lacks(word_encoder: StaticEncoder) -> None:
    question, context, other = tokenise(["a b", "a c d", "e e"], word_encoder)
    name = examples.NAME_TAGS[0]
    tagged = question._replace(tags=np.array([name, 0], dtype=np.uint8))
    pool = {name: np.unique(np.concatenate([other.ids, question.ids[:1]]))}
    drawn = [exchanged(tagged, context, pool, np.random.default_rng(seed)) for seed in range(20)]
    found = [each.ids.tolist() for each in drawn if each is not None]
    assert found
    assert all(ids == [int(other.ids[0]), int(question.ids[1])] for ids in found)
    assert exchanged(question, context, pool, np.random.default_rng(0)) is None  # no name in it
    assert exchanged(tagged, other, pool, np.random.default_rng(0)) is None  # the text lacks it already


def test_some_questions_are_asked_in_the_other_language(
    word_encoder: StaticEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = build_library({"drcd_dev": [Question("a o", "a b c", "", ((2, 3),), ("b",))]}, word_encoder)
    across = tokenise(["d e"], word_encoder)[0]
    library.texts.append(across)
    library.sets["drcd_dev"][0] = library.sets["drcd_dev"][0]._replace(crossed=len(library.texts) - 1)
    monkeypatch.setattr(examples, "NEGATIVES", 0.0)
    for chance, expected in ((1.0, True), (0.0, False)):
        monkeypatch.setattr(examples, "CROSSED", chance)
        assert (draw(library, np.random.default_rng(0), *mix(library)).question is across) == expected


def test_a_near_miss_is_the_text_without_the_sentence(
    word_encoder: StaticEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "a b c! d d d d d d d. e e e e e e e e e e e e e e e e"
    question = Question("a o", text, "", ((2, 3),), ("b",))
    library = build_library({"drcd_dev": [question]}, word_encoder)
    monkeypatch.setattr(examples, "NEGATIVES", 1.0)
    drawn = draw(library, np.random.default_rng(0), *mix(library))
    assert drawn.span is None
    whole = tokenise([text], word_encoder)[0].ids.tolist()
    assert drawn.passage.ids.tolist() == whole[3:]


def test_wrong_texts_lack_the_answer_and_come_best_first(word_encoder: StaticEncoder) -> None:
    texts = ["a a d", "a d d d", "e e e", "a b"]
    rows = [
        Question("a o", "a c", "", ((2, 3),), ("c",)),
        *(Question("d", text, "", ((0, 1),), ("x",)) for text in texts),
    ]
    library = build_library({"drcd_dev": rows}, word_encoder)
    example = library.sets["drcd_dev"][0]
    wrong = [library.texts[number].ids.tolist() for number in example.wrong]
    expected = [ids.ids.tolist() for ids in tokenise(texts, word_encoder)]
    assert wrong[:2] == [expected[0], expected[3]] or wrong[:2] == [expected[3], expected[0]]
    assert example.context not in example.wrong


def test_sentences_begin_behind_marks(word_encoder: StaticEncoder) -> None:
    tokens = tokenise(["a b! c. d.e"], word_encoder)[0]
    assert begins_sentence(tokens).tolist()[:4] == [True, False, True, True]


def test_batches_are_padded_and_features_are_of_their_own_question(many: list[Drawn], known_letters: Known) -> None:
    short, long = sorted(many, key=lambda each: len(each.passage.ids))[:: len(many) - 1]
    both, alone = collated([short, long], known_letters.words), collated([short], known_letters.words)
    count = len(short.passage.ids)
    assert both.passage.shape == both.there.shape == (2, len(long.passage.ids))
    assert both.features.shape[2] == len(NAMES)
    assert both.features[0, :count] == pytest.approx(alone.features[0], abs=1e-6)
    assert not both.features[0, count:].any()
    assert both.there[0].sum() == count
    assert both.choosable[0].sum() == count - short.above
    assert [int(both.start[0]), int(both.end[0])] == list(short.span or (-1, -1))


def test_a_seed_gives_one_sequence(letters: Library) -> None:
    one, two = (
        [draw(letters, np.random.default_rng(7), *mix(letters)).passage.ids.tolist() for _ in range(5)]
        for _ in range(2)
    )
    assert one == two


def test_asking_words_count_little(known_letters: Known, word_encoder: StaticEncoder) -> None:
    asking, told = (int(tokenise([text], word_encoder)[0].ids[0]) for text in ("o", "a"))
    assert known_letters.words.discount[asking] < 0.5 < known_letters.words.discount[told]


def test_tokens_are_shared_by_equal_texts(letters: Library) -> None:
    contexts = {each.context for own in letters.sets.values() for each in own}
    assert len(contexts) == 60
    assert isinstance(letters.texts[0], Tokens)
