"""The whole recipe on a made-up data folder: it learns, it resumes, and what it writes is a model."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from embeddings.encoders.load import Encoder
from embeddings.encoders.static import StaticEncoder
from embeddings.training import __main__ as training
from embeddings.training.__main__ import main
from embeddings.training.evaluation import Tables
from embeddings.training.sampling import Batch
from embeddings.training.table import Table


@pytest.fixture(scope="module")
def dry_run(data_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[float], StaticEncoder]:
    out, work = tmp_path_factory.mktemp("model"), tmp_path_factory.mktemp("work")
    losses = main(["--data", str(data_folder), "--out", str(out), "--work", str(work), "--dry-run"])
    return losses, StaticEncoder(out)


def test_the_loss_falls(dry_run: tuple[list[float], StaticEncoder]) -> None:
    losses, _ = dry_run
    assert (len(losses), losses[-1] < losses[0] / 2) == (30, True)


@pytest.mark.parametrize(("chinese", "right", "wrong"), [("南京", "Nanjing", "Beijing"), ("芯片", "chip", "tea")])
def test_words_of_one_meaning_are_near(
    dry_run: tuple[list[float], StaticEncoder], chinese: str, right: str, wrong: str
) -> None:
    _, encoder = dry_run
    first, second = encoder.encode_documents([right, wrong])
    assert float(encoder.encode_query(chinese) @ first) > float(encoder.encode_query(chinese) @ second) + 0.2


def test_a_question_finds_its_passage(
    dry_run: tuple[list[float], StaticEncoder], passages: dict[tuple[str, str], str]
) -> None:
    _, encoder = dry_run
    questions = encoder.encode_documents([f"完成{city}{thing}工程" for city, thing in passages])
    found = (questions @ encoder.encode_documents(list(passages.values())).T).argmax(axis=1)
    assert float((found == np.arange(len(passages))).mean()) > 0.9


def test_a_run_that_was_stopped_goes_on_to_the_same_end(
    data_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(out: str, work: str, *more: str) -> list[float]:
        common = ["--data", str(data_folder), "--out", str(tmp_path / out), "--work", str(tmp_path / work), "--dry-run"]
        return main([*common, "--dim", "16", "--threads", "1", "--every", "1", *more])

    whole = run("whole", "one", "--steps", "6")
    step = Table.train

    def stopped_at_5(self: Table, tokens: npt.NDArray[np.int32], batch: Batch) -> float:
        if self.step == 5:
            raise KeyboardInterrupt
        return step(self, tokens, batch)

    monkeypatch.setattr(Table, "train", stopped_at_5)
    with pytest.raises(KeyboardInterrupt):
        run("parts", "two", "--steps", "6")
    monkeypatch.setattr(Table, "train", step)
    rest = run("parts", "two", "--steps", "6", "--resume")
    assert rest == whole[-len(rest) :]
    assert len(rest) == 1
    assert run("parts", "two", "--steps", "6", "--resume") == []  # after the end it only writes and measures again
    names = ("model.safetensors", "tokenizer.json")
    assert [(tmp_path / "whole" / n).read_bytes() == (tmp_path / "parts" / n).read_bytes() for n in names] == [True] * 2


def test_what_is_left_out_is_said(data_folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    folders = ["--data", str(data_folder), "--out", str(tmp_path / "out"), "--work", str(tmp_path / "work")]
    main([*folders, "--dry-run", "--steps", "1"])
    lines = [record.getMessage() for record in caplog.records]
    dropped = {"zh": 3, "question_zh": 4, "parallel": 1}
    assert f"1552 pairs; dropped for sharing a clause with an evaluation set: {dropped}" in lines


def test_a_run_without_sentences_to_measure_by_ends_before_it_starts(
    data_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folders = ["--data", str(data_folder), "--out", str(tmp_path / "out"), "--work", str(tmp_path / "work")]
    with pytest.raises(SystemExit, match="2"):
        main([*folders, "--sentences", str(tmp_path / "none.jsonl")])
    assert "expected sentences to measure by in" in capsys.readouterr().err
    assert not (tmp_path / "work").exists()


def test_figures_of_both_precisions_stand_in_the_card(
    data_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured: list[str] = []

    def passages(encoder: Encoder, folder: Path) -> Tables:
        assert folder == data_folder
        measured.append(encoder.name)
        return {"passages": {"a": {"ndcg@10": 0.5 + len(measured) / 10}}}

    monkeypatch.setattr(training, "evaluate", passages)
    monkeypatch.setattr(training, "languages", lambda _, path: {"ja": {"en_to": float(path.stat().st_size)}})
    (tmp_path / "sentences.jsonl").write_text("12", encoding="utf-8")
    small = ["--steps", "1", "--dim", "8", "--vocabulary", "300", "--batch", "16", "--threads", "1"]
    folders = ["--data", str(data_folder), "--out", str(tmp_path / "out"), "--work", str(tmp_path / "work")]
    main([*folders, *small, "--sentences", str(tmp_path / "sentences.jsonl")])
    card = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert measured == ["out", "float"]
    assert "| a | 0.6000 |\n| a (float) | 0.7000 |" in card
    assert "| ja | 2.0000 |" in card
    assert "300 tokens × 8 dimensions" in card
