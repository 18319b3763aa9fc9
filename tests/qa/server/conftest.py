"""Programs' doors over the shipped seeds: in the process of the tests, and on a port of this machine."""

from __future__ import annotations

import asyncio
import shutil
import sys
import threading
import time
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from embeddings.store.generations import current_id
from embeddings.store.origin import write_origin
from qa.assistant.assistant import Assistant
from qa.cli.asgi import Server, bind, create_doors
from qa.config import Address, ServerSettings, Settings
from qa.server.api import Api
from qa.server.limits import UnderWay

START_SECONDS = 60


@dataclass
class Site:
    url: str
    server: Server
    thread: threading.Thread


@contextmanager
def serving(made: Callable[[], tuple[ASGIApp, UnderWay]]) -> Generator[Site]:
    """An application on a free port, in a thread of its own."""

    async def now() -> tuple[ASGIApp, UnderWay]:  # gradio opens an event loop where none runs, and never closes it
        return made()

    app, under_way = asyncio.run(now())
    listening = bind(Address(port=0))
    config = uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=1)
    server = Server(config, under_way, 10)
    thread = threading.Thread(target=lambda: server.run(sockets=[listening]), daemon=True)
    with listening:
        thread.start()
        deadline = time.monotonic() + START_SECONDS
        while not server.started:
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.02)
        yield Site(f"http://127.0.0.1:{listening.getsockname()[1]}", server, thread)
        server.should_exit = True
        thread.join(START_SECONDS)
        assert not thread.is_alive(), "the server did not end"


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory, repository: Path, seeds_index: Path) -> Settings:
    """Copies of the seeds and of their index; not to be changed."""
    return copied(tmp_path_factory.mktemp("doors"), repository, seeds_index)


def copied(folder: Path, repository: Path, seeds_index: Path) -> Settings:
    shutil.copytree(repository / "seeds", folder / "seeds")
    shutil.copytree(seeds_index, folder / "index")
    generation = current_id(folder / "index")
    assert generation is not None
    write_origin(folder / "index", generation, folder / "seeds")  # so that a build of the copies needs no confirmation
    return Settings(index=folder / "index", seeds=folder / "seeds")


@pytest.fixture
def own_corpus(tmp_path: Path, repository: Path, seeds_index: Path) -> Settings:
    """Copies of the seeds and of their index, that a test may change."""
    return copied(tmp_path, repository, seeds_index)


@pytest.fixture(scope="session")
def assistant(corpus: Settings) -> Assistant:
    return Assistant.open(settings=corpus)


@pytest.fixture(scope="session")
def site(assistant: Assistant) -> Iterator[Site]:
    """Page and doors on one port."""
    with serving(lambda: create_doors(assistant, Address())) as running:
        yield running


MakeClient = Callable[..., TestClient]


@pytest.fixture
def make_client(assistant: Assistant) -> MakeClient:
    """A client of the doors alone."""

    def made(
        over: Assistant = assistant,
        *,
        settings: ServerSettings | None = None,
        credentials: tuple[str, str] | None = None,
    ) -> TestClient:
        api = Api(over, settings or ServerSettings(), credentials=credentials)
        return TestClient(api.app, base_url="http://127.0.0.1:7860", raise_server_exceptions=False)

    return made


@pytest.fixture
def client(make_client: MakeClient) -> TestClient:
    return make_client()


Connect = Callable[[], AbstractAsyncContextManager[ClientSession]]


@pytest.fixture(params=["http", "stdio"])
def connect(request: pytest.FixtureRequest, site: Site, assistant: Assistant, repository: Path) -> Connect:
    """The protocol's own client over either transport."""

    @asynccontextmanager
    async def over_http() -> AsyncGenerator[ClientSession]:
        async with streamable_http_client(f"{site.url}/mcp") as (read, write, _), ClientSession(read, write) as session:
            await session.initialize()
            yield session

    @asynccontextmanager
    async def over_stdio() -> AsyncGenerator[ClientSession]:
        arguments = ["-c", "from qa.cli import main; main()", "mcp", "--index", str(assistant.settings.index)]
        server = StdioServerParameters(command=sys.executable, args=arguments, cwd=repository)
        async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
            await session.initialize()
            yield session

    return over_http if request.param == "http" else over_stdio
