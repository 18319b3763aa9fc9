"""Build a new generation from seed files: read, clean, drop duplicates, chunk, encode, index, write, commit.

`Stopwatch` measures the seconds of each stage from the progress reports.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, TypedDict

from embeddings.config import IndexConfig
from embeddings.encoders.load import Encoder, load_encoder
from embeddings.errors import BuildCancelledError, IndexMissingError, IndexUnusableError, UnconfirmedError
from embeddings.index.vectors import Known, open_vectors
from embeddings.reasons import IndexReason
from embeddings.schema import (
    LISTED_MISSING,
    BuildReport,
    Change,
    CleaningReport,
    CleaningSummary,
    Document,
    Duplicate,
    Listed,
    MissingArticle,
    Progress,
    RefusedSeed,
    Replacement,
    silent,
)
from embeddings.store.catalogue import keep_report, missing_articles
from embeddings.store.corpus import Article, Corpus
from embeddings.store.generations import (
    ARTICLES,
    CORPUS,
    LEXICAL,
    TOKENS,
    EncoderIdentity,
    Generation,
    building,
    commit,
    committed_at,
    current_id,
    newest_good,
    origin_in_use,
    read_generation,
    read_origin,
)
from embeddings.store.origin import printable

if TYPE_CHECKING:
    from embeddings.index.writer import IndexParts
    from embeddings.ingest.folder import CleanedFolder


def build(
    seeds: str | Path = "seeds",
    index: str | Path = "index",
    *,
    config: IndexConfig | None = None,
    progress: Progress | None = None,
    cancel: Event | None = None,
    confirm: bool = False,
) -> BuildReport:
    """Build an index from a folder, which it records, and put it in use; the same articles give the same bytes.

    Args:
        seeds: Folder of the articles.
        index: Folder of the index; made if need be.
        config: Settings of the index; None for the defaults.
        progress: Called with the stage, the units done and their total; an error that it raises stops the build.
        cancel: Checked at each progress report until just before the generation is put in use.
        confirm: Go on even if the index has another folder, or articles that nobody removed would be missing.

    Returns:
        What was built, what was refused, and warnings.

    Raises:
        UnconfirmedError: A confirmation is needed and `confirm` is False; its `replacement` says why.
        InputRefusedError: The folder is missing or empty, or no article in it can be taken.
        BuildCancelledError, BuildRunningError: `cancel` was set; another build is running. The index stays as it was.
    """
    from embeddings.index.writer import assemble  # noqa: PLC0415  (nor how articles are cut)
    from embeddings.ingest.folder import read_articles  # noqa: PLC0415  (the rules of cleaning: no question needs them)

    started = time.perf_counter()
    config, root, told = config or IndexConfig(), Path(index), progress or silent
    progress = told if cancel is None else _stoppable(told, cancel)
    encoder = load_encoder(config.encoder)
    seeds, taken = Path(seeds), read_articles(Path(seeds), progress)
    warnings = _warnings(taken.cleaned)
    with building(root) as folder:
        before = current_id(root)
        base = _base(root, warnings)
        if not confirm:
            _ask(root, base, seeds, taken)
        known = _known(base, encoder) if base is not None and base.id == before else None
        documents = [document for document, _ in taken.cleaned]
        parts = assemble(documents, encoder, config=config, known=known, progress=progress)
        _write(folder, taken.cleaned, parts, progress)
        of_vectors, of_tokens = map(_identity, (encoder, parts.token_encoder))
        counts = {"documents": len(documents), "passages": sum(map(len, parts.passages))}
        generation = commit(root, folder, config=config, encoder=of_vectors, tokens=of_tokens, seeds=seeds, **counts)
        told("write", 2, 2)  # it is in use: nothing can be cancelled any more
        report = BuildReport(
            generation=generation,
            unchanged=generation == before,
            **counts,
            reused_vectors=parts.reused,
            encoder=encoder.name,
            seconds=time.perf_counter() - started,
            **_read_from(taken, warnings),
        )
        return keep_report(root, report)


class _ReadFrom(TypedDict):
    """The part of a build report that is about the seed files."""

    cleaning: CleaningSummary
    refused: tuple[RefusedSeed, ...]
    duplicates: tuple[Duplicate, ...]
    warnings: tuple[str, ...]


def _read_from(taken: CleanedFolder, warnings: Sequence[str]) -> _ReadFrom:
    return _ReadFrom(
        cleaning=_summary([report for _, report in taken.cleaned]),
        refused=tuple(taken.refused),
        duplicates=tuple(taken.duplicates),
        warnings=tuple(warnings),
    )


def _stoppable(progress: Progress, cancel: Event) -> Progress:
    """Wrap `progress` so that a report stops the build once `cancel` is set."""

    def told(stage: str, done: int, total: int) -> None:
        if cancel.is_set():
            raise BuildCancelledError(IndexReason.BUILD_CANCELLED, {"stage": stage})
        progress(stage, done, total)

    return told


def _warnings(cleaned: Sequence[tuple[Document, CleaningReport]]) -> list[str]:
    said = [f"{report.path}: {warning}" for _, report in cleaned for warning in report.warnings]
    return said + _in_the_future(document for document, _ in cleaned)


def _base(root: Path, warnings: list[str]) -> Generation | None:
    """The generation that the new one replaces: the one in use, or the newest good one where that can't be used."""
    current = current_id(root)
    try:
        if current is not None:
            return _recorded(root, read_generation(root, current), warnings)
    except IndexMissingError:
        pass
    except IndexUnusableError as error:
        warnings.append(f"no vectors reused: {error}")
    return newest_good(root)


