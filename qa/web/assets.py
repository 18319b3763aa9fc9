"""Style, script and icon: small files, assembled into one of each, under addresses that hold their hash."""

from __future__ import annotations

import hashlib
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

PREFIX = "/wenju"

STYLES = (
    "base.css",
    "shell.css",
    "build.css",
    "ask.css",
    "answer.css",
    "acts.css",
    "look.css",
    "question.css",
    "sessions.css",
    "read.css",
    "panels.css",
    "corpus.css",
    "feed.css",
    "map.css",
    "evaluate.css",
    "narrow.css",
)
"""Pieces of the style in their order; narrow.css is last, for it changes what stands before it."""

SCRIPTS = (
    "core.js",
    "shell.js",
    "read.js",
    "acts.js",
    "ask.js",
    "filters.js",
    "sessions.js",
    "corpus.js",
    "feed.js",
    "map.js",
    "evaluate.js",
)
"""Pieces of the script in their order: core.js makes `window.wenju`, by which the others find each other."""

EARLY = "early.js"
"""Runs before anything is painted, so that the page never flashes in the other theme."""

FOREVER = "public, max-age=31536000, immutable"
"""Assets never change under one address: the address holds their hash."""


def piece(name: str) -> bytes:
    """A file of this package's static folder."""
    return files("qa.web").joinpath("static", name).read_bytes()


def _assets() -> dict[str, tuple[str, bytes]]:
    """Media type and content of each asset."""
    return {
        "style.css": ("text/css; charset=utf-8", b"\n".join(piece(name) for name in STYLES)),
        "script.js": ("text/javascript; charset=utf-8", b"\n".join(piece(name) for name in SCRIPTS)),
        "early.js": ("text/javascript; charset=utf-8", piece(EARLY)),
        "icon.svg": ("image/svg+xml", piece("icon.svg")),
    }


def head() -> str:
    """Tags for the page's head."""
    address = {
        name: f"{PREFIX}/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"
        for name, (_, content) in _assets().items()
    }
    return (
        f'<link rel="icon" type="image/svg+xml" href="{address["icon.svg"]}">'
        f'<script src="{address["early.js"]}"></script>'
        f'<link rel="stylesheet" href="{address["style.css"]}">'
        f'<script defer src="{address["script.js"]}"></script>'
    )


def asset_routes() -> list[Route]:
    """A route for each asset."""
    return [_route(name, media_type, content) for name, (media_type, content) in _assets().items()]


def _route(name: str, media_type: str, content: bytes) -> Route:
    def asset(request: Request) -> Response:
        del request
        return Response(content, media_type=media_type, headers={"cache-control": FOREVER})

    return Route(f"{PREFIX}/{name}", asset)
