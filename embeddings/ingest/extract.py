"""PDF and Word files to text, by a child process with limits: a broken file refuses itself and nothing else."""

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
    """What one file may cost; memory is limited in the child (1 GiB of address space)."""

    cpu_seconds: float = 60.0
    wall_seconds: float = 180.0
    """The machine may be busy; where there is no limit of processor time this is the only one."""


class Extracted(NamedTuple):
    """A file's text, pages parted by form feeds (PDF) or one block a line (Word), and what the file says of itself."""

    text: str
    title: str | None = None
    author: str | None = None
    created: str | None = None
    """Day on which the file was made, ISO."""
    refusal: Cause | None = None


class Extractor:
    """A child process for many files, started when the first one comes; use it in a `with` statement.

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
        """End the child; another file would start a new one."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            for stream in (child.stdin, child.stdout):
                if stream is not None:
                    stream.close()

    def extract(self, kind: str, content: bytes) -> Extracted:
        """Read one file; `kind` is a key of `extract_child.READERS`.

        A file that crashes the child, or takes more than the limits, has a `refusal`; the next one gets a new child.
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
        """The child's reply; None where it ended without one or its time was up.

        Raises:
            RuntimeError: A child without pipes, which is a fault of this program.
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
        """Why there was no reply; the child is gone afterwards."""
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
    """A line with the size and as many bytes; None where the pipe ends, time is up or the size is out of bounds."""
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
    """What has come; nothing at the end of the pipe and when time is up."""
    left = until - time.monotonic()
    if left <= 0 or not select.select([descriptor], [], [], left)[0]:
        return b""
    return os.read(descriptor, _BLOCK)
