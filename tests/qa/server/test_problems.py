from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from embeddings.errors import IndexDamagedError, InputRefusedError, UsageError, WenjuError
from embeddings.reasons import IndexReason
from qa.reasons import AnswerReason
from qa.server.errors import OverloadedError, UnauthorisedError, problem_of, reply_to


@pytest.mark.parametrize(
    ("kind", "status", "name"),
    [
        (UsageError, 400, "wrong-use"),
        (InputRefusedError, 422, "input-refused"),
        (IndexDamagedError, 503, "index-unusable"),
        (WenjuError, 500, "failed"),
        (UnauthorisedError, 401, "unauthorised"),
    ],
)
def test_each_error_has_its_status(kind: type[WenjuError], status: int, name: str) -> None:
    problem = problem_of(kind(IndexReason.NO_SEEDS_FOLDER, {"folder": "x"}))
    assert (problem.status, problem.type) == (status, f"urn:wenju:problem:{name}")
    assert problem.detail == "expected a folder of articles; found none at x; give the folder that holds your articles"


def test_what_is_too_much_says_when_to_come_back() -> None:
    reply = reply_to("/v1/ask", OverloadedError(AnswerReason.SERVER_ENDS, seconds=5))
    assert (reply.status_code, reply.headers["retry-after"]) == (503, "5")


def test_unknown_paths_and_methods_are_problems(client: TestClient) -> None:
    for reply, status in ((client.get("/v1/nothing"), 404), (client.put("/v1/ask"), 405)):
        assert reply.status_code == status
        assert reply.headers["content-type"] == "application/problem+json"
    assert client.put("/v1/ask").headers["allow"] == "POST"


def test_a_fault_of_the_program_is_named_and_no_more(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object, **_named: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("qa.assistant.assistant.Assistant.retrieve", broken)
    reply = client.post("/v1/retrieve", json={"question": "元宇宙"})
    assert (reply.status_code, reply.json()["type"]) == (500, "urn:wenju:problem:fault")
    assert "ZeroDivisionError" in reply.json()["detail"]
    assert "secret" not in reply.text
