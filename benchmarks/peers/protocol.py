"""What every peer is given and gives back; runs in the peer's own environment, which has numpy.

    python with_NAME.py build|query GIVEN INDEX

GIVEN is a folder of files: `passages.jsonl` (texts), `terms.npy`, `term_starts.npy` and `vocabulary.json` (the index
terms of each passage), `vectors.npy`, `questions.jsonl` and `question_vectors.npy`. INDEX is where the peer keeps what
it can. The answer is JSON on the last line of stdout. Building and asking are two processes, so that the memory of the
second is that of a program which only answers.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]

CANDIDATES = 50
"""Passages that each of the two searches hands on to be fused."""
TIMED, SCORED = 10, 50
"""Passages asked for where time counts, and where ten different articles are needed."""
LEXICAL_WEIGHT = 0.7
"""Share of BM25 in the fused score, where the peer takes weights."""
WARM_UP = 20
"""Questions asked before time counts."""


class Question(NamedTuple):
    """A question as every peer gets it."""

    text: str
    terms: list[str]
    vector: FloatArray
    timed: bool
    """Whether its time counts."""
    scored: bool
    """Whether the right articles are known."""


class Passages(NamedTuple):
    """Texts, index terms and vectors; row i of each is passage i."""

    texts: list[str]
    terms: list[list[str]]
    vectors: FloatArray


Search = Callable[[Question, int], list[int]]
"""Rows of the k best passages for a question, best first."""
Build = Callable[[Passages, Path], None]
"""Indexes passages and keeps the index in a folder."""


class Opener(NamedTuple):
    """How a peer comes back to life."""

    open: Callable[[Path, list[Question], Passages | None], Search]
    """Given the folder of the index, the questions that will come (to look their vectors up) and the passages."""
    reads_passages: bool
    """Whether it can't keep all that it needs, and has to be given the passages again."""


def read_passages(given: Path) -> Passages:
    """Texts, terms and vectors of all passages."""
    texts = [json.loads(line) for line in _lines(given / "passages.jsonl")]
    vocabulary: list[str] = json.loads((given / "vocabulary.json").read_text(encoding="utf-8"))
    numbers: npt.NDArray[np.int32] = np.load(given / "terms.npy")
    starts: list[int] = np.load(given / "term_starts.npy").tolist()
    terms: list[list[str]] = [[vocabulary[n] for n in numbers[a:b].tolist()] for a, b in pairwise(starts)]
    return Passages(texts, terms, np.load(given / "vectors.npy"))


def read_questions(given: Path) -> list[Question]:
    """All questions with their terms and vectors."""
    vectors = np.load(given / "question_vectors.npy")
    rows = [json.loads(line) for line in _lines(given / "questions.jsonl")]
    return [
        Question(row["text"], row["terms"], vector, row["timed"], row["scored"])
        for row, vector in zip(rows, vectors, strict=True)
    ]


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n")[:-1]


def peak_memory() -> int:
    """Bytes of memory that this process held at most; the kernel's own count begins anew with each program."""
    status = Path("/proc/self/status")
    if status.exists():
        kilobytes = next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return 1024 * int(kilobytes)
    import resource  # noqa: PLC0415  (macOS, where ru_maxrss is in bytes)

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def ask(search: Callable[[Question, int], Sequence[object]], questions: Iterable[Question]) -> dict[str, object]:
    """Milliseconds of the timed questions, by the clock and of the processor, and the answers to the scored ones."""
    asked = list(questions)
    for question in asked[:WARM_UP]:
        search(question, TIMED)
    milliseconds: list[float] = []
    cpu_milliseconds: list[float] = []
    for question in (question for question in asked if question.timed):
        started, cpu_started = time.perf_counter(), time.process_time()
        search(question, TIMED)
        cpu_milliseconds.append(1000 * (time.process_time() - cpu_started))
        milliseconds.append(1000 * (time.perf_counter() - started))
    found = [search(question, SCORED) for question in asked if question.scored]
    return {"milliseconds": milliseconds, "cpu_milliseconds": cpu_milliseconds, "found": found}


def main(build: Build, opener: Opener) -> None:
    """Do what the command line says and print what it took."""
    phase, given, index = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    if phase == "build":
        passages = read_passages(given)
        started = time.perf_counter()
        build(passages, index)
        said: dict[str, object] = {"seconds": time.perf_counter() - started}
    else:
        questions = read_questions(given)
        again = read_passages(given) if opener.reads_passages else None
        started = time.perf_counter()
        search = opener.open(index, questions, again)
        said = {"seconds": time.perf_counter() - started, **ask(search, questions)}
    print(json.dumps({**said, "memory": peak_memory()}))
