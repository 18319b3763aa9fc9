from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from embeddings.errors import UsageError, WenjuError
from qa.cli.asgi import serve
from qa.config import Address
from qa.web.app import create_app

if TYPE_CHECKING:
    from tests.qa.web.scripted import ScriptedDesk


def test_address_of_the_environment() -> None:
    assert Address.from_environ({}) == Address(host="127.0.0.1", port=7860, credentials=None)
    given = {"GRADIO_SERVER_NAME": "0.0.0.0", "GRADIO_SERVER_PORT": "8080", "WENJU_AUTH": "a:b:c"}
    assert Address.from_environ(given) == Address(host="0.0.0.0", port=8080, credentials=("a", "b:c"))
    assert not Address.from_environ(given).local_only


@pytest.mark.parametrize(
    "environ",
    [
        {"GRADIO_SERVER_NAME": "0.0.0.0"},
        {"GRADIO_SERVER_NAME": "192.0.2.1", "WENJU_AUTH": ""},
        {"WENJU_AUTH": "nocolon"},
        {"WENJU_AUTH": ":password"},
        {"WENJU_AUTH": "user:"},
        {"GRADIO_SERVER_PORT": "http"},
        {"GRADIO_SERVER_PORT": "0"},
        {"GRADIO_SERVER_PORT": "65536"},
    ],
)
def test_an_unsafe_or_unreadable_address_is_refused(environ: dict[str, str]) -> None:
    with pytest.raises(UsageError, match=r"expected .*; found "):
        Address.from_environ(environ)


def test_a_password_is_not_repeated_in_the_error() -> None:
    with pytest.raises(UsageError) as caught:
        Address.from_environ({"WENJU_AUTH": "hunter2"})
    assert "hunter2" not in str(caught.value)


def test_a_taken_port_is_one_clear_line(desk: ScriptedDesk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(WenjuError, match=f"127.0.0.1:{port} free to serve on; found it in use"):
            serve(desk, Address(port=port))


def test_the_page_holds_the_words_of_all_languages_and_one_question_box(desk: ScriptedDesk) -> None:
    async def made() -> Starlette:  # gradio opens an event loop where none runs, and never closes it
        return create_app(desk)

    with TestClient(asyncio.run(made()), base_url="http://127.0.0.1") as client:
        page = client.get("/")
        config = client.get("/config").json()
    assert page.status_code == 200
    assert "content-security-policy" in page.headers
    boxes = [part["props"] for part in config["components"] if part["type"] == "textbox"]
    assert [box["elem_id"] for box in boxes if "wj-unseen" not in box["elem_classes"]] == ["question"]
    assert all(box["max_lines"] == 1 for box in boxes if "wj-unseen" in box["elem_classes"])
    assert config["title"] == "问据 Wenju"
    assert config["i18n_translations"]["zh-HK"]["ask"] == "提問"
    assert "googleapis" not in page.text
