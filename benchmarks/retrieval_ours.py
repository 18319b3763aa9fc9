"""Our own part of benchmarks/retrieval.py, in a process of its own as every peer's is.

python -m benchmarks.retrieval_ours build SEEDS INDEX
python -m benchmarks.retrieval_ours query GIVEN INDEX
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import CodeType

from benchmarks.peers.protocol import TIMED, Question, ask, peak_memory, read_questions
from benchmarks.sampling import Sampler
from embeddings.build import Stopwatch, build
from embeddings.encoders.static import StaticEncoder
from embeddings.index.bm25 import Postings
from embeddings.index.snapshot import Index
from embeddings.index.vectors.faiss import FaissVectors
from embeddings.text.segment import question_terms
from qa.assistant.assistant import Assistant
from qa.question.understand import understand
from qa.retrieval.retrieve import dedupe, features

PARTS: dict[CodeType, str] = {
    understand.__code__: "question understood",
    question_terms.__code__: "terms of the question",
    StaticEncoder.encode_query.__code__: "vector of the question",
    Postings.scores.__code__: "BM25 of all passages",
    FaissVectors.search.__code__: "vectors of all passages",
    Index.candidates.__code__: "candidates, the rest",
    Index.tokens.__code__: "tokens of the candidates",
    features.__code__: "features",
    Index.hits.__code__: "hits read from disk",
    Index.holding.__code__: "matched terms",
    dedupe.__code__: "double hits dropped",
}
"""Parts of a question by the function that does them; a moment counts to the innermost of them that runs."""
ROUNDS = 3
"""How often the questions are asked to be sampled."""


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

    def search(question: Question, k: int) -> list[str]:
        return [hit.passage.passage_id for hit in assistant.retrieve(question.text, k)]

    said = ask(search, questions)
    memory = peak_memory()
    return {"seconds": opened, "memory": memory, **said, "parts": shares(search, questions)}


def shares(search: Callable[[Question, int], Sequence[object]], questions: Sequence[Question]) -> dict[str, float]:
    """Share of each part in the time of the timed questions, largest first; they add up to 1."""
    with Sampler(PARTS) as sampler:
        for _ in range(ROUNDS):
            for question in questions:
                if question.timed:
                    search(question, TIMED)
    return sampler.shares()


def main() -> None:
    """Do what the command line says and print JSON."""
    phase, given, index = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    said = built(given, index) if phase == "build" else asked(given, index)
    print(json.dumps({"memory": peak_memory(), **said}))


if __name__ == "__main__":
    main()
