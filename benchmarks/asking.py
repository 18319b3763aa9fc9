"""What a question costs from its text to the verified answer, over an index of news, and where its time goes.

    OMP_NUM_THREADS=1 python -m benchmarks.asking --data ../shared [--passages 50000] [--questions 300] [--index DIR]

Builds an index of the articles of `benchmarks/retrieval_corpus.py`, or takes one that was built of them, and asks
questions of `eval/news_qa_dev.json` one after another on one thread, each once, behind some that are not counted: what
later questions find remembered from earlier ones (articles, tokens of passages) is what they would find in use.
"""

from __future__ import annotations

import argparse
import shutil
import time
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from types import CodeType
from typing import NamedTuple

from benchmarks.retrieval import percentile
from benchmarks.retrieval_corpus import DEV, choose_articles, write_seeds
from benchmarks.retrieval_peers import REPOSITORY
from benchmarks.sampling import Sampler
from embeddings.build import build
from embeddings.index.snapshot import Index
from qa.answer.answer import build_answer
from qa.answer.compose import compose
from qa.assistant.assistant import Assistant
from qa.assistant.pipeline import interpret
from qa.evaluation.evaluate import mean
from qa.evaluation.golden import read_golden
from qa.evidence.coverage import Matcher
from qa.evidence.select import judge, select_evidence
from qa.evidence.sentences import sentence_features, sentences_of
from qa.question.understand import understand
from qa.reader.convolutional import ConvolutionalReader, stored_tokens
from qa.reader.features import features as reader_features
from qa.reader.features import tokenise
from qa.reader.network import read_passages
from qa.reader.reader import Reading
from qa.retrieval.retrieve import retrieve

PARTS: dict[CodeType, str] = {
    interpret.__code__: "question understood",
    understand.__code__: "question understood",
    retrieve.__code__: "retrieval",
    sentences_of.__code__: "sentences of the hits",
    Matcher.__init__.__code__: "words matched",
    Matcher.coverage.__code__: "words matched",
    Matcher.missing.__code__: "words matched",
    tokenise.__code__: "reader: tokens",
    stored_tokens.__code__: "reader: tokens",
    reader_features.__code__: "reader: features",
    read_passages.__code__: "reader: network",
    ConvolutionalReader.read.__code__: "reader, the rest",
    Reading.sentence_masses.__code__: "reader: spans",
    Reading.best.__code__: "reader: spans",
    Reading.__init__.__code__: "reader: spans",
    sentence_features.__code__: "sentence features, the rest",
    judge.__code__: "evidence judged",
    select_evidence.__code__: "short answers",
    compose.__code__: "composition",
    build_answer.__code__: "citations and checks",
}
"""Parts of a question by the function that does them; a moment counts to the innermost of them that runs."""
WARM_UP = 20
"""Questions that are asked first and not counted."""
TODAY = date(2026, 11, 1)


class Asked(NamedTuple):
    """What the questions took."""

    milliseconds: list[float]
    cpu_milliseconds: list[float]
    stages: dict[str, list[float]]
    """Milliseconds of each question by stage, as its answer gives them."""
    parts: dict[str, float]
    """Share of each part in the time, largest first."""


def spread(texts: Sequence[str], count: int) -> list[str]:
    """So many of them at most, evenly from the whole list."""
    count = min(count, len(texts))
    return [texts[place * len(texts) // count] for place in range(count)]


def ask(assistant: Assistant, questions: Sequence[str]) -> Asked:
    """Ask one question after another, the first WARM_UP without counting their time."""
    for question in questions[:WARM_UP]:
        assistant.ask(question, today=TODAY)
    milliseconds: list[float] = []
    cpu_milliseconds: list[float] = []
    stages: dict[str, list[float]] = {}
    with Sampler(PARTS) as sampler:
        for question in questions[WARM_UP:]:
            started, cpu_started = time.perf_counter(), time.process_time()
            answer = assistant.ask(question, today=TODAY)
            cpu_milliseconds.append(1000 * (time.process_time() - cpu_started))
            milliseconds.append(1000 * (time.perf_counter() - started))
            for stage, took in answer.timings.items():
                stages.setdefault(stage, []).append(took)
    return Asked(milliseconds, cpu_milliseconds, stages, sampler.shares())


def time_table(asked: Asked) -> list[str]:
    """Lines of the first table: what a question takes, and its stages by the clock."""
    lines = ["| | p50 ms | p95 ms | mean ms |", "|---|---|---|---|"]
    rows = {"CPU": asked.cpu_milliseconds, "clock": asked.milliseconds}
    rows |= {f"clock, {stage}": took for stage, took in asked.stages.items()}
    for name, took in rows.items():
        lines.append(f"| {name} | {percentile(took, 50):.1f} | {percentile(took, 95):.1f} | {mean(took):.1f} |")
    return lines


def part_table(parts: Mapping[str, float], milliseconds: float) -> list[str]:
    """Lines of the second table: where the mean CPU time of a question goes."""
    lines = ["| part of a question | ms | share |", "|---|---|---|"]
    return lines + [
        f"| {name} | {share * milliseconds:.2f} | {share:.0%} |" for name, share in [*parts.items(), ("all", 1.0)]
    ]


def built(sets: Path, passages: int, folder: Path) -> Path:
    """An index of at least so many passages of news, made anew in `folder`."""
    shutil.rmtree(folder, ignore_errors=True)
    write_seeds(choose_articles(sets, passages), folder / "seeds")
    build(folder / "seeds", folder / "index")
    return folder / "index"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds eval/ and corpus/")
    parser.add_argument("--passages", type=int, default=50_000, help="in number, at least")
    parser.add_argument("--questions", type=int, default=300, help="whose time counts, in number")
    parser.add_argument("--index", type=Path, help="built before: asked as it is")
    options = parser.parse_args()
    index = options.index or built(options.data, options.passages, REPOSITORY / "build" / "asking")
    texts = [each.question for each in read_golden(options.data / DEV).questions]
    asked = ask(Assistant.of(Index.open(index)), spread(texts, options.questions + WARM_UP))
    lines = [f"{len(asked.milliseconds)} questions", "", *time_table(asked), ""]
    print("\n".join([*lines, *part_table(asked.parts, mean(asked.cpu_milliseconds))]))


if __name__ == "__main__":
    main()
