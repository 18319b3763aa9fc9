"""The whole recipe on a made-up data folder: it runs, it resumes, and what it writes is a reader."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from embeddings.encoders.static import StaticEncoder
from qa.reader.convolutional import ConvolutionalReader
from qa.reader.network import ReaderWeights
from qa.training.reader import __main__ as training
from qa.training.reader.__main__ import figures, main
from qa.training.reader.questions import CROSS_FITTED


@pytest.fixture(scope="module", autouse=True)
def small(character_encoder: Path) -> Iterator[None]:
    """A small encoder, for speed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training, "SHIPPED_FOLDER", character_encoder)
        yield


@pytest.fixture(scope="module")
def folders(reading_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    out, work = tmp_path_factory.mktemp("model"), tmp_path_factory.mktemp("work")
    main(["--data", str(reading_folder), "--out", str(out), "--work", str(work), "--dry-run", "--threads", "1"])
    return out, work


def test_the_weights_are_a_reader(folders: tuple[Path, Path], character_encoder: Path) -> None:
    encoder = StaticEncoder(character_encoder)
    reader = ConvolutionalReader(ReaderWeights.load(folders[0] / "reader.safetensors", encoder), encoder)
    text = "南京的茶叶很有名。南京第一个茶叶项目建于1904年。"
    (reading,) = reader.read("南京第一个茶叶项目是哪一年建的？", [text])
    assert -10 < reading.answered < 10
    assert reading.best(penalty=0.5)[0].span.end <= len(text)


def test_after_the_end_it_only_writes_again(
    folders: tuple[Path, Path], reading_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    out, work = folders
    before = (out / "reader.safetensors").read_bytes()
    (out / "reader.safetensors").unlink()
    caplog.set_level("INFO")
    main(["--data", str(reading_folder), "--out", str(out), "--work", str(work), "--dry-run", "--resume"])
    assert (out / "reader.safetensors").read_bytes() == before
    assert not [record for record in caplog.records if "from step" in record.getMessage()]


def test_the_card_names_every_set(folders: tuple[Path, Path]) -> None:
    card = (folders[0] / "reader.md").read_text(encoding="utf-8")
    assert all(name in card for name in ("CMRC 2018 (CC BY-SA 4.0)", "DRCD (CC BY-SA 3.0)", "Doc2Dial (CC BY 3.0)"))
    assert f"{(folders[0] / 'reader.safetensors').stat().st_size} bytes" in card


def test_cross_fitted_sets_are_measured_by_weights_that_did_not_learn_them(
    folders: tuple[Path, Path], reading_folder: Path
) -> None:
    measured = figures(folders[1] / "held_out" / "reader.safetensors", reading_folder, only=CROSS_FITTED)
    assert set(measured) == set(CROSS_FITTED)
    assert all(0 <= value <= 1 for value in measured["drcd_dev"][1:])
