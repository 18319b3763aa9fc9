"""docs/rest.md, docs/openai.md and docs/mcp.md: their examples run as they stand."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qa.assistant.assistant import Assistant
from qa.config import ServerSettings
from qa.server.api import Api
from tests.qa.server.conftest import copied, serving

if TYPE_CHECKING:
    from tests.qa.server.conftest import Site

ADDRESS = "http://127.0.0.1:7860"


@pytest.fixture(scope="module")
def changing(tmp_path_factory: pytest.TempPathFactory, repository: Path, seeds_index: Path) -> Iterator[Site]:
    """Doors over a corpus of their own."""
    settings = copied(tmp_path_factory.mktemp("shown"), repository, seeds_index)
    api = Api(Assistant.open(settings=settings), ServerSettings())
    api.app.router.lifespan_context = api.lifespan  # beside the page it is the page's
    with serving(lambda: (api.app, api.shared.under_way)) as site:
        yield site


def blocks(repository: Path, name: str, language: str) -> list[str]:
    text = (repository / "docs" / name).read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def shown(repository: Path, name: str, language: str, site: Site, folder: Path) -> str:
    """What the examples of a document print, one after the other."""
    script = "\n".join(blocks(repository, name, language)).replace(ADDRESS, site.url)
    command = [sys.executable, "-c", script]
    if language == "sh":
        command = ["bash", "-euo", "pipefail", "-c", script.replace("curl ", "curl --fail-with-body --max-time 60 ")]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_examples_of_rest(repository: Path, changing: Site, tmp_path: Path) -> None:
    said = shown(repository, "rest.md", "sh", changing, tmp_path)
    assert '"short_answer":"1350億元"' in said
    assert said.count("event: hits") == 1
    assert '"北湖灯塔于1931年建成，高42米。"' in said
    assert "event: done" in said
    assert '"documents":7' in said  # of the five seeds, and the two that were added
    assert '"answer_in_text":1.0' in said
    assert 'wenju_requests_total{method="POST",route="/v1/ask",status="200"} 1.0' in said


def test_the_examples_of_the_openai_protocol(repository: Path, changing: Site, tmp_path: Path) -> None:
    assert shown(repository, "openai.md", "sh", changing, tmp_path).endswith("data: [DONE]\n\n")
    said = shown(repository, "openai.md", "python", changing, tmp_path)
    assert "1350億元。[1]" in said
    assert said.splitlines()[-1].startswith("2 ")


def test_the_example_of_mcp(repository: Path, changing: Site, tmp_path: Path) -> None:
    assert "[1]" in shown(repository, "mcp.md", "python", changing, tmp_path)
