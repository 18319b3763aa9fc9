"""The page as a web application.

The views of the page and where each comes from: the only list of them.

The header of the page: its name, its views, the language and the theme.

Our own routes beside gradio's: the header, the views, and the articles that the reader opens.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

import gradio as gr
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from embeddings.errors import IndexUnusableError, UsageError
from embeddings.schema import Entry
from qa.assistant.corpus import limits_of
from qa.assistant.snapshots import seeds_folder
from qa.web import corpus, evaluate, feed, map_view
from qa.web.actions import Opinions, Shelf, answer_routes
from qa.web.answer import stock
from qa.web.article import Reference, article, article_list, cleaning, notice
from qa.web.assets import PREFIX, asset_routes, head
from qa.web.feed import UPLOAD
from qa.web.filters import filter_routes
from qa.web.html import escape
from qa.web.i18n import HTML_LANG, LANGUAGE_NAMES, LANGUAGES, Language, spoken
from qa.web.page import layout, translations
from qa.web.protocol import ArticleReader, Desk
from qa.web.security import MAX_BODY_BYTES, Guard
from qa.words.page import AskWords, CommonWords, ReadWords, ScriptWords, ShellWords

Panel = Callable[[Desk, Language], str]
"""HTML of a view, made when it is opened and not before; everything foreign in it escaped by qa.web.html."""

Routes = Callable[[Desk], list[Route]]
"""Further addresses of a view, below /wenju/<its name>/."""


def _no_routes(desk: Desk) -> list[Route]:
    del desk
    return []


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """A view: its name in addresses and ids, its title in the header, and what it shows."""

    name: str
    title: Callable[[ShellWords], str]
    """The phrase of the header that names it."""
    panel: Panel | None
    """None for the one view that gradio draws."""
    routes: Routes = _no_routes


VIEWS: tuple[View, ...] = (
    View(name="ask", title=lambda words: words.ask_view, panel=None),
    View(name="corpus", title=lambda words: words.corpus_view, panel=corpus.panel, routes=corpus.routes),
    View(name="feed", title=lambda words: words.feed_view, panel=feed.panel, routes=feed.routes),
    View(name="map", title=lambda words: words.map_view, panel=map_view.panel, routes=map_view.routes),
    View(name="evaluate", title=lambda words: words.evaluate_view, panel=evaluate.panel, routes=evaluate.routes),
)
"""In the order of the header; the first one is what the page opens with."""


def shell(language: Language) -> str:
    """The header's content; the script puts it into the page and marks the view that is open."""
    words = ShellWords(language)
    themes = (("auto", words.theme_auto), ("light", words.theme_light), ("dark", words.theme_dark))
    return (
        f'<a class="wj-skip" href="#question">{escape(words.skip)}</a>'
        '<h1 class="wj-brand"><a href="#/ask"><b lang="zh-Hans">问据</b> <span>Wenju</span></a></h1>'
        f'<p class="wj-tagline">{escape(words.tagline)}</p>{_views(words)}'
        f'<div class="wj-switches">{_languages(words)}{_choice("wj-theme", words.theme, themes)}</div>'
    )


def _views(words: ShellWords) -> str:
    if len(VIEWS) < 2:
        return '<div class="wj-views"></div>'
    links = "".join(f'<li><a href="#/{view.name}">{escape(view.title(words))}</a></li>' for view in VIEWS)
    return f'<nav class="wj-views" aria-label="{escape(words.views)}"><ul class="wj-plain">{links}</ul></nav>'


def _languages(words: ShellWords) -> str:
    options = "".join(
        f'<option value="{language}" lang="{HTML_LANG[language]}"{" selected" if language == words.locale else ""}>'
        f"{LANGUAGE_NAMES[language]}</option>"
        for language in LANGUAGES
    )
    return f'<select id="wj-language" aria-label="{escape(words.language)}">{options}</select>'


def _choice(name: str, label: str, options: tuple[tuple[str, str], ...]) -> str:
    rows = "".join(f'<option value="{value}">{escape(said)}</option>' for value, said in options)
    return f'<select id="{name}" aria-label="{escape(label)}">{rows}</select>'


def _entries(articles: ArticleReader) -> tuple[Entry, ...]:
    """The articles in short; none before the first build."""
    try:
        return articles.entries()
    except IndexUnusableError:
        return ()


