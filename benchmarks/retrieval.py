"""Our hybrid retrieval beside others, on the same passages, index terms and vectors, in one run.

    python -m benchmarks.retrieval --data ../shared [--passages 50000] [--questions 300] [--peers all|none|NAME,NAME]

Builds an index of news with everything on, hands its passages, our index terms and our encoder's vectors to each peer
(FAISS and bm25s by hand, LangChain, LlamaIndex, txtai: each in an environment under build/peers that is made here from
benchmarks/peers/NAME.txt), and prints three tables: what each costs and finds, and where the time of our build and of
our questions goes. Every system is built and asked in processes of its own, one question after another on one thread. A
peer that can't be installed or fails gets a line that says why. Give a run the machine for itself: the figures are of
time.
"""

from __future__ import annotations

import argparse
import math
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.peers.protocol import CANDIDATES, LEXICAL_WEIGHT, SCORED, TIMED
from benchmarks.retrieval_corpus import (
    Asked,
    Shared,
    choose_articles,
    development_questions,
    sentence_questions,
    write_passages,
    write_questions,
    write_seeds,
)
from benchmarks.retrieval_peers import (
    ONE_THREAD,
    PEERS,
    REPOSITORY,
    Built,
    Measured,
    NotMeasuredError,
    Queried,
    measure,
    run,
    size,
)
from embeddings.encoders.load import load_encoder
from embeddings.index.snapshot import Index
from qa.evaluation.evaluate import mean, ndcg

OURS = "Wenju"
INDEXING = ("encode", "index", "write")
"""Stages of our build from passages on; the terms and vectors that a peer is given are worked out in them."""


class OurBuild(Built):
    """What our own build says of itself."""

    stages: dict[str, float]
    documents: int
    passages: int
    kept_chars: int


class OurQueries(Queried):
    """What our own process says of answering beyond that."""

    parts: dict[str, float]
    """Share of each part in the time of a question, largest first."""


class Row(NamedTuple):
    """A line of the table."""

    index_seconds: float
    open_seconds: float
    p50: float
    p95: float
    cpu_p50: float
    ndcg: float
    memory: int
    disk: int


def row(measured: Measured, asked: Sequence[Asked], articles: Mapping[int | str, str]) -> Row:
    """The figures of a system.

    Args:
        measured: What it said.
        asked: The questions, in the order of the files.
        articles: Path of the article of each passage, by what the system calls it.
    """
    right = [each.right for each in asked if each.right]
    found = measured.queried.found
    ranks = [first_right([articles[name] for name in names], paths) for names, paths in zip(found, right, strict=True)]
    return Row(
        measured.built.seconds,
        measured.queried.seconds,
        percentile(measured.queried.milliseconds, 50),
        percentile(measured.queried.milliseconds, 95),
        percentile(measured.queried.cpu_milliseconds, 50),
        mean([ndcg(rank, 10) for rank in ranks]),
        measured.queried.memory,
        measured.disk,
    )


def first_right(paths: Sequence[str], right: frozenset[str]) -> int | None:
    """Rank from 1 of the first right article, counting each article once; None if there is none."""
    different = dict.fromkeys(paths)
    return next((rank for rank, path in enumerate(different, 1) if path in right), None)


