"""The view that adds articles: files are brought, looked at, added; the index is rebuilt; versions are kept below.

Files that may be added, as the page shows them: what cleaning made of each, or why it can't be taken.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from pydantic import Field, ValidationError
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from embeddings.errors import WenjuError
from embeddings.ingest.formats import FORMATS
from embeddings.ingest.intake import Added, Prepared, Proposal, pasted
from embeddings.schema import Frozen, RefusedSeed
from qa.assistant.corpus import Feed, limits_of
from qa.assistant.rebuild import Building, RebuildState
from qa.web.article import ARTICLE_LANG, byline, changes
from qa.web.corpus import counts
from qa.web.html import escape, isolate
from qa.web.i18n import Language, spoken
from qa.web.protocol import Desk
from qa.web.uploads import Trays
from qa.web.versions import failed, finished, question, version_routes, versions
from qa.words.page import BuildingWords, BuildWords, CleaningWords, FeedWords, StageWords, VersionWords
from qa.words.program import error_text, refusal_text

ARTICLES = 10
"""Articles shown of a file that holds more."""
REFUSALS = 10
TEXT_CHARS = 4000
"""Characters shown of a cleaned text."""
CHANGES = 60


def offer(number: int, proposal: Proposal, words: FeedWords) -> str:
    """One file: chosen where it has a new article; its articles open on demand."""
    good = proposal.new > 0
    said = words.new_articles.format(n=proposal.new) if good else words.nothing_new
    if not proposal.articles:
        said = words.not_taken
    box = (
        f'<input type="checkbox" checked data-file="{number}" '
        f'aria-label="{escape(words.take.format(name=proposal.name))}">'
        if good
        else '<span class="wj-no" aria-hidden="true">×</span>'
    )
    articles = "".join(_article(number, place, each, words) for place, each in enumerate(proposal.articles[:ARTICLES]))
    more = len(proposal.articles) - ARTICLES
    rest = f'<p class="wj-soft">{escape(words.and_more.format(n=more))}</p>' if more > 0 else ""
    return (
        f'<li class="wj-offer {"wj-good" if good else "wj-bad"}">'
        f'<p class="wj-offer-head">{box}<b>{isolate(proposal.name)}</b>'
        f'<span class="wj-soft">{_size(proposal.size)} · {escape(said)}</span></p>'
        f"{_refusals(proposal.refused, words)}{articles}{rest}</li>"
    )


def unstored(name: str, error: WenjuError, words: FeedWords) -> str:
    """A file that could not even be laid aside."""
    return (
        '<li class="wj-offer wj-bad"><p class="wj-offer-head"><span class="wj-no" aria-hidden="true">×</span>'
        f'<b>{isolate(name)}</b><span class="wj-soft">{escape(words.not_taken)}</span></p>'
        f'<ul class="wj-reasons"><li>{isolate(error_text(error, words.locale))}</li></ul></li>'
    )


def _size(size: int) -> str:
    if size < 2**10:
        return f"{size} B"
    return f"{size / 2**20:.1f} MiB" if size >= 2**20 else f"{size / 2**10:.1f} KiB"


def _refusals(refused: Sequence[RefusedSeed], words: FeedWords) -> str:
    if not refused:
        return ""
    rows = "".join(f"<li>{_place(each)}{isolate(refusal_text(each, words.locale))}</li>" for each in refused[:REFUSALS])
    more = "<li>…</li>" if len(refused) > REFUSALS else ""
    return f'<ul class="wj-reasons">{rows}{more}</ul>'


def _place(refused: RefusedSeed) -> str:
    if refused.line is not None:
        return f"{refused.line}: "
    _, mark, part = refused.path.partition("#")
    return f"{isolate(part)}: " if mark else ""


def _article(number: int, place: int, prepared: Prepared, words: FeedWords) -> str:
    source, report = prepared.document.source, prepared.report
    cleaning = CleaningWords(words.locale)
    kept = 100 * report.kept_chars / report.source_chars if report.source_chars else 100.0
    same = (
        f'<span class="wj-soft">{escape(words.same_as)}{isolate(prepared.duplicate_of)}</span>'
        if prepared.duplicate_of
        else ""
    )
    return (
        f'<details data-file="{number}" data-article="{place}"><summary>'
        f'<span lang="{ARTICLE_LANG[source.language]}">{isolate(source.title)}</span>'
        f"{byline(source.publisher, source.published, words)}"
        f'<span class="wj-soft">{escape(cleaning.kept.format(percent=f"{kept:.0f}"))}</span>'
        f"{counts(report.removed, cleaning, 'wj-taken')}{counts(report.damaged, cleaning, 'wj-broken')}{same}"
        '</summary><div class="wj-cleaned"></div></details>'
    )


def cleaned(prepared: Prepared, words: FeedWords) -> str:
    """The text that cleaning kept, and each thing that it took out, mended or found broken, with the reason."""
    document, report = prepared.document, prepared.report
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in document.text[:TEXT_CHARS].split("\n") if line)
    left = len(document.text) - TEXT_CHARS
    more = f'<p class="wj-soft">{escape(words.and_chars.format(n=f"{left:,}"))}</p>' if left > 0 else ""
    warnings = "".join(f"<li>{isolate(each)}</li>" for each in report.warnings)
    groups = (
        (words.taken_out, report.removed),
        (words.mended, report.repaired),
        (words.broken, report.damaged),
    )
    found = "".join(changes(heading, each, words, limit=CHANGES) for heading, each in groups)
    return (
        f"<h3>{escape(words.kept_text)}</h3>"
        f'<div class="wj-kept" tabindex="0" role="group" aria-label="{escape(words.kept_text)}" '
        f'lang="{ARTICLE_LANG[document.source.language]}">{paragraphs}{more}</div>'
        f"{found}{f'<ul>{warnings}</ul>' if warnings else ''}"
    )


def added(done: Added, words: FeedWords) -> str:
    """What was written, and what was not with its reason."""
    rows = "".join(
        f"<li>{isolate(each.path)} <span>{isolate(refusal_text(each, words.locale))}</span></li>" for each in done.left
    )
    left = (
        f"<details><summary>{escape(words.left.format(n=len(done.left)))}</summary><ul>{rows}</ul></details>"
        if rows
        else ""
    )
    return f'<div class="wj-said" role="status"><p>{escape(words.added.format(n=len(done.written)))}</p>{left}</div>'


UPLOAD = "/wenju/feed/file"
"""The only address that takes a long request; the guard is told its limit."""

_FIELD_CHARS = 300


class Pasted(Frozen):
    """An article given by hand; what is empty is not stated."""

    title: str = Field(default="", max_length=_FIELD_CHARS)
    published: str = Field(default="", max_length=_FIELD_CHARS)
    publisher: str = Field(default="", max_length=_FIELD_CHARS)
    url: str = Field(default="", max_length=2000)
    text: str


def panel(desk: Desk, language: Language) -> str:
    """Where files are dropped and texts pasted; what was brought; the rebuild; the versions."""
    words, version_words = FeedWords(language), VersionWords(language)
    settings = desk.settings
    limits = words.limits.format(
        suffixes=" ".join(FORMATS),
        file=settings.feed_file_mib,
        archive=settings.feed_archive_mib,
        files=settings.feed_files,
        total=settings.feed_total_mib,
    )
    return (
        f'<h1>{escape(words.heading)}</h1><p class="wj-soft">{escape(words.lead)}</p>'
        f'<div id="feed-drop" class="wj-drop"><p>{escape(words.drop)} '
        f'<label class="wj-button wj-primary">{escape(words.choose)}<input id="feed-files" class="wj-unseen" '
        f'type="file" multiple accept="{escape(",".join(FORMATS))}"></label></p>'
        f'<p class="wj-soft">{escape(limits)}</p></div>{_paste(words)}'
        f'<section id="feed-offered" hidden aria-labelledby="feed-offered-title"><h2 id="feed-offered-title">'
        f'{escape(words.offered)}</h2><p id="feed-count" role="status"></p>'
        f'<p class="wj-choices"><label><input type="checkbox" id="feed-only"> {escape(words.only_refused)}</label></p>'
        '<ol id="feed-list" class="wj-plain"></ol><p class="wj-buttons">'
        f'<button type="button" id="feed-forget" class="wj-button">{escape(words.forget)}</button>'
        f'<button type="button" id="feed-add" class="wj-button wj-primary" disabled>{escape(words.add)}</button></p>'
        f'</section><div id="feed-done" tabindex="-1"></div>{_building(BuildingWords(language))}'
        f"<h2>{escape(version_words.heading)}</h2>"
        f'<p class="wj-soft">{escape(version_words.note)}</p><div id="feed-back" role="status"></div>'
        f'<div id="feed-versions">{versions(desk.generations(), version_words)}</div>{question(version_words)}'
    )


def _paste(words: FeedWords) -> str:
    fields = (
        ("title", words.title, "text"),
        ("publisher", words.publisher, "text"),
        ("published", words.published, "date"),
        ("url", words.url, "url"),
    )
    inputs = "".join(
        f'<label>{escape(said)}<input name="{name}" type="{kind}" maxlength="{_FIELD_CHARS}"></label>'
        for name, said, kind in fields
    )
    return (
        f'<details class="wj-paste"><summary>{escape(words.paste)}</summary><form id="feed-paste">{inputs}'
        f'<label class="wj-wide">{escape(words.text)}<textarea name="text" rows="8" required></textarea></label>'
        f'<p class="wj-buttons"><button class="wj-button">{escape(words.look)}</button></p></form></details>'
    )


def _building(words: BuildingWords) -> str:
    return (
        f'<h2>{escape(words.heading)}</h2><p class="wj-soft">{escape(words.note)}</p>'
        '<div id="feed-build" hidden><p><b class="wj-stage"></b> <span class="wj-soft wj-counts"></span></p>'
        f'<progress max="1000" value="0" aria-label="{escape(words.heading)}"></progress>'
        f'<button type="button" id="feed-cancel" class="wj-button">{escape(words.cancel)}</button></div>'
        '<div id="feed-built"></div>'
        f'<button type="button" id="feed-start" class="wj-button">{escape(words.start)}</button>'
    )


def rebuild_status(state: RebuildState, language: Language) -> dict[str, object]:
    """How a rebuild stands, as the script takes it."""
    words, building = BuildWords(language), BuildingWords(language)
    stage = state.stage
    name = "read" if stage is None else stage.name
    said = StageWords(language).get(name) or name
    counts = [f"{stage.done:,} / {stage.total:,}"] if stage and stage.total else []
    if state.left is not None:
        counts.append(building.left.format(seconds=max(1, round(state.left))))
    return {
        "running": state.running,
        "stage": building.cancelling if state.cancelling else words.rebuilding.format(stage=said),
        "counts": " · ".join(counts),
        "part": round(1000 * state.part),
        "html": _ended(state, language),
        "generation": state.report.generation if state.report else "",
    }


def _ended(state: RebuildState, language: Language) -> str:
    words = BuildWords(language)
    if state.report:
        return finished(state.report, words)
    if state.cancelled:
        return f'<div class="wj-said" role="status"><p>{escape(BuildingWords(language).cancelled)}</p></div>'
    return failed(state.error, words) if state.error else ""


def _build_routes(building: Building) -> list[Route]:
    def state(request: Request) -> Response:
        return JSONResponse(rebuild_status(building.state(), spoken(request.headers)))

    def start(request: Request) -> Response:
        # where one is running already, that one is watched
        building.start(confirm=request.query_params.get("confirm") == "1")
        return state(request)

    def cancel(request: Request) -> Response:
        building.cancel()
        return state(request)

    return [
        Route("/wenju/feed/build", state),
        Route("/wenju/feed/build", start, methods=["POST"]),
        Route("/wenju/feed/cancel", cancel, methods=["POST"]),
    ]


def _gone(request: Request) -> HTMLResponse:
    words = FeedWords(spoken(request.headers))
    line = f'<div class="wj-said wj-failed" role="alert"><p>{escape(words.gone)}</p></div>'
    return HTMLResponse(line, status_code=410)


def _bringing_routes(trays: Trays) -> list[Route]:
    def opened(request: Request) -> Response:
        del request
        return HTMLResponse(trays.open())

    async def brought(request: Request) -> Response:
        name = request.query_params.get("name", "")
        try:
            await trays.get(request.query_params.get("tray", "")).take(name, request.stream())
        except WenjuError as error:
            return HTMLResponse(unstored(name, error, FeedWords(spoken(request.headers))), status_code=409)
        return Response(status_code=204)

    async def pasted_text(request: Request) -> Response:
        try:
            given = Pasted.model_validate_json(await request.body())
            stated = {name: value.strip() or None for name, value in given.model_dump(exclude={"text"}).items()}
            offered = pasted(stated.pop("title"), given.text, **stated)
            trays.get(request.query_params.get("tray", "")).put(offered)
        except ValidationError as error:
            return _problem(error.errors(include_url=False, include_input=False)[0]["msg"])
        except WenjuError as error:
            return _problem(error_text(error, spoken(request.headers)))
        return Response(status_code=204)

    def dropped(request: Request) -> Response:
        trays.drop(request.query_params.get("tray", ""))
        return Response(status_code=204)

    return [
        Route("/wenju/feed/tray", opened, methods=["POST"]),
        Route(UPLOAD, brought, methods=["POST"]),
        Route("/wenju/feed/paste", pasted_text, methods=["POST"]),
        Route("/wenju/feed/drop", dropped, methods=["POST"]),
    ]


def _looking_routes(trays: Trays, feed: Feed) -> list[Route]:
    def looked(request: Request) -> Response:
        words = FeedWords(spoken(request.headers))
        try:
            tray = trays.get(request.query_params.get("tray", ""))
        except WenjuError:
            return _gone(request)

        def lines() -> Iterator[str]:
            for number, proposal in tray.look(feed):
                said = {
                    "html": offer(number, proposal, words),
                    "done": number + 1,
                    "of": tray.count,
                    "new": proposal.new,
                    "refused": not proposal.new,
                }
                yield json.dumps(said) + "\n"

        return StreamingResponse(lines(), media_type="application/x-ndjson")

    def article(request: Request) -> Response:
        asked = request.query_params
        try:
            proposals = trays.get(asked.get("tray", "")).proposals
            prepared = proposals[int(asked.get("file", ""))].articles[int(asked.get("article", ""))]
        except (WenjuError, ValueError, IndexError):
            return _gone(request)
        return HTMLResponse(cleaned(prepared, FeedWords(spoken(request.headers))))

    def add(request: Request) -> Response:
        name = request.query_params.get("tray", "")
        chosen = {int(part) for part in request.query_params.get("files", "").split(",") if part.isdecimal()}
        try:
            tray = trays.get(name)
        except WenjuError:
            return _gone(request)
        try:
            done = feed.add([each for number, each in enumerate(tray.proposals) if number in chosen])
        except WenjuError as error:
            return _problem(error_text(error, spoken(request.headers)))
        trays.drop(name)
        return HTMLResponse(added(done, FeedWords(spoken(request.headers))))

    return [
        Route("/wenju/feed/look", looked, methods=["POST"]),
        Route("/wenju/feed/article", article),
        Route("/wenju/feed/add", add, methods=["POST"]),
    ]


def _problem(line: str) -> HTMLResponse:
    return HTMLResponse(f'<div class="wj-said wj-failed" role="alert"><p>{isolate(line)}</p></div>', status_code=409)


def routes(desk: Desk) -> list[Route]:
    """All that can be done on this view."""
    trays, feed = Trays(limits_of(desk.settings)), Feed(desk)
    return [
        *_bringing_routes(trays),
        *_looking_routes(trays, feed),
        *_build_routes(desk.building),
        *version_routes(desk),
    ]
