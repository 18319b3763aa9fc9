from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.testclient import TestClient

from qa.assistant.assistant import Assistant
from qa.assistant.corpus import holdings_of
from qa.config import ServerSettings
from qa.evaluation.evaluate import evaluate
from qa.evaluation.golden import shipped

if TYPE_CHECKING:
    from tests.qa.server.conftest import MakeClient


def test_figures_are_those_of_the_command(client: TestClient, assistant: Assistant) -> None:
    questions = shipped(holdings_of(assistant.settings.index).catalogue())[:3]
    sent = {"questions": [question.model_dump(mode="json") for question in questions]}
    reply = client.post("/v1/eval", json=sent)
    assert reply.json() == evaluate(questions, assistant).model_dump(mode="json")
    assert reply.json()["retrieval"]["hybrid"]["recall@1"] == 1.0


def test_more_questions_than_are_taken_are_refused(make_client: MakeClient) -> None:
    client = make_client(settings=ServerSettings(eval_questions=2))
    reply = client.post("/v1/eval", json={})
    assert reply.status_code == 422
    assert reply.json()["detail"].startswith("expected at most 2 questions; found 48;")
    assert client.post("/v1/eval", json={"questions": []}).status_code == 422
