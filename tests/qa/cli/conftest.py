"""Every command of these tests asks the index of the five seeds unless it says otherwise."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _default_index(monkeypatch: pytest.MonkeyPatch, seeds_index: Path) -> None:
    monkeypatch.setenv("WENJU_INDEX", str(seeds_index))
    monkeypatch.delenv("WENJU_DEBUG", raising=False)
