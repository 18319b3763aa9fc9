"""Fine-tune a static encoder on a folder of articles, without labels, write it to a new folder and measure it.

The starting encoder is never changed, nor is any existing folder.
"""

from __future__ import annotations

import math
import tempfile
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from embeddings.adapt.measure import RetrievalTrial, by_cloze, by_title, ndcg_at_10, ranks
from embeddings.adapt.pairs import ArticleTokens, Mix, draw, read_pairs
from embeddings.adapt.report import Adaptation, AdaptedEncoder, FigureChange, adapted_card, verdict
from embeddings.adapt.train import StepSizes, TokenTable
from embeddings.bootstrap import paired_difference
from embeddings.config import IndexConfig
from embeddings.encoders.load import SHIPPED, SHIPPED_FOLDER, Encoder
from embeddings.encoders.static import StaticEncoder, quantise, write_card, write_quantised
from embeddings.errors import InputRefusedError, UsageError
from embeddings.ingest.folder import read_articles
from embeddings.reasons import IndexReason
from embeddings.schema import Document, Progress, silent
from embeddings.text.chunk import chunk

FloatArray = npt.NDArray[np.float32]

LEAST_ARTICLES = 20
LEAST_PASSAGES = 50
_ASKED, _SEARCHED = 1000, 5000
"""Limits: held-out articles used as queries in the measurement, and articles searched in it."""
_ROUNDS = 5
"""Upper limit on how often a sentence is used as a query: fewer articles get fewer steps."""
_BLOCK = 4096
"""Rows decoded at once: 8 MB at 512 dimensions, whatever the size of the vocabulary."""


@dataclass(frozen=True)
class AdaptConfig:
    """Settings of an adaptation. The same settings, articles and encoder give the same bytes on one machine."""

    steps: int = 300
    batch: int = 256
    held_out: float = 0.1  # share of the articles
    seed: int = 0
    mix: Mix = field(default_factory=Mix)
    rates: StepSizes = field(default_factory=StepSizes)


class _Split(NamedTuple):
    trained: list[Document]
    held_out: list[Document]


class _Trained(NamedTuple):
    articles: ArticleTokens
    rows: FloatArray
    """Of the tokens in use."""
    losses: list[float]


