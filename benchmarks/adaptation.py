"""Does adapting help? 5,000 news texts, figures before and after: `python -m benchmarks.adaptation --data ../shared`.

The texts are drawn from corpus/crud_news.jsonl.xz in the order of their SHA-256; one that shares a long clause with an
evaluation set or the seeds is left out, as the encoder's own recipe does. Asked are eval/news_qa_dev.json (another part
of the same corpus), eval/cmrc_trial.json (another domain), the golden questions over the five seeds, and NTREX-128 in
both directions (what is forgotten of English).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import tempfile
import time
from pathlib import Path

from embeddings.adapt.adapt import AdaptConfig, adapt
from embeddings.encoders.load import SHIPPED, load_encoder
from embeddings.ingest.folder import read_articles
from embeddings.schema import silent
from embeddings.training.evaluation import translations
from embeddings.training.holdout import clauses, evaluation_clauses
from qa.cli import reports as show_reports
from qa.cli.evaluate import AdaptReport, adapt_text, comparison
from qa.config import Settings
from qa.evaluation.golden import Golden, read_golden

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
SETS = ("news_qa_dev.json", "cmrc_trial.json", "seeds_golden.jsonl")


def texts(shared: Path, limit: int) -> tuple[list[str], int]:
    """The first `limit` lines that share nothing with an evaluation set, and how many were left out before them."""
    held = evaluation_clauses(shared)
    lines = lzma.decompress((shared / "corpus" / "crud_news.jsonl.xz").read_bytes()).splitlines()
    kept: list[str] = []
    left_out = 0
    for line in sorted(filter(None, lines), key=lambda line: hashlib.sha256(line).digest()):
        if len(kept) == limit:
            break
        if held.isdisjoint(clauses(json.loads(line)["text"])):
            kept.append(line.decode())
        else:
            left_out += 1
    return kept, left_out


def golden(path: Path) -> Golden:
    """Questions and the articles that they are asked of: those of the file, or the five seeds."""
    found = read_golden(path)
    if found.documents is not None:
        return found
    return found._replace(documents=[document for document, _ in read_articles(SEEDS, silent).cleaned])


def main() -> None:
    """Adapt and print every figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with corpus/ and eval/")
    parser.add_argument("--texts", type=int, default=5000, help="news texts to adapt to")
    parser.add_argument("--encoder", default=SHIPPED, help="the one to begin with")
    parser.add_argument("--out", type=Path, help="keep the new encoder in this folder")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    kept, left_out = texts(options.data, options.texts)
    print(f"{len(kept)} texts; {left_out} before them share a clause with an evaluation set and were left out")
    with tempfile.TemporaryDirectory() as folder:
        seeds, out = Path(folder) / "news", options.out or Path(folder) / "adapted"
        seeds.mkdir()
        (seeds / "news.jsonl").write_text("\n".join(kept) + "\n", encoding="utf-8")
        started = time.process_time()
        made = adapt(seeds, out, encoder=options.encoder, config=AdaptConfig(seed=options.seed))
        print(adapt_text(AdaptReport(adaptation=made, questions=None, verdict=made.verdict, use="")))
        print(f"{time.process_time() - started:.0f} s of processor time")
        names = [options.encoder, str(out)]
        for name in SETS:
            print(f"\n{name}")
            print(
                show_reports.comparison_text(
                    comparison(golden(options.data / "eval" / name), names, Settings(), silent)
                )
            )
        print("\nNTREX-128, accuracy@1")
        for name in names:
            print(name, translations(load_encoder(name), options.data / "eval" / "ntrex_en_zh.jsonl"))


if __name__ == "__main__":
    main()
