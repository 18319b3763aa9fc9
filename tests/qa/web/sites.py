"""A page over a scripted desk, served by a thread of the tests: as quick as the tests need, and slow where they say."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn

from qa.web.app import create_app
from qa.web.protocol import Desk

START_SECONDS = 60


class _Server(uvicorn.Server):
    """Cuts its connections when it ends, as a machine that is switched off does."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for connection in list(self.server_state.connections):
            connection.transport.close()
        await super().shutdown(sockets)


@dataclass
class Site:
    """Where the page is."""

    url: str
    port: int
    _server: uvicorn.Server

    def go(self) -> None:
        """End the server; afterwards nobody listens."""
        self._server.should_exit = True
        self._server.force_exit = True
        deadline = time.monotonic() + START_SECONDS
        while listens(self.port):
            assert time.monotonic() < deadline, "the page did not end"
            time.sleep(0.02)


def listens(port: int) -> bool:
    """Whether somebody takes connections there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def site(desk: Desk, port: int = 0) -> Generator[Site]:
    """Serve the page over `desk`; port 0 takes a free one."""
    listening = socket.create_server(("127.0.0.1", port))
    taken: int = listening.getsockname()[1]
    server = _Server(uvicorn.Config(create_app(desk), log_level="critical", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=lambda: server.run(sockets=[listening]), daemon=True)
    with listening:
        thread.start()
        deadline = time.monotonic() + START_SECONDS
        while not server.started:
            assert time.monotonic() < deadline, "the page did not start"
            time.sleep(0.02)
        running = Site(f"http://127.0.0.1:{taken}/", taken, server)
        yield running
        running.go()