def _recorded(root: Path, generation: Generation, warnings: list[str]) -> Generation:
    problem = read_origin(root, generation.id).problem
    if problem:
        warnings.append(f"the folder that generation {generation.id} was built from is not known: {problem}")
    return generation


def _ask(root: Path, base: Generation | None, seeds: Path, taken: CleanedFolder) -> None:
    """Stop a build that needs a confirmation.

    Raises:
        UnconfirmedError: The folder differs from that of the index, or articles would be missing that nobody removed.
    """
    record = origin_in_use(root) if base is None else read_origin(root, base.id)
    origin = record.origin if record is not None else None
    other = origin is not None and not origin.is_at(seeds, root)
    documents, lost = (0, []) if base is None else _lost(root, base, taken)
    if not other and not lost:
        return
    refused = {each.path: each.reason for each in taken.refused}
    articles = tuple(
        MissingArticle(
            path=each.path,
            title=each.title,
            doc_id=each.doc_id,
            refused=refused.get(each.path) or refused.get(each.path.partition("#")[0]),
        )
        for each in lost[:LISTED_MISSING]
    )
    recorded = printable(origin.folder(root)) if other and origin is not None else None
    raise UnconfirmedError(
        Replacement(
            seeds=printable(seeds.resolve()),
            recorded=recorded,
            documents=documents,
            missing=len(lost),
            articles=articles,
        )
    )


CLOCK_SECONDS = 1.0
"""Tolerance for a file system clock that is a tick, or a second, behind that of the commit."""


def _lost(root: Path, base: Generation, taken: CleanedFolder) -> tuple[int, list[Listed]]:
    """The number of articles in a generation, and those that the new build would lack.

    Duplicates are not missing, nor are articles whose file was removed since the generation was committed.
    """
    from embeddings.ingest.intake import REMOVED, removed_since  # noqa: PLC0415  (as in `build`)

    documents, missing = missing_articles(base, (document for document, _ in taken.cleaned))
    if not missing:
        return documents, []
    double = {each.path for each in taken.duplicates}
    gone = removed_since(root / REMOVED, committed_at(base.folder) - CLOCK_SECONDS)

    def accounted_for(path: str) -> bool:
        return path in double or path in gone or any(path.startswith(f"{each}#") for each in gone)

    return documents, [each for each in missing if not accounted_for(each.path)]


def _known(generation: Generation, encoder: Encoder) -> Known | None:
    """Vectors of the generation in use, if the same encoder made them."""
    if generation.manifest.encoder.fingerprint != encoder.fingerprint:
        return None
    return Known(Corpus.open(generation.folder / CORPUS).content_rows(), open_vectors(generation))


def _identity(encoder: Encoder) -> EncoderIdentity:
    return EncoderIdentity(name=encoder.name, dim=encoder.dim, fingerprint=encoder.fingerprint)


def _write(
    folder: Path, cleaned: Iterable[tuple[Document, CleaningReport]], parts: IndexParts, progress: Progress
) -> None:
    progress("write", 0, 2)
    articles = (Article(*both, own) for both, own in zip(cleaned, parts.passages, strict=True))
    Corpus.write(folder / CORPUS, articles)
    parts.vectors.save(folder)
    parts.lexical.save(folder / LEXICAL)
    parts.articles.save(folder / ARTICLES)
    parts.tokens.save(folder / TOKENS)
    progress("write", 1, 2)


def _in_the_future(documents: Iterable[Document]) -> list[str]:
    """Warnings for articles dated after today; not stored in the index, because they depend on the day of the build."""
    today = date.today()
    return [
        f"{document.source.path}: dated {document.source.published}, in the future"
        for document in documents
        if document.source.published and document.source.published > today
    ]


def _summary(reports: Sequence[CleaningReport]) -> CleaningSummary:
    return CleaningSummary(
        source_chars=sum(report.source_chars for report in reports),
        kept_chars=sum(report.kept_chars for report in reports),
        removed=_by_kind(change for report in reports for change in report.removed),
        repaired=_by_kind(change for report in reports for change in report.repaired),
        damaged=_by_kind(change for report in reports for change in report.damaged),
    )


def _by_kind(changes: Iterable[Change]) -> dict[str, int]:
    return dict(sorted(Counter(change.kind for change in changes).items()))


BEGINNING = "start"
"""Name of the stage before the first report, in which settings are read and the encoder is loaded."""


class Stopwatch:
    """Listens to progress and adds up the seconds of each stage.

    The time before a report counts for the report's stage, because stages report finished work. The time before a
    report of no work done (`index` 0 of 50,000) counts for the previous stage.

    Args:
        listener: Receives each progress report; may be None.
        clock: Returns seconds; replaced in tests.
    """

    def __init__(
        self, listener: Callable[[str, int, int], None] | None = None, *, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self._listener = listener
        self._clock = clock
        self._seconds: dict[str, float] = {}
        self._stage = BEGINNING
        self._since = clock()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Receive a progress report."""
        self._count(stage if done else self._stage)
        self._stage = stage
        if self._listener is not None:
            self._listener(stage, done, total)

    def seconds(self) -> dict[str, float]:
        """Seconds of each stage so far, by first report; the time since the last report counts for its stage."""
        self._count(self._stage)
        return dict(self._seconds)

    def _count(self, stage: str) -> None:
        now = self._clock()
        self._seconds[stage] = self._seconds.get(stage, 0.0) + now - self._since
        self._since = now
