"""FAISS and bm25s wired by hand: two lists of candidates, every score of both known, a weighted sum."""

from __future__ import annotations

import json
from pathlib import Path

import bm25s
import faiss
import numpy as np
from protocol import CANDIDATES, LEXICAL_WEIGHT, Opener, Passages, Question, Search, main

faiss.omp_set_num_threads(1)


def build(passages: Passages, folder: Path) -> None:
    """A flat FAISS index, a bm25s index and the texts."""
    index = faiss.IndexFlatIP(passages.vectors.shape[1])
    index.add(passages.vectors)
    faiss.write_index(index, str(folder / "vectors.faiss"))
    lexical = bm25s.BM25(k1=1.2, b=0.75, method="lucene")
    lexical.index(passages.terms, show_progress=False)
    lexical.save(str(folder / "lexical"))
    (folder / "texts.json").write_text(json.dumps(passages.texts, ensure_ascii=False), encoding="utf-8")


def open_index(folder: Path, _: list[Question], __: Passages | None) -> Search:
    """Both indexes from disk, BM25 memory-mapped."""
    index = faiss.read_index(str(folder / "vectors.faiss"))
    lexical = bm25s.BM25.load(str(folder / "lexical"), mmap=True)
    texts: list[str] = json.loads((folder / "texts.json").read_text(encoding="utf-8"))

    def search(question: Question, k: int) -> list[int]:
        known = [term for term in question.terms if term in lexical.vocab_dict]
        scores = lexical.get_scores(known) if known else np.zeros(len(texts), np.float32)
        best = np.argpartition(-scores, CANDIDATES)[:CANDIDATES]
        _, near = index.search(question.vector[None, :], CANDIDATES)
        rows = np.union1d(best, near[0])
        cosines = index.reconstruct_batch(rows) @ question.vector
        fused = LEXICAL_WEIGHT * scores[rows] / (scores.max() or 1.0) + (1 - LEXICAL_WEIGHT) * cosines
        order = np.argsort(-fused, kind="stable")[:k]
        hits = [(row, texts[row]) for row in rows[order].tolist()]
        return [row for row, _ in hits]

    return search


if __name__ == "__main__":
    main(build, Opener(open_index, reads_passages=False))
