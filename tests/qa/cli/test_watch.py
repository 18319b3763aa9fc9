from __future__ import annotations

import queue
import threading
from pathlib import Path

import pytest

from embeddings.errors import InputRefusedError, UnconfirmedError
from embeddings.schema import BuildReport, silent
from qa.assistant.assistant import Assistant
from qa.cli import run
from qa.cli.build import builds
from qa.config import Settings

WAIT_SECONDS = 60


def test_each_change_makes_a_build(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    assistant = Assistant.open(settings=Settings(index=tmp_path / "index"), unusable_ok=True)
    said: queue.Queue[BuildReport | InputRefusedError] = queue.Queue()
    stop = threading.Event()

    def follow() -> None:
        for built in builds(assistant, seeds, silent, stop):
            said.put(built)

    watching = threading.Thread(target=follow)
    watching.start()
    try:
        assert isinstance(said.get(timeout=WAIT_SECONDS), InputRefusedError)  # the folder is empty
        (seeds / "港口.txt").write_text("港口今年一季度吞吐量为820万箱。四月起增开三条航线。", encoding="utf-8")
        first = said.get(timeout=WAIT_SECONDS)
        assert isinstance(first, BuildReport)
        assert first.documents == 1
        assert assistant.ask("港口一季度吞吐量是多少？").short_answer == "820万箱"
        (seeds / "公路.txt").write_text("西山公路全长46公里。公路四月通车。", encoding="utf-8")
        second = said.get(timeout=WAIT_SECONDS)
        assert isinstance(second, BuildReport)
        assert (second.documents, second.reused_vectors) == (2, 1)
    finally:
        stop.set()
        watching.join(WAIT_SECONDS)
    assert not watching.is_alive()


def test_a_folder_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["watch", str(tmp_path / "none")]) == 4
    assert capsys.readouterr().err == (
        f"wenju: expected a folder of articles; found none at {tmp_path / 'none'}; "
        "give the folder that holds your articles\n"
    )


def test_articles_that_go_are_reported_and_the_index_stays_unless_it_was_confirmed(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    for name, text in (("a", "港口今年一季度吞吐量为820万箱。"), ("b", "西山公路全长46公里，四月通车。")):
        (seeds / f"{name}.txt").write_text(text, encoding="utf-8")
    assistant = Assistant.open(settings=Settings(index=tmp_path / "index"), unusable_ok=True)
    before = assistant.rebuild(seeds).generation
    (seeds / "a.txt").unlink()
    refused = next(builds(assistant, seeds, silent))
    assert isinstance(refused, UnconfirmedError)
    assert (refused.replacement.missing, assistant.generation) == (1, before)
    built = next(builds(assistant, seeds, silent, confirm=True))
    assert isinstance(built, BuildReport)
    assert built.documents == 1
