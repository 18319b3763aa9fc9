"""What the tests of all adapters share: the seeds, articles of our own, and no network."""

from __future__ import annotations

import socket
from datetime import date
from pathlib import Path

import pytest

from embeddings.encoders.load import load_encoder
from embeddings.index.snapshot import Index
from embeddings.schema import Document, Section, Source, Span
from qa.assistant.assistant import Assistant
from qa.config import Settings

ARTICLES = (
    ("东港码头扩建", "东港的码头建成三座仓库，可以存放粮食。", "2021-05-01", "东港日报"),
    ("东港码头再扩建", "东港的码头建成五座仓库，由西山公司管理。", "2025-05-01", "西山晚报"),
    ("公路延长", "西山的公路今年将延长十二公里。", "2020-01-01", "西山日报"),
    ("灯塔", "北湖灯塔高42米。", None, None),
)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError(f"expected no connection; found one to {args[1:]}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture(scope="session")
def assistant(seeds_index: Path) -> Assistant:
    return Assistant.open(seeds_index, settings=Settings())


@pytest.fixture(scope="session")
def memory() -> Assistant:
    """An assistant over four articles of our own."""
    documents = [
        Document(
            doc_id=f"{number:016x}",
            source=Source(
                title=title,
                publisher=publisher,
                published=date.fromisoformat(day) if day else None,
                url=f"https://example.org/{number}",
                path=f"{number}.txt",
                language="zh",
            ),
            text=text,
            sections=(Section(heading="要闻", span=Span(start=0, end=len(text))),),
        )
        for number, (title, text, day, publisher) in enumerate(ARTICLES)
    ]
    return Assistant.of(Index.from_documents(documents, encoder=load_encoder()), settings=Settings())
