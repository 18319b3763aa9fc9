from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from qa.config import ServerSettings

if TYPE_CHECKING:
    from tests.qa.server.conftest import MakeClient

TOKEN = "sixteen-characters"
ASKED = {"question": "元宇宙", "k": 1}


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "given",
    ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}x", "Bearer ÿ", basic(f"a:{TOKEN}")],
)
def test_without_the_token_nothing_is_told(make_client: MakeClient, given: str) -> None:
    client = make_client(settings=ServerSettings(token=TOKEN))
    for path in ("/v1/documents", "/v1/openapi.json", "/metrics", "/v1/nothing"):
        reply = client.get(path, headers={"authorization": given.encode("latin-1")})
        assert reply.status_code == 401
        assert reply.headers["www-authenticate"] == 'Bearer realm="Wenju"'
        assert reply.json()["type"] == "urn:wenju:problem:unauthorised"
        assert TOKEN not in reply.text


def test_with_the_token_all_is_open_and_health_always(make_client: MakeClient) -> None:
    client = make_client(settings=ServerSettings(token=TOKEN))
    assert client.get("/v1/documents", headers={"authorization": f"bearer {TOKEN}"}).status_code == 200
    assert client.get("/health").json() == {"status": "ok"}
    assert client.get("/ready").status_code == 200


def test_a_password_is_taken_in_the_tokens_stead(make_client: MakeClient) -> None:
    for token in (None, TOKEN):
        client = make_client(settings=ServerSettings(token=token), credentials=("user", "pass"))
        assert client.get("/v1/documents").status_code == 401
        assert client.get("/v1/documents", headers={"authorization": basic("user:pass")}).status_code == 200
        assert client.get("/v1/documents", headers={"authorization": "Basic ???"}).status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "http://127.0.0.1:7860", "sec-fetch-site": "same-origin"}, 200),
        ({"origin": "http://127.0.0.1:7860"}, 200),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://127.0.0.1:1", "sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"origin": "http://allowed.example", "sec-fetch-site": "cross-site"}, 403),
    ],
)
def test_pages_of_other_sites_may_not_ask(make_client: MakeClient, headers: dict[str, str], status: int) -> None:
    reply = make_client().post("/v1/retrieve", json=ASKED, headers=headers)
    assert reply.status_code == status
    assert "access-control-allow-origin" not in reply.headers


def test_an_allowed_origin_may_ask_from_a_browser(make_client: MakeClient) -> None:
    client = make_client(settings=ServerSettings(cors_origins="http://allowed.example"))
    headers = {"origin": "http://allowed.example", "sec-fetch-site": "cross-site"}
    reply = client.post("/v1/retrieve", json=ASKED, headers=headers)
    assert reply.status_code == 200
    assert reply.headers["access-control-allow-origin"] == "http://allowed.example"
    asked = {"origin": "http://allowed.example", "access-control-request-method": "POST"}
    assert client.options("/v1/retrieve", headers=asked).status_code == 200
    assert client.options("/v1/retrieve", headers=asked | {"origin": "http://evil.example"}).status_code == 400
    assert client.post("/v1/retrieve", json=ASKED, headers={"origin": "http://evil.example"}).status_code == 403


def test_too_many_requests_are_told_when_to_come_back(make_client: MakeClient) -> None:
    client = make_client(settings=ServerSettings(requests_per_minute=2))
    assert [client.get("/v1/documents").status_code for _ in range(3)] == [200, 200, 429]
    reply = client.get("/v1/documents")
    assert 1 <= int(reply.headers["retry-after"]) <= 30
    assert reply.headers["content-type"] == "application/problem+json"
    assert client.get("/health").status_code == 200


def test_a_server_that_ends_takes_no_more(make_client: MakeClient) -> None:
    client = make_client()
    client.app.state.shared.under_way.closing = True
    reply = client.get("/v1/documents")
    assert (reply.status_code, reply.headers["retry-after"]) == (503, "5")
