"""Our own routes beside gradio's: the header, the views, and the articles that the reader opens."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from embeddings.entries import Entry
from embeddings.errors import IndexUnusableError, UsageError
from qa.web.answer import stock
from qa.web.answers import answer_routes
from qa.web.article import Reference, article, article_list, cleaning, notice
from qa.web.assets import PREFIX, asset_routes
from qa.web.desk import Articles, Desk
from qa.web.filters import filter_routes
from qa.web.opinions import Opinions
from qa.web.shelf import Shelf
from qa.web.shell import shell
from qa.web.tongue import spoken
from qa.web.views import VIEWS, Panel
from qa.web.words.ask import AskWords
from qa.web.words.read import ReadWords
from qa.web.words.shell import ScriptWords

SAID_BY_SCRIPT = tuple(name for name in vars(ScriptWords) if not name.startswith("_"))


def _entries(articles: Articles) -> tuple[Entry, ...]:
    """The articles in short; none before the first build."""
    try:
        return articles.entries()
    except IndexUnusableError:
        return ()


def _opened(articles: Articles, doc_id: str, reference: Reference | None, words: ReadWords) -> HTMLResponse:
    """An article; a line saying so where it is gone or the quote does not lie inside it."""
    try:
        document = articles.document(doc_id)
    except (IndexUnusableError, UsageError):
        return HTMLResponse(notice(words.no_article), status_code=404)
    if reference and reference.span.end > len(document.text):
        return HTMLResponse(notice(words.no_article), status_code=404)
    return HTMLResponse(article(document, reference, words))


def _reading_routes(articles: Articles) -> list[Route]:
    def listed(request: Request) -> Response:
        return HTMLResponse(article_list(_entries(articles), ReadWords(spoken(request.headers))))

    def opened(request: Request) -> Response:
        return _opened(articles, request.path_params["doc_id"], None, ReadWords(spoken(request.headers)))

    def cited(request: Request) -> Response:
        words = ReadWords(spoken(request.headers))
        reference = Reference.parse(request.path_params["reference"])
        if reference is None:
            return HTMLResponse(notice(words.no_article), status_code=404)
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


def _shell_routes(articles: Articles) -> list[Route]:
    def header(request: Request) -> Response:
        return HTMLResponse(shell(spoken(request.headers)))

    def words(request: Request) -> Response:
        said = ScriptWords(spoken(request.headers))
        return JSONResponse({name: getattr(said, name) for name in SAID_BY_SCRIPT})

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
