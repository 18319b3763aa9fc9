"""What every reader must do, whatever it makes of a text: spans and masses that evidence can count with."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import pytest

from embeddings.encoders.load import shipped_encoder
from embeddings.index.snapshot import Index
from embeddings.schema import ScoreParts, Span
from embeddings.text.sentences import sentences
from qa.evaluation.golden import as_document
from qa.reader import Reader, Reading, StoredPassages, load_reader
from qa.reader.reader import NOTHING

NANJING = (
    "南京市近日发布元宇宙产业发展计划。根据计划，到2025年，南京元宇宙及关联产业规模将达到3500亿元，培育企业100家以上。"
    "该计划由市工信局局长王强解读。"
)
WUXI = "无锡市举办了太湖马拉松，来自30个国家的两万名选手参加了比赛。比赛起点设在无锡体育中心。"
QUESTION = "到2025年南京元宇宙产业规模将达到多少亿元？"
WORD = re.compile(r"\d+|[a-zA-Z]+|[\u4e00-\u9fff]")


class ReaderOfFigures:
    """Reads raw text, as a cross-encoder does: a figure is likelier the more of the words before it are asked for."""

    def read(
        self,
        question: str,
        passages: Sequence[str],
        above: Sequence[str] = (),
        *,
        long: float = 0.5,
        stored: StoredPassages | None = None,
    ) -> list[Reading]:
        heads = above or [""] * len(passages)
        return [self._reading(set(WORD.findall(question)), text) for _, text in zip(heads, passages, strict=True)]

    def _reading(self, asked: set[str], text: str) -> Reading:
        words = list(WORD.finditer(text))
        places = np.array([word.span() for word in words], np.int32).reshape(-1, 2)
        if not asked or not words:
            return Reading(np.zeros((0, 2), np.float32), places[:0], NOTHING)
        known = [float(word[0] in asked) for word in words]
        scores = np.full((len(words), 2), -1e4, np.float32)  # spans of one word, and of two
        for at, word in enumerate(words):
            figure = word[0].isdigit() and word[0] not in asked
            scores[at, 0] = (2.0 if figure else -2.0) + sum(known[max(0, at - 10) : at])
            scores[at, 1] = scores[at, 0] - 0.5 if at + 1 < len(words) else -1e4
        return Reading(scores, places, answered=20 * float(np.mean(known)) - 5)


READERS: dict[str, Callable[[], Reader]] = {"of figures": ReaderOfFigures, "convolutional": load_reader}


@pytest.fixture(params=READERS)
def reader(request: pytest.FixtureRequest) -> Reader:
    return READERS[request.param]()


@pytest.fixture
def reading(reader: Reader) -> Reading:
    return reader.read(QUESTION, [NANJING])[0]


def of(text: str) -> list[Span]:
    return [Span(start=start, end=end) for start, end in sentences(text, 0, len(text))]


def test_the_answer_is_the_best_span_in_characters_of_the_passage(reading: Reading) -> None:
    best = reading.best(penalty=0.5)[0].span
    start = NANJING.index("3500")
    assert (best.start, start + len("3500") <= best.end <= start + len("3500亿元")) == (start, True)


def test_the_passage_that_answers_is_told_from_the_other_by_the_logit(reader: Reader) -> None:
    wuxi, nanjing = reader.read(QUESTION, [WUXI, NANJING])
    assert nanjing.answered > 0 > wuxi.answered
    assert nanjing.probability == pytest.approx(1 / (1 + np.exp(-nanjing.answered)))


def test_all_spans_of_a_passage_have_a_chance_of_one_together(reading: Reading) -> None:
    assert reading.sentence_masses([Span(start=0, end=len(NANJING))]) == pytest.approx([0.0], abs=1e-4)
    masses = reading.sentence_masses(of(NANJING))
    assert int(np.argmax(masses)) == 1
    assert 0.5 < np.exp(masses[1]) < np.exp(masses).sum() <= 1 + 1e-4


def test_spans_come_best_first_apart_and_with_the_chances_that_their_sentences_hold(reading: Reading) -> None:
    found = reading.best(4, penalty=0.5)
    assert len(found) == 4
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    for each in found:
        assert 0 <= each.span.start < each.span.end <= len(NANJING)
        assert each.score == pytest.approx(each.log_mass - 0.5 * np.log(each.span.end - each.span.start), abs=1e-5)
    in_order = sorted((each.span.start, each.span.end) for each in found)
    assert all(end <= start for (_, end), (start, _) in pairwise(in_order))
    masses = reading.sentence_masses([each.span for each in found])
    assert all(mass >= each.log_mass - 1e-5 for mass, each in zip(masses, found, strict=True))


def test_within_a_sentence_the_spans_lie_in_it(reading: Reading) -> None:
    found = [reading.best(penalty=0.0, within=sentence) for sentence in of(NANJING)]
    assert found[1] == reading.best(penalty=0.0)
    for sentence, spans in zip(of(NANJING), found, strict=True):
        for each in spans:
            assert sentence.start <= each.span.start < each.span.end <= sentence.end
            assert each.log_mass <= reading.sentence_masses([sentence])[0] + 1e-5


def same(one: Reading, other: Reading) -> None:
    assert one.answered == pytest.approx(other.answered, abs=1e-3)
    for mine, theirs in zip(one.best(3, penalty=0.5), other.best(3, penalty=0.5), strict=True):
        assert mine.span == theirs.span
        assert mine.log_mass == pytest.approx(theirs.log_mass, abs=1e-3)


def test_a_passage_is_read_alike_alone_and_among_others(reader: Reader, reading: Reading) -> None:
    among = reader.read(QUESTION, [WUXI, NANJING, "", WUXI])
    assert len(among) == 4
    same(among[1], reading)
    same(among[3], among[0])


def test_a_passage_is_read_alike_from_its_text_and_from_its_index(reader: Reader) -> None:
    documents = [as_document(text, path=str(at)) for at, text in enumerate((WUXI, NANJING))]
    index = Index.from_documents(documents, encoder=shipped_encoder())
    hits = index.hits(np.arange(2), np.zeros(2, np.float32), [ScoreParts()] * 2)
    passages, texts = [hit.passage for hit in hits], [hit.passage.text for hit in hits]
    stored = reader.read(QUESTION, texts, stored=StoredPassages(index, passages))
    assert texts == [WUXI, NANJING]
    for one, other in zip(stored, reader.read(QUESTION, texts), strict=True):
        same(one, other)


@pytest.mark.parametrize("passage", ["", "，。！"])
def test_a_passage_without_words_answers_nothing(passage: str, reader: Reader) -> None:
    first, second = reader.read(QUESTION, [passage, NANJING])
    assert (first.answered, first.best(penalty=0.5)) == (NOTHING, [])
    assert first.sentence_masses([Span(start=0, end=3)]) == [NOTHING]
    assert second.best(penalty=0.5) != []


@pytest.mark.parametrize("question", ["", "？？"])
def test_to_a_question_without_words_nothing_is_an_answer(question: str, reader: Reader) -> None:
    found = reader.read(question, [WUXI, NANJING])
    assert [(each.answered, each.best(penalty=0.5)) for each in found] == [(NOTHING, []), (NOTHING, [])]


def test_no_passages_have_no_readings(reader: Reader) -> None:
    assert reader.read(QUESTION, []) == []


def test_there_must_be_something_above_each_or_none(reader: Reader) -> None:
    with pytest.raises(ValueError, match="zip"):
        reader.read(QUESTION, [WUXI, NANJING], ["only one"])
