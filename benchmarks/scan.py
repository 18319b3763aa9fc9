"""Ways to find the nearest of many passages in FAISS: what they find, and how long they take on one thread.

    python -m benchmarks.scan --data ../shared [--passages 50000] [--questions 200]

Encodes pieces of news texts, takes others as questions, and asks each index for a number of passages: how many of the
fifty nearest by exact cosine are among them?
"""

from __future__ import annotations

import argparse
import json
import lzma
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from statistics import median

import faiss
import numpy as np
import numpy.typing as npt

from embeddings.encoders.load import load_encoder

FloatArray = npt.NDArray[np.float32]

NEAREST = 50
PIECE_CHARS = 230
"""About a passage's."""
WANTED = (50, 100, 200, 400, 800)
KINDS = ("Flat", "SQ8", "SQ4", "PQ128x4fs", "PQ64x4fs", "RaBitQfs")
"""As FAISS's index factory names them."""


def pieces(corpus: Path) -> Iterator[str]:
    """News texts cut into pieces of a passage's length."""
    with lzma.open(corpus, "rt", encoding="utf-8") as file:
        for line in file:
            text = json.loads(line)["text"]
            yield from (text[at : at + PIECE_CHARS] for at in range(0, len(text) - PIECE_CHARS // 2, PIECE_CHARS))


def row(
    kind: str, passages: npt.NDArray[np.float32], questions: npt.NDArray[np.float32], nearest: list[set[int]]
) -> str:
    """A line of the table."""
    index = faiss.index_factory(passages.shape[1], kind, faiss.METRIC_INNER_PRODUCT)
    index.train(passages)
    index.add(passages)
    cells: list[str] = []
    for wanted in WANTED:
        times: list[float] = []
        shares: list[float] = []
        for question, right in zip(questions, nearest, strict=True):
            started = time.process_time()
            _, found = index.search(question[None, :], wanted)
            times.append(time.process_time() - started)
            shares.append(len(right.intersection(found[0].tolist())) / NEAREST)
        cells.append(f"{sum(shares) / len(shares):.4f} in {1000 * median(times):.2f} ms")
    return " | ".join((kind, *cells))


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--passages", type=int, default=50_000)
    arguments.add_argument("--questions", type=int, default=200)
    asked = arguments.parse_args()
    faiss.omp_set_num_threads(1)
    texts = list(islice(pieces(asked.data / "corpus" / "crud_news.jsonl.xz"), asked.passages + asked.questions))
    vectors = load_encoder().encode_documents(texts)
    passages, questions = vectors[: asked.passages], vectors[asked.passages :]
    exact = faiss.IndexFlatIP(vectors.shape[1])
    exact.add(passages)
    nearest = [set(found) for found in exact.search(questions, NEAREST)[1].tolist()]
    print(f"Share of the {NEAREST} nearest of {len(passages)} passages found among so many, and CPU time, p50:\n")
    print(" | ".join(("index", *(str(wanted) for wanted in WANTED))))
    print(" | ".join(["---"] * (1 + len(WANTED))))
    for kind in KINDS:
        print(row(kind, passages, questions, nearest), flush=True)


if __name__ == "__main__":
    main()
