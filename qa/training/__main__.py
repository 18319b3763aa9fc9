"""Fit the ranker's weights: `python -m qa.training --data ../shared --out qa/model/ranker.json`."""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

from embeddings.encoders.load import SHIPPED, load_encoder
from qa.retrieval.retrieve import NAMES, NAMES_ACROSS, RankerWeights
from qa.training.examples import Example, examples
from qa.training.fit import FloatArray, fit, ndcg_at_10
from qa.training.sets import read_sets

log = logging.getLogger(__name__)

DECIMALS = 4
CROSS_FITTED = "drcd_dev"
"""The set whose figure is cross-fitted: each of its corpora is measured by weights that were fitted without it."""


def train(folder: Path, encoder: str, *, every: int) -> RankerWeights:
    """Read the sets, fit both sets of weights and log what they are worth.

    Args:
        folder: The data folder.
        encoder: Name of the encoder whose indexes the ranker will read.
        every: Use every n-th question only.
    """
    found: dict[bool, dict[str, list[list[Example]]]] = {False: {}, True: {}}
    model = load_encoder(encoder)
    for corpus in read_sets(folder):
        found[corpus.across].setdefault(corpus.name, []).append(examples(corpus, model, every=every))
    for name, corpora in (found[False] | found[True]).items():
        log.info("%s: %d corpora, %d questions", name, len(corpora), sum(map(len, corpora)))
    same, across = (fit([*map(_joined, sets.values())]) for sets in (found[False], found[True]))
    for name, corpora in found[False].items():
        log.info("%s: nDCG@10 %.4f with weights that saw it", name, ndcg_at_10(_joined(corpora), same))
    for name, corpora in found[True].items():
        log.info("%s: nDCG@10 %.4f with weights that saw it", name, ndcg_at_10(_joined(corpora), across))
    log.info("%s: nDCG@10 %.4f cross-fitted", CROSS_FITTED, cross_fitted(found[False], CROSS_FITTED))
    return RankerWeights(same=_named(NAMES, same), across=_named(NAMES_ACROSS, across))


def cross_fitted(sets: Mapping[str, Sequence[Sequence[Example]]], name: str) -> float:
    """nDCG@10 of a set whose corpora are each measured by weights fitted on all other corpora and sets.

    Args:
        sets: The corpora of each set.
        name: Of the set that is measured.
    """
    others = [_joined(corpora) for other, corpora in sets.items() if other != name]
    total = count = 0.0
    for left_out, corpus in enumerate(sets[name]):
        rest = _joined([own for at, own in enumerate(sets[name]) if at != left_out])
        total += ndcg_at_10(corpus, fit([*others, rest])) * len(corpus)
        count += len(corpus)
    return total / count


def main(arguments: list[str] | None = None) -> None:
    """Run the recipe from the command line."""
    parser = argparse.ArgumentParser(prog="python -m qa.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with train/")
    parser.add_argument("--out", type=Path, required=True, help="file to write the weights to")
    parser.add_argument("--encoder", default=SHIPPED, help="encoder of the indexes; default: the shipped one")
    parser.add_argument("--every", type=int, default=1, help="use every n-th question only (a quick look)")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    weights = train(options.data, options.encoder, every=options.every)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(weights.model_dump(), indent=1) + "\n", encoding="utf-8")


def _joined(corpora: Sequence[Sequence[Example]]) -> list[Example]:
    return [example for corpus in corpora for example in corpus]


def _named(names: Sequence[str], weights: FloatArray) -> dict[str, float]:
    return {name: round(float(weight), DECIMALS) for name, weight in zip(names, weights, strict=True)}


if __name__ == "__main__":
    main()
