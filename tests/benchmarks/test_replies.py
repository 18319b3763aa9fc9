"""The examples in the OpenAPI description are what the routes reply."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.replies import lasting, made, main
from qa.assistant.assistant import Assistant
from qa.config import ServerSettings
from qa.schema import Answer
from qa.server.api import REPLIES, Api


def test_every_example_is_what_is_replied(tmp_path: Path) -> None:
    held = json.loads(REPLIES.read_text(encoding="utf-8"))
    now = made(tmp_path)
    assert held.keys() == now.keys()
    for name, reply in held.items():
        assert lasting(reply) == lasting(now[name]), name


def test_what_is_never_twice_the_same_is_left_out() -> None:
    assert lasting({"a": [{"timings": {"read": 1}, "b": 0.2549}], "created": 3}) == {"a": [{"b": 0.25}]}


def test_the_description_has_an_example_of_every_reply(seeds_index: Path) -> None:
    description = Api(Assistant.open(seeds_index), ServerSettings()).app.openapi()
    schemas = description["components"]["schemas"]
    replied = {
        content["schema"]["$ref"].rpartition("/")[2]
        for methods in description["paths"].values()
        for operation in methods.values()
        for status, reply in operation["responses"].items()
        for content in reply.get("content", {}).values()
        if status.startswith("2") and "$ref" in content.get("schema", {})
    }
    assert replied == set(json.loads(REPLIES.read_text(encoding="utf-8")))
    assert all(schemas[name]["examples"] for name in replied)
    assert Answer.model_validate(schemas["Answer"]["examples"][0]).short_answer == "3500亿元"


def test_a_file_that_is_out_of_date_is_seen_and_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    held = json.loads(REPLIES.read_text(encoding="utf-8"))
    stale = tmp_path / "replies.json"
    stale.write_text(json.dumps(held | {"Health": {"status": "fine"}}), encoding="utf-8")
    monkeypatch.setattr("benchmarks.replies.REPLIES", stale)
    assert main([]) == 1
    assert capsys.readouterr().out == "Health\n"
    assert main(["--write"]) == 0
    assert main([]) == 0
