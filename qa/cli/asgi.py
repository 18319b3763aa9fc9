"""Page and programs' doors in one process on one address, until Ctrl-C."""

from __future__ import annotations

import errno
import socket
import sys
from collections.abc import Mapping

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from embeddings.errors import WenjuError
from qa.assistant.assistant import Assistant
from qa.assistant.corpus import limits_of
from qa.assistant.snapshots import seeds_note
from qa.cli.app import one_thread
from qa.config import Address, ServerSettings
from qa.reasons import AnswerReason
from qa.server.api import PATHS, Api
from qa.server.corpus import FILES_PATH
from qa.server.errors import refused
from qa.server.limits import UnderWay
from qa.web.app import create_app
from qa.web.security import Guard

SHUTDOWN_SECONDS = 1
"""How long Ctrl-C waits for the page's answers that are being made; programs are waited for before."""

SWITCH_SECONDS = 0.0005
"""How long a thread that answers may keep the one that takes requests from running, a tenth of Python's default."""

KEEP_ALIVE_SECONDS = 75
"""How long a connection may rest. At the usual 5 s, 3 of 528 requests of a crowd of 200 got no reply; none since."""

JSON_SLACK = 4
"""An article's text may be so many times as long in JSON, where all of it is escaped."""


class Doors:
    """One ASGI application of two: what programs ask for goes to theirs, all else to the page."""

    def __init__(self, api: ASGIApp, page: ASGIApp) -> None:
        """Both have their guard already."""
        self._api = api
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass it on; the lifespan is the page's, which holds that of the api."""
        ours = scope["type"] == "http" and scope["path"].startswith(PATHS)
        await (self._api if ours else self._page)(scope, receive, send)


def create_doors(
    assistant: Assistant, address: Address, settings: ServerSettings | None = None
) -> tuple[ASGIApp, UnderWay]:
    """The whole application, and the count of what programs have under way.

    Args:
        assistant: Who answers.
        address: Where it is served, and the page's password.
        settings: Of the programs' doors; None for the defaults.
    """
    settings = settings or ServerSettings()
    api = Api(assistant, settings, credentials=address.credentials, local_only=address.local_only)
    limits = limits_of(assistant.settings)
    longest = {FILES_PATH: limits.total_bytes, "/v1/documents": JSON_SLACK * limits.file_bytes}
    guarded = Guard(api.app, local_only=address.local_only, credentials=None, limits=longest, refusal=_refusal)
    page = create_app(assistant, local_only=address.local_only, credentials=address.credentials, lifespan=api.lifespan)
    return Doors(guarded, page), api.shared.under_way


def _refusal(scope: Scope, status: int, detail: str, headers: Mapping[str, str]) -> ASGIApp:
    """What the guard refuses, as programs take it."""
    said = refused(scope["path"], status, detail)
    said.headers.update(headers)
    return said


def bind(address: Address) -> socket.socket:
    """A listening socket, taken before the page is made, so that a taken port is said at once.

    Raises:
        WenjuError: The port is taken, or the host is none of this machine's.
    """
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # named, for asyncio to set TCP_NODELAY
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((address.host, address.port))
        listening.listen()
    except OSError as error:
        listening.close()
        place: dict[str, str | int] = {"host": address.host, "port": address.port}
        if error.errno == errno.EADDRINUSE:
            raise WenjuError(AnswerReason.PORT_TAKEN, place) from error
        raise WenjuError(AnswerReason.NO_ADDRESS, {**place, "error": error.strerror or str(error)}) from error
    return listening


class Server(uvicorn.Server):
    """A server that lets programs' answers come to their end, then hangs up.

    Each open page holds a heartbeat that never ends by itself: uvicorn would wait for it and then cancel it, which
    prints a traceback for every open page.
    """

    def __init__(self, config: uvicorn.Config, under_way: UnderWay, seconds: float) -> None:
        """Not running yet.

        Args:
            config: Of uvicorn.
            under_way: What is waited for.
            seconds: How long.
        """
        super().__init__(config)
        self._under_way = under_way
        self._seconds = seconds

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Wait for answers, close all connections, then shut down as usual."""
        await self._under_way.ended(self._seconds)
        for connection in list(self.server_state.connections):
            connection.transport.close()
        await super().shutdown(sockets)


def serve(assistant: Assistant, address: Address) -> None:
    """Serve page and doors until Ctrl-C, printing where they are.

    Raises as the reading of the settings, `checked` and the taking of the port do.
    """
    one_thread()
    sys.setswitchinterval(SWITCH_SECONDS)
    settings = ServerSettings.from_environ()
    address = address.guarded(settings.token).checked()
    listening = bind(address)
    with listening:
        app, under_way = create_doors(assistant, address, settings)
        lines = _said(address, settings)
        if (note := seeds_note(assistant.settings)) is not None:
            lines.append(note)
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()
        config = uvicorn.Config(
            app,
            log_level="warning",
            timeout_graceful_shutdown=SHUTDOWN_SECONDS,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
        )
        Server(config, under_way, settings.shutdown_seconds).run(sockets=[listening])


def _said(address: Address, settings: ServerSettings) -> list[str]:
    host = f"[{address.host}]" if ":" in address.host else address.host
    lines = [f"问据 Wenju: http://{host}:{address.port}  (Ctrl-C ends it)"]
    lines.append("For programs: REST /v1, OpenAI-compatible /v1, MCP /mcp, described at /v1/openapi.json")
    if not address.local_only:
        asked = "the password of WENJU_AUTH" if settings.token is None else "a password, programs for WENJU_TOKEN"
        lines.append(f"Other machines can reach this page; it asks for {asked}.")
    return lines


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
