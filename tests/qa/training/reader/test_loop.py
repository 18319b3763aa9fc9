from pathlib import Path

import pytest
import torch

from qa.training.reader import loop
from qa.training.reader.examples import Library
from qa.training.reader.loop import GROUP, RATE, WARM_UP, Phase, Run, rate, train
from qa.training.reader.prepare import Known, new_network

SIX = Phase("six", held_out=True, first=0, last=6 * GROUP, falling=3 * GROUP)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Warm enough at once, and small batches."""
    torch.set_num_threads(1)
    monkeypatch.setattr(loop, "WARM_UP", 5)
    monkeypatch.setattr(loop, "BATCH", 4)


@pytest.mark.usefixtures("quick")
def test_the_loss_falls(
    letters: Library, known_letters: Known, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    run = Run(new_network(known_letters, seed=1))
    phase = Phase("fall", held_out=True, first=0, last=200, falling=200)
    train(run, phase, letters, known_letters.words, seed=1, save=tmp_path / "run.safetensors", every=80)
    first, second = (float(record.getMessage().split()[4]) for record in caplog.records)
    assert second < first - 0.3


@pytest.mark.usefixtures("quick")
def test_a_run_that_was_stopped_goes_on_to_the_same_end(letters: Library, known_letters: Known, tmp_path: Path) -> None:
    whole = Run(new_network(known_letters, seed=1))
    train(whole, SIX, letters, known_letters.words, seed=1, save=tmp_path / "whole.safetensors", every=GROUP)
    first = Run(new_network(known_letters, seed=1))
    stopped = SIX._replace(last=2 * GROUP)
    train(first, stopped, letters, known_letters.words, seed=1, save=tmp_path / "parts.safetensors", every=GROUP)
    second = Run(new_network(known_letters, seed=5))
    second.load(tmp_path / "parts.safetensors")
    assert second.step == 2 * GROUP
    train(second, SIX, letters, known_letters.words, seed=1, save=tmp_path / "parts.safetensors", every=GROUP)
    assert all(torch.equal(weight, whole.averaged()[name]) for name, weight in second.averaged().items())
    assert (tmp_path / "whole.safetensors").read_bytes() == (tmp_path / "parts.safetensors").read_bytes()


def test_the_rate_warms_up_stays_and_falls() -> None:
    phase = Phase("any", held_out=True, first=0, last=2000, falling=1000)
    steps = (0, WARM_UP - 1, 999, 1000, 1500, 1999)
    expected = [RATE / WARM_UP, RATE, RATE, RATE, RATE / 2, RATE / 1000]
    assert [rate(step, phase) for step in steps] == pytest.approx(expected)


def test_a_phase_that_never_falls() -> None:
    assert rate(1999, Phase("trunk", held_out=True, first=0, last=2000, falling=2000)) == RATE
