from __future__ import annotations

import threading
from pathlib import Path

import pytest

from embeddings.errors import BuildCancelledError, InputRefusedError
from embeddings.reasons import IndexReason
from embeddings.schema import BuildReport, Progress
from qa.assistant.rebuild import READING, Building, RebuildState, Stage, part_done
from tests.qa.web.scripted import ScriptedDesk


@pytest.fixture
def desk(tmp_path: Path) -> ScriptedDesk:
    return ScriptedDesk(tmp_path)


def ended(building: Building) -> RebuildState:
    assert building._future is not None
    building._future.exception(timeout=20)
    return building.state()


def test_a_build_is_begun_once_and_watched(desk: ScriptedDesk) -> None:
    go, told = threading.Event(), threading.Event()

    def slow(
        *, progress: Progress | None = None, cancel: threading.Event | None = None, confirm: bool = False
    ) -> BuildReport:
        assert progress is not None
        progress("encode", 1, 2)
        told.set()
        assert go.wait(20)
        return desk.rebuild()

    building = Building(slow)
    assert building.state() == RebuildState(running=False)
    assert building.start()
    assert told.wait(20)
    assert not building.start()
    state = building.state()
    assert (state.running, state.stage, state.cancelling) == (True, Stage("encode", 1, 2), False)
    assert 0.5 < state.part < 0.9
    go.set()
    assert ended(building) == RebuildState(running=False, part=1.0, report=desk.rebuild())
    assert building.start()
    assert ended(building).report == desk.rebuild()


def test_a_cancelled_build_says_so(desk: ScriptedDesk) -> None:
    def waiting(
        *, progress: Progress | None = None, cancel: threading.Event | None = None, confirm: bool = False
    ) -> BuildReport:
        assert cancel is not None
        assert cancel.wait(20)
        raise BuildCancelledError(IndexReason.BUILD_CANCELLED, {"stage": "read"})

    building = Building(waiting)
    building.start()
    building.cancel()
    assert ended(building).cancelled


def test_an_error_is_kept_and_a_fault_is_raised(desk: ScriptedDesk) -> None:
    desk.rebuild_error = InputRefusedError(IndexReason.NO_SEEDS, {"folder": "seeds", "suffixes": ".txt"})
    building = Building(desk.rebuild)
    building.start()
    state = ended(building)
    assert state.error is desk.rebuild_error
    assert not state.cancelled
    desk.rebuild_error = RuntimeError("a fault")
    building.start()
    with pytest.raises(RuntimeError, match="a fault"):
        ended(building)


def test_the_bar_never_goes_back() -> None:
    stages = ("read", "clean", "chunk", "encode", "index", "write")
    parts = [part_done(Stage(name, done, 4)) for name in stages for done in (0, 2, 4)]
    assert parts == sorted(parts)
    assert parts[0] == 0
    assert parts[2] == READING
    assert parts[-1] == pytest.approx(1)
