"""Our own part of benchmarks/retrieval.py, in a process of its own as every peer's is.

python -m benchmarks.retrieval_ours build SEEDS INDEX
python -m benchmarks.retrieval_ours query GIVEN INDEX
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from benchmarks.peers.protocol import Question, ask, peak_memory, read_questions
from embeddings.build import build
from embeddings.stopwatch import Stopwatch
from qa.service import Assistant


def built(seeds: Path, index: Path) -> dict[str, object]:
    """Build an index, and say what it holds and where the time went."""
    watch = Stopwatch()
    report = build(seeds, index, progress=watch)
    return {
        "seconds": report.seconds,
        "stages": watch.seconds(),
        "documents": report.documents,
        "passages": report.passages,
        "kept_chars": report.cleaning.kept_chars,
    }


def asked(given: Path, index: Path) -> dict[str, object]:
    """Open the index and ask; a question is text here, and its terms and vector are part of its time."""
    questions = read_questions(given)
    started = time.perf_counter()
    assistant = Assistant.open(index)
    assistant.warm()
    opened = time.perf_counter() - started

    def search(question: Question, k: int) -> list[object]:
        return [hit.passage.passage_id for hit in assistant.retrieve(question.text, k)]

    return {"seconds": opened, **ask(search, questions)}


def main() -> None:
    """Do what the command line says and print JSON."""
    phase, given, index = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    said = built(given, index) if phase == "build" else asked(given, index)
    print(json.dumps({**said, "memory": peak_memory()}))


if __name__ == "__main__":
    main()
