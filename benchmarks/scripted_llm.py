"""A server of the OpenAI protocol whose model says what a script tells it to, as well or as badly as is wanted.

For tests and benchmarks: no model, no judge, and every fault that an endpoint may have on demand.
"""

from __future__ import annotations

import asyncio
import json
import re
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import NamedTuple, Self, cast

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

_PASSAGE = re.compile(r"--- (fence-\w+) passage (\d+) ---\n(.*?)\n--- \1 end ---", re.DOTALL)
_TEXT = re.compile(r"(?:^|\n)text:\n(.*)", re.DOTALL)
_MARKED = re.compile(r"\[(\d+)\]")
_START_S = 20.0
MODEL = "scripted"


class Asked(NamedTuple):
    """What the model was asked."""

    question: str
    passages: dict[int, str]
    """The texts by their numbers."""
    system: str
    content: str
    """The user's message, whole."""


Script = Callable[[Asked], str]
"""What the model says: text with markers."""


@dataclass
class Manners:
    """How the endpoint behaves; may be changed between requests."""

    script: Script
    schema: bool = True
    """Whether it takes a JSON schema, and then replies by it."""
    bare: bool = False
    """Whether it refuses stream_options, as servers do that do not know them."""
    heeds_schema: bool = True
    """Whether a schema changes what it writes."""
    usage: bool = True
    statuses: list[int] = field(default_factory=list[int])
    """Answered one after another before it does well."""
    message: str = "no"
    """What an error says."""
    pause_s: float = 0.0
    """Before each piece."""
    piece_chars: int = 3
    breaks_after: int | None = None
    """Characters after which the connection is lost; None: it is not."""
    raw: str | None = None
    """Sent in the place of all else."""
    ends: str | None = "stop"


class ScriptedLLM:
    """The server, on a free port of this machine, in a thread: `with ScriptedLLM(script) as llm`."""

    def __init__(self, script: Script) -> None:
        self.manners = Manners(script)
        self.requests: list[dict[str, object]] = []
        """The bodies of all requests, in order."""
        self.keys: list[str] = []
        """Their Authorization headers."""
        self.streaming = 0
        """Replies under way."""
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        config = uvicorn.Config(_app(self), log_level="critical", lifespan="off", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)

    @property
    def url(self) -> str:
        """The base URL."""
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        until = time.monotonic() + _START_S
        while not self._server.started:
            if time.monotonic() > until:
                raise TimeoutError("the scripted server did not start")
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(_START_S)
        self._socket.close()


def asked_of(body: dict[str, object]) -> Asked:
    """What a request asks."""
    said = {str(each["role"]): str(each["content"]) for each in cast("list[dict[str, object]]", body["messages"])}
    content = said.get("user", "")
    passages = {int(match[2]): _text(match[3]) for match in _PASSAGE.finditer(content)}
    return Asked(content.rpartition("Question: ")[2], passages, said.get("system", ""), content)


def as_json(text: str) -> str:
    """What the script says, by the schema: one object a line of it."""
    lines = [line for line in text.splitlines() if line.strip()]
    sentences = [
        {"text": _MARKED.sub("", line).strip(), "passages": [int(n) for n in _MARKED.findall(line)]} for line in lines
    ]
    return json.dumps({"sentences": sentences}, ensure_ascii=False)


def _text(passage: str) -> str:
    found = _TEXT.search(passage)
    return found[1] if found else ""


def _app(llm: ScriptedLLM) -> FastAPI:
    app = FastAPI()

    @app.get("/v1/models")
    def models() -> dict[str, object]:  # pyright: ignore[reportUnusedFunction]
        return {"object": "list", "data": [{"id": MODEL, "object": "model", "created": 0, "owned_by": "wenju"}]}

    @app.post("/v1/chat/completions")
    async def chat(request: Request) -> Response:  # pyright: ignore[reportUnusedFunction]
        body = cast("dict[str, object]", await request.json())
        llm.requests.append(body)
        llm.keys.append(request.headers.get("authorization", ""))
        return _reply(llm, body)

    return app


def _reply(llm: ScriptedLLM, body: dict[str, object]) -> Response:
    manners = llm.manners
    if manners.statuses:
        status = manners.statuses.pop(0)
        return JSONResponse({"error": {"message": manners.message}}, status, {"retry-after-ms": "20"})
    if "response_format" in body and not manners.schema:
        return JSONResponse({"error": {"message": "response_format is not supported"}}, 400)
    if "stream_options" in body and manners.bare:
        return JSONResponse({"error": {"message": "unknown field stream_options"}}, 422)
    if manners.raw is not None:
        return Response(manners.raw, media_type="text/event-stream")
    text = manners.script(asked_of(body))
    if "response_format" in body and manners.heeds_schema:
        text = as_json(text)
    usage = manners.usage and "stream_options" in body
    return StreamingResponse(_pieces(llm, text, usage=usage), media_type="text/event-stream")


async def _pieces(llm: ScriptedLLM, text: str, *, usage: bool) -> AsyncIterator[bytes]:
    manners = llm.manners
    llm.streaming += 1
    try:
        for at in range(0, len(text), manners.piece_chars):
            if manners.breaks_after is not None and at >= manners.breaks_after:
                raise ConnectionResetError("as the script says")
            if manners.pause_s:
                await asyncio.sleep(manners.pause_s)
            yield _event({"delta": {"content": text[at : at + manners.piece_chars]}, "finish_reason": None})
        if manners.ends is not None:
            yield _event({"delta": {}, "finish_reason": manners.ends})
        if usage:
            yield _event(None, {"prompt_tokens": 100, "completion_tokens": len(text), "total_tokens": 100 + len(text)})
        yield b"data: [DONE]\n\n"
    finally:
        llm.streaming -= 1


def _event(choice: dict[str, object] | None, usage: dict[str, int] | None = None) -> bytes:
    chunk: dict[str, object] = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": MODEL}
    chunk["choices"] = [{"index": 0, **choice}] if choice else []
    if usage:
        chunk["usage"] = usage
    return b"data: " + json.dumps(chunk, ensure_ascii=False).encode() + b"\n\n"
