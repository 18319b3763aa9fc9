"""What cleaning does to many plain-text articles, and how fast: documents a second, share kept, changes by kind.

    python benchmarks/cleaning.py --data ../shared --limit 5000 [--show KIND]

Reads `corpus/crud_news.jsonl.xz` ({date, text}) under --data. `--show` prints samples of one kind, to judge it by eye.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from embeddings.clean.document import clean
from embeddings.errors import InputRefusedError
from embeddings.schema import Seed


def seeds(path: Path, limit: int) -> Iterator[Seed]:
    """Every k-th article, so that `limit` of them span the file."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        rows = lines.readlines()
    for row in rows[:: max(1, len(rows) // limit)][:limit]:
        loaded = json.loads(row)
        seed_id = hashlib.sha256(row.encode()).hexdigest()
        yield Seed(seed_id=seed_id, path="news", text=loaded["text"], format="json", encoding="utf-8")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=5000)
    parser.add_argument("--show", default="")
    options = parser.parse_args()
    articles = list(seeds(options.data / "corpus" / "crud_news.jsonl.xz", options.limit))
    counts: Counter[str] = Counter()
    chars: Counter[str] = Counter()
    samples: dict[str, list[str]] = defaultdict(list)
    source_chars = kept_chars = refused = publishers = agencies = 0
    started = time.process_time()
    for seed in articles:
        try:
            document, report = clean(seed)
        except InputRefusedError:
            refused += 1
            continue
        source_chars += len("".join(seed.text.split()))
        kept_chars += len("".join(document.text.split()))
        publishers += document.source.publisher is not None
        agencies += document.agency_line is not None
        for name, changes in (("removed", report.removed), ("repaired", report.repaired), ("damaged", report.damaged)):
            for change in changes:
                key = f"{name}.{change.kind}"
                counts[key] += 1
                chars[key] += len(change.text)
                samples[key].append(change.text)
    seconds = time.process_time() - started
    print(f"{len(articles)} articles, {seconds:.1f} s CPU, {len(articles) / seconds:.0f} a second, {refused} refused")
    print(f"kept {kept_chars / source_chars:.2%} of {source_chars:,} characters that are not white space")
    print(f"publisher for {publishers / len(articles):.1%}, agency line in {agencies / len(articles):.1%}")
    for key, count in counts.most_common():
        print(f"{key:32} {count:7}  {chars[key] / count:6.1f} characters each")
    for text in sorted(samples[options.show], key=len, reverse=True)[:: max(1, len(samples[options.show]) // 60)]:
        print("   ", repr(text[:160]))


if __name__ == "__main__":
    main()
