"""Questions with known answers as programs hand them over: lines of a file, or our own about the shipped seeds."""

from __future__ import annotations

import tempfile
from importlib.resources import files
from pathlib import Path

from embeddings.catalogue import Catalogue
from qa.golden import GoldenQuestion, read_golden

SEEDS = files("qa").joinpath("web", "golden", "seeds.jsonl")
"""Our own questions about the shipped seeds."""


def golden_lines(content: bytes) -> list[GoldenQuestion]:
    """The questions of golden lines; an InputRefusedError where they are none."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "questions.jsonl"
        path.write_bytes(content)
        return read_golden(path).questions


def shipped(catalogue: Catalogue) -> list[GoldenQuestion]:
    """The questions about the shipped seeds, where the index holds all of these; else none."""
    questions = golden_lines(SEEDS.read_bytes())
    paths = [each.path for each in catalogue.entries]
    wanted = {doc for question in questions for doc in question.docs}
    return questions if all(any(path.startswith(doc) for path in paths) for doc in wanted) else []
