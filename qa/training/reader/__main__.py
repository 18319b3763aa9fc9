"""Train the reader and write its weights: `python -m qa.training.reader --data ../shared --out qa/model`."""

from __future__ import annotations

import argparse
import dataclasses
import logging
from collections.abc import Callable
from functools import cache
from pathlib import Path

import torch

from embeddings.encoders.load import SHIPPED_FOLDER
from embeddings.encoders.static import StaticEncoder
from qa.reader.convolutional import ConvolutionalReader
from qa.reader.network import ReaderWeights
from qa.training.reader.card import Rows, card
from qa.training.reader.examples import Library
from qa.training.reader.export import export
from qa.training.reader.loop import GROUP, Phase, Run, train
from qa.training.reader.measure import measure
from qa.training.reader.prepare import Known, examples, known, new_network
from qa.training.reader.questions import CROSS_FITTED, LONG, measures
from qa.training.reader.recipe import DRY_RUN, Recipe

log = logging.getLogger(__name__)

EVERY = 25 * GROUP
"""Steps between checkpoints."""


def run_phase(
    phase: Phase, start: Path | None, library: Callable[[bool], Library], work: Path, recipe: Recipe, tokens: Known
) -> Run:
    """Train a phase to its end, from its own checkpoint if there is one.

    Args:
        phase: What to do.
        start: The checkpoint that it goes on from; None for a new network.
        library: The examples with, or without the sets that are held out.
        work: Where checkpoints are kept.
        recipe: With which numbers.
        tokens: What is known of tokens.
    """
    run = Run(new_network(tokens, seed=recipe.seed))
    own = work / f"{phase.name}.safetensors"
    if own.exists() or start:
        run.load(own if own.exists() else start or own)
    if run.step < phase.last:
        log.info("%s: from step %d to %d", phase.name, run.step, phase.last)
        train(run, phase, library(phase.held_out), tokens.words, seed=recipe.seed, save=own, every=EVERY)
    return run


def figures(path: Path, folder: Path, *, only: tuple[str, ...] | None) -> Rows:
    """What a file of weights is worth on the sets that measure, or on those of `only`."""
    encoder = StaticEncoder(SHIPPED_FOLDER)
    reader = ConvolutionalReader(ReaderWeights.load(path, encoder), encoder)
    found: Rows = {}
    for name, rows in measures(folder).items():
        if (name in CROSS_FITTED) == (only == CROSS_FITTED):
            found[name] = measure(reader, rows, encoder, long=LONG[name])
            log.info("%s: %s", name, found[name])
    return found


def main(arguments: list[str] | None = None) -> None:
    """Run the recipe from the command line."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    torch.set_num_threads(options.threads)
    recipe = DRY_RUN if options.dry_run else Recipe()
    if options.steps is not None:
        recipe = dataclasses.replace(recipe, trunk=options.steps)
    work: Path = options.work
    work.mkdir(parents=True, exist_ok=True)
    if not options.resume:
        for path in work.glob("*.safetensors"):
            path.unlink()
    encoder = StaticEncoder(SHIPPED_FOLDER)

    @cache
    def library(held_out: bool) -> Library:
        return examples(options.data, encoder, recipe, held_out=held_out)

    tokens = known(options.data, work, encoder, library(True), recipe)
    trunk, *ends = recipe.phases()
    run_phase(trunk, None, library, work, recipe, tokens)
    paths = (work / "held_out" / "reader.safetensors", options.out / "reader.safetensors")
    for phase, path in zip(ends, paths, strict=True):
        run = run_phase(phase, work / f"{trunk.name}.safetensors", library, work, recipe, tokens)
        export(run.averaged(), tokens, path)
    rows: Rows = {}
    if not options.dry_run:
        rows = figures(paths[0], options.data, only=CROSS_FITTED) | figures(paths[1], options.data, only=None)
    (options.out / "reader.md").write_text(card(recipe, rows, paths[1].stat().st_size), encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m qa.training.reader", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with train/, eval/, seeds/ and corpus/")
    parser.add_argument("--out", type=Path, required=True, help="folder to write reader.safetensors and reader.md to")
    parser.add_argument("--work", type=Path, default=Path("build/reader"), help="type vectors and checkpoints (60 MB)")
    parser.add_argument("--resume", action="store_true", help="go on from what is in --work")
    parser.add_argument("--dry-run", action="store_true", help="a few questions and steps, nothing measured")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, help=f"of the trunk, default {Recipe.trunk}")
    return parser


if __name__ == "__main__":
    main()
