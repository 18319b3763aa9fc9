from __future__ import annotations

import base64

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from qa.web.security import HEADERS, MAX_BODY_BYTES, Guard, authorised


async def echo(request: Request) -> Response:
    return PlainTextResponse(f"{len(await request.body())}")


def client(*, local_only: bool = True, credentials: tuple[str, str] | None = None) -> TestClient:
    inner = Starlette(routes=[Route("/", echo, methods=["GET", "POST"])])
    guarded = Guard(inner, local_only=local_only, credentials=credentials)
    return TestClient(guarded, base_url="http://127.0.0.1:7860")


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


def test_every_reply_carries_the_policy() -> None:
    for reply in (client().get("/"), client().get("/absent"), client().get("/", headers={"host": "evil.example"})):
        assert {name: reply.headers[name] for name in HEADERS} == HEADERS
    assert "unsafe-eval" not in HEADERS["content-security-policy"]
    assert "connect-src 'self'" in HEADERS["content-security-policy"]


@pytest.mark.parametrize(
    ("host", "status"),
    [("127.0.0.1:7860", 200), ("localhost", 200), ("[::1]:7860", 200), ("evil.example:7860", 421), ("", 421)],
)
def test_a_page_of_this_machine_answers_to_its_own_names_only(host: str, status: int) -> None:
    assert client().get("/", headers={"host": host}).status_code == status


def test_beyond_this_machine_any_name_is_taken() -> None:
    assert client(local_only=False).get("/", headers={"host": "wenju.example"}).status_code == 200


def test_a_body_must_state_its_length_and_be_small() -> None:
    assert client().post("/", content=b"x" * 1000).text == "1000"
    assert client().post("/", content=b"x" * (MAX_BODY_BYTES + 1)).status_code == 413
    assert client().post("/", content=iter([b"x"])).status_code == 411


def test_the_password_guards_everything() -> None:
    guarded = client(credentials=("分析", "s:ecret"))
    refused = guarded.get("/")
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith("Basic ")
    assert guarded.get("/", headers={"authorization": basic("分析:s:ecret")}).status_code == 200


@pytest.mark.parametrize(
    "given", ["", "Basic", "Basic ???", basic("a:c"), basic("a:b") + "x", "Bearer a:b", basic("a")]
)
def test_other_credentials_do_not_pass(given: str) -> None:
    assert not authorised(given, ("a", "b"))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "same-origin", "origin": "http://127.0.0.1:7860"}, 200),
        ({"origin": "http://127.0.0.1:7860"}, 200),
        ({"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1:7860"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "none"}, 403),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "http://127.0.0.1:1"}, 403),
        ({"origin": "null"}, 403),
        ({}, 403),
    ],
)
def test_only_the_page_itself_may_change_anything(headers: dict[str, str], status: int) -> None:
    inner = Starlette(routes=[Route("/wenju/x", echo, methods=["GET", "POST"])])
    guarded = TestClient(Guard(inner, local_only=True, credentials=None), base_url="http://127.0.0.1:7860")
    assert guarded.post("/wenju/x", headers=headers).status_code == status
    assert guarded.get("/wenju/x", headers={"sec-fetch-site": "cross-site"}).status_code == 200


def test_single_paths_may_take_more() -> None:
    inner = Starlette(routes=[Route("/wenju/x", echo, methods=["POST"]), Route("/wenju/y", echo, methods=["POST"])])
    guard = Guard(inner, local_only=True, credentials=None, limits={"/wenju/x": 2 * MAX_BODY_BYTES})
    guarded = TestClient(guard, base_url="http://127.0.0.1", headers={"sec-fetch-site": "same-origin"})
    large = b"x" * (MAX_BODY_BYTES + 1)
    assert guarded.post("/wenju/x", content=large).text == str(len(large))
    assert guarded.post("/wenju/y", content=large).status_code == 413
    assert guarded.post("/wenju/x", content=large + large).status_code == 413
