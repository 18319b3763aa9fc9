"""The OpenAPI description holds: whatever it allows or forbids gets a reply that it names, and never a fault."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS
from starlette.testclient import TestClient

from embeddings.build import build
from qa.assistant.assistant import Assistant
from qa.config import ServerSettings, Settings
from qa.server.api import Api

import_module("schemathesis.specs.openapi.adapter.parameters")  # else in a test, while threads run: CPython #106905

EXAMPLES = 15
LEFT_OUT = ["positive_data_acceptance"]
"""What the description can't say is refused too: a text of control characters, an LLM where none is configured."""

OPERATIONS = [
    "POST /v1/retrieve", "POST /v1/ask", "POST /v1/ask/stream",
    "GET /v1/documents", "POST /v1/documents", "GET /v1/documents/{doc_id}", "DELETE /v1/documents/{doc_id}",
    "GET /v1/documents/{doc_id}/report", "POST /v1/documents/files",
    "GET /v1/removed", "POST /v1/removed/{removed_id}/restore",
    "GET /v1/build", "POST /v1/build", "DELETE /v1/build",
    "GET /v1/generations", "POST /v1/generations/{generation}/rollback",
    "POST /v1/eval", "POST /v1/chat/completions", "GET /v1/models", "GET /v1/models/{model}", "POST /v1/embeddings",
    "GET /health", "GET /ready", "GET /metrics",
]  # fmt: skip


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Api:
    """Over one article, that may be changed."""
    folder = tmp_path_factory.mktemp("described")
    (folder / "seeds").mkdir()
    (folder / "seeds" / "港口.txt").write_text("港口今年一季度吞吐量为820万箱。", encoding="utf-8")
    build(folder / "seeds", folder / "index")
    settings = Settings(index=folder / "index", seeds=folder / "seeds")
    limits = ServerSettings(requests_per_minute=1_000_000, eval_questions=3)
    return Api(Assistant.open(settings=settings), limits)


@pytest.fixture(scope="module")
def description(api: Api) -> dict[str, Any]:
    return TestClient(api.app, base_url="http://127.0.0.1").get("/v1/openapi.json").json()


def test_every_operation_is_tried(description: dict[str, Any]) -> None:
    described = {f"{method.upper()} {path}" for path, methods in description["paths"].items() for method in methods}
    assert described == set(OPERATIONS)


def test_the_examples_of_the_description_work(api: Api, description: dict[str, Any]) -> None:
    client = TestClient(api.app, base_url="http://127.0.0.1")
    tried = 0
    for path, methods in description["paths"].items():
        reference = methods.get("post", {}).get("requestBody", {}).get("content", {}).get("application/json")
        if reference is None:
            continue
        examples = description["components"]["schemas"][reference["schema"]["$ref"].rpartition("/")[2]]["examples"]
        for example in examples:
            reply = client.post(path, json=example)
            assert reply.status_code in {200, 202}, (path, reply.text)
            tried += 1
    assert tried >= 7


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("label", OPERATIONS)
def test_replies_are_as_described(api: Api, label: str, mode: GenerationMode) -> None:
    schema = schemathesis.openapi.from_asgi("/v1/openapi.json", api.app)
    operation = next(each.ok() for each in schema.get_all_operations() if each.ok().label == label)
    if mode is GenerationMode.NEGATIVE and not (operation.body or operation.query or operation.path_parameters):
        return  # nothing is sent, so nothing can be wrong
    excluded = [CHECKS.get_one(name) for name in LEFT_OUT]

    @hypothesis.settings(
        max_examples=EXAMPLES, derandomize=True, database=None, deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )  # fmt: skip
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def holds(case: Case) -> None:
        case.call_and_validate(excluded_checks=excluded)

    holds()


def test_every_error_of_an_operation_is_described(description: dict[str, Any]) -> None:
    for path, methods in description["paths"].items():
        for said in methods.values():
            assert {"401", "403", "429", "500", "503"} <= set(said["responses"]), path
            assert said["description"]
            assert "Raises" not in said["description"]


def test_it_asks_for_no_foreign_host(description: dict[str, Any]) -> None:
    assert "http://" not in str(description).replace("http://127.0.0.1", "")
    assert "security" not in description


def test_with_a_token_it_says_so(api: Api) -> None:
    own = Api(api.shared.assistant, ServerSettings(token="0123456789"))
    client = TestClient(own.app, base_url="http://127.0.0.1", headers={"authorization": "Bearer 0123456789"})
    told = client.get("/v1/openapi.json").json()
    assert told["security"] == [{"token": []}]
    assert told["components"]["securitySchemes"] == {"token": {"type": "http", "scheme": "bearer"}}


def test_nothing_is_written_beside_the_seeds(api: Api) -> None:
    """Of all that was made up above, no file lies elsewhere."""
    seeds: Path = api.shared.assistant.settings.seeds
    assert {path.name for path in seeds.parent.iterdir()} == {"seeds", "index"}
