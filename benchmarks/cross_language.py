"""Retrieval across languages: `python -m benchmarks.cross_language --data ../shared` prints a table.

English questions over Chinese paragraphs and the other way round, translated by hand, and English over English on the
same paragraphs. Each set is measured by `wenju eval`; `--keep FOLDER` leaves the files there, for `wenju eval` by hand.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks.cross_sets import SETS, Articles, place
from benchmarks.floors import measure
from qa.evaluation.evaluate import EvalReport

HEADER = ("set", "passages", "questions", "dense nDCG@10", "dense recall@1", "hybrid nDCG@10", "hybrid recall@1")


def row(name: str, articles: Articles, report: EvalReport) -> list[str]:
    """The cells of a set under HEADER; passages are its different paragraphs."""
    passages = {part.context for article in articles for part in article.paragraphs}
    dense, hybrid = report.retrieval["dense"], report.retrieval["hybrid"]
    figures = (dense.ndcg_at_10, dense.recall_at_1, hybrid.ndcg_at_10, hybrid.recall_at_1)
    return [name, str(len(passages)), str(report.answerable), *(f"{figure:.4f}" for figure in figures)]


def main() -> None:
    """Build the sets, measure them and print the table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the sources")
    parser.add_argument("--keep", type=Path, help="folder in which the sets are left")
    options = parser.parse_args()
    print("| " + " | ".join(HEADER) + " |\n|" + "---|" * len(HEADER), flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        into = options.keep or Path(temporary)
        into.mkdir(parents=True, exist_ok=True)
        for name, build in SETS.items():
            report = measure(place(name, options.data, into=into), Path(temporary) / "index")
            print("| " + " | ".join(row(name, build(options.data), report)) + " |", flush=True)


if __name__ == "__main__":
    main()
