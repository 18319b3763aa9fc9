"""The examples of replies in /v1/openapi.json: what each route replies over the five seeds.

    python -m benchmarks.replies [--write]

The exit code is 1 if a route replies something else than qa/server/replies.json says, but for what is never twice the
same (VARYING), and nothing is written.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from pydantic import JsonValue
from starlette.testclient import TestClient

from embeddings.build import build
from qa.assistant.assistant import Assistant
from qa.config import ServerSettings, Settings
from qa.server.api import REPLIES, Api

ROOT = Path(__file__).resolve().parents[1]
QUESTION = "到2025年上海元宇宙相关产业规模将达到多少？"
DOCUMENT = {"title": "北湖灯塔重新开放", "text": "北湖灯塔于1931年建成，高42米。", "published": "2026-03-01"}
VARYING = frozenset({"timings", "seconds", "created", "id", "committed", "embedding"})
"""Times, names that hold one, and numbers whose last digits are the processor's."""
DIGITS = 2
"""Of other numbers so many are compared behind the point."""
WAIT_SECONDS = 60

Replies = dict[str, JsonValue]
"""By the name of their type."""


def made(folder: Path) -> Replies:
    """What the doors reply.

    Args:
        folder: An empty one, for the seeds and their index.
    """
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    build(folder / "seeds", folder / "index")
    settings = Settings(index=folder / "index", seeds=folder / "seeds", hits=1)
    api = Api(Assistant.open(settings=settings), ServerSettings())
    with TestClient(api.app, base_url="http://127.0.0.1") as client:
        return {**_asked(client), **_looked_after(client)}


def _asked(client: TestClient) -> Replies:
    answer = client.post("/v1/ask", json={"question": QUESTION}).json()
    doc_id = answer["citations"][0]["doc_id"]
    listed = client.get("/v1/documents", params={"limit": 1}).json()
    chat = {"model": "wenju", "messages": [{"role": "user", "content": QUESTION}]}
    golden = {"id": "1", "question": QUESTION, "docs": ["002"], "answers": ["3500亿元"]}
    texts = {"model": "wenju-encoder", "input": "元宇宙", "encoding_format": "base64"}
    return {
        "Answer": answer,
        "HitList": client.post("/v1/retrieve", json={"question": QUESTION, "k": 1}).json(),
        "DocumentPage": listed,
        "Document": client.get(f"/v1/documents/{doc_id}").json(),
        "CleaningReport": client.get(f"/v1/documents/{listed['documents'][0]['doc_id']}/report").json(),
        "EvalReport": client.post("/v1/eval", json={"questions": [golden]}).json(),
        "ChatCompletion": client.post("/v1/chat/completions", json=chat).json(),
        "ModelList": client.get("/v1/models").json(),
        "Model": client.get("/v1/models/wenju").json(),
        "EmbeddingList": client.post("/v1/embeddings", json=texts).json(),
        "Health": client.get("/health").json(),
        "CorpusStatus": client.get("/ready").json(),
    }


def _looked_after(client: TestClient) -> Replies:
    """An article comes, the index is built, the article goes and comes again, the index is rolled back."""
    before = client.get("/v1/generations").json()["generation"]
    taken = client.post("/v1/documents", json=DOCUMENT).json()
    client.post("/v1/build")
    until = time.monotonic() + WAIT_SECONDS
    while (state := client.get("/v1/build").json())["running"]:
        assert time.monotonic() < until, "the build has no end"
        time.sleep(0.05)
    generations = client.get("/v1/generations").json()
    [added] = client.get("/v1/documents", params={"text": "北湖灯塔"}).json()["documents"]
    removed = client.delete(f"/v1/documents/{added['doc_id']}").json()
    return {
        "Taken": taken,
        "BuildState": state,
        "Generations": generations,
        "Removed": removed,
        "Restored": client.post(f"/v1/removed/{removed['id']}/restore").json(),
        "InUse": client.post(f"/v1/generations/{before}/rollback").json(),
    }


def lasting(found: JsonValue) -> JsonValue:
    """JSON without what is never twice the same."""
    if isinstance(found, float):
        return round(found, DIGITS)
    if isinstance(found, dict):
        return {name: lasting(value) for name, value in found.items() if name not in VARYING}
    return [lasting(each) for each in found] if isinstance(found, list) else found


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare, or write; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="bring the file up to date")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        now = made(Path(folder))
    if options.write:
        REPLIES.write_text(json.dumps(now, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return 0
    held: Replies = json.loads(REPLIES.read_text(encoding="utf-8"))
    changed = [name for name in sorted(held.keys() | now.keys()) if lasting(held.get(name)) != lasting(now.get(name))]
    print("\n".join(changed) or "every reply is as the file says")
    return int(bool(changed))


if __name__ == "__main__":
    sys.exit(main())
