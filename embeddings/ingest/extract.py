"""Extract text from PDF and Word files in a child process with limits, so that a bad file affects no other."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from embeddings.reasons import Cause, IndexReason

_CHILD = Path(__file__).with_name("extract_child.py")
_MOST_REPLY_BYTES = 128 << 20
_BLOCK = 1 << 16


class ExtractLimits(NamedTuple):
    """Limits for one file; the child limits its own memory (1 GiB of address space)."""

    cpu_seconds: float = 60.0
    wall_seconds: float = 180.0
    """Generous, because the machine may be busy; on systems without a processor time limit it is the only limit."""


class Extracted(NamedTuple):
    """A file's text, pages separated by form feeds (PDF) or one block per line (Word), and its stated metadata."""

    text: str
    title: str | None = None
    author: str | None = None
    created: str | None = None
    """Day on which the file was created, ISO format."""
    refusal: Cause | None = None


class Extractor:
    """A child process for many files, started for the first one; use it in a `with` statement.

    Safe to share among threads: one file at a time.
    """

    def __init__(self, limits: ExtractLimits | None = None) -> None:
        self._limits = limits or ExtractLimits()
        self._child: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child; a further file starts a new one."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            for stream in (child.stdin, child.stdout):
                if stream is not None:
                    stream.close()

    def extract(self, kind: str, content: bytes) -> Extracted:
        """Read one file; `kind` is a key of `extract_child.READERS`.

        A file that crashes the child or exceeds the limits has a `refusal`; the next one gets a new child.
        """
        with self._turn:
            reply = self._ask(kind, content)
            if reply is None:
                return Extracted("", refusal=self._ended())
        refusal = reply.get("refusal")
        if refusal is not None:
            return Extracted("", refusal=Cause.model_validate(refusal))
        return Extracted(
            text=reply.get("text") or "",
            title=reply.get("title"),
            author=reply.get("author"),
            created=reply.get("created"),
        )

    def _ask(self, kind: str, content: bytes) -> dict[str, Any] | None:
        """The child's reply; None if it ended without one or ran out of time.

        Raises:
            RuntimeError: The child has no pipes, which is a bug in this program.
        """
        if self._child is None or self._child.poll() is not None:
            self.close()
            self._child = _start()
        child = self._child
        if child.stdin is None or child.stdout is None:
            raise RuntimeError("a child process is started with pipes")
        request = json.dumps({"kind": kind, "size": len(content), "seconds": self._limits.cpu_seconds})
        until = time.monotonic() + self._limits.wall_seconds
        try:
            child.stdin.write(request.encode() + b"\n" + content)
            child.stdin.flush()
        except BrokenPipeError:
            return None
        found = _read_reply(child.stdout.fileno(), until)
        return None if found is None else json.loads(found)

    def _ended(self) -> Cause:
        """The reason why there was no reply; ends the child."""
        child = self._child
        code = child.poll() if child is not None else None
        if child is not None and code is None:  # its pipe may close a moment before it ends
            try:
                code = child.wait(0.5)
            except subprocess.TimeoutExpired:
                code = None
        self.close()
        if code is None:
            return IndexReason.PARSER_SLOW.cause({"limit": self._limits.wall_seconds})
        if code in {-getattr(signal, "SIGXCPU", 0), -signal.SIGKILL}:
            return IndexReason.PARSER_SLOW_CPU.cause({"limit": self._limits.cpu_seconds})
        return IndexReason.PARSER_EXIT.cause({"code": code})


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", str(_CHILD)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _read_reply(descriptor: int, until: float) -> bytes | None:
    """Read a line with a size, and that many bytes; None if the pipe ends, time is up or the size exceeds the limit."""
    held = bytearray()
    while b"\n" not in held:
        block = _read_block(descriptor, until)
        if not block:
            return None
        held += block
    line, _, rest = bytes(held).partition(b"\n")
    size = int(line)
    if size > _MOST_REPLY_BYTES:
        return None
    reply = bytearray(rest)
    while len(reply) < size:
        block = _read_block(descriptor, until)
        if not block:
            return None
        reply += block
    return bytes(reply)


def _read_block(descriptor: int, until: float) -> bytes:
    """The bytes that have arrived; empty at the end of the pipe or when time is up."""
    left = until - time.monotonic()
    if left <= 0 or not select.select([descriptor], [], [], left)[0]:
        return b""
    return os.read(descriptor, _BLOCK)
