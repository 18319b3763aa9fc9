"""The generations kept on disk: a list, what two of them differ in, and the way back to an earlier one.

A rebuild as the page shows it: how far it is, then what it took, what it refused and why.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from embeddings.errors import UnconfirmedError, WenjuError
from embeddings.schema import BuildReport, RefusedSeed, Replacement
from embeddings.store.catalogue import Difference, Differences
from embeddings.store.generations import GenerationSummary
from qa.assistant.rebuild import PROGRESS_SECONDS, Building, Stage
from qa.web.html import escape, isolate
from qa.web.i18n import spoken
from qa.web.protocol import Desk
from qa.words.page import BuildWords, CommonWords, ConfirmWords, StageWords, VersionWords
from qa.words.program import error_text, refusal_text

SHOWN = 100
"""Articles shown of each list of differences."""


def versions(generations: Sequence[GenerationSummary], words: VersionWords) -> str:
    """The generations, the last committed first, with the form that compares two."""
    if not generations:
        return f'<p class="wj-void">{escape(words.none)}</p>'
    heads = (words.version, words.committed, words.articles, words.passages, words.size, "")
    head = "".join(f'<th scope="col">{escape(each)}</th>' if each else "<td></td>" for each in heads)
    rows = "".join(_row(each, words) for each in generations)
    return (
        f'<table class="wj-versions"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
        f"{_comparison(generations, words)}"
    )


def _row(found: GenerationSummary, words: VersionWords) -> str:
    last = (
        f'<span class="wj-taken">{escape(words.current)}</span>'
        if found.current
        else f'<button type="button" class="wj-button" data-generation="{escape(found.id)}" '
        f'aria-label="{escape(words.go_back_to.format(version=found.id))}">{escape(words.go_back)}</button>'
    )
    moment = found.committed.isoformat(timespec="seconds")
    shown = moment.replace("T", " ").replace("+00:00", " UTC")
    return (
        f'<tr><th scope="row"><code>{escape(found.id)}</code></th>'
        f'<td><time datetime="{escape(moment)}">{escape(shown)}</time></td>'
        f'<td data-said="{escape(words.articles)}">{found.documents:,}</td>'
        f'<td data-said="{escape(words.passages)}">{found.passages:,}</td>'
        f"<td>{found.bytes / 2**20:.1f} MiB</td><td>{last}</td></tr>"
    )


def _comparison(generations: Sequence[GenerationSummary], words: VersionWords) -> str:
    """Two choices: at first the one in use, and the one committed before it."""
    if len(generations) < 2:
        return ""
    names = [each.id for each in generations]
    newer = next((at for at, each in enumerate(generations) if each.current), 0)
    older = newer + 1 if newer + 1 < len(names) else newer - 1

    def choice(name: str, label: str, chosen: int) -> str:
        options = "".join(
            f'<option value="{escape(each)}"{" selected" if at == chosen else ""}>{escape(each)}</option>'
            for at, each in enumerate(names)
        )
        return f'<label>{escape(label)} <select name="{name}">{options}</select></label>'

    return (
        f'<form id="feed-compare" class="wj-conditions">{choice("old", words.older, older)}'
        f"{choice('new', words.newer, newer)}"
        f'<button class="wj-button">{escape(words.compare)}</button></form>'
        '<div id="feed-differences" role="status"></div>'
    )


def question(words: VersionWords) -> str:
    """The dialog that asks before another generation is put in use."""
    return (
        '<dialog id="feed-sure" class="wj-dialog" aria-labelledby="feed-sure-title">'
        f'<h2 id="feed-sure-title">{escape(words.sure)}</h2><p><code class="wj-which"></code></p>'
        f'<p class="wj-soft">{escape(words.sure_note)}</p>'
        f'<p class="wj-buttons"><button class="wj-button" value="">{escape(words.cancel)}</button>'
        f'<button class="wj-button wj-primary" value="yes">{escape(words.yes)}</button></p></dialog>'
    )


def compared(found: Differences, words: VersionWords) -> str:
    """What became of the articles from one generation to the other."""
    lists = (
        (words.added, found.added, True),
        (words.removed, found.removed, False),
        (words.changed, found.changed, True),
        (words.moved, found.moved, True),
    )
    parts = "".join(_listed(heading, articles, linked, words) for heading, articles, linked in lists if articles)
    return f'<div class="wj-differences">{parts}<p>{escape(words.unchanged.format(n=found.unchanged))}</p></div>'


def _listed(heading: str, articles: Sequence[Difference], linked: bool, words: VersionWords) -> str:
    """Only an article of the newer generation can be opened, and only where that is the one in use."""

    def row(each: Difference) -> str:
        title = isolate(each.title)
        shown = f'<a href="#doc-{escape(each.doc_id)}">{title}</a>' if linked else title
        was = f"{escape(words.was)}{isolate(each.was)} → " if each.was else ""
        return f'<li>{shown} <span class="wj-path">{was}{isolate(each.path)}</span></li>'

    rows = "".join(map(row, articles[:SHOWN]))
    more = "<li>…</li>" if len(articles) > SHOWN else ""
    said = escape(heading.format(n=len(articles)))
    return f"<details open><summary>{said}</summary><ul>{rows}{more}</ul></details>"


def version_routes(desk: Desk) -> list[Route]:
    """The list, the differences of two, and the way back."""

    def listed(request: Request) -> Response:
        return HTMLResponse(versions(desk.generations(), VersionWords(spoken(request.headers))))

    def differences(request: Request) -> Response:
        words, asked = VersionWords(spoken(request.headers)), request.query_params
        try:
            return HTMLResponse(compared(desk.differences(asked.get("old"), asked.get("new")), words))
        except WenjuError as error:
            return _problem(error_text(error, words.locale))

    def go_back(request: Request) -> Response:
        words = VersionWords(spoken(request.headers))
        try:
            chosen = desk.rollback(request.query_params.get("generation", ""))
        except WenjuError as error:
            return _problem(error_text(error, words.locale))
        return HTMLResponse(f'<div class="wj-said"><p>{escape(words.went_back.format(version=chosen))}</p></div>')

    return [
        Route("/wenju/feed/versions", listed),
        Route("/wenju/feed/differences", differences),
        Route("/wenju/feed/rollback", go_back, methods=["POST"]),
    ]


def _problem(line: str) -> HTMLResponse:
    return HTMLResponse(f'<div class="wj-said wj-failed"><p>{isolate(line)}</p></div>', status_code=409)


SHOWN_LINES = 50
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
    stages = StageWords(words.locale)
    if stage is None:
        label, counts, bar = stages.read, "", "<progress></progress>"
    else:
        label = stages.get(stage.name) or stage.name
        counts = f"{stage.done} / {stage.total}" if stage.total else ""
        bar = f'<progress max="{max(stage.total, 1)}" value="{stage.done}"></progress>'
    line = escape(words.rebuilding.format(stage=label))
    return f'<div class="wj-build" role="status"><p>{line}<span>{escape(counts)}</span></p>{bar}</div>'


def failed(error: WenjuError, words: BuildWords) -> str:
    """Why a rebuild stopped, in one line, and that nothing was lost; with a way on where it needs a confirmation."""
    if isinstance(error, UnconfirmedError):
        return _unconfirmed(error.replacement, words)
    return (
        f'<div class="wj-build wj-failed" role="alert"><p><b>{escape(words.rebuild_failed)}</b>{_close(words)}</p>'
        f"<p>{escape(error_text(error, words.locale))}</p></div>"
    )


def _unconfirmed(found: Replacement, words: BuildWords) -> str:
    """The two folders where they differ, the articles that would be gone, and the button that goes on."""
    said = ConfirmWords(words.locale)
    lines = [said.missing.format(n=found.missing, total=found.documents)] if found.missing else []
    folders = ""
    if found.recorded is not None:
        pairs = ((said.other, "recorded", found.recorded), (said.instead, "seeds", found.seeds))
        folders = "".join(f"<p>{_with(line, name, path)}</p>" for line, name, path in pairs)
    rows = "".join(
        f"<li>{isolate(each.title)} <span>{isolate(each.path)}</span>"
        f"{f' <span>{escape(said.refused)}</span>' if each.refused else ''}</li>"
        for each in found.articles[:SHOWN_LINES]
    )
    more = "<li>…</li>" if found.missing > SHOWN_LINES else ""
    missing = "".join(
        f"<details open><summary>{escape(line)}</summary><ul>{rows}{more}</ul></details>" for line in lines
    )
    return (
        f'<div class="wj-build wj-failed" role="alert"><p><b>{escape(said.heading)}</b>{_close(words)}</p>'
        f"{folders}{missing}<p>{escape(said.kept)}</p>"
        f'<p class="wj-buttons"><a class="wj-button" href="#confirm-build">{escape(said.go_on)}</a></p></div>'
    )


def _with(line: str, name: str, path: str) -> str:
    """A line around a path, which is shown apart from the script of the line."""
    before, _, after = line.partition(f"{{{name}}}")
    return f"<span>{escape(before)}{isolate(path)}{escape(after)}</span>"


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
        _lines(words.refused, [_refused(seed, words) for seed in report.refused])
        + _lines(
            words.duplicates, [f"{isolate(d.path)}<span>{kept}{isolate(d.kept)}</span>" for d in report.duplicates]
        )
        + _lines(words.warnings, [isolate(warning) for warning in report.warnings])
    )


def _close(words: BuildWords) -> str:
    return f'<a class="wj-close" href="#close">{escape(CommonWords(words.locale).close)}</a>'


def _refused(seed: RefusedSeed, words: BuildWords) -> str:
    line = "" if seed.line is None else f" {escape(words.refused_line.format(n=seed.line))}"
    return f"{isolate(seed.path)}{line}<span>{isolate(refusal_text(seed, words.locale))}</span>"


def _lines(heading: str, rows: Sequence[str]) -> str:
    if not rows:
        return ""
    shown = "".join(f"<li>{row}</li>" for row in rows[:SHOWN_LINES])
    more = "<li>…</li>" if len(rows) > SHOWN_LINES else ""
    return f"<details open><summary>{escape(heading.format(n=len(rows)))}</summary><ul>{shown}{more}</ul></details>"
