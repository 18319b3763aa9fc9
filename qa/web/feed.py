"""The view that adds articles: files are brought, looked at, added; the index is rebuilt; versions are kept below."""

from __future__ import annotations

import json
from collections.abc import Iterator

from pydantic import Field, ValidationError
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from embeddings.errors import WenjuError
from embeddings.intake import pasted
from embeddings.schema import Frozen
from embeddings.seeds import SUFFIXES
from qa.building import Building, State
from qa.feed import Feed, limits_of
from qa.web.desk import Desk
from qa.web.markup import escape, isolate
from qa.web.offers import added, cleaned, offer, unstored
from qa.web.rebuild import failed, finished
from qa.web.tongue import Tongue, spoken
from qa.web.tray import Trays
from qa.web.versions import question, version_routes, versions
from qa.web.words.build import STAGES, BuildWords
from qa.web.words.feed import BuildingWords, FeedWords, VersionWords

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


def panel(desk: Desk, tongue: Tongue) -> str:
    """Where files are dropped and texts pasted; what was brought; the rebuild; the versions."""
    words, version_words = FeedWords(tongue), VersionWords(tongue)
    settings = desk.settings
    limits = words.limits.format(
        suffixes=" ".join(SUFFIXES),
        file=settings.feed_file_mib,
        archive=settings.feed_archive_mib,
        files=settings.feed_files,
        total=settings.feed_total_mib,
    )
    return (
        f'<h1>{escape(words.heading)}</h1><p class="wj-soft">{escape(words.lead)}</p>'
        f'<div id="feed-drop" class="wj-drop"><p>{escape(words.drop)} '
        f'<label class="wj-button wj-primary">{escape(words.choose)}<input id="feed-files" class="wj-unseen" '
        f'type="file" multiple accept="{escape(",".join(SUFFIXES))}"></label></p>'
        f'<p class="wj-soft">{escape(limits)}</p></div>{_paste(words)}'
        f'<section id="feed-offered" hidden aria-labelledby="feed-offered-title"><h2 id="feed-offered-title">'
        f'{escape(words.offered)}</h2><p id="feed-count" role="status"></p>'
        f'<p class="wj-choices"><label><input type="checkbox" id="feed-only"> {escape(words.only_refused)}</label></p>'
        '<ol id="feed-list" class="wj-plain"></ol><p class="wj-buttons">'
        f'<button type="button" id="feed-forget" class="wj-button">{escape(words.forget)}</button>'
        f'<button type="button" id="feed-add" class="wj-button wj-primary" disabled>{escape(words.add)}</button></p>'
        f'</section><div id="feed-done" tabindex="-1"></div>{_building(BuildingWords(tongue))}'
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


def told(state: State, tongue: Tongue) -> dict[str, object]:
    """How a rebuild stands, as the script takes it."""
    words, building = BuildWords(tongue), BuildingWords(tongue)
    stage = state.stage
    name = "read" if stage is None else stage.name
    said = STAGES[name].of(tongue) if name in STAGES else name
    counts = [f"{stage.done:,} / {stage.total:,}"] if stage and stage.total else []
    if state.left is not None:
        counts.append(building.left.format(seconds=max(1, round(state.left))))
    return {
        "running": state.running,
        "stage": building.cancelling if state.cancelling else words.rebuilding.format(stage=said),
        "counts": " · ".join(counts),
        "part": round(1000 * state.part),
        "html": _ended(state, tongue),
        "generation": state.report.generation if state.report else "",
    }


def _ended(state: State, tongue: Tongue) -> str:
    words = BuildWords(tongue)
    if state.report:
        return finished(state.report, words)
    if state.cancelled:
        return f'<div class="wj-said" role="status"><p>{escape(BuildingWords(tongue).cancelled)}</p></div>'
    return failed(state.error, words) if state.error else ""


def _build_routes(building: Building) -> list[Route]:
    def state(request: Request) -> Response:
        return JSONResponse(told(building.state(), spoken(request.headers)))

    def start(request: Request) -> Response:
        building.start()  # where one is running already, that one is watched
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
            return HTMLResponse(unstored(name, str(error), FeedWords(spoken(request.headers))), status_code=409)
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
            return _problem(str(error))
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
            return _problem(str(error))
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
