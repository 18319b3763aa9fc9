"""A rebuild as the page shows it: how far it is, then what it took, what it refused and why."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from embeddings.errors import WenjuError
from embeddings.schema import BuildReport, RefusedSeed
from qa.building import PROGRESS_SECONDS, Building, Stage
from qa.web.markup import escape, isolate
from qa.web.words.build import STAGES, BuildWords
from qa.web.words.refusals import refusal

SHOWN = 50
"""Lines shown of each list; the command line prints all."""


def watch(building: Building) -> Iterator[Stage | BuildReport]:
    """Begin a rebuild, or join the one under way, and give its progress, then its report; its errors pass through."""
    building.start()
    shown: Stage | None = None
    while (state := building.state()).running:
        if state.stage != shown and state.stage is not None:
            yield state.stage
        shown = state.stage
        time.sleep(PROGRESS_SECONDS)
    if state.report is None:
        assert state.error is not None
        raise state.error
    yield state.report


def running(stage: Stage | None, words: BuildWords) -> str:
    """Stage and counts with a bar; None before the first stage is known."""
    if stage is None:
        label, counts, bar = STAGES["read"].of(words.tongue), "", "<progress></progress>"
    else:
        label = STAGES[stage.name].of(words.tongue) if stage.name in STAGES else stage.name
        counts = f"{stage.done} / {stage.total}" if stage.total else ""
        bar = f'<progress max="{max(stage.total, 1)}" value="{stage.done}"></progress>'
    line = escape(words.rebuilding.format(stage=label))
    return f'<div class="wj-build" role="status"><p>{line}<span>{escape(counts)}</span></p>{bar}</div>'


def failed(error: WenjuError, words: BuildWords) -> str:
    """Why a rebuild stopped, in one line, and that nothing was lost."""
    return (
        f'<div class="wj-build wj-failed" role="alert"><p><b>{escape(words.rebuild_failed)}</b>{_close(words)}</p>'
        f"<p>{escape(str(error))}</p></div>"
    )


def finished(report: BuildReport, words: BuildWords) -> str:
    """Counts, then the files not taken with their reasons, the duplicates and the warnings."""
    template = words.rebuilt_unchanged if report.unchanged else words.rebuilt
    line = template.format(documents=report.documents, passages=report.passages, seconds=f"{report.seconds:.1f}")
    name = f"built-{escape(report.generation)}"
    head = f"<p><b>{escape(line)}</b>{_close(words)}</p>"
    return f'<div class="wj-build wj-done" id="{name}" role="status">{head}{lists(report, words)}</div>'


def lists(report: BuildReport, words: BuildWords) -> str:
    """The files not taken with their reasons, the duplicates and the warnings; empty where there are none."""
    kept = escape(words.kept_instead)
    return (
        _listed(words.refused, [_refused(seed, words) for seed in report.refused])
        + _listed(
            words.duplicates, [f"{isolate(d.path)}<span>{kept}{isolate(d.kept)}</span>" for d in report.duplicates]
        )
        + _listed(words.warnings, [isolate(warning) for warning in report.warnings])
    )


def _close(words: BuildWords) -> str:
    return f'<a class="wj-close" href="#close">{escape(words.close)}</a>'


def _refused(seed: RefusedSeed, words: BuildWords) -> str:
    line = "" if seed.line is None else f" {escape(words.refused_line.format(n=seed.line))}"
    return f"{isolate(seed.path)}{line}<span>{isolate(refusal(seed.reason, words.tongue))}</span>"


def _listed(heading: str, rows: Sequence[str]) -> str:
    if not rows:
        return ""
    shown = "".join(f"<li>{row}</li>" for row in rows[:SHOWN])
    more = "<li>…</li>" if len(rows) > SHOWN else ""
    return f"<details open><summary>{escape(heading.format(n=len(rows)))}</summary><ul>{shown}{more}</ul></details>"
