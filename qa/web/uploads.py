"""Files that a reader has brought and not yet added: on the disk of the server, bounded, and gone after a while."""

from __future__ import annotations

import secrets
import shutil
import threading
import weakref
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import mkdtemp

from starlette.concurrency import run_in_threadpool

from embeddings.errors import InputRefusedError, UsageError
from embeddings.ingest.intake import Limits, Offered, Proposal
from qa.assistant.corpus import Feed
from qa.reasons import AnswerReason

TRAYS = 8
"""Trays held at once; the one used longest ago is emptied first."""
MAX_NAME_CHARS = 255


class Tray:
    """What one page has brought."""

    def __init__(self, limits: Limits) -> None:
        """An empty one within limits of files and of their bytes together."""
        self._limits = limits
        self._folder = Path(mkdtemp(prefix="wenju-feed-"))
        self._clear = weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        self._offered: list[Offered] = []
        self._bytes = self._stored = 0
        self._looking = threading.Lock()
        self._closed = False
        self.proposals: list[Proposal] = []
        """Of the first files, in the order in which they were brought."""

    async def take(self, name: str, chunks: AsyncIterator[bytes]) -> None:
        """Store a file as it comes; of one that is too large only the size is kept, for the reason that is said.

        Raises:
            InputRefusedError: The tray is full.
        """
        self._room(name)
        path = self._folder / f"{self._stored}"
        self._stored += 1
        size = kept = 0
        full = False
        with path.open("wb") as file:
            async for chunk in chunks:  # to its end even where it is refused: else the browser sees a broken line
                size += len(chunk)
                full = full or self._bytes + len(chunk) > self._limits.total_bytes
                if size <= self._limits.archive_bytes and not full:
                    await run_in_threadpool(file.write, chunk)
                    kept += len(chunk)
                    self._bytes += len(chunk)
            if kept < size:
                self._bytes -= kept
                file.truncate(0)
                file.truncate(size)  # a hole: it takes no room
        if full and size <= self._limits.archive_bytes:
            path.unlink()
            values = {"limit": self._limits.total_bytes, "name": name}
            raise InputRefusedError(AnswerReason.UPLOADS_TOO_LARGE, values)
        self._offered.append(Offered(name[:MAX_NAME_CHARS], path))

    def put(self, offered: Offered) -> None:
        """Lay a pasted text in; an InputRefusedError where the tray is full."""
        self._room(offered.name)
        self._offered.append(offered)

    def _room(self, name: str) -> None:
        if self._closed:
            raise InputRefusedError(AnswerReason.TRAY_EMPTIED)
        if len(self._offered) >= self._limits.files:
            raise InputRefusedError(AnswerReason.TOO_MANY_UPLOADS, {"limit": self._limits.files, "name": name})

    @property
    def count(self) -> int:
        """Number of files brought."""
        return len(self._offered)

    def look(self, feed: Feed) -> Iterator[tuple[int, Proposal]]:
        """What cleaning makes of each file that was not looked at yet, with its number, as it is done."""
        with self._looking:
            begun = len(self.proposals)
            articles = (article for each in self.proposals for article in each.articles)
            seen = [article.document for article in articles if article.duplicate_of is None]
            for proposal in feed.propose(self._offered[begun:], beside=seen):
                self.proposals.append(proposal)
                yield len(self.proposals) - 1, proposal
                if self._closed:
                    self._clear()
                    return

    def close(self) -> None:
        """Throw all away; files that are being looked at, after the one that it is at."""
        self._closed = True
        if self._looking.acquire(blocking=False):
            self._clear()
            self._looking.release()


class Trays:
    """The trays by name, which only the page that opened one knows. Safe to share among threads."""

    def __init__(self, limits: Limits) -> None:
        """None yet."""
        self._limits = limits
        self._trays: OrderedDict[str, Tray] = OrderedDict()
        self._lock = threading.Lock()

    def open(self) -> str:
        """A new tray; its name."""
        name = secrets.token_urlsafe(16)
        with self._lock:
            self._trays[name] = Tray(self._limits)
            while len(self._trays) > TRAYS:
                self._trays.popitem(last=False)[1].close()
        return name

    def get(self, name: str) -> Tray:
        """The tray of that name.

        Raises:
            UsageError: There is none, or none any more.
        """
        with self._lock:
            if name not in self._trays:
                raise UsageError(AnswerReason.NO_TRAY)
            self._trays.move_to_end(name)
            return self._trays[name]

    def drop(self, name: str) -> None:
        """Close a tray, if it is there."""
        with self._lock:
            tray = self._trays.pop(name, None)
        if tray is not None:
            tray.close()
