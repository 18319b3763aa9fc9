"""Our own routes beside gradio's: style, script, icon, and the articles that the reader opens."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from typing import Protocol

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from embeddings.errors import IndexUnusableError, UsageError
from embeddings.schema import Document
from qa.web.article import Reference, article, article_list, notice
from qa.web.texts import Texts, negotiate

PREFIX = "/wenju"

ASSETS = {
    "style.css": "text/css; charset=utf-8",
    "script.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
"""Files of this package that the page loads, with their media types."""

FOREVER = "public, max-age=31536000, immutable"
"""Assets never change under one address: the address holds their hash."""


class Articles(Protocol):
    """The part of qa.Assistant that the reader needs."""

    def documents(self) -> list[Document]:
        """All articles; IndexUnusableError before the first build."""
        ...

    def document(self, doc_id: str) -> Document:
        """One article; UsageError where there is none of this id."""
        ...


def _asset(name: str) -> bytes:
    return files("qa.web").joinpath(name).read_bytes()


def _address(name: str) -> str:
    return f"{PREFIX}/{name}?v={hashlib.sha256(_asset(name)).hexdigest()[:12]}"


def head() -> str:
    """Tags for the page's head."""
    return (
        f'<link rel="icon" type="image/svg+xml" href="{_address("icon.svg")}">'
        f'<link rel="stylesheet" href="{_address("style.css")}">'
        f'<script defer src="{_address("script.js")}"></script>'
    )


def _listed(articles: Articles, texts: Texts) -> HTMLResponse:
    try:
        documents = articles.documents()
    except IndexUnusableError:
        documents = []
    return HTMLResponse(article_list(documents, texts))


def _opened(articles: Articles, doc_id: str, reference: Reference | None, texts: Texts) -> HTMLResponse:
    """An article; a line saying so where it is gone or the quote does not lie inside it."""
    try:
        document = articles.document(doc_id)
    except (IndexUnusableError, UsageError):
        return HTMLResponse(notice(texts.no_article), status_code=404)
    if reference and reference.span.end > len(document.text):
        return HTMLResponse(notice(texts.no_article), status_code=404)
    return HTMLResponse(article(document, reference, texts))


def routes(articles: Articles) -> list[Route]:
    """The routes over these articles."""

    def listed(request: Request) -> Response:
        return _listed(articles, _texts(request))

    def opened(request: Request) -> Response:
        return _opened(articles, request.path_params["doc_id"], None, _texts(request))

    def cited(request: Request) -> Response:
        reference = Reference.parse(request.path_params["reference"])
        if reference is None:
            return HTMLResponse(notice(_texts(request).no_article), status_code=404)
        return _opened(articles, reference.doc_id, reference, _texts(request))

    return [
        *(_asset_route(name, media_type) for name, media_type in ASSETS.items()),
        Route(f"{PREFIX}/articles", listed),
        Route(f"{PREFIX}/articles/{{doc_id}}", opened),
        Route(f"{PREFIX}/citations/{{reference}}", cited),
    ]


def _texts(request: Request) -> Texts:
    return negotiate(request.headers.get("accept-language"))


def _asset_route(name: str, media_type: str) -> Route:
    content = _asset(name)

    def asset(request: Request) -> Response:
        del request
        return Response(content, media_type=media_type, headers={"cache-control": FOREVER})

    return Route(f"{PREFIX}/{name}", asset)