def adapt(
    seeds: str | Path,
    folder: str | Path,
    *,
    encoder: str = SHIPPED,
    config: AdaptConfig | None = None,
    progress: Progress | None = None,
) -> Adaptation:
    """Fine-tune a static encoder on the articles of a folder, and measure it on a held-out share of them.

    Args:
        seeds: Folder of the articles.
        folder: Where the new encoder goes; written under another name and renamed when complete.
        encoder: The starting encoder: "wenju" or the folder of another static encoder.
        config: Steps, seed and rates; None for the defaults.
        progress: Called with the stage (read, clean, train, measure), the units done and their total.

    Returns:
        How the encoder was made and whether it is better than the starting one.

    Raises:
        UsageError: `folder` is there already, or the encoder isn't a static one.
        InputRefusedError: There are too few articles.
    """
    started = time.perf_counter()
    config, progress, folder = config or AdaptConfig(), progress or silent, Path(folder)
    base_folder = SHIPPED_FOLDER if encoder == SHIPPED else Path(encoder)
    base = _static(base_folder, encoder)
    _refuse(folder, base_folder)
    split = _split([document for document, _ in read_articles(Path(seeds), progress).cleaned], config)
    trained = _train(split.trained, base, config, progress)
    made = _made(base, split, trained, config)
    trials = _trials(split, config)
    with _aside(folder, base_folder) as written:
        _write(written, base, trained, tokenizer=Tokenizer.from_file(str(base_folder / "tokenizer.json")))
        measured, overall = _measure(trials, base, StaticEncoder(written), progress=progress)
        write_card(written, adapted_card(made, measured, overall.verdict))
    tenth = max(1, len(trained.losses) // 10)
    return Adaptation(
        **made._asdict(),
        folder=str(folder),
        fingerprint=StaticEncoder(folder).fingerprint,
        loss_before=float(np.mean(trained.losses[:tenth])),
        loss_after=float(np.mean(trained.losses[-tenth:])),
        measured=measured,
        verdict=overall.verdict,
        seconds=time.perf_counter() - started,
    )


def _made(base: StaticEncoder, split: _Split, trained: _Trained, config: AdaptConfig) -> AdaptedEncoder:
    return AdaptedEncoder(
        base=base.name,
        base_fingerprint=base.fingerprint,
        articles=len(split.trained),
        held_out=len(split.held_out),
        pieces=len(trained.articles.sentences) + len(trained.articles.headings),
        tokens=base.token_count,
        tokens_trained=len(trained.articles.used),
        batch=config.batch,
        steps=len(trained.losses),
        seed=config.seed,
    )


@contextmanager
def _aside(folder: Path, base_folder: Path) -> Generator[Path]:
    """Yield a temporary folder for the model; renamed to `folder` on success, removed on failure."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as beside:
        written = Path(beside) / "model"
        yield written
        _refuse(folder, base_folder)  # it may have been made meanwhile
        written.rename(folder)


def _static(folder: Path, name: str) -> StaticEncoder:
    if not folder.is_dir():
        raise UsageError(IndexReason.NO_STATIC_ENCODER, {"name": repr(name)})
    return StaticEncoder(folder, name=name)


def _refuse(folder: Path, base_folder: Path) -> None:
    """Refuse a folder that exists or lies inside an encoder's folder.

    Raises:
        UsageError: The folder exists, or lies inside the shipped or the starting encoder's folder.
    """
    if folder.exists() or folder.is_symlink():
        raise UsageError(IndexReason.FOLDER_EXISTS, {"folder": str(folder)})
    for model in (SHIPPED_FOLDER, base_folder):
        if folder.resolve().is_relative_to(model.resolve()):
            raise UsageError(IndexReason.FOLDER_IN_ENCODER, {"folder": str(folder)})


def _split(documents: list[Document], config: AdaptConfig) -> _Split:
    """Hold out a share of the articles, drawn with the configured random seed.

    Raises:
        InputRefusedError: There are too few articles or passages.
    """
    passages = sum(len(chunk(document, IndexConfig())) for document in documents)
    if len(documents) < LEAST_ARTICLES or passages < LEAST_PASSAGES:
        raise InputRefusedError(
            IndexReason.TOO_LITTLE_TO_ADAPT,
            {
                "articles": LEAST_ARTICLES,
                "passages": LEAST_PASSAGES,
                "found_articles": len(documents),
                "found_passages": passages,
            },
        )
    order = np.random.default_rng(config.seed).permutation(len(documents)).tolist()
    held_out = set(order[: max(1, int(len(documents) * config.held_out))])
    return _Split(
        [document for at, document in enumerate(documents) if at not in held_out],
        [document for at, document in enumerate(documents) if at in held_out],
    )


def _train(documents: Sequence[Document], base: StaticEncoder, config: AdaptConfig, progress: Progress) -> _Trained:
    articles = read_pairs(documents, base)
    if not len(articles.sentences):
        raise InputRefusedError(IndexReason.NO_KNOWN_SENTENCES)
    steps = min(config.steps, math.ceil(_ROUNDS * len(articles.sentences) / config.batch))
    table = TokenTable(base.vectors_of(articles.used), rates=config.rates, steps=steps)
    losses: list[float] = []
    for step in range(steps):
        generator = np.random.default_rng([config.seed, step])
        losses.append(table.train(draw(articles, config.batch, generator, mix=config.mix)))
        progress("train", step + 1, steps)
    return _Trained(articles, table.rows(), losses)


def _write(folder: Path, base: StaticEncoder, trained: _Trained, *, tokenizer: Tokenizer) -> None:
    """Write the base encoder's rows with the trained ones replaced; the others stay byte for byte the same."""
    codes = np.zeros((base.token_count, base.dim), dtype=np.uint8)
    scales = np.zeros(base.token_count, dtype=np.float32)
    for start in range(0, base.token_count, _BLOCK):
        block = np.arange(start, min(start + _BLOCK, base.token_count))
        codes[block], scales[block] = quantise(base.vectors_of(block))
    used = trained.articles.used
    codes[used], scales[used] = quantise(trained.rows)
    write_quantised(folder, tokenizer=tokenizer, codes=codes, scales=scales)


def _trials(split: _Split, config: AdaptConfig) -> dict[str, RetrievalTrial]:
    """The retrieval trials: the held-out articles are to be found among the other articles searched."""
    asked, cut = split.held_out[:_ASKED], IndexConfig()
    others = split.trained[: max(0, _SEARCHED - len(asked))]
    return {"title": by_title(asked, others, cut), "cloze": by_cloze(asked, others, cut, seed=config.seed)}


def _measure(
    trials: Mapping[str, RetrievalTrial], base: Encoder, adapted: Encoder, *, progress: Progress
) -> tuple[dict[str, FigureChange], FigureChange]:
    """Compare both encoders on each trial, and on all trials together."""
    before: dict[str, npt.NDArray[np.int64]] = {}
    after: dict[str, npt.NDArray[np.int64]] = {}
    for done, (name, trial) in enumerate(trials.items()):
        progress("measure", done, len(trials))
        before[name], after[name] = ranks(trial, base), ranks(trial, adapted)
    progress("measure", len(trials), len(trials))
    changes = {name: _change(before[name], after[name], [trial]) for name, trial in trials.items()}
    first, second = (np.concatenate([found[name] for name in trials]) for found in (before, after))
    return changes, _change(first, second, list(trials.values()))


def _change(
    before: npt.NDArray[np.int64], after: npt.NDArray[np.int64], trials: Sequence[RetrievalTrial]
) -> FigureChange:
    first, second = ndcg_at_10(before), ndcg_at_10(after)
    difference = paired_difference(first, second, groups=np.concatenate([trial.right for trial in trials]))
    return FigureChange(
        queries=len(before),
        articles=len(np.unique(trials[0].owners)),
        ndcg_before=float(first.mean()),
        ndcg_after=float(second.mean()),
        accuracy_before=float((before == 1).mean()),
        accuracy_after=float((after == 1).mean()),
        low=difference.low,
        high=difference.high,
        verdict=verdict(difference.low, difference.high),
    )
