"""What the commands print of builds, articles, generations and measurements: from a report to text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from pydantic import Field

from embeddings.schema import BuildReport, Change, CleaningReport, Document, Frozen, RefusedSeed
from embeddings.store.catalogue import Differences
from embeddings.store.generations import Finding, GenerationSummary
from qa.cli import terminal
from qa.cli.output import shorten, source_line
from qa.evaluation.compare import COMPARED, EncoderComparison, EncoderReport, FigureDifference
from qa.evaluation.evaluate import EvalReport

_NO_DIFFERENCE = FigureDifference(mean=0, low=0, high=0)


class Inspection(Frozen):
    """One article as cleaning left it, and what cleaning did."""

    document: Document
    report: CleaningReport


class Status(Frozen):
    """What `wenju status` found."""

    index: str
    generation: str | None = Field(description="the one in use; None where the pointer to it is damaged")
    generations: tuple[GenerationSummary, ...]


class Verification(Frozen):
    """What `wenju verify` found."""

    index: str
    generation: str | None
    findings: tuple[Finding, ...]


class Rollback(Frozen):
    """What `wenju rollback` did."""

    index: str
    generation: str = Field(description="now in use")


def build_text(report: BuildReport) -> str:
    """The cleaning summary and everything that was left out."""
    cleaning = report.cleaning
    lines = [
        f"generation {report.generation}{' (unchanged)' if report.unchanged else ''}: {report.documents} documents, "
        f"{report.passages} passages, {report.reused_vectors} vectors reused, encoder {report.encoder}, "
        f"{report.seconds:.1f} s",
        f"cleaning kept {cleaning.kept_chars:,} of {cleaning.source_chars:,} characters",
        *_counts("removed", cleaning.removed),
        *_counts("repaired", cleaning.repaired),
        *_counts("damaged", cleaning.damaged),
        *(f"duplicate: {duplicate.path} has the text of {duplicate.kept}" for duplicate in report.duplicates),
        *(f"refused: {refused_line(refused)}" for refused in report.refused),
        *(f"warning: {warning}" for warning in report.warnings),
    ]
    return "\n".join(lines)


def refused_line(refused: RefusedSeed) -> str:
    """A refused file, or line of a file, and why."""
    where = refused.path if refused.line is None else f"{refused.path} line {refused.line}"
    return f"{where}: {refused.reason}"


def inspection_text(document: Document, report: CleaningReport) -> str:
    """What cleaning kept, removed, repaired, found broken and recognised."""
    derived = " (derived)" if document.source.title_derived else ""
    lines = [
        f"{source_line(document.source)}{derived}",
        f"{document.source.language}, {report.encoding}: "
        f"kept {report.kept_chars:,} of {report.source_chars:,} characters",
        *([f"url: {document.source.url}"] if document.source.url else []),
        *(f"warning: {warning}" for warning in report.warnings),
        *_changes("recognised", report.recognised),
        *_changes("removed", report.removed),
        *_changes("repaired", report.repaired),
        *_changes("damaged", report.damaged),
        "kept:",
        document.text,
    ]
    return "\n".join(lines)


def eval_text(report: EvalReport) -> str:
    """Figures in tables, then the questions that went wrong."""
    lines = [f"{report.n} questions: {report.answerable} answerable, {report.unanswerable} unanswerable"]
    lines += [f"not asked, refused as input: {', '.join(report.not_asked)}"] if report.not_asked else []
    lines.append("")
    retrieval = {mode: scores.model_dump() for mode, scores in report.retrieval.items()}
    lines.append(_table("retrieval", retrieval))
    reading = [(name, f"{value:.4f}") for name, value in report.reading.model_dump().items()]
    lines += ["", terminal.table((), reading, "lr")]
    for name, groups in report.by.items():
        lines += ["", _table(name, {value: scores.model_dump() for value, scores in groups.items()})]
    if report.worst:
        lines += ["", "went wrong:"]
        lines += [
            f"{miss.id} {miss.kind} (rank {miss.rank or '-'}): {miss.question} "
            f"expected {' / '.join(miss.expected) or 'no answer'}; got {shorten(miss.got)}"
            for miss in report.worst
        ]
    return "\n".join(lines)


def comparison_text(comparison: EncoderComparison) -> str:
    """A table of retrieval figures, the modes of each encoder under its name, and the differences from the first.

    BM25 alone is shown once, and again only where an encoder changes its figures.
    """
    names = list(comparison.encoders)
    first = comparison.encoders[names[0]]
    lines = [
        f"{first.questions} questions with an answer; retrieval only: the answers are not read",
        *([f"not asked, refused as input: {', '.join(first.not_asked)}"] if first.not_asked else []),
        "",
        _encoders_table(comparison.encoders, first),
    ]
    if len(names) > 1:
        lines += ["", f"difference from {names[0]}, question by question [95 % interval, bootstrap]:"]
        lines.append(_difference_table(names[1:], comparison.encoders))
    return "\n".join(lines)


def _encoders_table(reports: Mapping[str, EncoderReport], first: EncoderReport) -> str:
    rows: list[list[str]] = []
    for name, report in reports.items():
        lead = [name, str(report.dim), f"{report.seconds:.1f}"]
        for mode, scores in report.retrieval.items():
            if mode != "lexical" or report is first or scores != first.retrieval[mode]:
                figures = scores.model_dump()
                rows.append([*lead, mode, *(f"{figures[figure]:.4f}" for figure in COMPARED)])
                lead = ["", "", ""]
    return terminal.table(("encoder", "dim", "encode s", "mode", *COMPARED), rows, "lrrl" + "r" * len(COMPARED))


def _difference_table(names: Sequence[str], reports: Mapping[str, EncoderReport]) -> str:
    rows: list[list[str]] = []
    for name in names:
        lead = name
        for mode, differences in (reports[name].difference or {}).items():
            if mode != "lexical" or any(one != _NO_DIFFERENCE for one in differences.values()):
                cells = (f"{one.mean:+.4f} [{one.low:+.4f}, {one.high:+.4f}]" for one in differences.values())
                rows.append([lead, mode, *cells])
                lead = ""
    return terminal.table(("encoder", "mode", *COMPARED), rows, "ll" + "l" * len(COMPARED))


def status_text(index: str, generations: Sequence[GenerationSummary]) -> str:
    """The generations of an index, newest first, the one in use marked."""
    lines = (
        f"{'*' if each.current else ' '} {each.id}  {each.committed:%Y-%m-%d %H:%M:%S} UTC  "
        f"{each.documents} documents, {each.passages} passages, encoder {each.encoder}, {each.bytes:,} bytes"
        for each in generations
    )
    return "\n".join([f"index {index}:", *lines])


def differences_text(found: Differences) -> str:
    """What became of the articles from one generation to another, one a line."""
    marks = (("+", found.added), ("-", found.removed), ("~", found.changed))
    lines = [f"{mark} {each.path}  {each.title}" for mark, listed in marks for each in listed]
    lines += [f"> {each.path}  {each.title}  (was {each.was})" for each in found.moved]
    counts = f"{len(found.added)} added, {len(found.removed)} removed, {len(found.changed)} changed"
    head = f"{found.old} to {found.new}: {counts}, {len(found.moved)} moved, {found.unchanged} unchanged"
    return "\n".join([head, *lines])


def findings_text(findings: Sequence[Finding]) -> str:
    """What `verify` found, one thing a line."""
    lines = [f"{finding.generation or 'index'}: {finding.file} {finding.problem}" for finding in findings]
    return "\n".join(lines) or "every file is as its hash says"


def _counts(name: str, counts: Mapping[str, int]) -> list[str]:
    listed = ", ".join(f"{kind} {count}" for kind, count in sorted(counts.items()))
    return [f"{name}: {listed}"] if counts else []


def _changes(name: str, changes: Iterable[Change]) -> list[str]:
    """Changes by kind in order of their names; what cleaning did many times is listed once for each text."""
    lines: list[str] = []
    for kind, alike in groupby(sorted(changes, key=lambda change: change.kind), key=lambda change: change.kind):
        group = list(alike)
        lines.append(f"{name}: {kind} ×{len(group)}: {group[0].reason}")
        for text, replacement in dict.fromkeys((change.text, change.replacement) for change in group):
            lines.append(f"    {shorten(text)}{f' → {shorten(replacement)}' if replacement else ''}")
    return lines


def _table(name: str, rows: Mapping[str, Mapping[str, float]]) -> str:
    """Rows of figures under their names; counts are whole numbers, all else has four decimals."""
    columns = list(next(iter(rows.values())))
    cells = [
        [row, *(str(value) if isinstance(value, int) else f"{value:.4f}" for value in values.values())]
        for row, values in rows.items()
    ]
    return terminal.table((name, *columns), cells, "l" + "r" * len(columns))
