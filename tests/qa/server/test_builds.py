from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

import qa.server.corpus
from embeddings.errors import BuildCancelledError
from embeddings.reasons import IndexReason
from embeddings.schema import BuildReport, Progress
from qa.assistant.assistant import Assistant
from qa.cli.asgi import create_doors
from qa.config import Address, Settings
from tests.qa.server.conftest import serving

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from tests.qa.server.conftest import MakeClient


def wait(client: TestClient | httpx.Client) -> dict[str, object]:
    """The state of the build at its end."""
    deadline = time.monotonic() + 60
    while (state := client.get("/v1/build").json())["running"]:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return state


def test_a_build_is_begun_watched_and_rolled_back(make_client: MakeClient, own_corpus: Settings) -> None:
    assistant = Assistant.open(settings=own_corpus)
    client, before = make_client(assistant), assistant.generation
    assert client.get("/v1/build").json()["running"] is False
    (own_corpus.seeds / "新.txt").write_text("北湖灯塔于1931年建成，高42米。", encoding="utf-8")
    begun = client.post("/v1/build")
    assert (begun.status_code, begun.headers["location"]) == (202, "/v1/build")
    state = wait(client)
    assert state["report"]["documents"] == 6
    assert state["part"] == 1.0
    listed = client.get("/v1/generations").json()
    assert listed["generation"] == state["report"]["generation"]
    assert [each["id"] for each in listed["generations"]] == [listed["generation"], before]
    assert client.post(f"/v1/generations/{before}/rollback").json() == {"generation": before}
    assert client.get("/ready").json()["generation"] == before
    assert client.post("/v1/generations/0000000000000000/rollback").status_code == 404


def test_only_one_build_at_a_time_and_it_can_be_cancelled(
    make_client: MakeClient, own_corpus: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(qa.server.corpus, "COMPARING_SECONDS", 0.05)

    class Slow(Assistant):
        def rebuild(
            self,
            seeds: object = None,
            *,
            progress: Progress | None = None,
            cancel: threading.Event | None = None,
            confirm: bool = False,
        ) -> BuildReport:
            assert cancel is not None
            assert cancel.wait(30)
            raise BuildCancelledError(IndexReason.BUILD_CANCELLED, {"stage": "read"})

    client = make_client(Slow.open(settings=own_corpus))
    assert client.post("/v1/build").json()["running"] is True
    refused = client.post("/v1/build")
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:wenju:problem:conflict")
    assert client.delete("/v1/build").json()["cancelling"] is True
    assert wait(client)["error"] == (
        "expected a build to its end; found a cancel at the stage read; build again when ready"
    )
    told = client.get("/v1/build", headers={"accept": "text/event-stream"}).text
    assert told.startswith("event: error\n")
    assert "urn:wenju:problem:build-cancelled" in told


def test_a_build_that_the_page_began_is_the_one_that_programs_see(own_corpus: Settings) -> None:
    assistant = Assistant.open(settings=own_corpus)
    (own_corpus.seeds / "新.txt").write_text("北湖灯塔于1931年建成，高42米。", encoding="utf-8")
    with serving(lambda: create_doors(assistant, Address())) as site, httpx.Client(base_url=site.url) as client:
        assert client.post("/wenju/feed/build", headers={"origin": site.url}).status_code == 200
        report = wait(client)["report"]
        assert isinstance(report, dict)
        assert (report["documents"], report["generation"]) == (6, assistant.generation)
        assert client.get("/wenju/feed/build").json()["generation"] == report["generation"]


def test_a_build_that_would_lose_articles_is_refused_with_the_facts(
    make_client: MakeClient, own_corpus: Settings
) -> None:
    client = make_client(Assistant.open(settings=own_corpus))
    gone = sorted(own_corpus.seeds.iterdir())[0]
    gone.unlink()
    refused = client.post("/v1/build")
    assert (refused.status_code, refused.headers["content-type"]) == (409, "application/problem+json")
    problem = refused.json()
    assert problem["type"] == "urn:wenju:problem:unconfirmed"
    replacement = problem["replacement"]
    assert (replacement["seeds"], replacement["documents"], replacement["missing"]) == (str(own_corpus.seeds), 5, 1)
    assert [each["path"] for each in replacement["articles"]] == [gone.name]
    assert client.get("/v1/build").json()["replacement"] == replacement
    assert client.post("/v1/build", json={"confirm": 1, "more": 2}).status_code == 422
    assert client.post("/v1/build", json={"confirm": True}).status_code == 202
    assert wait(client)["report"]["documents"] == 4


def test_one_text_added_to_an_index_of_another_folder_loses_nothing(
    make_client: MakeClient, own_corpus: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere" / "seeds").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "elsewhere")
    assistant = Assistant.open(settings=Settings(index=own_corpus.index))
    client = make_client(assistant)
    assert client.post("/v1/documents", json={"text": "北湖灯塔于1931年建成，高42米。"}).status_code == 202
    assert len(list(own_corpus.seeds.iterdir())) == 6
    assert client.post("/v1/build").status_code == 202
    assert wait(client)["report"]["documents"] == 6

    other = make_client(Assistant.open(settings=Settings(index=own_corpus.index, seeds=Path("seeds"))))
    assert other.post("/v1/documents", json={"text": "西山公路全长46公里。公路四月通车。"}).status_code == 202
    refused = other.post("/v1/build")
    assert (refused.status_code, refused.json()["replacement"]["recorded"]) == (409, str(own_corpus.seeds))
    assert refused.json()["replacement"]["missing"] == 6
    assert len(assistant.documents()) == 6
