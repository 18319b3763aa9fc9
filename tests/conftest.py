"""What all tests share: random tests that are the same every time, and the index of the five seeds."""

from pathlib import Path

import hypothesis
import pytest

from embeddings.build import build

REPOSITORY = Path(__file__).resolve().parents[1]

hypothesis.settings.register_profile("wenju", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("wenju")


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY


@pytest.fixture(scope="session")
def seeds_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index of seeds/; not to be changed."""
    folder = tmp_path_factory.mktemp("seeds") / "index"
    build(REPOSITORY / "seeds", folder)
    return folder
