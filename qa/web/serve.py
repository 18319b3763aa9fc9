"""The page as a web application."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import gradio as gr
from fastapi import FastAPI

from qa.feed import limits_of
from qa.web.assets import head
from qa.web.desk import Desk
from qa.web.feed import UPLOAD
from qa.web.page import layout, translations
from qa.web.routes import routes
from qa.web.security import MAX_BODY_BYTES, Guard
from qa.web.shelf import Shelf

FONTS = ("system-ui", "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", "sans-serif")
"""Fonts that systems have: gradio's own default would be fetched."""

MONOSPACE_FONTS = ("ui-monospace", "Consolas", "monospace")

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def create_app(
    desk: Desk,
    *,
    local_only: bool = True,
    credentials: tuple[str, str] | None = None,
    lifespan: Lifespan | None = None,
) -> FastAPI:
    """The whole web application: the page, its own routes, and the guard before them.

    Args:
        desk: The Assistant.
        local_only: Whether requests must name this machine as their host.
        credentials: User and password asked of everybody, or None.
        lifespan: What must go on while requests are served beside the page's own, or None.
    """
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, lifespan=lifespan)
    shelf = Shelf()
    app.router.routes.extend(routes(desk, shelf))
    gr.mount_gradio_app(
        app,
        layout(desk, shelf),
        path="/",
        footer_links=[],
        run_history=False,
        allowed_paths=[],
        blocked_paths=[str(desk.settings.index.resolve()), str(desk.settings.seeds.resolve())],
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
