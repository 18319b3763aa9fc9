"""Train the encoder and export it: `python -m embeddings.training --data ../shared --out embeddings/model`."""

from __future__ import annotations

import argparse
import dataclasses
import json
import logging
import time
from pathlib import Path

import numba

from embeddings.encoders.static import StaticEncoder, write_model
from embeddings.training import vocabulary
from embeddings.training.card import model_card
from embeddings.training.evaluation import LANGUAGES, FloatEncoder, Tables, evaluate, languages
from embeddings.training.prepare import Prepared, prepare
from embeddings.training.recipe import Recipe
from embeddings.training.sampling import Sampler
from embeddings.training.table import Table, keep_freed_memory

log = logging.getLogger(__name__)

SENTENCES = Path("benchmarks/languages/sentences.jsonl")
_DRY_RUN = Recipe(steps=30, dim=64, vocabulary=2000, batch=128, warm_up=5)
_DRY_RUN_PAIRS = 300


def train(prepared: Prepared, recipe: Recipe, work: Path, *, every: int) -> tuple[Table, list[float]]:
    """Train to the recipe's last step, from the checkpoint in `work` if there is one; the losses of the steps taken."""
    parts, rows = vocabulary.parts(prepared.tokens)
    table = Table(prepared.probabilities, parts, rows=rows, recipe=recipe)
    checkpoint = work / "checkpoint.npz"
    if checkpoint.exists():
        table.load(checkpoint)
        log.info("goes on from step %d", table.step)
    sampler = Sampler(prepared.store, recipe)
    losses: list[float] = []
    started = time.monotonic()
    while table.step < recipe.steps:
        losses.append(table.train(prepared.store.tokens, sampler.draw(table.step)))
        if table.step % every == 0 or table.step == recipe.steps:
            recent = losses[-every:]
            pace = (time.monotonic() - started) / len(losses)
            log.info("step %d  loss %.4f  %.0f ms a step", table.step, sum(recent) / len(recent), 1000 * pace)
        if table.step % (5 * every) == 0 or table.step == recipe.steps:
            table.save(checkpoint)
    return table, losses


def export(table: Table, prepared: Prepared, recipe: Recipe, *, out: Path, measured: tuple[Path, Path] | None) -> None:
    """Write the model folder, measure it with our own run time, and write the figures into its card.

    Args:
        table: The trained table.
        prepared: What it was trained on.
        recipe: With which numbers.
        out: The model folder.
        measured: The data folder and the file of sentences in all languages; None measures nothing.
    """
    rows = table.exported()
    write_model(out, tokenizer=prepared.tokenizer, rows=rows, card="")
    figures: Tables = {}
    if measured:
        folder, sentences = measured
        figures = evaluate(StaticEncoder(out), folder)
        for name, unquantised in evaluate(FloatEncoder(prepared.tokenizer, rows), folder).items():
            figures[name] |= {f"{row} (float)": cells for row, cells in unquantised.items()}
        figures[LANGUAGES] = languages(StaticEncoder(out), sentences)
    log.info("figures %s", json.dumps(figures, indent=2))
    (out / "README.md").write_text(model_card(recipe, figures), encoding="utf-8")


def main(arguments: list[str] | None = None) -> list[float]:
    """Run the recipe from the command line; the losses of the steps taken, in nats."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if not (options.dry_run or options.sentences.exists()):  # said now, not after an hour
        parser.error(f"expected sentences to measure by in {options.sentences}: name the file with --sentences")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    keep_freed_memory()
    numba.set_num_threads(options.threads)
    names = [field.name for field in dataclasses.fields(Recipe) if getattr(options, field.name, None) is not None]
    start = _DRY_RUN if options.dry_run else Recipe()
    recipe = dataclasses.replace(start, **{name: getattr(options, name) for name in names})
    work: Path = options.work
    work.mkdir(parents=True, exist_ok=True)
    if not options.resume:
        (work / "checkpoint.npz").unlink(missing_ok=True)
    prepared = prepare(
        options.data, work, recipe, reuse=options.resume, limit=_DRY_RUN_PAIRS if options.dry_run else None
    )
    table, losses = train(prepared, recipe, work, every=options.every)
    measured = None if options.dry_run else (options.data, options.sentences)
    export(table, prepared, recipe, out=options.out, measured=measured)
    return losses


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m embeddings.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with train/, eval/ and seeds/")
    parser.add_argument("--out", type=Path, required=True, help="model folder to write")
    parser.add_argument("--work", type=Path, default=Path("build/training"), help="store and checkpoints (700 MB)")
    parser.add_argument("--sentences", type=Path, default=SENTENCES, help="sentences in nine languages to measure by")
    parser.add_argument(
        "--resume", action="store_true", help="go on from what is in --work; after the end, measure again"
    )
    parser.add_argument("--dry-run", action="store_true", help="a few hundred pairs and 30 steps, nothing measured")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--every", type=int, default=100, help="steps between log lines; a checkpoint every fifth")
    parser.add_argument("--rate", type=float, help=f"learning rate, default {Recipe.rate}")
    for name in ("steps", "dim", "vocabulary", "batch", "seed"):
        parser.add_argument(f"--{name}", type=int, help=f"default {getattr(Recipe(), name)}")
    return parser


if __name__ == "__main__":
    main()
