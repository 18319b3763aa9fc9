"""The network in numpy is the one that was trained."""

from pathlib import Path

import numpy as np
import pytest
import torch

from embeddings.encoders.static import StaticEncoder
from qa.reader import features, network
from qa.reader.convolutional import ConvolutionalReader
from qa.reader.network import ReaderWeights
from qa.training.reader import network as trained
from qa.training.reader.examples import Drawn, Library, collated, draw
from qa.training.reader.export import export
from qa.training.reader.loop import Run, mix, tensors
from qa.training.reader.network import FAR, Read, loss
from qa.training.reader.prepare import Known, new_network


@pytest.fixture(scope="module")
def drawn(letters: Library) -> list[Drawn]:
    rng = np.random.default_rng(3)
    return [draw(letters, rng, *mix(letters)) for _ in range(12)]


@pytest.fixture(scope="module")
def run(known_letters: Known) -> Run:
    """Nothing is learnt yet, but for deltas, which begin at 0."""
    run = Run(new_network(known_letters, seed=2))
    torch.manual_seed(0)
    with torch.no_grad():
        run.network.delta.weight[1:] = torch.rand(*run.network.delta.weight[1:].shape)
    return run


@pytest.fixture(scope="module")
def expected(run: Run, drawn: list[Drawn], known_letters: Known) -> Read:
    run.network.eval()
    with torch.no_grad():
        return run.network.read(tensors(collated(drawn, known_letters.words)))


def test_numbers_of_the_two_are_the_same() -> None:
    assert (network.SPAN, network.DILATIONS, network.QUESTION_DILATIONS) == (
        trained.SPAN,
        trained.DILATIONS,
        trained.QUESTION_DILATIONS,
    )
    assert (network.HINTS, float(network.FAR)) == (trained.HINTS, FAR)
    assert len(trained.DILATIONS) // 2 == network.MIDDLE


def test_numpy_reads_as_torch_does(
    run: Run, drawn: list[Drawn], expected: Read, known_letters: Known, word_encoder: StaticEncoder, tmp_path: Path
) -> None:
    path = tmp_path / "reader.safetensors"
    export({name: weight.detach() for name, weight in run.network.named_parameters()}, known_letters, path)
    reader = ConvolutionalReader(ReaderWeights.load(path, word_encoder), word_encoder)
    for number, each in enumerate(drawn):
        count = len(each.passage.ids)
        part = each.passage.part(0, each.above), each.passage.part(each.above, count)
        other = drawn[number - 1].passage
        readings = reader.read_tokens(each.question, [(other.part(0, 0), other), part], long=float(each.long))
        spans = expected.spans[number, each.above : count].numpy()
        mass = spans - np.log(np.exp(spans - spans.max()).sum()) - spans.max()
        best = readings[1].best(1, penalty=0.0)[0]
        first, ahead = divmod(int(mass.argmax()), mass.shape[1])
        assert best.log_mass == pytest.approx(float(mass.max()), abs=0.02)
        assert (best.span.start, best.span.end) == (part[1].spans[first, 0], part[1].spans[first + ahead, 1])
        assert readings[1].answered == pytest.approx(float(expected.answered[number]), abs=0.02)


def test_no_span_begins_above_or_ends_behind(drawn: list[Drawn], expected: Read) -> None:
    for number, each in enumerate(drawn):
        count = len(each.passage.ids)
        allowed = np.zeros(expected.spans.shape[1:], bool)
        for first in range(each.above, count):
            allowed[first, : count - first] = True
        scores = expected.spans[number].numpy()
        assert (scores[~allowed] < FAR / 2).all()
        assert (scores[allowed] > FAR / 2).all()


def test_the_loss_is_that_of_the_right_span(drawn: list[Drawn], expected: Read, known_letters: Known) -> None:
    positive = [number for number, each in enumerate(drawn) if each.span][:1]
    batch = tensors(collated([drawn[number] for number in positive], known_letters.words))
    count = batch.passage.shape[1]
    spans = torch.from_numpy(np.full((1, count, trained.SPAN), FAR, np.float32))
    first, last = drawn[positive[0]].span or (0, 0)
    spans[0, first, last - first] = 0.0
    even = torch.from_numpy(np.zeros((1, count), np.float32))
    value = loss(Read(spans, even, torch.from_numpy(np.zeros(1, np.float32))), batch)
    assert float(value) == pytest.approx((trained.INSIDE + trained.ANSWERED) * np.log(2), abs=1e-5)


def test_features_are_as_many_as_the_network_takes(run: Run) -> None:
    shapes = dict(run.network.named_parameters())
    assert shapes["enter.weight"].shape[1] == 2 * trained.ROW + trained.TAG + len(features.NAMES)
