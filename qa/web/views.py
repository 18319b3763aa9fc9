"""The views of the page and where each comes from: the only list of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from starlette.routing import Route

from qa.web import corpus, evaluate, feed, map_view
from qa.web.desk import Desk
from qa.web.tongue import Tongue
from qa.web.words.shell import ShellWords

Panel = Callable[[Desk, Tongue], str]
"""HTML of a view, made when it is opened and not before; everything foreign in it escaped by qa.web.markup."""

Routes = Callable[[Desk], list[Route]]
"""Further addresses of a view, below /wenju/<its name>/."""


def _no_routes(desk: Desk) -> list[Route]:
    del desk
    return []


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """A view: its name in addresses and ids, its title in the header, and what it shows."""

    name: str
    title: Callable[[Tongue], str]
    """Such as `ShellWords.ask_view.of`."""
    panel: Panel | None
    """None for the one view that gradio draws."""
    routes: Routes = _no_routes


VIEWS: tuple[View, ...] = (
    View(name="ask", title=ShellWords.ask_view.of, panel=None),
    View(name="corpus", title=ShellWords.corpus_view.of, panel=corpus.panel, routes=corpus.routes),
    View(name="feed", title=ShellWords.feed_view.of, panel=feed.panel, routes=feed.routes),
    View(name="map", title=ShellWords.map_view.of, panel=map_view.panel, routes=map_view.routes),
    View(name="evaluate", title=ShellWords.evaluate_view.of, panel=evaluate.panel, routes=evaluate.routes),
)
"""In the order of the header; the first one is what the page opens with."""
