"""What the shipped encoder costs: processor seconds to load it, to encode 20 MB of Chinese, and for a question.

python -m benchmarks.encoding --data ../shared
"""

from __future__ import annotations

import os

os.environ |= {"OMP_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1"}  # read when the libraries are loaded

import argparse
import json
import lzma
import time
from pathlib import Path

from embeddings.encoders.load import Encoder, load_encoder

MEGABYTES = 20
PASSAGE_CHARS = 400
QUESTIONS = 500
QUESTION_CHARS = 20


def passages(corpus: Path, size: int) -> list[str]:
    """Pieces of PASSAGE_CHARS characters of the corpus's texts, `size` bytes together and no less."""
    found: list[str] = []
    total = 0
    with lzma.open(corpus, "rt", encoding="utf-8") as lines:
        for line in lines:
            text = json.loads(line)["text"]
            for start in range(0, len(text), PASSAGE_CHARS):
                found.append(text[start : start + PASSAGE_CHARS])
                total += len(found[-1].encode())
            if total >= size:
                return found
    return found


def seconds(encoder: Encoder, texts: list[str]) -> tuple[float, float]:
    """Processor seconds to encode all texts, and for one question."""
    started = time.process_time()
    encoder.encode_documents(texts)
    encoded = time.process_time()
    for text in texts[:QUESTIONS]:
        encoder.encode_query(text[:QUESTION_CHARS])
    return encoded - started, (time.process_time() - encoded) / min(QUESTIONS, len(texts))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with corpus/crud_news.jsonl.xz")
    options = parser.parse_args()
    started = time.process_time()
    encoder = load_encoder()
    print(f"load: {time.process_time() - started:.3f} s of CPU")
    texts = passages(options.data / "corpus" / "crud_news.jsonl.xz", MEGABYTES * 1_000_000)
    documents, question = seconds(encoder, texts)
    print(f"{MEGABYTES} MB in {len(texts):,} passages: {documents:.1f} s of CPU on one core")
    print(f"a question: {1000 * question:.2f} ms")


if __name__ == "__main__":
    main()
