"""The view that draws the articles as a map: places and colours in one small reply, all else when pointed at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from embeddings.errors import IndexUnusableError
from embeddings.schema import UNDATED, Entry
from embeddings.store.catalogue import Catalogue
from qa.assistant.corpus import Map, holdings_of
from qa.web.article import ARTICLE_LANG, byline
from qa.web.html import escape, isolate, page_buttons
from qa.web.i18n import Language, spoken
from qa.web.protocol import Desk
from qa.words.page import CommonWords, MapWords

By = Literal["publisher", "year"]
GROUPS = 10
"""Publishers and years with a colour of their own at most; the others share one."""
PAGE = 50

POINT = np.dtype([("x", "<u2"), ("y", "<u2"), ("publisher", "u1"), ("year", "u1")])
"""An article on the map, 6 bytes: its place in 0 to 65535 and its two groups."""


class Groups(NamedTuple):
    """The colours of a map."""

    names: list[str]
    """In the order of the legend; the last one is of all others."""
    counts: list[int]
    of: list[int]
    """Of each article its group."""


def groups(catalogue: Catalogue, by: By) -> Groups:
    """The publishers with the most articles, or the newest years; then all others, those without one too."""
    if by == "publisher":
        values = [each.publisher or "" for each in catalogue.entries]
        known = [name for name, _ in catalogue.publishers()]
    else:
        values = [each.year for each in catalogue.entries]
        known = [year for year, _ in catalogue.years() if year != UNDATED]
    names = known[:GROUPS]
    place = {name: at for at, name in enumerate(names)}
    of = [place.get(value, len(names)) for value in values]
    return Groups([*names, ""], np.bincount(of, minlength=len(names) + 1).tolist(), of)


def panel(desk: Desk, language: Language) -> str:
    """The frame of the map with its legends; its points come by themselves."""
    words = MapWords(language)
    try:
        catalogue = holdings_of(desk.settings.index).catalogue()
    except IndexUnusableError:
        return (
            f'<h1>{escape(words.heading)}</h1><div class="wj-void"><p>{escape(words.no_index)}</p>'
            f'<a class="wj-button" href="#/feed">{escape(words.to_feed)}</a></div>'
        )
    canvas = escape(words.canvas.format(n=f"{len(catalogue.entries):,}"))
    zooms = (("in", "+", words.nearer), ("out", "−", words.farther), ("whole", "⤢", words.whole))
    buttons = "".join(
        f'<button type="button" class="wj-button" data-zoom="{name}" aria-label="{escape(said)}" '
        f'title="{escape(said)}">{shown}</button>'
        for name, shown, said in zooms
    )
    return (
        f'<h1>{escape(words.heading)}</h1><p class="wj-soft">{escape(words.note)}</p>'
        f'<div class="wj-map-tools"><label>{escape(words.colour)} <select id="map-by">'
        f'<option value="publisher">{escape(words.by_publisher)}</option>'
        f'<option value="year">{escape(words.by_year)}</option></select></label>'
        f'<span class="wj-map-zoom">{buttons}</span></div>'
        f'<div class="wj-map" data-generation="{escape(catalogue.generation)}">'
        f'<canvas id="map-canvas" tabindex="0" role="application" aria-label="{canvas}"></canvas>'
        '<div id="map-card" class="wj-map-card" aria-live="polite" hidden></div>'
        f'<p id="map-state" class="wj-map-state" role="status"></p></div>'
        f'<p class="wj-soft">{escape(words.keys)}</p>'
        f"{_legend(catalogue, 'publisher', words)}{_legend(catalogue, 'year', words)}"
        f'<section aria-labelledby="map-list-title"><h2 id="map-list-title">{escape(words.listed)}</h2>'
        f'<div id="map-list">{_listed(catalogue, "publisher", None, 1, words)}</div></section>'
    )


def _legend(catalogue: Catalogue, by: By, words: MapWords) -> str:
    """A button for each colour: pressed, its articles alone are bright, and listed below."""
    found = groups(catalogue, by)
    rows = "".join(
        f'<li><button type="button" data-group="{at}" aria-pressed="false"><span class="wj-dot-{_colour(at, found)}">'
        f"</span>{isolate(_said(name, by, words))} <small>{count:,}</small></button></li>"
        for at, (name, count) in enumerate(zip(found.names, found.counts, strict=True))
        if count
    )
    hidden = " hidden" if by == "year" else ""
    return f'<ul class="wj-plain wj-legend" data-by="{by}" aria-label="{escape(words.legend)}"{hidden}>{rows}</ul>'


def _colour(at: int, found: Groups) -> str:
    return "rest" if at == len(found.names) - 1 else str(at)


def _said(name: str, by: By, words: MapWords) -> str:
    if name:
        return name
    return words.others if by == "publisher" else f"{words.earlier} / {CommonWords(words.locale).undated}"


def points(found: Map) -> bytes:
    """The articles as POINTs, in the order of the catalogue."""
    made = np.zeros(len(found.points), dtype=POINT)
    whole = np.rint((found.points + 1) * 32767.5).astype(np.uint16)
    made["x"], made["y"] = whole[:, 0], whole[:, 1]
    made["publisher"], made["year"] = (groups(found.catalogue, by).of for by in ("publisher", "year"))
    return made.tobytes()


def _listed(catalogue: Catalogue, by: By, group: int | None, page: int, words: MapWords) -> str:
    """The articles of one colour, newest first, a page at a time: the map for those who do not see it."""
    found = groups(catalogue, by)
    entries = [each for each, of in zip(catalogue.entries, found.of, strict=True) if group is None or of == group]
    entries.sort(key=lambda each: each.published or "", reverse=True)
    pages = max(1, -(-len(entries) // PAGE))
    page = min(max(page, 1), pages)
    name = words.all if group is None or group >= len(found.names) else _said(found.names[group], by, words)
    rows = "".join(f"<li>{_shown(each, words)}</li>" for each in entries[PAGE * (page - 1) : PAGE * page])
    return (
        f'<p class="wj-soft" role="status">{escape(words.group.format(name=name, n=f"{len(entries):,}"))}</p>'
        f'<ul class="wj-plain wj-rows">{rows}</ul>{_pager(page, pages, words)}'
    )


def _pager(page: int, pages: int, words: MapWords) -> str:
    if pages == 1:
        return ""
    buttons = page_buttons(page, pages, previous=words.previous, position=words.page, following=words.next)
    return f'<p class="wj-pager">{buttons}</p>'


def _shown(entry: Entry, words: MapWords) -> str:
    return (
        f'<a href="#doc-{escape(entry.doc_id)}" lang="{ARTICLE_LANG[entry.language]}">{isolate(entry.title)}</a>'
        f"{byline(entry.publisher, entry.published, words)}"
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else None


def _row(entries: Sequence[Entry], text: str | None) -> Entry | None:
    at = _number(text)
    return entries[at] if at is not None and at < len(entries) else None


def routes(desk: Desk) -> list[Route]:
    """The points, the article under one of them, and the list."""
    held = holdings_of(desk.settings.index)

    def drawn(request: Request) -> Response:
        try:
            found = held.map()
        except IndexUnusableError:
            return Response(status_code=409)
        if request.query_params.get("generation") != found.catalogue.generation:
            return Response(status_code=410)
        return Response(points(found), media_type="application/octet-stream")

    def pointed(request: Request) -> Response:
        words = MapWords(spoken(request.headers))
        try:
            catalogue = held.catalogue()
        except IndexUnusableError:
            return HTMLResponse(escape(words.no_index), status_code=409)
        entry = _row(catalogue.entries, request.query_params.get("row"))
        if entry is None or request.query_params.get("generation") != catalogue.generation:
            return HTMLResponse(escape(words.changed), status_code=410)
        return HTMLResponse(_shown(entry, words))

    def listed(request: Request) -> Response:
        words, asked = MapWords(spoken(request.headers)), request.query_params
        by: By = "year" if asked.get("by") == "year" else "publisher"
        try:
            catalogue = held.catalogue()
        except IndexUnusableError:
            return HTMLResponse(escape(words.no_index), status_code=409)
        group, page = _number(asked.get("group")), _number(asked.get("page")) or 1
        return HTMLResponse(_listed(catalogue, by, group, page, words))

    return [
        Route("/wenju/map/points", drawn),
        Route("/wenju/map/article", pointed),
        Route("/wenju/map/list", listed),
    ]
