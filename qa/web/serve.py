"""The web application, and the server that runs it on one address."""

from __future__ import annotations

import errno
import socket
import sys

import gradio as gr
import uvicorn
from fastapi import FastAPI

from embeddings.errors import WenjuError
from qa.config import Address
from qa.feed import limits_of
from qa.service import Assistant
from qa.threads import one_thread
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

SHUTDOWN_SECONDS = 1
"""How long Ctrl-C waits for answers that are being made."""


def create_app(desk: Desk, *, local_only: bool = True, credentials: tuple[str, str] | None = None) -> FastAPI:
    """The whole web application: the page, its own routes, and the guard before them.

    Args:
        desk: The Assistant.
        local_only: Whether requests must name this machine as their host.
        credentials: User and password asked of everybody, or None.
    """
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
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


def _bind(address: Address) -> socket.socket:
    """A listening socket, taken before the page is made, so that a taken port is said at once.

    Raises:
        WenjuError: The port is taken, or the host is none of this machine's.
    """
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((address.host, address.port))
        listening.listen()
    except OSError as error:
        listening.close()
        remedy = "set GRADIO_SERVER_PORT to another port, or end what uses this one"
        found = "it in use" if error.errno == errno.EADDRINUSE else str(error.strerror or error)
        raise WenjuError(f"{address.host}:{address.port} free to serve on", found, remedy) from error
    return listening


class _Server(uvicorn.Server):
    """A server that hangs up when it ends: each open page holds a heartbeat that never ends by itself.

    uvicorn would wait for it and then cancel it, which prints a traceback for every open page.
    """

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close all connections, then shut down as usual."""
        for connection in list(self.server_state.connections):
            connection.transport.close()
        await super().shutdown(sockets)


def serve(desk: Desk, address: Address) -> None:
    """Serve the page until Ctrl-C, printing where it is. Raises as `checked` and the taking of the port do."""
    one_thread()
    listening = _bind(address.checked())
    with listening:
        app = create_app(desk, local_only=address.local_only, credentials=address.credentials)
        host = f"[{address.host}]" if ":" in address.host else address.host
        lines = [f"问据 Wenju: http://{host}:{address.port}  (Ctrl-C ends it)"]
        if not address.local_only:
            lines.append("Other machines can reach this page; it asks for the password of WENJU_AUTH.")
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=SHUTDOWN_SECONDS)
        _Server(config).run(sockets=[listening])


def main() -> int:
    """Serve the index of the settings on the address of the environment; the exit code of `python app.py`."""
    try:
        assistant = Assistant.open(unusable_ok=True)
        assistant.warm()
        serve(assistant, Address.from_environ())
    except WenjuError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    except KeyboardInterrupt:
        return 0
    return 0
