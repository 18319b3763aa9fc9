from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from embeddings.schema import CleaningReport, Document
from qa.assistant.assistant import Assistant
from qa.config import Settings

if TYPE_CHECKING:
    from tests.qa.server.conftest import MakeClient

STORY = {
    "title": "北湖灯塔重新开放",
    "text": "北湖灯塔于1931年建成，高42米。灯塔重新开放。",
    "publisher": "北湖日报",
}


def test_the_list_is_paged_filtered_and_sorted(client: TestClient) -> None:
    whole = client.get("/v1/documents").json()
    assert (whole["total"], whole["offset"], len(whole["documents"])) == (5, 0, 5)
    days = [each["published"] for each in whole["documents"]]
    assert days == [*sorted(filter(None, days), reverse=True), None]
    part = client.get("/v1/documents", params={"offset": 3, "limit": 1}).json()
    assert part["documents"] == whole["documents"][3:4]
    by_path = client.get("/v1/documents", params={"sort": "title", "descending": False, "language": "zh-Hant"}).json()
    assert [each["path"][:3] for each in by_path["documents"]] == ["003"]
    assert client.get("/v1/documents", params={"text": "灯塔"}).json()["total"] == 0


@pytest.mark.parametrize("wrong", [{"limit": 501}, {"limit": 0}, {"sort": "colour"}, {"offset": -1}, {"page": 2}])
def test_a_wrong_list_is_refused(client: TestClient, wrong: dict[str, object]) -> None:
    assert client.get("/v1/documents", params=wrong).status_code == 422


def test_an_article_and_its_report_are_the_assistants(client: TestClient, assistant: Assistant) -> None:
    doc_id = client.get("/v1/documents").json()["documents"][0]["doc_id"]
    got = Document.model_validate_json(client.get(f"/v1/documents/{doc_id}").text)
    assert got == assistant.document(doc_id)
    report = CleaningReport.model_validate_json(client.get(f"/v1/documents/{doc_id}/report").text)
    assert report == assistant.report(doc_id)
    for path in ("/v1/documents/absent", "/v1/documents/absent/report"):
        reply = client.get(path)
        assert (reply.status_code, reply.json()["type"]) == (404, "urn:wenju:problem:absent")


def test_an_article_is_added_built_removed_and_put_back(make_client: MakeClient, own_corpus: Settings) -> None:
    client = make_client(Assistant.open(settings=own_corpus))
    reply = client.post("/v1/documents", json=STORY)
    assert reply.status_code == 202
    taken = reply.json()
    assert taken["articles"][0]["document"]["text"] == STORY["text"]
    (name,) = taken["written"]
    assert (own_corpus.seeds / name).is_file()
    assert client.get("/v1/documents").json()["total"] == 5
    assert "event: done" in client.post("/v1/build", headers={"accept": "text/event-stream"}).text
    listed = client.get("/v1/documents", params={"text": "灯塔"}).json()
    assert [each["path"] for each in listed["documents"]] == [name]
    doc_id = listed["documents"][0]["doc_id"]

    same = client.post("/v1/documents", json=STORY)
    assert (same.status_code, same.json()["type"]) == (409, "urn:wenju:problem:conflict")

    removed = client.delete(f"/v1/documents/{doc_id}")
    assert (removed.status_code, removed.json()["path"]) == (202, name)
    assert not (own_corpus.seeds / name).exists()
    assert client.delete(f"/v1/documents/{doc_id}").status_code == 409
    assert client.get("/v1/removed").json() == [removed.json()]
    restore = f"/v1/removed/{removed.json()['id']}/restore"
    assert client.post(restore).json() == {"path": name}
    assert (own_corpus.seeds / name).is_file()
    assert client.post(restore).status_code == 404


def test_files_are_taken_and_a_bad_one_costs_no_other(make_client: MakeClient, own_corpus: Settings) -> None:
    client = make_client(Assistant.open(settings=own_corpus))
    files = [("files", ("好.txt", STORY["text"].encode())), ("files", ("../坏.exe", b"MZ"))]
    taken = client.post("/v1/documents/files", files=files)
    assert taken.status_code == 202
    assert len(taken.json()["written"]) == 1
    assert [each["path"] for each in taken.json()["left"]] == ["坏.exe"]
    refused = client.post("/v1/documents/files", files=files[1:])
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:wenju:problem:input-refused")
    assert ".exe" in refused.json()["detail"]
    assert sorted(path.parent for path in own_corpus.seeds.rglob("*")) == [own_corpus.seeds] * 6


def test_blank_and_large_articles_are_refused(make_client: MakeClient, own_corpus: Settings) -> None:
    small = own_corpus.model_copy(update={"feed_file_mib": 1})
    client = make_client(Assistant.open(settings=small))
    assert client.post("/v1/documents", json={"text": "  "}).status_code == 422
    assert client.post("/v1/documents", json={"text": "长。" * 2**19}).status_code == 422
    assert len(list(Path(own_corpus.seeds).iterdir())) == 5
