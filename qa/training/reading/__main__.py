"""Fit the weights of reading: `python -m qa.training.reading --data ../shared --out qa/model/reading.json`."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from embeddings.encoders.load import SHIPPED, load_encoder, static_encoder
from qa.evidence.select import AllWeights, ReadingWeights
from qa.reader.convolutional import MODEL, ConvolutionalReader
from qa.reader.network import ReaderWeights
from qa.training.reading.examples import Example, examples
from qa.training.reading.fit import (
    Doubles,
    Judged,
    calibration_error,
    first_right,
    fit_refusal,
    fit_sentences,
    judged,
    probabilities,
)
from qa.training.reading.reliability import Reliability, drawn, reliability, table
from qa.training.reading.sets import read_corpora

log = logging.getLogger(__name__)

DECIMALS = 5
REFUSED = 0.05
"""Of the answerable questions: the operating point that is logged."""
FOLDS = 4


class Trained(NamedTuple):
    """The weights, and what the probabilities of each sort of question are worth, cross-fitted."""

    weights: AllWeights
    curves: dict[str, Reliability]


def train(folder: Path, reader: Path, *, every: int) -> Trained:
    """Read the sets, fit, and log what the weights are worth.

    Args:
        folder: The data folder.
        reader: Weights of a reader that has not learnt from the sets.
        every: Use every n-th question only.
    """
    encoder = load_encoder(SHIPPED)
    static = static_encoder(encoder)
    reads = ConvolutionalReader(ReaderWeights.load(reader, static), static)
    sets: dict[bool, dict[str, list[Example]]] = {False: {}, True: {}}
    for corpus in read_corpora(folder, every=every):
        own = sets[corpus.across].setdefault(corpus.name, [])
        own.extend(examples(corpus, encoder, reads))
        log.info("%s: %d examples", corpus.name, len(own))
    (same, within), (across, between) = _trained(sets[False]), _trained(sets[True])
    return Trained(AllWeights(same=same, across=across), {"one language": within, "across": between})


def _trained(sets: Mapping[str, Sequence[Example]]) -> tuple[ReadingWeights, Reliability]:
    """The weights of one sort of question; logs what they are worth."""
    log.info("%s:", ", ".join(sets))
    worth = _log_cross_fitted(list(sets.values()))
    weights = _fitted(list(sets.values()))
    for name, own in sets.items():
        answerable = [each for each in own if each.kind == "answerable"]
        log.info("%s: best sentence right of %.4f with weights that saw it", name, first_right(answerable, weights))
    return _rounded(weights), worth


def main(arguments: list[str] | None = None) -> None:
    """Run the recipe from the command line."""
    parser = argparse.ArgumentParser(prog="python -m qa.training.reading", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with train/ and eval/")
    parser.add_argument("--out", type=Path, required=True, help="file to write the weights to")
    parser.add_argument(
        "--reader", type=Path, default=MODEL, help="a reader's weights that did not learn from the sets"
    )
    parser.add_argument("--every", type=int, default=1, help="use every n-th question of the large sets")
    parser.add_argument("--curve", type=Path, metavar="FILE", help="SVG to draw the cross-fitted reliability in")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    trained = train(options.data, options.reader, every=options.every)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(trained.weights.model_dump_json(indent=1) + "\n", encoding="utf-8")
    if options.curve:
        options.curve.write_text(drawn(trained.curves), encoding="utf-8")


def _fitted(sets: Sequence[Sequence[Example]]) -> ReadingWeights:
    sentences = fit_sentences([[each for each in own if each.kind == "answerable"] for own in sets])
    alone = ReadingWeights(sentences=sentences, signals={}, bias=0.0, knots=((0.0, 0.5),))
    return fit_refusal(judged(sets, alone), sentences)


def _log_cross_fitted(sets: Sequence[Sequence[Example]]) -> Reliability:
    """Figures of each n-th part of the questions with weights that were fitted on the others."""
    right: list[float] = []
    found: list[Doubles] = []
    kinds: list[str] = []
    errors: list[float] = []
    aside_known: list[Judged] = []
    for fold in range(FOLDS):
        weights = _fitted([[each for at, each in enumerate(own) if at % FOLDS != fold] for own in sets])
        aside = [each for own in sets for each in own[fold::FOLDS]]
        known = judged([aside], weights)
        aside_known.append(known)
        found.append(probabilities(known, weights))
        errors.append(calibration_error(known, found[-1]))
        kinds += [each.kind for each in aside]
        right.append(first_right([each for each in aside if each.kind == "answerable"], weights))
    log.info("cross-fitted: best sentence right of %.4f, calibration error %.4f", np.mean(right), np.mean(errors))
    chances, of = np.concatenate(found), np.array(kinds)
    threshold = float(np.quantile(chances[of == "answerable"], REFUSED))
    log.info("refusing below %.4f, %.0f %% of the answerable:", threshold, 100 * REFUSED)
    for kind in sorted(set(kinds)):
        log.info(
            "  %-18s refused %.4f of %d", kind, float(np.mean(chances[of == kind] < threshold)), np.sum(of == kind)
        )
    worth = reliability(Judged(*map(np.concatenate, zip(*aside_known, strict=True))), chances)
    log.info("%s", "\n".join(table("all parts together", worth)))
    return worth


def _rounded(weights: ReadingWeights) -> ReadingWeights:
    return ReadingWeights(
        sentences={name: round(value, DECIMALS) for name, value in weights.sentences.items()},
        signals={name: round(value, DECIMALS) for name, value in weights.signals.items()},
        bias=round(weights.bias, DECIMALS),
        knots=tuple((round(logit, DECIMALS), round(chance, DECIMALS)) for logit, chance in weights.knots),
    )


if __name__ == "__main__":
    main()
