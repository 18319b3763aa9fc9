"""The reader given the right passage: F1 and exact match by characters, the best sentence, has-answer, and its cost.

python -m benchmarks.reading --data ../shared
python -m benchmarks.reading --data ../shared --weights FILE --sets cmrc_dev drcd_dev
"""

from __future__ import annotations

import os

os.environ |= {"OMP_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1"}  # read when the libraries are loaded

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from embeddings.encoders.load import SHIPPED_FOLDER
from embeddings.encoders.static import StaticEncoder
from qa.reader import Reader, load_reader
from qa.reader.convolutional import MODEL, ConvolutionalReader
from qa.reader.network import ReaderWeights
from qa.training.reader.measure import measure
from qa.training.reader.questions import CROSS_FITTED, LONG, Question, measures

PASSAGES, PASSAGE_CHARS = 8, 250
ROUNDS = 40


def passages(questions: Sequence[Question]) -> list[list[str]]:
    """PASSAGES passages of PASSAGE_CHARS characters for each of ROUNDS questions, no passage twice."""
    texts = [text[:PASSAGE_CHARS] for text in dict.fromkeys(each.context for each in questions)]
    long = [text for text in texts if len(text) == PASSAGE_CHARS]
    return [long[at * PASSAGES : (at + 1) * PASSAGES] for at in range(ROUNDS) if len(long) >= (at + 1) * PASSAGES]


def milliseconds(reader: Reader, questions: Sequence[Question]) -> tuple[float, float]:
    """Median wall time of a question over PASSAGES passages: tokenised now, and tokenised before."""
    found: list[list[float]] = [[], []]
    for question, texts in zip(questions[::7], passages(questions), strict=False):
        for times in found:
            started = time.perf_counter()
            reader.read(question.question, texts)
            times.append(1000 * (time.perf_counter() - started))
    return float(np.median(found[0])), float(np.median(found[1]))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with eval/ and train/")
    parser.add_argument("--weights", type=Path, default=MODEL, help="default: the shipped ones")
    parser.add_argument("--sets", nargs="+", choices=LONG, default=list(LONG), help="default: all")
    options = parser.parse_args()
    encoder = StaticEncoder(SHIPPED_FOLDER)
    started = time.process_time()
    weights = ReaderWeights.load(options.weights, encoder)
    print(f"load: {time.process_time() - started:.3f} s of CPU beside the encoder")
    reader: Reader = ConvolutionalReader(weights, encoder) if options.weights != MODEL else load_reader()
    sets = measures(options.data)
    first, again = milliseconds(reader, sets["cmrc_trial"])
    print(f"{PASSAGES} passages of {PASSAGE_CHARS} characters: {first:.1f} ms, tokenised before {again:.1f} ms")
    print("| set | questions | long | F1 | exact | sentence | AUC | refused |")
    print("|---|---|---|---|---|---|---|---|")
    for name in options.sets:
        for long in (0.0, 0.5, 1.0):
            row = measure(reader, sets[name], encoder, long=long)
            learnt = " (learnt by the shipped weights)" if name in CROSS_FITTED and options.weights == MODEL else ""
            print(
                f"| {name}{learnt} | {row.questions} | {long:g} | {row.f1:.3f} | {row.exact:.3f} "
                f"| {row.sentence:.3f} | {row.auc:.3f} | {row.refused:.3f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
