from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from embeddings.errors import InputRefusedError, UsageError
from embeddings.ingest.intake import Limits, Offered
from qa.assistant.assistant import Assistant
from qa.assistant.corpus import Feed
from qa.config import Settings
from qa.web.uploads import TRAYS, Tray, Trays

TEXT = "西山县的公路今年将延长十二公里，沿途新建五座桥梁。"
LIMITS = Limits(file_bytes=1000, archive_bytes=2000, total_bytes=3000, files=3)


@pytest.fixture
def feed(tmp_path: Path) -> Feed:
    return Feed(Assistant.open(settings=Settings(index=tmp_path / "i", seeds=tmp_path / "s"), unusable_ok=True))


def take(tray: Tray, name: str, *chunks: bytes) -> None:
    async def sent() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    asyncio.run(tray.take(name, sent()))


def test_a_file_comes_in_pieces_and_is_looked_at_once(feed: Feed) -> None:
    tray, whole = Tray(LIMITS), TEXT.encode()
    take(tray, "a.txt", whole[:10], whole[10:])
    tray.put(Offered("b.md", TEXT.encode()))
    assert [(number, each.new) for number, each in tray.look(feed)] == [(0, 1), (1, 0)]
    assert list(tray.look(feed)) == []
    take(tray, "c.txt", whole)
    assert [each.articles[0].duplicate_of for _, each in tray.look(feed)] == ["a.txt"]
    with pytest.raises(InputRefusedError, match="at most 3 files at once"):
        take(tray, "d.txt", b"x")


def test_what_is_too_large_takes_no_room_and_says_its_size(tmp_path: Path) -> None:
    limits = Limits(file_bytes=2**20, archive_bytes=2**20, total_bytes=2**20 + 500, files=9)
    settings = Settings(index=tmp_path / "i", seeds=tmp_path / "s", feed_file_mib=1, feed_archive_mib=1)
    feed, tray = Feed(Assistant.open(settings=settings, unusable_ok=True)), Tray(limits)
    take(tray, "huge.txt", *[b"x" * 1000] * 2000)
    take(tray, "a.txt", TEXT.encode())
    huge, fine = (each for _, each in tray.look(feed))
    assert "expected at most 1,048,576 bytes; found 2,000,000" in huge.refused[0].reason
    assert (huge.size, fine.new) == (2_000_000, 1)
    assert sum(path.stat().st_blocks for path in tray._folder.iterdir()) <= 16
    take(tray, "b.txt", b"x" * 2**19)
    with pytest.raises(InputRefusedError, match="at most 1,049,076 bytes at once"):
        take(tray, "c.txt", b"x" * 2**19, b"x" * 2**18)
    take(tray, "d.txt", b"x" * 2**18)
    assert tray.count == 4


def test_trays_are_few_and_leave_nothing_behind() -> None:
    trays = Trays(LIMITS)
    first = trays.open()
    tray = trays.get(first)
    take(tray, "a.txt", b"x")
    for _ in range(TRAYS):
        trays.open()
    assert not tray._folder.exists()
    with pytest.raises(UsageError):
        trays.get(first)
    with pytest.raises(InputRefusedError, match="emptied"):
        take(tray, "b.txt", b"x")
    trays.drop(first)


def test_a_tray_emptied_while_it_is_looked_at_ends_after_its_file(feed: Feed) -> None:
    tray = Tray(LIMITS)
    take(tray, "a.txt", TEXT.encode())
    take(tray, "b.txt", b"y")
    looking = tray.look(feed)
    assert next(looking)[1].new == 1
    tray.close()
    assert tray._folder.exists()
    assert list(looking) == []
    assert not tray._folder.exists()
