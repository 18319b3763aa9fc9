"""Every citation of every answer, compared with the stored articles by code that shares nothing with the answering one.

    python -m benchmarks.verification --data ../shared [SET ...] [--most N]

Each question is asked over its own set's articles, in a generation on disk; benchmarks/stored.py then reads that
generation by itself. The exit code is 1 if a quote differs by one code point, or anything else is not as stored.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from benchmarks.golden import ARTICLES, NEWS, QUESTIONS, ROOT, TODAY, draw_articles, write_articles
from benchmarks.refusal import FILE as RGB
from benchmarks.refusal import RIGHT, WRONG, documents
from benchmarks.stored import Fault, Generation, faults, read_generation
from embeddings.build import build
from embeddings.config import IndexConfig
from embeddings.encoders.load import load_encoder, static_encoder
from embeddings.errors import InputRefusedError
from embeddings.index.writer import assemble
from embeddings.schema import Document
from embeddings.store import generations
from embeddings.store.corpus import Article, Corpus
from qa import Assistant
from qa.evaluation.golden import GoldenQuestion, read_golden
from qa.schema import Citation


class Ready(NamedTuple):
    """A generation on disk and what is asked of it."""

    folder: Path
    questions: Sequence[GoldenQuestion]
    today: date | None = None


Make = Callable[[Path, Path], Iterator[Ready]]
"""Given the data folder and an empty folder to build in."""


class Counts(NamedTuple):
    """What became of the questions of a set."""

    questions: int = 0
    answers: int = 0
    citations: int = 0
    nearest: int = 0
    """Sentences that a refusal shows, checked as citations are."""
    differ: int = 0
    """Quotes that are not what is stored, by one code point or more."""
    others: int = 0
    """All other faults."""
    not_asked: int = 0
    """Questions refused as input, blank ones."""

    def plus(self, other: Counts) -> Counts:
        """The sums."""
        return Counts(*(one + more for one, more in zip(self, other, strict=True)))


HEADS = ("questions", "answers", "citations", "nearest", "quotes that differ", "other faults", "not asked")


def write_generation(articles: Sequence[Document], root: Path) -> None:
    """A generation on disk of documents as they are, those that `wenju eval` reads from a file of questions."""
    encoder, config = load_encoder(), IndexConfig()
    with generations.building(root) as folder:
        parts = assemble(articles, encoder, config=config)
        rows = (Article(document, None, own) for document, own in zip(articles, parts.passages, strict=True))
        Corpus.write(folder / generations.CORPUS, rows)
        parts.vectors.save(folder)
        parts.lexical.save(folder / generations.LEXICAL)
        parts.articles.save(folder / generations.ARTICLES)
        parts.tokens.save(folder / generations.TOKENS)
        identities = [
            generations.EncoderIdentity(name=each.name, dim=each.dim, fingerprint=each.fingerprint)
            for each in (encoder, static_encoder(encoder))
        ]
        generations.commit(
            root,
            folder,
            config=config,
            encoder=identities[0],
            tokens=identities[1],
            documents=len(articles),
            passages=sum(map(len, parts.passages)),
        )


def _seeds(questions: Path, *, today: date | None = None) -> Make:
    def make(folder: Path, work: Path) -> Iterator[Ready]:
        build(ROOT / "seeds", work / "index")
        yield Ready(work / "index", read_golden(folder / questions).questions, today)

    return make


def _news(folder: Path, work: Path) -> Iterator[Ready]:
    write_articles(draw_articles(folder / NEWS, ARTICLES), work / "seeds")
    build(work / "seeds", work / "index")
    yield Ready(work / "index", read_golden(QUESTIONS["news"]).questions, TODAY)


def _squad(name: str) -> Make:
    def make(folder: Path, work: Path) -> Iterator[Ready]:
        golden = read_golden(folder / name)
        write_generation(golden.documents or [], work / "index")
        yield Ready(work / "index", golden.questions)

    return make


def _rgb(folder: Path, work: Path) -> Iterator[Ready]:
    """Each question over an index of its own passages, right and wrong ones."""
    for number, line in enumerate((folder / RGB).read_text(encoding="utf-8").splitlines()):
        row = json.loads(line)
        own = [*documents(row["positive"], RIGHT), *documents(row["negative"], WRONG)]
        index = work / str(number)
        write_generation(list({each.doc_id: each for each in own}.values()), index)
        yield Ready(index, [GoldenQuestion(id=str(number), question=row["query"], docs=(), answers=())])


SETS: dict[str, Make] = {
    "seeds_golden": _seeds(Path("eval") / "seeds_golden.jsonl"),
    "own golden, seeds": _seeds(QUESTIONS["seeds"], today=TODAY),
    "own golden, news": _news,
    "cmrc_trial": _squad("eval/cmrc_trial.json"),
    "news_qa_dev": _squad("eval/news_qa_dev.json"),
    "drcd_dev": _squad("train/reading_drcd_dev.json"),
    "cmrc_dev": _squad("train/reading_cmrc_dev.json"),
    "rgb_zh_even": _rgb,
}


def checked(ready: Ready, *, say: Callable[[str], None]) -> Counts:
    """Ask the questions and check the answers.

    Args:
        ready: The generation and its questions.
        say: Told of each fault.
    """
    generation, assistant = read_generation(ready.folder), Assistant.open(ready.folder)
    total = Counts()
    for question in ready.questions:
        try:
            total = total.plus(_checked(question, assistant, generation, ready.today, say))
        except InputRefusedError:
            total = total.plus(Counts(not_asked=1))
    return total


def _checked(
    question: GoldenQuestion,
    assistant: Assistant,
    generation: Generation,
    today: date | None,
    say: Callable[[str], None],
) -> Counts:
    answer = assistant.ask(question.question, history=question.history, today=today)

    def around(citation: Citation) -> tuple[str | None, str | None]:
        return assistant.context(citation)

    found: list[Fault] = faults(answer, generation, around)
    for fault in found:
        say(f"{question.id} {fault.kind}: {fault.what}")
    differ = sum(fault.kind == "quote" for fault in found)
    answered, shown = int(answer.status == "answered"), len(answer.nearest)
    return Counts(1, answered, len(answer.citations), shown, differ, len(found) - differ)


def spread(questions: Sequence[GoldenQuestion], most: int | None) -> Sequence[GoldenQuestion]:
    """At most so many questions, evenly from the first to the last; None for all."""
    if most is None or len(questions) <= most:
        return questions
    return [questions[at * len(questions) // most] for at in range(most)]


def table(rows: dict[str, Counts]) -> str:
    """A row a set, and their sum."""
    total = Counts()
    for counts in rows.values():
        total = total.plus(counts)
    lines = [f"| set | {' | '.join(HEADS)} |", "|---" * (len(HEADS) + 1) + "|"]
    lines += [f"| {name} | {' | '.join(f'{n:,}' for n in counts)} |" for name, counts in {**rows, "all": total}.items()]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask, check, print the table; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with corpus/, eval/ and train/")
    parser.add_argument("--most", type=int, metavar="N", help="at most N questions of each set, evenly spread")
    parser.add_argument("sets", nargs="*", metavar="SET", help=f"of {', '.join(SETS)}; all if none is named")
    options = parser.parse_args(arguments)
    if unknown := set(options.sets) - set(SETS):
        parser.error(f"no such set: {', '.join(sorted(unknown))}")
    rows: dict[str, Counts] = {}
    for name in options.sets or SETS:
        rows[name] = Counts()
        with tempfile.TemporaryDirectory() as folder:
            for ready in islice(SETS[name](options.data, Path(folder)), options.most):
                asked = ready._replace(questions=spread(ready.questions, options.most))
                rows[name] = rows[name].plus(checked(asked, say=lambda line: print(line, file=sys.stderr)))
        print(f"{name}: {rows[name].citations:,} citations checked", file=sys.stderr, flush=True)
    print(table(rows))
    return int(any(counts.differ or counts.others for counts in rows.values()))


if __name__ == "__main__":
    sys.exit(main())
