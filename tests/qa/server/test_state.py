from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from starlette.testclient import TestClient

from qa.assistant.assistant import Assistant
from qa.config import Settings

if TYPE_CHECKING:
    from tests.qa.server.conftest import MakeClient


def test_ready_says_what_the_index_holds(client: TestClient, assistant: Assistant) -> None:
    assert client.get("/ready").json() == {
        "generation": assistant.generation,
        "documents": 5,
        "passages": 38,
        "languages": {"zh": 4, "zh-Hant": 1},
        "oldest": "2021-12-25",
        "newest": "2022-08-23",
    }


def test_without_an_index_it_is_alive_and_not_ready(make_client: MakeClient, tmp_path: Path) -> None:
    settings = Settings(index=tmp_path / "index", seeds=tmp_path / "seeds")
    client = make_client(Assistant.open(settings=settings, unusable_ok=True))
    assert client.get("/health").status_code == 200
    for path in ("/ready", "/v1/documents"):
        assert client.get(path).status_code == 503
        assert client.get(path).json()["type"] == "urn:wenju:problem:index-unusable"
    assert client.post("/v1/ask", json={"question": "元宇宙"}).status_code == 503
    assert "wenju_documents" not in client.get("/metrics").text


def test_figures_count_requests_by_route_and_answers_by_status(client: TestClient, assistant: Assistant) -> None:
    client.post("/v1/ask", json={"question": "南京到2025年元宇宙及关联产业规模目标是多少？"})
    client.post("/v1/ask", json={"question": ""})
    client.get("/v1/documents/a")
    client.get("/v1/documents/b")
    client.get("/etc/passwd")
    text = client.get("/metrics").text
    assert 'wenju_requests_total{method="POST",route="/v1/ask",status="200"} 1.0' in text
    assert 'wenju_requests_total{method="POST",route="/v1/ask",status="422"} 1.0' in text
    assert 'wenju_requests_total{method="GET",route="/v1/documents/{doc_id}",status="404"} 2.0' in text
    assert 'wenju_requests_total{method="GET",route="none",status="404"} 1.0' in text
    assert 'wenju_answers_total{door="rest",status="answered"} 1.0' in text
    assert 'wenju_request_seconds_count{route="/v1/ask"} 2.0' in text
    assert "wenju_documents 5.0" in text
    assert "wenju_passages 38.0" in text
    assert f'wenju_generation_info{{generation="{assistant.generation}"}} 1.0' in text
