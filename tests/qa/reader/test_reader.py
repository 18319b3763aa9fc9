"""The shipped reader on passages written for this."""

import numpy as np
import pytest

from embeddings.schema import Span
from embeddings.text.sentences import sentences
from qa.reader import Reader, Reading, load_reader

NANJING = (
    "南京市近日发布元宇宙产业发展计划。根据计划，到2025年，南京元宇宙及关联产业规模将达到3500亿元，培育企业100家以上。"
    "该计划由市工信局局长王强解读。"
)
WUXI = "无锡市举办了太湖马拉松，来自30个国家的两万名选手参加了比赛。比赛起点设在无锡体育中心。"
BRIDGE = "The old bridge over the river was built in 1931 by the county. It was closed for repairs in March 2019."
OFFICE = 5
"""Characters that an office before a name may have: 市工信局局长王强 is right too."""


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


def best(reading: Reading, text: str) -> str:
    return reading.best(penalty=0.5)[0].span.of(text)


@pytest.mark.parametrize(
    ("question", "passage", "answer"),
    [
        ("到2025年南京元宇宙产业规模是多少？", NANJING, "3500亿元"),
        ("到2025年南京元宇宙產業規模是多少？", NANJING, "3500亿元"),
        ("计划由谁解读？", NANJING, "王强"),
        ("比赛起点设在哪里？", WUXI, "无锡体育中心"),
        ("When was the old bridge built?", BRIDGE, "1931"),
    ],
)
def test_answers(question: str, passage: str, answer: str, reader: Reader) -> None:
    (reading,) = reader.read(question, [passage], long=0.0)
    assert answer in best(reading, passage)
    assert len(best(reading, passage)) <= 2 * len(answer) + OFFICE


def test_the_passage_that_answers_is_told_from_the_others(reader: Reader) -> None:
    passages = [WUXI, NANJING, BRIDGE]
    answered = [reading.answered for reading in reader.read("到2025年南京元宇宙产业规模是多少？", passages)]
    assert int(np.argmax(answered)) == 1
    assert answered[1] > 0 > max(answered[0], answered[2])
    probabilities = [reading.probability for reading in reader.read("比赛起点设在哪里？", passages)]
    assert int(np.argmax(probabilities)) == 0
    assert probabilities[0] > 0.5 > probabilities[1]


def test_the_sentence_that_answers_has_most_of_the_chance(reader: Reader) -> None:
    (reading,) = reader.read("到2025年南京元宇宙产业规模是多少？", [NANJING])
    spans = [Span(start=start, end=end) for start, end in sentences(NANJING, 0, len(NANJING))]
    masses = reading.sentence_masses(spans)
    assert int(np.argmax(masses)) == 1
    assert np.exp(masses).sum() == pytest.approx(1, abs=0.1)


def test_what_stands_above_is_read_and_never_answers(reader: Reader) -> None:
    question = "这座城市的马拉松起点设在哪里？"
    (bare,), (headed,) = reader.read(question, [WUXI]), reader.read(question, [WUXI], ["无锡体育中心迎来马拉松"])
    assert headed.answered != bare.answered
    assert best(headed, WUXI) in WUXI


def test_it_is_loaded_once() -> None:
    assert load_reader() is load_reader()
