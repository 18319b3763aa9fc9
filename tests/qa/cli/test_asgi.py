from __future__ import annotations

import base64
import socket
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

import qa.cli.asgi
from embeddings.errors import UsageError
from qa.assistant.assistant import Assistant
from qa.cli.asgi import bind, create_doors, serve
from qa.config import Address, ServerSettings, Settings

PAGE = "the page"


@pytest.fixture
def assistant(tmp_path: Path, seeds_index: Path) -> Assistant:
    return Assistant.open(settings=Settings(index=seeds_index, seeds=tmp_path / "seeds", feed_file_mib=1))


@pytest.fixture(autouse=True)
def _plain_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page without gradio, which takes seconds to make."""

    def made(_assistant: Assistant, **_named: object) -> FastAPI:
        page = FastAPI()
        page.add_api_route("/", lambda: PAGE)
        return page

    monkeypatch.setattr(qa.cli.asgi, "create_app", made)


def client(assistant: Assistant, address: Address | None = None, settings: ServerSettings | None = None) -> TestClient:
    app, _ = create_doors(assistant, address or Address(), settings)
    return TestClient(app, base_url="http://127.0.0.1:7860")


def test_programs_and_people_come_to_one_address(assistant: Assistant) -> None:
    doors = client(assistant)
    assert doors.get("/").json() == PAGE
    assert doors.get("/health").json() == {"status": "ok"}
    assert doors.get("/v1/openapi.json").json()["info"]["title"] == "Wenju 问据"


def test_a_foreign_host_name_is_refused_before_all_else(assistant: Assistant) -> None:
    reply = client(assistant).get("/v1/documents", headers={"host": "evil.example"})
    assert (reply.status_code, reply.headers["content-type"]) == (421, "application/problem+json")
    assert reply.json()["title"] == "Misdirected Request"


def test_the_guard_bounds_what_is_sent(assistant: Assistant) -> None:
    doors = client(assistant)
    assert doors.post("/v1/ask", content=b"x" * 1_000_001).status_code == 413
    assert doors.post("/v1/ask", content=iter([b"x"])).status_code == 411
    assert doors.post("/v1/documents", content=b"x" * 1_000_001).status_code == 422  # taken, and no JSON
    assert doors.post("/v1/documents", content=b"x" * (4 * 2**20 + 1)).status_code == 413
    assert doors.delete("/v1/documents/absent").status_code == 404  # no body, and no length
    assert "content-security-policy" in doors.get("/health").headers


def test_beyond_this_machine_a_token_or_a_password_is_needed(assistant: Assistant) -> None:
    with pytest.raises(UsageError, match="neither WENJU_AUTH nor WENJU_TOKEN"):
        serve(assistant, Address(host="0.0.0.0"))
    environ = {"GRADIO_SERVER_NAME": "0.0.0.0", "WENJU_TOKEN": "0123456789"}
    assert Address.from_environ(environ).credentials == ("wenju", "0123456789")
    assert Address.from_environ(environ | {"WENJU_AUTH": "a:b"}).credentials == ("a", "b")
    assert Address.from_environ({"WENJU_TOKEN": "0123456789"}).credentials is None


def test_a_token_opens_the_programs_doors_to_other_machines(assistant: Assistant) -> None:
    address = Address(host="0.0.0.0", credentials=("wenju", "0123456789"))
    doors = client(assistant, address, ServerSettings(token="0123456789"))
    assert doors.get("/v1/documents", headers={"host": "wenju.example"}).status_code == 401
    for given in ("Bearer 0123456789", "Basic " + base64.b64encode(b"wenju:0123456789").decode()):
        headers = {"host": "wenju.example", "authorization": given}
        assert doors.get("/v1/documents", headers=headers).status_code == 200


def test_replies_are_sent_at_once(assistant: Assistant) -> None:
    """asyncio turns Nagle's waiting off for sockets that name their protocol; a reply took 44 ms more without."""
    with bind(Address(port=0)) as listening, socket.create_connection(listening.getsockname()):
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.proto == socket.IPPROTO_TCP