def _opened(articles: ArticleReader, doc_id: str, reference: Reference | None, words: ReadWords) -> HTMLResponse:
    """An article; a line saying so where it is gone or the quote does not lie inside it."""
    try:
        document = articles.document(doc_id)
    except (IndexUnusableError, UsageError):
        return HTMLResponse(notice(CommonWords(words.locale).no_article), status_code=404)
    if reference and reference.span.end > len(document.text):
        return HTMLResponse(notice(CommonWords(words.locale).no_article), status_code=404)
    return HTMLResponse(article(document, reference, words))


def _reading_routes(articles: ArticleReader) -> list[Route]:
    def listed(request: Request) -> Response:
        return HTMLResponse(article_list(_entries(articles), ReadWords(spoken(request.headers))))

    def opened(request: Request) -> Response:
        return _opened(articles, request.path_params["doc_id"], None, ReadWords(spoken(request.headers)))

    def cited(request: Request) -> Response:
        words = ReadWords(spoken(request.headers))
        reference = Reference.parse(request.path_params["reference"])
        if reference is None:
            return HTMLResponse(notice(CommonWords(words.locale).no_article), status_code=404)
        return _opened(articles, reference.doc_id, reference, words)

    def cleaned(request: Request) -> Response:
        words = ReadWords(spoken(request.headers))
        try:
            return HTMLResponse(cleaning(articles.report(request.path_params["doc_id"]), words))
        except (IndexUnusableError, UsageError):
            return HTMLResponse(notice(words.no_report), status_code=404)

    return [
        Route(f"{PREFIX}/articles", listed),
        Route(f"{PREFIX}/articles/{{doc_id}}", opened),
        Route(f"{PREFIX}/articles/{{doc_id}}/cleaning", cleaned),
        Route(f"{PREFIX}/citations/{{reference}}", cited),
    ]


def _shell_routes(articles: ArticleReader) -> list[Route]:
    def header(request: Request) -> Response:
        return HTMLResponse(shell(spoken(request.headers)))

    def words(request: Request) -> Response:
        said = ScriptWords(spoken(request.headers))
        return JSONResponse({name: said.get(name) for name in ScriptWords.names})

    def held(request: Request) -> Response:
        return HTMLResponse(stock(AskWords(spoken(request.headers)), len(_entries(articles))))

    return [Route(f"{PREFIX}/shell", header), Route(f"{PREFIX}/words", words), Route(f"{PREFIX}/stock", held)]


def _view_route(name: str, panel: Panel, desk: Desk) -> Route:
    def opened(request: Request) -> Response:
        return HTMLResponse(panel(desk, spoken(request.headers)))

    return Route(f"{PREFIX}/views/{name}", opened)


def routes(desk: Desk, shelf: Shelf) -> list[Route]:
    """All of them.

    Args:
        desk: The Assistant.
        shelf: The answers that the page has shown.
    """
    return [
        *asset_routes(),
        *_shell_routes(desk),
        *_reading_routes(desk),
        *answer_routes(desk, shelf, Opinions(desk.settings.index)),
        *filter_routes(desk),
        *(_view_route(view.name, view.panel, desk) for view in VIEWS if view.panel),
        *(route for view in VIEWS for route in view.routes(desk)),
    ]


FONTS = ("system-ui", "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", "sans-serif")
"""Fonts that systems have: gradio's own default would be fetched."""

MONOSPACE_FONTS = ("ui-monospace", "Consolas", "monospace")

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


def create_app(
    desk: Desk,
    *,
    local_only: bool = True,
    credentials: tuple[str, str] | None = None,
    lifespan: Lifespan | None = None,
) -> Starlette:
    """The whole web application: the page, its own routes, and the guard before them.

    Args:
        desk: The Assistant.
        local_only: Whether requests must name this machine as their host.
        credentials: User and password asked of everybody, or None.
        lifespan: What must go on while requests are served beside the page's own, or None.
    """
    app = Starlette(lifespan=lifespan)
    shelf = Shelf()
    app.router.routes.extend(routes(desk, shelf))
    gr.mount_gradio_app(
        app,
        layout(desk, shelf),
        path="/",
        footer_links=[],
        run_history=False,
        allowed_paths=[],
        blocked_paths=[str(desk.settings.index.resolve()), str(seeds_folder(desk.settings).resolve())],
        show_error=False,
        max_file_size=MAX_BODY_BYTES,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        i18n=translations(),
        theme=gr.themes.Base(primary_hue="red", neutral_hue="stone", font=FONTS, font_mono=MONOSPACE_FONTS),
        head=head(),
    )
    limits = {UPLOAD: limits_of(desk.settings).total_bytes}
    app.add_middleware(Guard, local_only=local_only, credentials=credentials, limits=limits)
    return app
