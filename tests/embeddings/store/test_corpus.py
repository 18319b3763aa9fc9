from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from embeddings.config import IndexConfig
from embeddings.errors import UsageError
from embeddings.schema import CleaningReport, Document
from embeddings.store.corpus import Article, Corpus, content_hash, site_of
from embeddings.text.chunk import chunk

MakeDocument = Callable[..., Document]


@pytest.fixture
def articles(make_document: MakeDocument) -> list[Article]:
    documents = [
        make_document(
            (None, "三亚。"), ("总部", "网易将设立总部。"), published=date(2021, 12, 25), publisher="證券時報"
        ),
        make_document((None, "横琴。"), published=date(2022, 8, 23), publisher="财联社"),
        make_document((None, "无日期，𠮷。")),
    ]
    return [
        Article(document, report(document), chunk(document, IndexConfig(passage_chars=50, overlap_chars=0)))
        for document in documents
    ]


def report(document: Document) -> CleaningReport:
    return CleaningReport(
        doc_id=document.doc_id, path=document.source.path, encoding="utf-8", source_chars=9, kept_chars=5
    )


def test_what_is_written_is_read(articles: list[Article], tmp_path: Path) -> None:
    path = tmp_path / "名 ?#%.sqlite"
    Corpus.write(path, articles)
    corpus = Corpus.open(path)
    assert corpus.counts() == (3, 4)
    assert corpus.documents() == [article.document for article in articles]
    assert corpus.document(f"{1:016x}") == articles[1].document
    assert corpus.report(f"{2:016x}") == articles[2].report
    passages = [passage for article in articles for passage in article.passages]
    assert [passage.text for passage in passages] == ["三亚。", "网易将设立总部。", "横琴。", "无日期，𠮷。"]
    sources = [articles[at].document.source for at in (0, 0, 1, 2)]
    assert corpus.passages([3, 1]) == [(passages[3], sources[3]), (passages[1], sources[1])]
    assert corpus.rows([passages[2], passages[0]]).tolist() == [2, 0]
    assert corpus.content_rows() == {
        content_hash(passage.in_context("标题")): row for row, passage in enumerate(passages)
    }


def test_publishers_and_sites_are_named_once(articles: list[Article]) -> None:
    addresses = ["https://www.ThePaper.cn/detail_1", "http://[broken", None]
    given = [
        article._replace(
            document=article.document.model_copy(
                update={"source": article.document.source.model_copy(update={"url": address})}
            )
        )
        for article, address in zip(articles, addresses, strict=True)
    ]
    assert Corpus.in_memory([*given, *_with_new_id(given[0], publisher=" 证券时报 ")]).publishers() == (
        "thepaper.cn",
        "證券時報",
        "财联社",
    )


def _with_new_id(article: Article, *, publisher: str) -> list[Article]:
    source = article.document.source.model_copy(update={"publisher": publisher})
    return [Article(article.document.model_copy(update={"doc_id": "f" * 16, "source": source}), None, ())]


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.thepaper.cn/a?b=c", "thepaper.cn"),
        ("http://m.yicai.com:8080/x", "yicai.com"),
        ("https://news.qq.com/", "news.qq.com"),
        ("thepaper.cn/a", None),
        ("http://[", None),
        ("https://www./", None),
        ("", None),
        (None, None),
    ],
)
def test_the_site_of_an_address(url: str | None, host: str | None) -> None:
    assert site_of(url) == host


def test_the_same_articles_give_the_same_bytes(articles: list[Article], tmp_path: Path) -> None:
    Corpus.write(tmp_path / "a", articles)
    Corpus.write(tmp_path / "b", articles)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize(
    ("after", "before", "publisher", "doc_ids", "expected"),
    [
        (None, None, None, None, [1, 1, 1, 1]),
        (date(2021, 12, 25), None, None, None, [1, 1, 1, 0]),
        (date(2021, 12, 26), None, None, None, [0, 0, 1, 0]),
        (None, date(2021, 12, 25), None, None, [1, 1, 0, 0]),
        (None, None, " 证券时报 ", None, [1, 1, 0, 0]),
        (None, None, "证券", None, [0, 0, 0, 0]),
        (None, None, None, [f"{2:016x}", "none"], [0, 0, 0, 1]),
        (date(2022, 1, 1), None, "财联社", [f"{0:016x}"], [0, 0, 0, 0]),
    ],
)
def test_filters(
    articles: list[Article],
    after: date | None,
    before: date | None,
    publisher: str | None,
    doc_ids: list[str] | None,
    expected: list[int],
) -> None:
    corpus = Corpus.in_memory(articles)
    allowed = corpus.allowed(after=after, before=before, publisher=publisher, doc_ids=doc_ids)
    assert allowed.tolist() == [bool(each) for each in expected]
    assert allowed.dtype == np.bool_


def test_an_article_is_named_by_its_id_or_by_how_its_path_begins(articles: list[Article]) -> None:
    corpus = Corpus.in_memory(articles)
    paths = {article.document.source.path: article.document.doc_id for article in articles}
    assert len(set(paths.values())) == 3
    for path, doc_id in paths.items():
        assert corpus.doc_ids(doc_id) == corpus.doc_ids(path) == (doc_id,)
    assert corpus.doc_ids("") == tuple(article.document.doc_id for article in articles)
    with pytest.raises(UsageError, match="expected the id of an article, or what its path begins with; found '%'"):
        corpus.doc_ids("%")


def test_what_is_not_there_is_said(articles: list[Article]) -> None:
    corpus = Corpus.in_memory([article._replace(report=None) for article in articles])
    with pytest.raises(UsageError, match="found 'nothing'"):
        corpus.document("nothing")
    with pytest.raises(UsageError, match="with a cleaning report"):
        corpus.report(f"{0:016x}")
    stranger = articles[0].passages[0].model_copy(update={"doc_id": "stranger"})
    with pytest.raises(UsageError, match="a passage of this index"):
        corpus.rows([stranger])


def test_many_rows_and_many_threads(make_document: MakeDocument) -> None:
    document = make_document((
        None,
        "\n".join(
            f"第{number}句，共四十个字以上才会自成一段，所以在这里写得长一些再长一些才好。" for number in range(700)
        ),
    ))
    passages = chunk(document, IndexConfig(passage_chars=50, overlap_chars=0))
    corpus = Corpus.in_memory([Article(document, None, passages)])
    wanted = list(range(699, -1, -1))
    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(lambda _: corpus.passages(wanted), range(8)):
            assert [passage for passage, _ in found] == passages[::-1]
