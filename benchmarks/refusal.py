"""Right passages among wrong ones, and refusing where there are only wrong ones: RGB's Chinese news questions.

    python -m benchmarks.refusal --data ../shared [--questions 150]

RGB (Chen and others, 2024, arXiv:2309.01431) gives each question passages that answer it and passages that do not. Each
question is asked twice over an index of its own: of all its passages, and of the wrong ones alone.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, cast

from embeddings.encoders.load import Encoder, load_encoder
from embeddings.index.snapshot import Index
from embeddings.schema import Document
from qa.assistant.assistant import Assistant
from qa.evaluation.evaluate import holds, mean
from qa.evaluation.golden import as_document
from qa.schema import MARKER, Answer

FILE = Path("eval") / "rgb_zh_even.jsonl"
RIGHT, WRONG = "right", "wrong"


class Outcome(NamedTuple):
    """What became of one question."""

    right_first: bool
    answer_in_first_sentence: bool
    confidence: float
    """With all passages."""
    confidence_without: float
    """With the wrong ones alone."""
    refused: bool
    refused_without: bool


def asked(row: dict[str, list[str]], question: str, encoder: Encoder) -> Outcome:
    """Ask a question of all its passages, and of the wrong ones."""
    wrong = documents(row["negative"], WRONG)
    both = _ask([*documents(row["positive"], RIGHT), *wrong], question, encoder)
    without = _ask(wrong, question, encoder)
    first = MARKER.split(both.text)[0]
    return Outcome(
        right_first=bool(both.hits) and both.hits[0].source.path.startswith(RIGHT),
        answer_in_first_sentence=both.status == "answered" and any(holds(first, each) for each in row["answer"]),
        confidence=both.confidence or 0.0,
        confidence_without=without.confidence or 0.0,
        refused=both.status != "answered",
        refused_without=without.status != "answered",
    )


def documents(texts: Sequence[str], kind: str) -> list[Document]:
    """Each different text as an article whose path says what it is."""
    return [
        as_document(text, path=f"{kind}-{at:03}") for at, text in enumerate(dict.fromkeys(filter(str.strip, texts)))
    ]


def report(outcomes: Sequence[Outcome]) -> list[str]:
    """Lines of the table."""
    kept = sorted(each.confidence for each in outcomes)
    threshold = kept[len(kept) // 20]  # one in twenty of the answerable is below it
    figures = {
        "right passage first": mean([each.right_first for each in outcomes]),
        "answer in the first sentence": mean([each.answer_in_first_sentence for each in outcomes]),
        "refused with right passages": mean([each.refused for each in outcomes]),
        "refused without": mean([each.refused_without for each in outcomes]),
        f"refused without, below {threshold:.3f} (5 % of the answerable)": mean([
            each.refused_without or each.confidence_without < threshold for each in outcomes
        ]),
    }
    return [
        f"| {len(outcomes)} questions | |",
        "|---|---|",
        *(f"| {name} | {value:.4f} |" for name, value in figures.items()),
    ]


def _texts(answer: object) -> Iterator[str]:
    """The strings of an answer that may be one, a list of them, or a list of lists."""
    if isinstance(answer, str):
        yield answer
    elif isinstance(answer, list):
        for each in cast("list[object]", answer):
            yield from _texts(each)


def _ask(articles: Sequence[Document], question: str, encoder: Encoder) -> Answer:
    return Assistant.of(Index.from_documents(articles, encoder=encoder)).ask(question)


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help=f"folder with {FILE}")
    parser.add_argument("--questions", type=int, default=150)
    options = parser.parse_args(arguments)
    encoder, outcomes = load_encoder(), list[Outcome]()
    lines = (options.data / FILE).read_text(encoding="utf-8").splitlines()[: options.questions]
    for number, line in enumerate(lines, 1):
        row = json.loads(line)
        outcomes.append(asked({**row, "answer": list(_texts(row["answer"]))}, row["query"], encoder))
        print(f"\r{number} of {len(lines)}", end="", file=sys.stderr, flush=True)
    print("\n".join(["", *report(outcomes)]))


if __name__ == "__main__":
    main()
