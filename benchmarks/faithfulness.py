"""Does the check of an LLM's sentences catch bad ones and keep good ones, and what do answers show? No LLM judges.

    python -m benchmarks.faithfulness --data ../shared [--half tune|kept] [--wrong]

Sentences are made by rules from 600 news articles that no question of ours is about (benchmarks.altered): thresholds
were chosen on the odd articles (tune), figures are those of the even ones (kept). Across languages, sentences of NTREX
are held against their human translations, true and altered (benchmarks.faithful_across). Then questions are asked, the
seeds' golden ones and RGB's, of a scripted endpoint that answers well or badly (benchmarks.scripted_llm), which knows
which of its sentences are good.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.altered import BAD, GOOD, HARD, Alter, Source, made, sources_of
from benchmarks.faithful_across import DIRECTIONS, across
from benchmarks.faithful_answers import Told, ask_golden, ask_rgb
from benchmarks.golden import ARTICLES, HALVES, NEWS, Half, draw_articles, write_articles
from benchmarks.outcomes import Outcome, as_hits
from embeddings.build import build
from embeddings.index.snapshot import Index
from qa.grounding.check import ground
from qa.grounding.passages import Passages

BUILT = Path(__file__).parent.parent / "build" / "faithfulness"
DRAWN = 600
SENTENCES = 200
DISTRACTORS = 7
"""Passages beside the one that a sentence cites."""
SEED = 3
MISSING = 40
"""A passage that nobody was given."""


def checked(kinds: dict[str, Alter], index: Index, *, count: int, good: bool) -> list[Outcome]:
    """So many sentences of these kinds, checked.

    Args:
        kinds: Ways to make them.
        index: Of the articles.
        count: How many.
        good: Whether the check should let them pass.
    """
    documents = list(index.documents())
    hits = {document.doc_id: as_hits(document, index) for document in documents}
    every = [hit for found in hits.values() for hit in found]
    by_text = {hit.passage.text: hit for hit in every}
    rng = random.Random(SEED)
    outcomes: list[Outcome] = []
    for each, source in made(kinds, sources_of(documents, hits), count, SEED):
        passages = Passages([by_text[source.passage], *rng.sample(every, DISTRACTORS)], index)
        outcomes.append(Outcome(each.kind, each.text, each.source, ground(each.text, each.cited, passages).fault, good))
    return outcomes


def invented(index: Index, count: int) -> list[Outcome]:
    """Good sentences that cite a passage that was not given, and as many that cite nothing."""
    documents = list(index.documents())
    hits = {document.doc_id: as_hits(document, index) for document in documents}
    sources: list[Source] = sources_of(documents, hits)[:count]
    passages = Passages([hit for found in hits.values() for hit in found][: DISTRACTORS + 1], index)
    return [
        Outcome("invented_citation", source.sentences[0], "", ground(source.sentences[0], cited, passages).fault, False)
        for source, cited in zip(sources, [(MISSING,), ()] * count, strict=False)
    ]


def articles(shared: Path, half: Half) -> Index:
    """The index of one half of the articles, built from seed files as a user's are."""
    drawn = draw_articles(shared / NEWS, ARTICLES + DRAWN)[ARTICLES:]
    folder = BUILT / half
    write_articles(drawn[0 if half == "tune" else 1 :: 2], folder / "seeds")
    build(folder / "seeds", folder / "index")
    return Index.open(folder / "index")


def lines_of(title: str, outcomes: Iterable[Outcome]) -> list[str]:
    """A row for all of them and one for each kind."""
    by_kind: dict[str, list[Outcome]] = defaultdict(list)
    for each in outcomes:
        by_kind[each.kind].append(each)
    every = [each for found in by_kind.values() for each in found]
    rows = [_row(f"**{title}**", every)] + [_row(kind, found) for kind, found in by_kind.items()]
    return [f"| {cells} |" for cells in rows]


def _row(name: str, outcomes: Sequence[Outcome]) -> str:
    right = sum(not each.wrong for each in outcomes)
    faults = Counter(each.fault for each in outcomes if each.fault)
    said = ", ".join(f"{fault} {count}" for fault, count in faults.most_common())
    return f"{name} | {right} of {len(outcomes)} | {100 * right / len(outcomes):.1f} % | {said}"


def report_sentences(index: Index, shared: Path, half: Half, *, wrong: bool) -> list[str]:
    """The tables of sentences."""
    started = time.process_time()
    groups = [
        ("good, kept", checked(GOOD, index, count=SENTENCES, good=True)),
        (
            "bad, caught",
            checked(BAD, index, count=SENTENCES * len(BAD) // (len(BAD) + 1), good=False)
            + invented(index, SENTENCES // (len(BAD) + 1)),
        ),
        ("harder, caught", checked(HARD, index, count=SENTENCES, good=False)),
    ]
    each_ms = 1000 * (time.process_time() - started) / sum(len(outcomes) for _, outcomes in groups)
    started = time.process_time()
    for direction in DIRECTIONS:
        groups += across(shared, half, direction)
    across_ms = 1000 * (time.process_time() - started) / sum(len(outcomes) for _, outcomes in groups[3:])
    lines = ["| sentences | right | share | refused for |", "|---|---|---|---|"]
    for title, found in groups:
        lines += lines_of(title, found)
        if wrong:
            lines += [f"  {each.kind} {each.fault}: {each.text} | {each.source}" for each in found if each.wrong]
    times = f"{each_ms:.1f} ms of processor time for a Chinese sentence, {across_ms:.1f} ms across languages"
    return [*lines, "", f"{times}, its making included"]


def report_answers(shared: Path, questions: int) -> list[str]:
    """The table of answers."""
    lines = [
        "| articles, endpoint | answers | by the LLM | sentences | shown | bad shown | good removed | citations "
        "| not verbatim | numbers | not in quotes |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, told in [*ask_golden(shared), *ask_rgb(shared, questions)]:
        lines.append(f"| {name} | {_counts(told)} |")
    return lines


def _counts(told: Told) -> str:
    return " | ".join(str(count) for count in told)


def main(arguments: list[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with corpus/ and eval/")
    parser.add_argument("--half", choices=HALVES, default="kept")
    parser.add_argument("--questions", type=int, default=50, help="of RGB, in number")
    parser.add_argument("--wrong", action="store_true", help="print what went wrong; never for the half kept aside")
    options = parser.parse_args(arguments)
    index = articles(options.data, options.half)
    print(
        "\n".join(report_sentences(index, options.data, options.half, wrong=options.wrong and options.half == "tune"))
    )
    print()
    print("\n".join(report_answers(options.data, options.questions)))


if __name__ == "__main__":
    main()