def percentile(values: Sequence[float], percent: int) -> float:
    """The smallest value that so many per cent of all do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(percent / 100 * len(ordered)) - 1)]


def table(rows: Mapping[str, Row | str]) -> list[str]:
    """Lines of the first table; a text in the place of figures says why there are none."""
    lines = [
        "| system | index s | open s | p50 ms | p95 ms | p50 CPU ms | nDCG@10 | memory MB | disk MB |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name, found in rows.items():
        if isinstance(found, str):
            lines.append(f"| {name} | not measured: {found} | | | | | | | |")
        else:
            times = (f"{value:.2f}" for value in (found.open_seconds, found.p50, found.p95, found.cpu_p50))
            sizes = (f"{found.ndcg:.4f}", f"{found.memory / 1e6:.0f}", f"{found.disk / 1e6:.0f}")
            lines.append(f"| {' | '.join((name, f'{found.index_seconds:.1f}', *times, *sizes))} |")
    return lines


def build_table(ours: OurBuild) -> list[str]:
    """Lines of the second table: where the time of a build goes."""
    lines = ["| stage | s | share | passages/s |", "|---|---|---|---|"]
    total = sum(ours.stages.values())
    for stage, seconds in [*ours.stages.items(), ("all", total)]:
        rate = f"{ours.passages / seconds:,.0f}" if seconds > 0 else "-"
        lines.append(f"| {stage} | {seconds:.1f} | {seconds / total:.0%} | {rate} |")
    return lines


def query_table(parts: Mapping[str, float], milliseconds: float) -> list[str]:
    """Lines of the third table: where the mean time of a question goes."""
    lines = ["| part of a question | ms | share |", "|---|---|---|"]
    return lines + [
        f"| {name} | {share * milliseconds:.2f} | {share:.0%} |" for name, share in [*parts.items(), ("all", 1.0)]
    ]


def notes(shared: Shared, milliseconds: Sequence[float], asked: Sequence[Asked]) -> list[str]:
    """What the first table does not say by itself."""
    scored = sum(bool(each.right) for each in asked)
    return [
        f"{len(shared.passages)} passages. Times: {len(milliseconds)} questions, {TIMED} hits each, one thread. "
        f"nDCG@10: {scored} questions of news_qa_dev, by article, of {SCORED} passages each.",
        f"The peers are given index terms ({shared.term_seconds:.1f} s of work at the build), vectors "
        f"({shared.encode_seconds:.1f} s), and both of each question ({percentile(milliseconds, 50):.2f} ms, p50): in "
        f"none of their columns, but in our p50, p95 and index. Index: from there to an index on disk; ours is the "
        f"stages {', '.join(INDEXING)} below, which work both out.",
        f"Fusion: {CANDIDATES} candidates of each search, BM25 {LEXICAL_WEIGHT} and vectors {1 - LEXICAL_WEIGHT:.1f} "
        "where a peer takes weights. By hand and txtai: a sum of scores. LlamaIndex: the same, each list stretched to "
        "0 to 1. LangChain: weighted reciprocal ranks, it has no other. txtai takes ten candidates a hit.",
        "Open: to the first question; ours checks every hash and loads the encoder, LangChain makes BM25 anew, which "
        "it can't keep. Memory: the most that a process which only answers holds, its libraries included.",
    ]


def ours(phase: str, given: Path, index: Path, settings: dict[str, str]) -> str:
    """JSON that our own process says."""
    return run([Path(sys.executable), "-m", "benchmarks.retrieval_ours", phase, given, index], settings)


def our_figures(folder: Path, built: OurBuild, queried: OurQueries) -> Measured:
    """What our index takes; its build is that of the second table."""
    seconds = sum(built.stages.get(stage, 0.0) for stage in INDEXING)
    return Measured(Built(seconds=seconds, memory=built.memory), queried, size(folder / "ours"))


def peer_rows(
    names: Sequence[str], folder: Path, asked: Sequence[Asked], articles: Sequence[str]
) -> dict[str, Row | str]:
    """Figures of the peers, or why there are none."""
    by_row: dict[int | str, str] = dict(enumerate(articles))
    rows: dict[str, Row | str] = {}
    for name in names:
        print(f"measuring {PEERS[name]}", file=sys.stderr)
        index = folder / name
        index.mkdir()
        try:
            rows[PEERS[name]] = row(measure(name, folder / "given", index), asked, by_row)
        except NotMeasuredError as error:
            rows[PEERS[name]] = str(error)
    return rows


def compare(sets: Path, folder: Path, *, passages: int, questions: int, peers: Sequence[str]) -> list[str]:
    """Lines of all tables and of what has to be said beside them.

    Args:
        sets: Folder of the sets.
        folder: Where everything is written; emptied first.
        passages: At least so many; whole articles are taken.
        questions: Whose time counts.
        peers: Names of those to measure.
    """
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "given").mkdir(parents=True)
    print("choosing articles", file=sys.stderr)
    articles = choose_articles(sets, passages)
    write_seeds(articles, folder / "seeds")
    print(f"measuring {OURS}", file=sys.stderr)
    built = OurBuild.model_validate_json(ours("build", folder / "seeds", folder / "ours", {}))
    encoder = load_encoder()
    shared = write_passages(Index.open(folder / "ours"), encoder, folder / "given")
    known = development_questions(sets, articles)
    texts = {each.text for each in known}
    asked = [*known, *(each for each in sentence_questions(shared.passages, questions) if each.text not in texts)]
    milliseconds = write_questions(asked, questions, encoder, folder / "given")
    by_id: dict[int | str, str] = {
        passage.passage_id: path for passage, path in zip(shared.passages, shared.articles, strict=True)
    }
    queried = OurQueries.model_validate_json(ours("query", folder / "given", folder / "ours", ONE_THREAD))
    rows: dict[str, Row | str] = {OURS: row(our_figures(folder, built, queried), asked, by_id)}
    rows |= peer_rows(peers, folder, asked, shared.articles)
    head = f"Our build of {built.documents} articles ({built.kept_chars:,} characters, {built.passages} passages):"
    ends = [head, "", *build_table(built), "", "Where the time of our questions goes, by sampling:", ""]
    ends += query_table(queried.parts, mean(queried.milliseconds))
    return [*table(rows), "", *notes(shared, milliseconds, asked), "", *ends]


def chosen_peers(text: str) -> list[str]:
    """Names of peers; `all` and `none` are what they say.

    Raises:
        ArgumentTypeError: There is no peer of that name.
    """
    names = list(PEERS) if text == "all" else [] if text == "none" else text.split(",")
    unknown = [name for name in names if name not in PEERS]
    if unknown:
        raise argparse.ArgumentTypeError(f"expected all, none or some of {','.join(PEERS)}; found {','.join(unknown)}")
    return names


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds eval/ and corpus/")
    parser.add_argument("--passages", type=int, default=50_000, help="in number, at least")
    parser.add_argument("--questions", type=int, default=300, help="whose time counts, in number")
    parser.add_argument("--peers", type=chosen_peers, default="all", help="all, none or names with commas")
    options = parser.parse_args()
    folder = REPOSITORY / "build" / "retrieval"
    lines = compare(options.data, folder, passages=options.passages, questions=options.questions, peers=options.peers)
    print("\n".join(lines))


if __name__ == "__main__":
    main()
